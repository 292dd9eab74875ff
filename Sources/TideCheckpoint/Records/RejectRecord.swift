package import TideModel

/// The rejected records of one slice; slices without any have no such record.
package struct RejectRecord: Hashable, Sendable, TableRecord {
    package static let table = TableID.rejects
    package static let version: UInt8 = 1

    package var place: SlicePlace
    /// Exact counts by reason, and the first 1,000 positions.
    package var summary: RejectSummary

    package init(_ place: SlicePlace, _ summary: RejectSummary) {
        self.place = place
        self.summary = summary
    }

    package var key: [UInt8] { place.key }

    package func encode(into writer: inout ByteWriter) {
        let counts = summary.counts.sorted { $0.key.rawValue < $1.key.rawValue }
        writer.write(UInt8(counts.count))
        for (reason, count) in counts {
            writer.write(reason.rawValue)
            writer.write(count)
        }
        writer.write(UInt32(summary.positions.count))
        for reject in summary.positions {
            writer.write(reject.offset)
            writer.write(reject.reason.rawValue)
        }
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        place = try SlicePlace(&key)
        var counts: [RejectReason: Int64] = [:]
        for _ in 0..<(try fields.read(UInt8.self)) {
            let reason = try Self.reason(&fields)
            counts[reason] = try fields.read(Int64.self)
        }
        var positions: [Reject] = []
        for _ in 0..<(try fields.read(UInt32.self)) {
            let offset = try fields.read(Int64.self)
            positions.append(Reject(offset: offset, reason: try Self.reason(&fields)))
        }
        summary = RejectSummary(counts: counts, positions: positions)
    }

    private static func reason(_ fields: inout ByteReader) throws(DamagedBytes) -> RejectReason {
        let code = try fields.read(UInt8.self)
        guard let reason = RejectReason(rawValue: code) else {
            throw DamagedBytes("unknown reason \(code) of a reject")
        }
        return reason
    }
}
