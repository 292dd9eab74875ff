package import TideColumnar
package import TideModel
package import TidePlanning

/// What a batch of a stream gives.
package struct ReferenceBatch: Sendable {
    /// In append and update mode the batch's own output; in complete mode the whole result.
    package var rows: [[Value]]
    /// The watermark of the next batch, milliseconds since the epoch.
    package var nextWatermarkMs: Int64
    /// Input rows of stateful steps dropped because they came after the watermark; a row in several windows
    /// counts for each.
    package var lateRows: Int64
}

/// Evaluates the plan of a stream batch by batch and one row at a time: watermarks, lateness, state and
/// emission are computed anew from the rows of the batches so far, all in memory.
///
/// The order of the rows of a batch is that of the input where no step keeps state.
package final class ReferenceStream {
    /// Pushes a batch's rows of a streaming scan, with the columns of `Scan.output`, into the closure. Scans
    /// count from 0, from left to right.
    package typealias Source = (
        _ index: Int, Scan, @escaping (_ row: [Value]) throws -> Void
    ) throws -> Void

    private let top: ReferenceStep
    private let steps: [ReferenceStep]
    private let watermarkPolicy: WatermarkPolicy
    /// That of the next batch, milliseconds since the epoch.
    package private(set) var watermarkMs: Int64 = 0
    /// That of the batch before the next one, by which it tells what is late.
    private var lateWatermarkMs: Int64 = 0

    package init(plan: LogicalPlan, mode: OutputMode, watermarkPolicy: WatermarkPolicy = .min) {
        self.watermarkPolicy = watermarkPolicy
        var builder = StepBuilder(mode: mode)
        top = builder.step(plan)
        steps = builder.steps
    }

    /// Evaluates the next batch; one without rows is a batch too.
    ///
    /// - Parameters:
    ///   - rows: what the batch read of the streams.
    ///   - tables: all rows of the other tables.
    ///   - wantsResult: false where the whole result of complete mode is not needed: it stays empty then.
    /// - Throws: what the sources and the expressions throw.
    package func run(
        _ context: EvaluationContext, rows: @escaping Source,
        tables: @escaping ReferenceEvaluator.Source, wantsResult: Bool = true
    ) throws -> ReferenceBatch {
        var result: [[Value]] = []
        let counts = try run(context, rows: rows, tables: tables, wantsResult: wantsResult) {
            result.append($0)
        }
        return ReferenceBatch(
            rows: result, nextWatermarkMs: counts.nextWatermarkMs, lateRows: counts.lateRows)
    }

    /// As above, with the rows handed over one by one instead of kept. A piece of a plan shares the
    /// watermarks of the rest, which completes what it completes.
    package func run(
        _ context: EvaluationContext, rows: @escaping Source,
        tables: @escaping ReferenceEvaluator.Source, wantsResult: Bool = true, isPiece: Bool = false,
        emit: @escaping ([Value]) throws -> Void
    ) throws -> (nextWatermarkMs: Int64, lateRows: Int64) {
        let batch = StreamBatch(
            context: context, lateWatermarkMs: lateWatermarkMs,
            watermarkMs: isPiece ? lateWatermarkMs : watermarkMs, rows: rows, tables: tables,
            wantsResult: wantsResult)
        try top.run(batch, emit)
        // What comes after a piece of a plan belongs to the same plan.
        if isPiece { return (watermarkMs, batch.lateRows) }
        let ownMs = steps.compactMap { ($0 as? WatermarkStep)?.ownMs }
        lateWatermarkMs = watermarkMs
        watermarkMs = max(watermarkMs, (watermarkPolicy == .min ? ownMs.min() : ownMs.max()) ?? 0)
        return (watermarkMs, batch.lateRows)
    }

    /// Whether the rows of a batch come in the order of its input: every step looks at each row for itself.
    package var isOrdered: Bool {
        steps.allSatisfy { $0 is ScanStep || $0 is RowStep || $0 is WatermarkStep }
    }

    /// How much each step keeps that keeps something from batch to batch, in the order of the plan's steps:
    /// groups of an aggregation, keys of a de-duplication, rows of a join, 1 of a limit
    /// that has passed a row.
    package var stateRows: [Int] { steps.compactMap { ($0 as? StatefulStep)?.stateRows } }

    /// The groups that each aggregation holds, groupings then aggregates, ordered by grouping; aggregations
    /// in the order of the plan's steps. Throws `arithmeticOverflow` for a sum that does not fit BIGINT.
    package func groups() throws -> [[[Value]]] {
        try steps.compactMap { try ($0 as? AggregateStep)?.groups.rows() }
    }
}

/// What the steps of a stream see of one batch.
final class StreamBatch {
    let rows: ReferenceStream.Source
    let context: EvaluationContext
    let lateWatermarkMs: Int64
    let watermarkMs: Int64
    let tables: ReferenceEvaluator.Source
    let wantsResult: Bool
    var lateRows: Int64 = 0

    init(
        context: EvaluationContext, lateWatermarkMs: Int64, watermarkMs: Int64,
        rows: @escaping ReferenceStream.Source, tables: @escaping ReferenceEvaluator.Source,
        wantsResult: Bool
    ) {
        self.context = context
        self.lateWatermarkMs = lateWatermarkMs
        self.watermarkMs = watermarkMs
        self.rows = rows
        self.tables = tables
        self.wantsResult = wantsResult
    }
}

/// Turns a plan into steps, and lists them in the order of the plan's steps.
private struct StepBuilder {
    let mode: OutputMode
    var steps: [ReferenceStep] = []
    private var scans = 0

    init(mode: OutputMode) { self.mode = mode }

    mutating func step(_ plan: LogicalPlan) -> ReferenceStep {
        let place = steps.count
        // Keeps the place; what stands there is replaced below.
        steps.append(TableStep(plan))
        let step = make(plan)
        steps[place] = step
        return step
    }

    private mutating func make(_ plan: LogicalPlan) -> ReferenceStep {
        guard plan.isStreaming else { return TableStep(plan) }
        if case .scan(let scan) = plan {
            scans += 1
            return ScanStep(scan, index: scans - 1)
        }
        let children = plan.children.map { step($0) }
        // Above a complete result each batch begins anew.
        let isOfWhole = mode == .complete && plan.children.contains(where: \.hasAggregate)
        switch plan {
        case .filter, .project, .window, .sessionWindow: return RowStep(plan, children)
        case .watermark(let watermark, let child): return WatermarkStep(watermark, child, children)
        case .union: return ReferenceStep(children)
        case .aggregate(let aggregation, _) where !isOfWhole:
            return AggregateStep(aggregation, plan.eventTime, mode, children)
        case .deduplicate(let deduplication, let child) where !isOfWhole:
            return DeduplicateStep(deduplication, child, children)
        case .transform(let transform, let child):
            return TransformStep(transform, child, children)
        case .limit(let count, _) where !isOfWhole: return LimitStep(count, children)
        case .join(let join, let left, let right) where left.isStreaming && right.isStreaming && !isOfWhole:
            return JoinStep(join, left, right, children)
        default: return BatchStep(plan, children)
        }
    }
}

extension LogicalPlan {
    /// Whether a stream is aggregated at or below this step.
    fileprivate var hasAggregate: Bool {
        steps.contains { if case .aggregate = $0 { $0.isStreaming } else { false } }
    }
}
