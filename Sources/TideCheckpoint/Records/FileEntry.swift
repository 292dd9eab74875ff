package import TideModel

/// The ledger's entry of one input file.
package struct FileEntry: Hashable, Sendable, TableRecord {
    package static let table = TableID.files
    package static let version: UInt8 = 2

    /// Index of the source in the query.
    package var source: UInt16
    /// Path relative to the source's root.
    package var path: String
    /// Bytes consumed from the start of the file.
    package var position: Int64
    /// What the file was when it was last read.
    package var identity: FileIdentity
    /// Its time of last change, nanoseconds since the epoch: also of a change that kept size and mtime. 0
    /// where it is not known.
    package var ctimeNs: Int64
    /// First and last batch that read from it.
    package var firstBatch: Int64
    package var lastBatch: Int64
    /// All bytes the file had when listed are consumed.
    package var isComplete: Bool

    package init(
        source: UInt16 = 0, path: String, position: Int64, identity: FileIdentity, firstBatch: Int64,
        lastBatch: Int64, isComplete: Bool, ctimeNs: Int64 = 0
    ) {
        self.source = source
        self.path = path
        self.position = position
        self.identity = identity
        self.firstBatch = firstBatch
        self.lastBatch = lastBatch
        self.isComplete = isComplete
        self.ctimeNs = ctimeNs
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
        writer.write(ctimeNs)
    }

    /// Version 1 did not know the time of last change.
    package static func missing(in version: UInt8) -> [UInt8]? {
        version == 1 ? Array(repeating: 0, count: 8) : nil
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        source = try key.readBigEndian()
        path = try ByteReader.text(key.readRest())
        position = try fields.read()
        identity = try FileIdentity(&fields)
        firstBatch = try fields.read()
        lastBatch = try fields.read()
        isComplete = try fields.readBool()
        ctimeNs = try fields.read()
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
