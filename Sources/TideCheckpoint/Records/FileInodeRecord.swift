/// The ledger's second key: which path has an inode.
package struct FileInodeRecord: Hashable, Sendable, TableRecord {
    package static let table = TableID.fileInodes
    package static let version: UInt8 = 1

    package var source: UInt16
    package var inode: UInt64
    /// The path of the entry in `files` that was last written with this inode.
    package var path: String

    package init(source: UInt16, inode: UInt64, path: String) {
        self.source = source
        self.inode = inode
        self.path = path
    }

    /// The key of an inode.
    package static func key(source: UInt16, inode: UInt64) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(bigEndian: source)
        writer.write(bigEndian: inode)
        return writer.bytes
    }

    package var key: [UInt8] { Self.key(source: source, inode: inode) }

    package func encode(into writer: inout ByteWriter) { writer.write(path) }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        source = try key.readBigEndian()
        inode = try key.readBigEndian()
        path = try fields.readString()
    }
}
