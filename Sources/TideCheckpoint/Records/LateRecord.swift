package import TideModel

/// The late rows of one slice; slices without any have no such record.
package struct LateRecord: Hashable, Sendable, TableRecord {
    package static let table = TableID.late
    package static let version: UInt8 = 1

    package var batch: Int64
    package var source: UInt16
    package var seq: UInt32
    /// The exact count, and the first 1,000 positions.
    package var summary: LateSummary

    package init(batch: Int64, source: UInt16, seq: UInt32, summary: LateSummary) {
        self.batch = batch
        self.source = source
        self.seq = seq
        self.summary = summary
    }

    package var key: [UInt8] { sliceKey(batch: batch, source: source, seq: seq) }

    package func encode(into writer: inout ByteWriter) {
        writer.write(summary.count)
        writer.write(UInt32(summary.positions.count))
        for late in summary.positions {
            writer.write(late.row)
            writer.write(late.timeUs)
        }
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        batch = try key.readBigEndian()
        source = try key.readBigEndian()
        seq = try key.readBigEndian()
        let count = try fields.read(Int64.self)
        var positions: [LateRow] = []
        for _ in 0..<(try fields.read(UInt32.self)) {
            let row = try fields.read(Int64.self)
            positions.append(LateRow(row: row, timeUs: try fields.read()))
        }
        guard count >= Int64(positions.count) else {
            throw DamagedBytes("\(count) late rows with \(positions.count) positions")
        }
        summary = LateSummary(count: count, positions: positions)
    }
}
