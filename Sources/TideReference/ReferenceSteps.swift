import TideColumnar
import TideModel
import TidePlanning

/// A step of a stream with what it remembers; this one passes all rows of its children, in their order.
class ReferenceStep {
    let children: [ReferenceStep]

    init(_ children: [ReferenceStep]) { self.children = children }

    /// Pushes the rows of a batch into `emit`.
    func run(_ batch: StreamBatch, _ emit: @escaping ([Value]) throws -> Void) throws {
        for child in children { try child.run(batch, emit) }
    }

    /// Up to which event time, in milliseconds, the step has given all rows when the stream's watermark is
    /// `watermarkMs`; nil where nothing below has a watermark.
    func outputWatermark(_ watermarkMs: Int64) -> Int64? {
        children.compactMap { $0.outputWatermark(watermarkMs) }.min()
    }

    /// The watermark of the rows that come in.
    func inputWatermark(_ watermarkMs: Int64) -> Int64 {
        max(0, children.compactMap { $0.outputWatermark(watermarkMs) }.min() ?? 0)
    }
}

/// A step that keeps something from batch to batch.
class StatefulStep: ReferenceStep {
    /// Groups, keys or rows that are kept.
    var stateRows: Int { 0 }

    override func outputWatermark(_ watermarkMs: Int64) -> Int64? { inputWatermark(watermarkMs) }
}

/// A stream's rows of the batch.
final class ScanStep: ReferenceStep {
    private let scan: Scan
    private let index: Int

    init(_ scan: Scan, index: Int) {
        self.scan = scan
        self.index = index
        super.init([])
    }

    override func run(_ batch: StreamBatch, _ emit: @escaping ([Value]) throws -> Void) throws {
        try batch.rows(index, scan, emit)
    }
}

/// A plan without a stream: all its rows in every batch.
final class TableStep: ReferenceStep {
    private let plan: LogicalPlan

    init(_ plan: LogicalPlan) {
        self.plan = plan
        super.init([])
    }

    override func run(_ batch: StreamBatch, _ emit: @escaping ([Value]) throws -> Void) throws {
        try ReferenceEvaluator(plan: plan, context: batch.context).push(plan, batch.tables, emit)
    }
}

/// A step that looks at each row for itself.
final class RowStep: ReferenceStep {
    private let step: LogicalPlan

    init(_ step: LogicalPlan, _ children: [ReferenceStep]) {
        self.step = step
        super.init(children)
    }

    override func run(_ batch: StreamBatch, _ emit: @escaping ([Value]) throws -> Void) throws {
        let evaluator = ReferenceEvaluator(plan: step, context: batch.context)
        try super.run(batch) { try evaluator.advance($0, through: self.step, emit) }
    }
}

/// A step over the rows of this batch alone: a join with a table, or what stands above a complete result.
final class BatchStep: ReferenceStep {
    private let step: LogicalPlan

    init(_ step: LogicalPlan, _ children: [ReferenceStep]) {
        self.step = step
        super.init(children)
    }

    override func run(_ batch: StreamBatch, _ emit: @escaping ([Value]) throws -> Void) throws {
        var inputs: [LogicalPlan] = []
        for (plan, child) in zip(step.children, children) {
            var rows: [[Value]] = []
            try child.run(batch) { rows.append($0) }
            inputs.append(.localRelation(plan.schema, rows))
        }
        var rest = inputs[...]
        let plan = step.mapChildren { rest.popFirst() ?? $0 }
        try ReferenceEvaluator(plan: plan, context: batch.context).push(plan, batch.tables, emit)
    }
}

/// Follows the event times that pass.
final class WatermarkStep: ReferenceStep {
    /// The latest event time less the delay, milliseconds since the epoch; 0 without one above.
    private(set) var ownMs: Int64 = 0
    private let time: EventTime
    private let delayMs: Int64

    init(_ watermark: Watermark, _ child: LogicalPlan, _ children: [ReferenceStep]) {
        time = EventTime(column: watermark.column, type: child.schema.fields[watermark.column].type)
        delayMs = watermark.delayMs
        super.init(children)
    }

    override func run(_ batch: StreamBatch, _ emit: @escaping ([Value]) throws -> Void) throws {
        try super.run(batch) { row in
            // Spark reads a NULL as 0.
            let timeUs = self.time.of(row) ?? 0
            let timeMs = timeUs / 1_000 - (timeUs % 1_000 < 0 ? 1 : 0)
            self.ownMs = max(self.ownMs, timeMs - self.delayMs)
            try emit(row)
        }
    }

