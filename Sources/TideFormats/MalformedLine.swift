package import TideModel

/// The line that ends a query in mode FAILFAST; whoever knows the file makes the error that users see.
package struct MalformedLine: Error, Hashable, Sendable {
    /// The byte of the file where the line starts.
    package let offset: Int64
    package let reason: RejectReason
    /// The line's first 100 bytes.
    package let excerpt: String

    private static let bytesShown = 100

    package init(_ line: some Collection<UInt8>, offset: Int64, reason: RejectReason) {
        self.offset = offset
        self.reason = reason
        let more = line.count > Self.bytesShown ? "..." : ""
        excerpt = String(decoding: line.prefix(Self.bytesShown), as: UTF8.self) + more
    }
}
