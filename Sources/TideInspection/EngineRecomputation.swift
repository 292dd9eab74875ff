import TideCheckpoint
import TideColumnar
import TideConnectors
import TideExecution
import TideFormats
import TideModel
import TidePlanning
import TideStreaming
import Tidemark

/// The fast way: the engine's own readers and operators over all batches, without checkpoint.
struct EngineRecomputation {
    let stored: VerificationInput
    /// nil for a checkpoint without a sink of files.
    let sink: SinkComparison?

    func run() throws -> Recomputation {
        var result = Recomputation(sink: sink)
        let plan = stored.result.plan
        let computation = BatchComputation(plan)
        var state = MemoryState()
        var watermarks: [Int64] = []
        var watermarkMs = StreamGraph.Watermarks(lateMs: 0, completeMs: 0)
        for batch in stored.batches {
            guard let inputs = stored.inputs[batch.id] else { continue }
            let scanner = SliceScanner(inputs, threads: 2, checksMetadata: false)
            let records = stored.slices[batch.id] ?? []
            let verified = records.map { VerifiedSlice(inputs[$0.slice.source], $0) }
            for slice in verified { try slice.requireWhole() }
            var used = watermarkMs
            if batch.isPiece { used.completeMs = used.lateMs }
            let graph = try computation.graph(
                used, stored.context(of: batch), tables: stored.tables[batch.id] ?? StaticTables())
            let output = try computation.run(
                scanner, records.map(\.slice), through: graph, state: state, watermarks: watermarks,
                watermarkMs: watermarkMs.completeMs, isPiece: batch.isPiece)
            watermarks = output.watermarks
            if !batch.isPiece {
                watermarkMs = StreamGraph.Watermarks(
                    lateMs: watermarkMs.completeMs, completeMs: output.nextWatermarkMs)
            }
            result.count(batch.id, late: output.lateRows, watermarkMs: output.nextWatermarkMs)
            for (slice, outcome) in zip(verified, output.outcomes) {
                try slice.requireContent(outcome.hash)
                result.count(batch.id, rows: outcome.rows, bad: outcome.rejects.total)
            }
            switch plan.shape {
            case .aggregating: break
            case .updating where stored.sink == nil:
                for (key, piece) in output.updates {
                    result.updates[key] =
                        try stored.reader.rows(of: [piece], plan.query.schema).row(at: 0)
                }
            case .appending, .updating:
                var comparison = try RowComparison(batch, stored)
                let rows = try output.rows.collected(state)
                try comparison.expect(ResultPacker.pieces(of: rows), rows: rows)
                try result.add(comparison, batch.id)
            }
            try state.apply(output.delta, merge: computation.merge)
        }
        if case .aggregating(let aggregation, _) = plan.shape {
            let id = plan.stateIndex
            let entries = state.entries.filter { $0.key.first == UInt8(id) }
            result.groups =
                try SessionCodec(aggregation, operatorID: UInt8(id))?.decodeRows(entries).rows
                ?? plan.codec(aggregation, operatorID: id).decodeRows(entries).rows
        }
        return result
    }
}
