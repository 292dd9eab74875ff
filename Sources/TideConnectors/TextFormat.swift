package import TideModel

/// How the content of files divides into records, and in which encoding they are written.
package struct TextFormat: Hashable, Sendable {
    /// Lines of UTF-8.
    package static let lines = TextFormat()

    /// The whole file is one record (`multiLine`).
    package var isMultiLine = false
    /// What ends a record, as written (`lineSep`); nil for \n, \r and \r\n.
    package var separator: String?
    /// The records' encoding; nil for UTF-8, and for what a file of one record shows at its front.
    package var encoding: TextEncoding?

    package init(isMultiLine: Bool = false, separator: String? = nil, encoding: TextEncoding? = nil) {
        self.isMultiLine = isMultiLine
        self.separator = separator
        self.encoding = encoding
    }

    /// Whether records are lines of UTF-8, which decoders read as they are.
    package var isPlain: Bool { !isMultiLine && separator == nil && encoding == nil }

    /// The bytes that end a record, in the file's encoding.
    var separatorBytes: [UInt8] {
        (encoding ?? .utf8).bytes(of: separator ?? "\n") ?? Array((separator ?? "\n").utf8)
    }

    /// What the positions of a file's slices count.
    ///
    /// - Parameter path: absolute.
    /// - Throws: `TidemarkError` (`unsupported`) for a compression that is not read.
    package func unit(of path: String) throws -> SliceUnit {
        let compression = try Compression(path: path)
        if isMultiLine { return .wholeFile }
        return compression == nil ? .bytes : .decompressedBytes
    }
}
