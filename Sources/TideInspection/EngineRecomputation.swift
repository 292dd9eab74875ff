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
        let computation = BatchComputation(plan)
        var state: [[UInt8]: [UInt8]] = [:]
        for batch in stored.batches {
            guard let inputs = stored.inputs[batch.id] else { continue }
            let scanner = SliceScanner(inputs, threads: 2, checksMetadata: false)
            let records = stored.slices[batch.id] ?? []
            let verified = records.map { VerifiedSlice(inputs[$0.slice.source], $0) }
            for slice in verified { try slice.requireWhole() }
            let output = try computation.run(
                scanner, records.map(\.slice), stored.context(of: batch))
            for (slice, outcome) in zip(verified, output.outcomes) {
                try slice.requireContent(outcome.hash)
                result.count(batch.id, rows: outcome.rows, bad: outcome.rejects.total)
            }
            for entry in output.delta.entries {
                state[entry.key] = try merged(state[entry.key], entry.value, computation.merge)
            }
            if let pieces = output.pieces {
                var comparison = try RowComparison(batch, stored)
                try comparison.expect(pieces)
                try result.add(comparison)
            }
        }
        if case .aggregating(let aggregation, _) = plan.shape {
            let entries = state.map { StateEntry(key: $0.key, value: $0.value) }
                .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            result.groups = try AggregateCodec(aggregation).decodeRows(entries).rows
        }
        return result
    }

    // Safety: the bytes of a local array, used within the call of `merge` only.
    private func merged(_ old: [UInt8]?, _ delta: [UInt8], _ merge: StateMerge) throws -> [UInt8] {
        guard let old else { return try merge(nil, delta) }
        return try old.withUnsafeBytes { try merge($0, delta) }
    }
}
