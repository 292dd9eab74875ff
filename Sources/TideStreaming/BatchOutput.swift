package import TideCheckpoint
import TideColumnar
import TideExecution
import TideModel

extension BatchComputation.Computed {
    /// The record of the batch; `stepMicroseconds` as in it.
    func record(of planned: PlannedBatch, stepMicroseconds: [Int64]) -> BatchRecord {
        var record = BatchRecord(
            id: planned.id, kind: planned.kind, timestampMs: planned.timestampMs,
            watermarkMs: planned.watermarkMs, nextWatermarkMs: nextWatermarkMs,
            planVersion: planned.planVersion, logOffsets: planned.logOffsets,
            inputRows: outcomes.reduce(0) { $0 + $1.rows },
            badRows: outcomes.reduce(0) { $0 + $1.rejects.total }, lateRows: lateRows,
            inputBytes: planned.slices.reduce(0) { $0 + $1.sizeBytes },
            sliceCount: UInt32(planned.slices.count), stepMicroseconds: stepMicroseconds)
        record.isPiece = planned.remainder != nil
        return record
    }

    /// Rows read, by source.
    func rows(of slices: [Slice], sources: Int) -> [Int64] {
        var rows = [Int64](repeating: 0, count: sources)
        for (slice, outcome) in zip(slices, outcomes) { rows[slice.source] += outcome.rows }
        return rows
    }

    /// Bytes of a row in the table `result` of which none is there to be measured.
    private static let assumedRowBytes = 64

    /// The rows as the table `result` keeps those of append mode; `state` is as the batch before left it.
    package func output(_ state: any StateView) -> ResultOutput {
        let rowBytes = rows.batches.first.map(ResultPacker.rowBytes) ?? Self.assumedRowBytes
        let pieces = (rows.mostRows * rowBytes) / ResultPiece.targetSize + 1
        return ResultOutput(estimatedPieces: pieces) { body in
            var packer = ResultPacker()
            try rows.forEach(state) { batch in
                packer.append(batch)
                try packer.takeFinished().forEach(body)
            }
            try packer.finish().forEach(body)
        }
    }

    /// The rows as the table `result` keeps those of update mode: the last one of each group, by the groups'
    /// keys.
    package var updates: [(key: [UInt8], row: ResultPiece)] {
        var updates: [[UInt8]: ResultPiece] = [:]
        for batch in rows.batches {
            for row in 0..<batch.count {
                var packer = ResultPacker()
                packer.append(RecordBatch(schema: batch.schema, rows: [batch.row(at: row)]))
                if let key = keys?[row] { updates[key] = packer.finish().first }
            }
        }
        return updates.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
            (key: $0.key, row: $0.value)
        }
    }
}
