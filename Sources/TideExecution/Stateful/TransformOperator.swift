package import TideCheckpoint
import TideColumnar
import TideModel
package import TidePlanning

/// A program's code over the rows of each key, then over the timers that are due
/// (Spark's TransformWithStateExec). Keys come in their order, a key's rows in that of the input.
struct TransformOperator {
    let transform: StatefulTransform
    /// Of the rows that come in.
    let input: Schema
    let operatorID: UInt8
    /// Of this batch, at the operator's input.
    let watermarkMs: Int64
    let context: EvaluationContext

    func run(_ batches: [RecordBatch], _ state: any StateView) throws -> OperatorOutput {
        let code = try transform.program()
        let clock = TransformClock(
            timestampMs: (context.timestampUs ?? 0) / 1_000, watermarkMs: watermarkMs)
        let codec = TransformCodec(transform, operatorID: Int(operatorID))
        let store = TransformStore(codec, state, timestampMs: clock.timestampMs)
        func key(_ bytes: [UInt8]) throws -> TransformKey {
            TransformKey(
                try codec.values(ofKey: bytes), of: transform, input: input,
                state: store.state(ofKey: bytes), batch: clock)
        }
        var output = OperatorOutput()
        var rows: [[Value]] = []
        try code.open()
        for (bytes, places) in try groups(batches) {
            let own = places.map { batches[$0.batch].row(at: $0.row) }
            rows += try code.rows(own, of: try key(bytes))
        }
        if let throughMs = clock.timerMs(transform.timeMode) {
            for (timerMs, bytes) in try store.timers(throughMs: throughMs) {
                let key = try key(bytes)
                // The code of another timer of the key may have deleted it.
                guard try key.state.timers().contains(timerMs) else { continue }
                rows += try code.rows(ofTimerMs: timerMs, of: key)
                try key.state.setTimer(atMs: timerMs, isThere: false)
                output.expired += 1
            }
        }
        try code.close()
        output.expired += try store.removeExpired()
        output.delta = store.delta
        output.rows = RowStream(rows, transform.output)
        return output
    }

    /// Where each key's rows are, in the order of the keys.
    private func groups(
        _ batches: [RecordBatch]
    ) throws -> [(key: [UInt8], places: [(batch: Int, row: Int)])] {
        let evaluators = transform.groupings.map { ExpressionEvaluator($0.expression, context: context) }
        var groups: [[UInt8]: [(batch: Int, row: Int)]] = [:]
        for (number, batch) in batches.enumerated() {
            let columns = try evaluators.map { try $0.evaluate(batch) }
            for row in 0..<batch.count {
                let key = TransformCodec.key(columns.map { $0.value(at: row) })
                groups[key, default: []].append((number, row))
            }
        }
        return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { (key: $0.key, places: $0.value) }
    }
}

extension StreamingPlan {
    /// The index entries of timers that are due at a time by the clock, milliseconds since the epoch, in the
    /// table `index`; empty where no operator has such timers.
    package func dueTimers(atMs timeMs: Int64) -> [StateRange] {
        stateful.enumerated().compactMap { id, step in
            guard case .transform(let transform, _) = step, transform.timeMode == .processingTime else {
                return nil
            }
            return TransformCodec(transform, operatorID: id).timers(throughMs: timeMs)
        }
    }

    /// Whether an operator may have such timers.
    package var hasTimers: Bool { !dueTimers(atMs: 0).isEmpty }
}
