/// The watermarks of all marks of the query, so that a restart forgets none.
package struct WatermarkRecord: Hashable, TableRecord {
    package static let table = TableID.meta
    package static let version: UInt8 = 1
    static let name = "watermarks"

    /// Milliseconds since the epoch, by the marks' ids; 0 before the first row.
    package var milliseconds: [Int64]

    init(milliseconds: [Int64]) { self.milliseconds = milliseconds }

    package var key: [UInt8] { Array(Self.name.utf8) }

    package func encode(into writer: inout ByteWriter) {
        writer.write(UInt16(milliseconds.count))
        for number in milliseconds { writer.write(number) }
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        _ = key.readRest()
        milliseconds = []
        for _ in 0..<(try fields.read(UInt16.self)) { milliseconds.append(try fields.read()) }
    }
}
