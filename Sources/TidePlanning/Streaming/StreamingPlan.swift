import TideColumnar
import TideFormats
package import TideModel

/// A query over streams: what runs per batch, what is kept, what is shown.
package struct StreamingPlan: Hashable, Sendable {
    /// What becomes of the rows that a batch gives.
    package enum Shape: Hashable, Sendable {
        /// Complete mode: they are merged into groups; the result is `output` over those: the steps above the
        /// aggregation, over a scan of `stateTable` whose columns are the aggregation's.
        case aggregating(Aggregation, output: LogicalPlan)
        /// Append mode: they are the result's next rows, which never change.
        case appending
        /// Update mode over the groups of an aggregation: a row takes the place of its group's row before.
        case updating
    }

    /// The name of the table that stands for the state at the leaf of `output`; no SQL name can equal it.
    package static let stateTable = "<state>"

    /// The whole query.
    package let query: LogicalPlan
    package let mode: OutputMode
    package let watermarkPolicy: WatermarkPolicy
    /// The streams that are read, from left to right: the source's index is the place here.
    package let sources: [Scan]
    /// The tables that are read whole, each once.
    package var tables: [Scan] {
        var tables: [Scan] = []
        for scan in query.scans where !scan.isStreaming && !tables.contains(where: { $0.table == scan.table })
        {
            tables.append(scan)
        }
        return tables
    }

    /// The steps a batch's rows go through: those below the aggregation of complete mode; else all of them.
    package let input: LogicalPlan
    package let shape: Shape
    /// Equal for two queries that may share a state or a result: a hash of everything up to and including
    /// the aggregation in complete mode, of the whole query else.
    ///
    /// Limits, sorting, projection and conditions above an aggregation, and columns that are not read, do
    /// not count.
    package let fingerprint: String

    /// The steps that keep state, each below before those above it, from left to right: the place here is the
    /// operator's id.
    package let stateful: [LogicalPlan]

    /// Cuts an analysed plan at what keeps state.
    ///
    /// - Parameter mode: what was asked for; nil for complete with an aggregation, else append.
    /// - Throws: `TidemarkError` for a query that cannot stream in that mode, with what to write instead.
    package init(
        _ query: LogicalPlan, mode asked: OutputMode? = nil, watermarkPolicy: WatermarkPolicy = .min
    ) throws {
        self.watermarkPolicy = watermarkPolicy
        guard query.isStreaming else { throw TidemarkError(.streamAbsent) }
        let mode = asked ?? (query.isAggregated ? .complete : .append)
        let stateful = query.statefulSteps(mode)
        // Above the lowest aggregation of complete mode everything is computed anew.
        let aggregation = stateful.first { if case .aggregate = $0 { true } else { false } }
        self.mode = mode
        try query.requireStreamable(mode)
        self.query = query
        self.stateful = stateful
        sources = query.scans.filter(\.isStreaming)
        switch (mode, aggregation) {
        case (.complete, .aggregate(let aggregation, let below)?):
            input = below
            shape = .aggregating(
                aggregation, output: query.replacingAggregate(by: Self.stateScan(aggregation.schema)))
            fingerprint = LogicalPlan.aggregate(aggregation, below).stateFingerprint
        case (.complete, _): throw TidemarkError(.completeWithoutAggregation)
        case (.update, .some):
            input = query
            shape = .updating
            fingerprint = query.stateFingerprint
        case (.append, _), (.update, _):
            input = query
            shape = .appending
            fingerprint = query.stateFingerprint
        }
    }

    /// The id of the aggregation whose groups the result of complete mode is computed from.
    package var stateIndex: Int {
        stateful.firstIndex { if case .aggregate = $0 { true } else { false } } ?? 0
    }

    /// The ids of the operators that run, the topmost first, those of a left input before those of a right
    /// one.
    package var operatorsFromTop: [Int] {
        var next = 0
        func ids(_ plan: LogicalPlan) -> [Int] {
            let below = plan.children.flatMap(ids)
            guard next < stateful.count, stateful[next] == plan else { return below }
            next += 1
            return [next - 1] + below
        }
        let all = ids(query)
        return mode == .complete ? all.filter { $0 <= stateIndex } : all
    }

    /// Whether a new watermark alone may change state or give rows: what a batch without data is for.
    package var isDrivenByWatermark: Bool {
        stateful.enumerated().contains { id, step in
            if mode == .complete, id >= stateIndex { return false }
            if case .join(let join, let left, let right) = step {
                let bounds = join.bounds(of: left, right)
                if bounds.left == .none, bounds.right == .none { return false }
            }
            return step.steps.contains { if case .watermark = $0 { true } else { false } }
        }
    }

    /// The steps that mark event times, each below before those above it, from left to right: the place here
    /// is the watermark's id.
    package var watermarks: [Watermark] {
        query.stepsUpwards.compactMap { if case .watermark(let watermark, _) = $0 { watermark } else { nil } }
    }

    private static func stateScan(_ schema: Schema) -> LogicalPlan {
        .scan(
            Scan(
                table: stateTable, isStreaming: false, tableSchema: schema,
                required: Array(schema.fields.indices)))
    }

    /// Whether two queries mean the same by their state, however its columns are spelt.
    ///
    /// Equal fingerprints imply it; a name in other letters changes the fingerprint and nothing else.
    package func hasSameState(as other: StreamingPlan) -> Bool {
        guard mode == other.mode, watermarkPolicy == other.watermarkPolicy else { return false }
        guard case .aggregating(let ours, _) = shape, case .aggregating(let theirs, _) = other.shape else {
            // The names of appended rows are those of the result.
            return fingerprint == other.fingerprint
        }
        func state(_ aggregation: Aggregation, _ input: LogicalPlan) -> LogicalPlan {
            LogicalPlan.aggregate(aggregation, input).withoutUnreadColumns.nameless
        }
        return state(ours, input) == state(theirs, other.input)
    }

    /// What differs, one line each, between two queries whose fingerprints differ; for the error that refuses
    /// the job.
    package func difference(from stored: StreamingPlan) -> [String] {
        zip(facts, stored.facts).compactMap { job, stored in
            job.value == stored.value
                ? nil : "\(job.name): the checkpoint has \(stored.value), the job has \(job.value)"
        }
    }

    private var facts: [(name: String, value: String)] {
        var steps: [String] = []
        for step in input.stepsUpwards {
            if case .scan = step { continue }
            steps.append(step.line)
        }
        func text(_ items: [String]) -> String { items.isEmpty ? "none" : items.joined(separator: ", ") }
        let (groupings, aggregates): ([String], [String]) =
            switch shape {
            case .aggregating(let aggregation, _):
                (aggregation.groupings.map(\.expression.sql), aggregation.aggregates.map(\.sql))
            case .appending, .updating: ([], [])
            }
        return [
            ("output mode", mode.rawValue), ("watermark policy", watermarkPolicy.rawValue),
            (sources.count == 1 ? "table" : "tables", text(sources.map(\.table))),
            ("columns read", text(sources.map(\.output.ddl).filter { !$0.isEmpty })),
            (mode == .complete ? "steps before the aggregation" : "steps", text(steps)),
            ("GROUP BY", text(groupings)),
            ("aggregates", text(aggregates)),
        ]
    }
}

