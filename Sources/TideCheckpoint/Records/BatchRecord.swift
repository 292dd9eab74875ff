/// A committed batch.
package struct BatchRecord: Hashable, Sendable, TableRecord {
    package static let table = TableID.batches
    package static let version: UInt8 = 2
    /// Of the byte that tells the kind.
    private static let pieceFlag: UInt8 = 0x80

    /// From 0, without gaps.
    package var id: Int64
    package var kind: BatchKind
    /// Whether it read the first part of a plan that was too much for one commit: the batches after it read
    /// the rest, and what the watermark completes waits for the last of them.
    package var isPiece = false
    /// `current_timestamp()` of the batch, milliseconds since the epoch.
    package var timestampMs: Int64
    /// The watermark the batch used, milliseconds since the epoch.
    package var watermarkMs: Int64
    /// The watermark the next batch uses.
    package var nextWatermarkMs: Int64
    /// Which ``PlanRecord`` the batch ran.
    package var planVersion: UInt32
    /// The `logOffset` of each file source (Spark's offset log), at least one; -1 before its first file.
    package var logOffsets: [Int64]
    /// Rows read, bad and late ones included.
    package var inputRows: Int64
    /// Rows with a rejected record or field.
    package var badRows: Int64
    /// Rows dropped because they came after the watermark.
    package var lateRows: Int64
    /// Bytes of the slices.
    package var inputBytes: Int64
    package var sliceCount: UInt32
    /// Time of the steps plan, compute, commit.
    package var stepMicroseconds: [Int64]
    /// The batch to whose end a rollback went back; nil for the other kinds.
    package var rolledBackTo: Int64?

    package init(
        id: Int64, kind: BatchKind, timestampMs: Int64, watermarkMs: Int64 = 0, nextWatermarkMs: Int64 = 0,
        planVersion: UInt32 = 1, logOffsets: [Int64], inputRows: Int64 = 0, badRows: Int64 = 0,
        lateRows: Int64 = 0, inputBytes: Int64 = 0, sliceCount: UInt32 = 0, stepMicroseconds: [Int64] = []
    ) {
        self.id = id
        self.kind = kind
        self.timestampMs = timestampMs
        self.watermarkMs = watermarkMs
        self.nextWatermarkMs = nextWatermarkMs
        self.planVersion = planVersion
        self.logOffsets = logOffsets
        self.inputRows = inputRows
        self.badRows = badRows
        self.lateRows = lateRows
        self.inputBytes = inputBytes
        self.sliceCount = sliceCount
        self.stepMicroseconds = stepMicroseconds
    }

    /// The key of a batch.
    package static func key(_ id: Int64) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(bigEndian: id)
        return writer.bytes
    }

    package var key: [UInt8] { Self.key(id) }

    package func encode(into writer: inout ByteWriter) {
        writer.write(kind.rawValue | (isPiece ? Self.pieceFlag : 0))
        for field in [timestampMs, watermarkMs, nextWatermarkMs] { writer.write(field) }
        writer.write(planVersion)
        for field in [logOffsets[0], inputRows, badRows, lateRows, inputBytes] { writer.write(field) }
        writer.write(sliceCount)
        writer.write(UInt8(stepMicroseconds.count))
        for field in stepMicroseconds { writer.write(field) }
        writer.write(UInt16(logOffsets.count - 1))
        for field in logOffsets.dropFirst() { writer.write(field) }
        if let rolledBackTo { writer.write(rolledBackTo) }
    }

    /// Version 1 knew one source.
    package static func missing(in version: UInt8) -> [UInt8]? { version == 1 ? [0, 0] : nil }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        id = try key.readBigEndian()
        let code = try fields.read(UInt8.self)
        guard let kind = BatchKind(rawValue: code & ~Self.pieceFlag) else {
            throw DamagedBytes("unknown batch kind \(code)")
        }
        self.kind = kind
        isPiece = code & Self.pieceFlag != 0
        timestampMs = try fields.read()
        watermarkMs = try fields.read()
        nextWatermarkMs = try fields.read()
        planVersion = try fields.read()
        logOffsets = [try fields.read()]
        inputRows = try fields.read()
        badRows = try fields.read()
        lateRows = try fields.read()
        inputBytes = try fields.read()
        sliceCount = try fields.read()
        let steps = try fields.read(UInt8.self)
        stepMicroseconds = []
        for _ in 0..<steps { stepMicroseconds.append(try fields.read()) }
        for _ in 0..<(try fields.read(UInt16.self)) { logOffsets.append(try fields.read()) }
        guard kind == .rollback else { return }
        let older: Int64 = try fields.read()
        guard 0..<id ~= older else { throw DamagedBytes("a rollback to the batch \(older)") }
        rolledBackTo = older
    }
}
