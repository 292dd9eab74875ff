package import TideModel

/// The late rows of one slice; slices without any have no such record.
package struct LateRecord: Hashable, Sendable, TableRecord {
    package static let table = TableID.late
    package static let version: UInt8 = 1

    package var place: SlicePlace
    /// The exact count, and the first 1,000 positions.
    package var summary: LateSummary

    package init(_ place: SlicePlace, _ summary: LateSummary) {
        self.place = place
        self.summary = summary
    }

    package var key: [UInt8] { place.key }

    package func encode(into writer: inout ByteWriter) {
        writer.write(summary.count)
        writer.write(UInt32(summary.positions.count))
        for late in summary.positions {
            writer.write(late.row)
            writer.write(late.timeUs)
        }
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        place = try SlicePlace(&key)
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
