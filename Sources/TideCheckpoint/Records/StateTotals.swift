/// What the state has, so that nobody needs to count it; the entry `state-totals` of `meta`.
///
/// Written with each commit; absent before the first, and in a checkpoint of an engine that did not write it.
package struct StateTotals: Hashable, Sendable, TableRecord {
    package static let table = TableID.meta
    package static let version: UInt8 = 2
    /// The key in `meta`.
    package static let name = "state-totals"

    /// Entries of the table `state`.
    package var entries: Int64
    /// Those of each operator that has any, by its id.
    package var operators: [UInt8: Int64]

    package init(entries: Int64, operators: [UInt8: Int64] = [:]) {
        self.entries = entries
        self.operators = operators
    }

    /// Version 1 knew one operator.
    package static func missing(in version: UInt8) -> [UInt8]? { version == 1 ? [0] : nil }

    package var key: [UInt8] { Array(Self.name.utf8) }

    package func encode(into writer: inout ByteWriter) {
        writer.write(entries)
        writer.write(UInt8(operators.count))
        for (id, count) in operators.sorted(by: { $0.key < $1.key }) {
            writer.write(id)
            writer.write(count)
        }
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        _ = key.readRest()
        entries = try fields.read()
        operators = [:]
        for _ in 0..<(try fields.read(UInt8.self)) {
            let id = try fields.read(UInt8.self)
            operators[id] = try fields.read()
        }
        if operators.isEmpty, entries > 0 { operators = [0: entries] }
    }
}
