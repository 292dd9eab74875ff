/// A file that a batch gives to a file sink, whole.
package struct OutputFile: Hashable, Sendable {
    /// Where its bytes are until it is drained.
    package enum Content: Hashable, Sendable {
        case bytes([UInt8])
        /// In a file of that name in the sink's staging directory, written and synced before the commit.
        case staged(String)
    }

    /// Below the sink's root.
    package var path: String
    /// Bytes.
    package var length: Int64
    /// CRC32C of the bytes.
    package var checksum: UInt32
    package var rows: Int64
    package var content: Content

    package init(path: String, length: Int64, checksum: UInt32, rows: Int64, content: Content) {
        self.path = path
        self.length = length
        self.checksum = checksum
        self.rows = rows
        self.content = content
    }
}
