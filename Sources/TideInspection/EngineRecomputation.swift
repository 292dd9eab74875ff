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

    func run() throws -> Recomputation {
        var result = Recomputation()
        let plan = stored.result.plan
        let codec = AggregateCodec(plan.aggregation)
        var state: [[UInt8]: [UInt8]] = [:]
        let slices = Dictionary(grouping: stored.slices, by: \.batch)
        for batch in stored.batches {
            guard let format = stored.formats[batch.id] else { continue }
            let context = stored.context(of: batch)
            let pipeline = try StatelessPipeline(plan.input, context: context)
            let aggregator = PartialAggregator(codec, context: context)
            let scanner = SliceScanner(root: stored.root, format: format, threads: 2, checksMetadata: false)
            let records = slices[batch.id] ?? []
            for record in records { try VerifiedSlice(root: stored.root, record: record).requireWhole() }
            let (workers, outcomes) = try scanner.scan(records.map(\.slice)) {
                AggregationWorker(pipeline: pipeline, aggregator: aggregator)
            }
            for (record, outcome) in zip(records, outcomes) {
                try VerifiedSlice(root: stored.root, record: record).requireContent(outcome.hash)
                result.count(batch.id, rows: outcome.rows, bad: outcome.rejects.total)
            }
            for entry in AggregationWorker.merged(workers).finish().entries {
                // Safety: the span of a local array's own bytes.
                state[entry.key] =
                    try state[entry.key].map { old in
                        try old.withUnsafeBytes { try codec.merge(old: $0, delta: entry.value) }
                    } ?? codec.merge(old: nil, delta: entry.value)
            }
        }
        let entries = state.map { StateEntry(key: $0.key, value: $0.value) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        result.groups = try codec.decodeRows(entries).rows
        return result
    }
}
