/// What the state has, so that nobody needs to count it; the entry `state-totals` of `meta`.
///
/// Written with each commit; absent before the first, and in a checkpoint of an engine that did not write it.
package struct StateTotals: Hashable, Sendable, TableRecord {
    package static let table = TableID.meta
    package static let version: UInt8 = 1
    /// The key in `meta`.
    package static let name = "state-totals"

    /// Entries of the table `state`.
    package var entries: Int64

    package init(entries: Int64) { self.entries = entries }

    package var key: [UInt8] { Array(Self.name.utf8) }

    package func encode(into writer: inout ByteWriter) { writer.write(entries) }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        _ = key.readRest()
        entries = try fields.read()
    }
}
