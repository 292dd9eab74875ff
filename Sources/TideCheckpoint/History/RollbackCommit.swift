import TideLMDB

/// The files of a sink that a rollback takes back and that may still be there; the entry `withdrawal` of
/// `meta`, from the rollback's commit until they are removed for good.
package struct WithdrawalRecord: Hashable, Sendable, TableRecord {
    package static let table = TableID.meta
    package static let version: UInt8 = 1
    /// The key in `meta`.
    package static let name = "withdrawal"

    /// Batches whose files go. No later batch has one of these numbers.
    package var batches: ClosedRange<Int64>

    init(batches: ClosedRange<Int64>) { self.batches = batches }

    package var key: [UInt8] { Array(Self.name.utf8) }

    package func encode(into writer: inout ByteWriter) {
        writer.write(batches.lowerBound)
        writer.write(batches.upperBound)
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        _ = key.readRest()
        let (first, last): (Int64, Int64) = (try fields.read(), try fields.read())
        guard first <= last else { throw DamagedBytes("a withdrawal of batches \(first) to \(last)") }
        batches = first...last
    }
}

/// The entries that a rollback changes: a new batch that leaves the tables as an older one did.
///
/// It carries that batch's offsets, watermarks and timestamp, so that all that is computed from the last
/// batch is what it was then. It writes no before-images: the way back from it goes on at the older batch.
struct RollbackCommit {
    let last: BatchRecord
    let target: Int64
    let planVersion: UInt32
    /// The batches whose before-images are put back, the newest first.
    let path: [Int64]

    func write(
        to tables: inout TableWriter, in transaction: borrowing WriteTransaction
    ) throws -> BatchRecord {
        guard let older = try transaction.record(BatchRecord.self, BatchRecord.key(target)) else {
            throw DamagedEntry(
                key: [TableID.batches.rawValue] + BatchRecord.key(target),
                reason: "the batch has no record")
        }
        for batch in path {
            for image in try transaction.beforeImages(of: batch).reversed() {
                try tables.restore(image, in: transaction)
            }
        }
        try tables.dropOutput(after: target, in: transaction)
        var record = BatchRecord(
            id: last.id + 1, kind: .rollback, timestampMs: older.timestampMs, watermarkMs: older.watermarkMs,
            nextWatermarkMs: older.nextWatermarkMs, planVersion: planVersion, logOffsets: older.logOffsets)
        record.rolledBackTo = target
        record.isPiece = older.isPiece
        try tables.put(record, in: transaction)
        let sink = try transaction.record(SinkRecord.self, Array(SinkRecord.name.utf8))
        if sink?.hasFiles == true {
            try tables.put(WithdrawalRecord(batches: target + 1...last.id), in: transaction)
        } else {
            // There is nothing to hand over.
            tables.record.drainedBatch = record.id
        }
        tables.record.lastBatch = record.id
        return record
    }
}

extension CheckpointSnapshot {
    /// Files of the sink that a rollback has taken back and that may still be there.
    package func withdrawal() throws -> WithdrawalRecord? {
        try transaction?.record(WithdrawalRecord.self, Array(WithdrawalRecord.name.utf8))
    }
}
