import TideConnectors
package import TideModel

/// A listed file of which something is still to be read.
package struct UnreadFile: Hashable, Sendable {
    package var path: String
    package var identity: FileIdentity
    /// Bytes read by earlier batches.
    package var position: Int64

    package init(path: String, identity: FileIdentity, position: Int64) {
        self.path = path
        self.identity = identity
        self.position = position
    }
}

/// Decides what a batch reads of one source: a function of what is unread and of the limits, of nothing else.
///
/// So a killed run and an undisturbed one plan the same batches over the same files.
package struct BatchPlanner: Hashable, Sendable {
    /// Index of the source in the query.
    package var source: Int
    package var maxFiles: Int?
    package var maxBytes: Int64

    package init(source: Int = 0, maxFiles: Int?, maxBytes: Int64) {
        self.source = source
        self.maxFiles = maxFiles
        self.maxBytes = maxBytes
    }

    /// The slices of the next batch, empty when nothing is unread.
    ///
    /// A partly read file counts as one file. A file that exceeds the bytes left is cut at a line end; the
    /// first slice of a batch has one line at least, however long.
    /// - Parameters:
    ///   - unread: in reading order, a partly read file first.
    ///   - cut: the end of the slice of `file` that holds at most `bytes` bytes, one line at least.
    package func slices(
        of unread: some Sequence<UnreadFile>, cut: (_ file: UnreadFile, _ bytes: Int64) throws -> Int64
    ) rethrows -> [Slice] {
        var slices: [Slice] = []
        var bytesLeft = maxBytes
        for file in unread {
            if let maxFiles, slices.count >= maxFiles { break }
            let rest = file.identity.sizeBytes - file.position
            if rest <= bytesLeft {
                slices.append(slice(of: file, to: file.identity.sizeBytes))
                bytesLeft -= rest
                continue
            }
            if bytesLeft > 0 {
                let end = try cut(file, bytesLeft)
                if slices.isEmpty || end - file.position <= bytesLeft {
                    slices.append(slice(of: file, to: end))
                }
            }
            break
        }
        return slices
    }

    private func slice(of file: UnreadFile, to end: Int64) -> Slice {
        Slice(source: source, path: file.path, start: file.position, end: end, identity: file.identity)
    }
}