extension LogicalPlan {
    /// This step and all below it, each after those below it, from left to right.
    package var stepsUpwards: [LogicalPlan] { children.flatMap(\.stepsUpwards) + [self] }

    /// The steps over a stream that keep something of it, each after those below it, from left to right.
    fileprivate func statefulSteps(_ mode: OutputMode) -> [LogicalPlan] {
        stepsUpwards.filter { step in
            switch step {
            // The upper of the two steps of DISTINCT is computed of what the lower one gives.
            case .aggregate(_, let child): child.isStreaming && !child.isAggregate
            case .deduplicate(_, let child), .transform(_, let child): child.isStreaming
            case .join(_, let left, let right): left.isStreaming && right.isStreaming
            // Rows of complete mode are limited anew each time.
            case .limit(_, let child): child.isStreaming && !(mode == .complete && child.isAggregated)
            default: false
            }
        }
    }

    /// Whether a stream is aggregated at or below this step.
    fileprivate var isAggregated: Bool {
        steps.contains { if case .aggregate(_, let child) = $0 { child.isStreaming } else { false } }
    }

    private var isAggregate: Bool { if case .aggregate = self { true } else { false } }

    /// The plan with its lowest aggregate over a stream replaced.
    fileprivate func replacingAggregate(by leaf: LogicalPlan) -> LogicalPlan {
        if case .aggregate(_, let child) = self, child.isStreaming, !child.isAggregated { return leaf }
        return mapChildren { $0.replacingAggregate(by: leaf) }
    }

    fileprivate var withoutUnreadColumns: LogicalPlan {
        guard case .scan(var scan) = self else { return mapChildren(\.withoutUnreadColumns) }
        scan.tableSchema = scan.output
        scan.required = Array(scan.required.indices)
        return .scan(scan)
    }

    /// The plan with the names of computed columns left out; columns are found by ordinal.
    fileprivate var nameless: LogicalPlan {
        func nameless(_ named: [NamedExpression]) -> [NamedExpression] {
            named.map { NamedExpression("", $0.expression.nameless) }
        }
        switch mapChildren(\.nameless) {
        case .filter(let condition, let child): return .filter(condition.nameless, child)
        case .sessionWindow(var window, let child):
            window.time = window.time.nameless
            window.gapUs = window.gapUs.nameless
            return .sessionWindow(window, child)
        case .join(var join, let left, let right):
            join.condition = join.condition?.nameless
            join.keys = join.keys.map { Join.Key(left: $0.left.nameless, right: $0.right.nameless) }
            return .join(join, left, right)
        case .project(let outputs, let child): return .project(nameless(outputs), child)
        case .window(var window, let child):
            window.time = window.time.nameless
            return .window(window, child)
        case .aggregate(var aggregation, let child):
            aggregation.groupings = nameless(aggregation.groupings)
            for index in aggregation.aggregates.indices {
                let argument = aggregation.aggregates[index].argument?.nameless
                aggregation.aggregates[index].argument = argument
                aggregation.aggregates[index].name = ""
            }
            return .aggregate(aggregation, child)
        case let plan: return plan
        }
    }

    /// FNV-1a (64 bits) of the plan's stored form with the columns that are not read left out.
    fileprivate var stateFingerprint: String {
        let hash = withoutUnreadColumns.json.bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return "1-" + String(repeating: "0", count: 16 - digits.count) + digits
    }
}
