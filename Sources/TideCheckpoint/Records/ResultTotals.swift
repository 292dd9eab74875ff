/// What the result of a query that appends rows has; the entry `result-totals` of `meta`.
package struct ResultTotals: Hashable, Sendable, TableRecord {
    package static let table = TableID.meta
    package static let version: UInt8 = 1
    /// The key in `meta`.
    package static let name = "result-totals"

    /// Rows of all batches.
    package var rows: Int64

    package init(rows: Int64 = 0) { self.rows = rows }

    package var key: [UInt8] { Array(Self.name.utf8) }

    package func encode(into writer: inout ByteWriter) { writer.write(rows) }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        _ = key.readRest()
        rows = try fields.read()
    }
}
