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
    /// Files in the ledger now.
    package var files: Int64 = 0

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
        for field in [batches, inputRows, badRows, lateRows, inputBytes, files] { writer.write(field) }
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        _ = key.readRest()
        batches = try fields.read()
        inputRows = try fields.read()
        badRows = try fields.read()
        lateRows = try fields.read()
        inputBytes = try fields.read()
        files = try fields.read()
    }
}
