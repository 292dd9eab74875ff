import TideCheckpoint
import TideColumnar
import TideModel
import TidePlanning

/// Passes the first row with each combination of values, over all batches.
///
/// - `state`: operator id; layout 2, a flag (0 for NULL) and the event time where one of the columns carries
///   a watermark, else layout 0; the columns by `OrderedKeyEncoder`. Value: nothing; within the watermark the
///   time of forgetting (8 bytes).
/// - `index`, within the watermark: operator id, layout 0, time of forgetting, then the `state` key's bytes
///   after the layout. Value: nothing.
struct DeduplicateOperator {
    let deduplication: Deduplication
    let operatorID: UInt8
    /// The ordinal that carries the watermark, and its delay in microseconds; nil without one.
    let eventTime: (ordinal: Int, delayUs: Int64)?
    /// What is forgotten: times up to this, in microseconds.
    let expiresThroughUs: Int64

    /// Which of the columns leads the keys, so that they are forgotten by its time.
    private var leading: Int? {
        guard !deduplication.isWithinWatermark, let ordinal = eventTime?.ordinal else { return nil }
        return deduplication.columns.contains(ordinal) ? ordinal : nil
    }

    func run(_ input: [RecordBatch], _ state: any StateView) throws -> OperatorOutput {
        var output = OperatorOutput()
        var seen: Set<[UInt8]> = []
        for batch in input {
            var kept: [Int] = []
            for row in 0..<batch.count {
                let key = key(batch, row)
                guard !seen.contains(key), try state.value(.state, key) == nil else { continue }
                seen.insert(key)
                kept.append(row)
                remember(key, batch, row, &output)
            }
            if !kept.isEmpty { output.rows.append(kept.count == batch.count ? batch : batch.gather(kept)) }
        }
        try forget(state, &output)
        return output
    }

    private func key(_ batch: RecordBatch, _ row: Int) -> [UInt8] {
        var bytes: [UInt8] = [operatorID, leading == nil ? 0 : 2]
        if let leading {
            let time = eventTimeUs(of: batch.columns[leading].value(at: row))
            bytes.append(time == nil ? 0 : 1)
            if let time { bytes += OrderedBytes.of(time) }
        }
        for ordinal in deduplication.columns {
            OrderedKeyEncoder.append(batch.columns[ordinal].value(at: row), to: &bytes)
        }
        return bytes
    }

    private func remember(
        _ key: [UInt8], _ batch: RecordBatch, _ row: Int, _ output: inout OperatorOutput
    ) {
        guard deduplication.isWithinWatermark, let (ordinal, delayUs) = eventTime else {
            if expired?.contains(key) != true {
                output.delta.changes.append(StateChange(key: key, value: []))
            }
            return
        }
        // A row without event time is forgotten as one of the epoch.
        let timeUs = eventTimeUs(of: batch.columns[ordinal].value(at: row)) ?? 0
        let (sum, overflow) = timeUs.addingReportingOverflow(delayUs)
        let expiryUs = overflow ? Int64.max : sum
        guard expiryUs > expiresThroughUs else { return }
        let expiry = OrderedBytes.of(expiryUs)
        output.delta.changes.append(StateChange(key: key, value: expiry))
        output.delta.changes.append(StateChange(.index, key: indexed(key, expiry), value: []))
    }

    private func indexed(_ key: [UInt8], _ expiry: [UInt8]) -> [UInt8] {
        [operatorID, 0] + expiry + key.dropFirst(2)
    }

    /// The keys that are forgotten, where an event time leads them.
    private var expired: StateRange? {
        guard leading != nil else { return nil }
        let head: [UInt8] = [operatorID, 2, 1]
        return StateRange(
            .state, head + OrderedBytes.of(.min),
            OrderedBytes.successor(of: head + OrderedBytes.of(expiresThroughUs)))
    }

    private func forget(_ state: any StateView, _ output: inout OperatorOutput) throws {
        if let expired {
            output.expired = try state.count(expired)
            if output.expired > 0 { output.delta.removed = [expired] }
        }
        guard deduplication.isWithinWatermark else { return }
        let head: [UInt8] = [operatorID, 0]
        let index = StateRange(
            .index, head + OrderedBytes.of(.min),
            OrderedBytes.successor(of: head + OrderedBytes.of(expiresThroughUs)))
        try state.scan(index) { entry in
            output.expired += 1
            output.delta.changes.append(StateChange(key: head + entry.key.dropFirst(10), value: nil))
            return true
        }
        if output.expired > 0 { output.delta.removed = [index] }
    }
}

/// Passes the first rows of a stream, over all batches; the state is how many have passed.
struct LimitOperator {
    let limit: Int64
    let operatorID: UInt8

    func run(_ input: [RecordBatch], _ state: any StateView) throws -> OperatorOutput {
        let key: [UInt8] = [operatorID, 0]
        let stored = try state.value(.state, key)
        let before = try stored.map { try OrderedBytes.count($0) } ?? 0
        var output = OperatorOutput()
        var left = max(0, limit - before)
        for batch in input where left > 0 {
            let taken = batch.prefix(Int(clamping: left))
            left -= Int64(taken.count)
            output.rows.append(taken)
        }
        if left != limit - before {
            output.delta.changes = [StateChange(key: key, value: OrderedBytes.of(limit - left))]
        }
        return output
    }
}
