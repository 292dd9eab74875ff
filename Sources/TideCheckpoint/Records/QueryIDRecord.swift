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
