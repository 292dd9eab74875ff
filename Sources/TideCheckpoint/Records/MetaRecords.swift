/// The query's id; the entry `query-id` of `meta`.
package struct QueryIDRecord: Hashable, Sendable, TableRecord {
    package static let table = TableID.meta
    package static let version: UInt8 = 1
    /// The key in `meta`.
    package static let name = "query-id"

    /// A UUID in lower case.
    package var id: String

    package init(id: String) { self.id = id }

    package var key: [UInt8] { Array(Self.name.utf8) }

    package func encode(into writer: inout ByteWriter) { writer.write(id) }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        _ = key.readRest()
        id = try fields.readString()
    }
}

/// Where a source's files are; the entries `source-root/<source>` of `meta`.
package struct SourceRoot: Hashable, Sendable, TableRecord {
    package static let table = TableID.meta
    package static let version: UInt8 = 1
    private static let prefix = "source-root/"

    package var source: UInt16
    /// Relative to the checkpoint directory.
    package var relative: String
    package var absolute: String

    package init(source: UInt16 = 0, relative: String, absolute: String) {
        self.source = source
        self.relative = relative
        self.absolute = absolute
    }

    /// The key of a source.
    package static func key(source: UInt16) -> [UInt8] { Array("\(prefix)\(source)".utf8) }

    package var key: [UInt8] { Self.key(source: source) }

    package func encode(into writer: inout ByteWriter) {
        writer.write(relative)
        writer.write(absolute)
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        let name = try ByteReader.text(key.readRest())
        guard name.hasPrefix(Self.prefix), let number = UInt16(name.dropFirst(Self.prefix.count)) else {
            throw DamagedBytes("the name \(name) is not a source's")
        }
        source = number
        relative = try fields.readString()
        absolute = try fields.readString()
    }
}

/// Sums over all committed batches; the entry `totals` of `meta`.
package struct Totals: Hashable, Sendable, TableRecord {
    package static let table = TableID.meta
    package static let version: UInt8 = 1
    /// The key in `meta`.
    package static let name = "totals"

    package var batches: Int64 = 0
    package var inputRows: Int64 = 0
    package var badRows: Int64 = 0
    package var lateRows: Int64 = 0
    package var inputBytes: Int64 = 0

    package init() {}

    /// Adds a batch.
    package mutating func add(_ batch: BatchRecord) {
        batches += 1
        inputRows += batch.inputRows
        badRows += batch.badRows
        lateRows += batch.lateRows
        inputBytes += batch.inputBytes
    }

    package var key: [UInt8] { Array(Self.name.utf8) }

    package func encode(into writer: inout ByteWriter) {
        for field in [batches, inputRows, badRows, lateRows, inputBytes] { writer.write(field) }
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        _ = key.readRest()
        batches = try fields.read()
        inputRows = try fields.read()
        badRows = try fields.read()
        lateRows = try fields.read()
        inputBytes = try fields.read()
    }
}
