package import TideCheckpoint
import TideColumnar
import TideExecution

extension BatchComputation.Computed {
    /// Bytes of a row in the table `result`, by an estimate.
    private static let estimatedRowBytes = 64

    /// The rows as the table `result` keeps those of append mode; `state` is as the batch before left it.
    package func output(_ state: any StateView) -> ResultOutput {
        let pieces = (rows.mostRows * Self.estimatedRowBytes) / ResultPiece.targetSize + 1
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
