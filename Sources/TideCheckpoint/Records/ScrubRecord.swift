/// That every page and entry of the state was read and found whole.
package struct ScrubRecord: Hashable, Sendable, TableRecord {
    package static let table = TableID.meta
    package static let version: UInt8 = 1
    package static let name = "scrub"

    /// The last batch of the state that was read.
    package var batch: Int64
    /// When it was, milliseconds since the epoch.
    package var timeMs: Int64

    package init(batch: Int64, timeMs: Int64) {
        self.batch = batch
        self.timeMs = timeMs
    }

    package var key: [UInt8] { Array(Self.name.utf8) }

    package func encode(into writer: inout ByteWriter) {
        writer.write(batch)
        writer.write(timeMs)
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        _ = key.readRest()
        batch = try fields.read()
        timeMs = try fields.read()
    }
}
