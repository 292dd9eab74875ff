package import TideCheckpoint
import TideColumnar

extension BatchComputation.Computed {
    /// The rows as the table `result` keeps those of append mode.
    package var pieces: [ResultPiece] {
        var packer = ResultPacker()
        for batch in rows { packer.append(batch) }
        return packer.finish()
    }

    /// The rows as the table `result` keeps those of update mode: the last one of each group, by the groups'
    /// keys.
    package var updates: [(key: [UInt8], row: ResultPiece)] {
        var updates: [[UInt8]: ResultPiece] = [:]
        for batch in rows {
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
