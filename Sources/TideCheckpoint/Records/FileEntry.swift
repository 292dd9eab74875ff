package import TideModel

/// The ledger's entry of one input file.
package struct FileEntry: Hashable, Sendable, TableRecord {
    package static let table = TableID.files
    package static let version: UInt8 = 1

    /// Index of the source in the query.
    package var source: UInt16
    /// Path relative to the source's root.
    package var path: String
    /// Bytes consumed from the start of the file.
    package var position: Int64
    /// What the file was when it was last read.
    package var identity: FileIdentity
    /// First and last batch that read from it.
    package var firstBatch: Int64
    package var lastBatch: Int64
    /// All bytes the file had when listed are consumed.
    package var isComplete: Bool

    package init(
        source: UInt16 = 0, path: String, position: Int64, identity: FileIdentity, firstBatch: Int64,
        lastBatch: Int64, isComplete: Bool
    ) {
        self.source = source
        self.path = path
        self.position = position
        self.identity = identity
        self.firstBatch = firstBatch
        self.lastBatch = lastBatch
        self.isComplete = isComplete
    }

    /// The key of a path.
    package static func key(source: UInt16, path: String) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(bigEndian: source)
        writer.write(raw: path.utf8)
        return writer.bytes
    }

    package var key: [UInt8] { Self.key(source: source, path: path) }

    package func encode(into writer: inout ByteWriter) {
        writer.write(position)
        identity.encode(into: &writer)
        writer.write(firstBatch)
        writer.write(lastBatch)
        writer.write(isComplete)
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        source = try key.readBigEndian()
        path = try ByteReader.text(key.readRest())
        position = try fields.read()
        identity = try FileIdentity(&fields)
        firstBatch = try fields.read()
        lastBatch = try fields.read()
        isComplete = try fields.readBool()
    }
}

extension FileIdentity {
    /// Writes size, mtime, inode, device.
    package func encode(into writer: inout ByteWriter) {
        writer.write(sizeBytes)
        writer.write(mtimeNs)
        writer.write(inode)
        writer.write(device)
    }

    /// Reads what ``encode(into:)`` wrote.
    package init(_ fields: inout ByteReader) throws(DamagedBytes) {
        self.init(
            sizeBytes: try fields.read(), mtimeNs: try fields.read(), inode: try fields.read(),
            device: try fields.read())
    }
}