    override func outputWatermark(_ watermarkMs: Int64) -> Int64? { watermarkMs }
}

/// Groups over all batches.
final class AggregateStep: StatefulStep {
    private(set) var groups: ReferenceGroups
    private let hasGroupings: Bool
    /// In the step's output, so also in a group's key.
    private let time: EventTime?
    private let mode: OutputMode

    override var stateRows: Int { groups.count }

    init(_ aggregation: Aggregation, _ time: EventTime?, _ mode: OutputMode, _ children: [ReferenceStep]) {
        groups = ReferenceGroups(aggregation)
        hasGroupings = !aggregation.groupings.isEmpty
        self.time = time
        self.mode = mode
        super.init(children)
    }

    override func run(_ batch: StreamBatch, _ emit: @escaping ([Value]) throws -> Void) throws {
        let lateMs = inputWatermark(batch.lateWatermarkMs)
        let watermarkMs = inputWatermark(batch.watermarkMs)
        // A complete result neither drops nor forgets.
        let time = mode == .complete ? nil : time
        var changed: Set<GroupKey> = []
        try super.run(batch) { row in
            let key = try self.groups.key(of: row, batch.context)
            if time?.isReached(by: lateMs, key.values) ?? false {
                batch.lateRows += 1
                return
            }
            try self.groups.add(row, key, batch.context)
            if self.mode == .update { changed.insert(key) }
        }
        changed.formUnion(groups.mergeSessions())
        let isClosed = { (key: GroupKey) in time?.isReached(by: watermarkMs, key.values) ?? false }
        switch mode {
        case .complete: if batch.wantsResult { for row in try groups.rows() { try emit(row) } }
        case .update:
            // Without groupings there is a row in each batch, also in one without input.
            for row in try groups.rows(where: { changed.contains($0) || !hasGroupings }) { try emit(row) }
        case .append: for row in try groups.rows(where: isClosed) { try emit(row) }
        }
        groups.removeAll(where: isClosed)
    }
}

/// The first of the rows with equal values, over all batches.
final class DeduplicateStep: StatefulStep {
    private let deduplication: Deduplication
    private let time: EventTime?
    /// How long after its event time a row is remembered, milliseconds; nil for for ever.
    private let lifeMs: Int64?
    /// The keys of the rows that came, and until which event time they are remembered, microseconds.
    private var seen: [GroupKey: Int64] = [:]

    override var stateRows: Int { seen.count }

    init(_ deduplication: Deduplication, _ child: LogicalPlan, _ children: [ReferenceStep]) {
        self.deduplication = deduplication
        time = child.eventTime
        if deduplication.isWithinWatermark {
            lifeMs = time.flatMap { child.eventTimes[$0.column] }
        } else {
            lifeMs = time.flatMap { deduplication.columns.contains($0.column) ? 0 : nil }
        }
        super.init(children)
    }

    override func run(_ batch: StreamBatch, _ emit: @escaping ([Value]) throws -> Void) throws {
        let lateMs = inputWatermark(batch.lateWatermarkMs)
        try super.run(batch) { row in
            if self.time?.isReached(by: lateMs, row) ?? false {
                batch.lateRows += 1
                return
            }
            let key = self.deduplication.key(of: row)
            if self.seen[key] == nil {
                self.seen[key] = self.expiry(row)
                try emit(row)
            }
        }
        let watermarkUs = inputWatermark(batch.watermarkMs).saturatingMicroseconds
        if lifeMs != nil { seen = seen.filter { $0.value > watermarkUs } }
    }

    private func expiry(_ row: [Value]) -> Int64 {
        guard let time, let lifeMs else { return .max }
        // A NULL among the columns is never reached; else it reads as 0, as in Spark.
        guard let timeUs = time.of(row) ?? (deduplication.isWithinWatermark ? 0 : nil) else { return .max }
        let (sum, overflow) = timeUs.addingReportingOverflow(lifeMs.saturatingMicroseconds)
        return overflow ? .max : sum
    }
}

/// The first rows of all batches.
final class LimitStep: StatefulStep {
    private let count: Int64
    private var remaining: Int64

    override var stateRows: Int { remaining < count ? 1 : 0 }

    init(_ count: Int64, _ children: [ReferenceStep]) {
        self.count = count
        remaining = count
        super.init(children)
    }

    override func run(_ batch: StreamBatch, _ emit: @escaping ([Value]) throws -> Void) throws {
        try super.run(batch) { row in
            guard self.remaining > 0 else { return }
            self.remaining -= 1
            try emit(row)
        }
    }
}
