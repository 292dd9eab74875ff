package import TideModel

/// What a batch read from one slice. Its rejects and late rows are records of their own.
package struct SliceRecord: Hashable, Sendable, TableRecord {
    package static let table = TableID.slices
    package static let version: UInt8 = 1

    package var batch: Int64
    /// Order within the batch, from 0.
    package var seq: UInt32
    package var slice: Slice
    /// What reading it found.
    package var outcome: SliceOutcome
    /// Rejected records as stored; equal to `outcome.rejects.total` once the rejects are read.
    package private(set) var badRows: Int64

    package init(batch: Int64, seq: UInt32, slice: Slice, outcome: SliceOutcome) {
        self.batch = batch
        self.seq = seq
        self.slice = slice
        self.outcome = outcome
        badRows = outcome.rejects.total
    }

    package var place: SlicePlace { SlicePlace(batch: batch, source: UInt16(slice.source), seq: seq) }

    package var key: [UInt8] { place.key }

    package func encode(into writer: inout ByteWriter) {
        writer.write(slice.path)
        writer.write(slice.start)
        writer.write(slice.end)
        writer.write(slice.unit.rawValue)
        slice.identity.encode(into: &writer)
        writer.write(outcome.hash.low)
        writer.write(outcome.hash.high)
        writer.write(outcome.rows)
        writer.write(badRows)
        if slice.unit != .bytes { writer.write(slice.isLast) }
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        let place = try SlicePlace(&key)
        batch = place.batch
        seq = place.seq
        let path = try fields.readString()
        let start = try fields.read(Int64.self)
        let end = try fields.read(Int64.self)
        let code = try fields.read(UInt8.self)
        guard let unit = SliceUnit(rawValue: code) else {
            throw DamagedBytes("unknown unit \(code) of a slice")
        }
        let identity = try FileIdentity(&fields)
        let hash = ContentHash(low: try fields.read(), high: try fields.read())
        outcome = SliceOutcome(hash: hash, rows: try fields.read(), rejects: RejectSummary())
        badRows = try fields.read()
        slice = Slice(
            source: Int(place.source), path: path, start: start, end: end, identity: identity, unit: unit,
            isLast: unit == .bytes ? false : try fields.readBool())
    }
}
