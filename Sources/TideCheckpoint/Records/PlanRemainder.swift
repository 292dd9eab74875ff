package import TideModel

/// What is left of a plan of which the last batch was a piece: the next batches read it, before anything new.
package struct PlanRemainder: Hashable, Sendable, TableRecord {
    package static let table = TableID.meta
    package static let version: UInt8 = 1
    package static let name = "plan-remainder"

    /// The watermark by which all pieces of the plan tell what is late, milliseconds since the epoch.
    package var lateWatermarkMs: Int64
    /// The slices of each batch to come, in reading order; one at least, none of them empty.
    package var parts: [[Slice]]

    package init(lateWatermarkMs: Int64, parts: [[Slice]]) {
        self.lateWatermarkMs = lateWatermarkMs
        self.parts = parts
    }

    /// What is left after the first part; nil for nothing.
    package var next: PlanRemainder? {
        parts.count < 2
            ? nil : PlanRemainder(lateWatermarkMs: lateWatermarkMs, parts: Array(parts.dropFirst()))
    }

    package var key: [UInt8] { Array(Self.name.utf8) }

    package func encode(into writer: inout ByteWriter) {
        writer.write(lateWatermarkMs)
        writer.write(UInt32(parts.count))
        for part in parts {
            writer.write(UInt32(part.count))
            for slice in part { Self.encode(slice, into: &writer) }
        }
    }

    private static func encode(_ slice: Slice, into writer: inout ByteWriter) {
        writer.write(UInt16(slice.source))
        writer.write(slice.path)
        writer.write(slice.start)
        writer.write(slice.end)
        writer.write(slice.unit.rawValue)
        writer.write(slice.isLast)
        slice.identity.encode(into: &writer)
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        _ = key.readRest()
        lateWatermarkMs = try fields.read()
        parts = []
        for _ in 0..<(try fields.read(UInt32.self)) {
            var part: [Slice] = []
            for _ in 0..<(try fields.read(UInt32.self)) { part.append(try Self.slice(&fields)) }
            guard !part.isEmpty else { throw DamagedBytes("a part of a plan that reads nothing") }
            parts.append(part)
        }
        guard !parts.isEmpty else { throw DamagedBytes("nothing is left of the plan") }
    }

    private static func slice(_ fields: inout ByteReader) throws(DamagedBytes) -> Slice {
        let source = try fields.read(UInt16.self)
        let path = try fields.readString()
        let (start, end) = (try fields.read(Int64.self), try fields.read(Int64.self))
        let code = try fields.read(UInt8.self)
        guard let unit = SliceUnit(rawValue: code) else {
            throw DamagedBytes("unknown unit \(code) of a slice")
        }
        let isLast = try fields.readBool()
        return Slice(
            source: Int(source), path: path, start: start, end: end, identity: try FileIdentity(&fields),
            unit: unit, isLast: isLast)
    }
}
