import TideColumnar
import TideFormats
import TideModel

/// A query over a stream: what runs per batch, what is kept, what is shown.
package struct StreamingPlan: Hashable, Sendable {
    /// What becomes of the rows that a batch gives.
    package enum Shape: Hashable, Sendable {
        /// They are merged into groups; the result is `output` over those: the steps above the aggregation,
        /// over a scan of `stateTable` whose columns are the aggregation's.
        case aggregating(Aggregation, output: LogicalPlan)
        /// They are the result's next rows, which never change.
        case stateless
    }

    /// The name of the table that stands for the state at the leaf of `output`; no SQL name can equal it.
    package static let stateTable = "<state>"

    /// The stream that is read.
    package let scan: Scan
    /// The steps a batch's rows go through: those below the aggregation; all of them without one.
    package let input: LogicalPlan
    package let shape: Shape
    /// Equal for two queries that may share a state or a result: a hash of everything up to and including
    /// the aggregation, of the whole query without one.
    ///
    /// Limits, sorting, projection and conditions above an aggregation, and columns that are not read, do
    /// not count.
    package let fingerprint: String

    /// Cuts an analysed plan at its aggregation; throws `streamingQuery`, with what to write instead, for
    /// one that cannot stream.
    package init(_ plan: LogicalPlan) throws {
        let steps = Array(sequence(first: plan, next: \.child))
        guard case .scan(let scan) = steps.last, scan.isStreaming else {
            throw TidemarkError(.streamAbsent)
        }
        self.scan = scan
        let aggregates = steps.filter { if case .aggregate = $0 { true } else { false } }
        guard let last = aggregates.last, case .aggregate(let aggregation, let input) = last else {
            try Self.requireAppendable(steps)
            input = plan
            shape = .stateless
            fingerprint = plan.stateFingerprint
            return
        }
        guard aggregates.count == 1 else {
            throw TidemarkError(.aggregationsSeveral)
        }
        try Self.requireUnordered(below: input)
        self.input = input
        shape = .aggregating(
            aggregation, output: plan.replacingAggregate(by: Self.stateScan(aggregation.schema)))
        fingerprint = last.stateFingerprint
    }

    private static func requireUnordered(below input: LogicalPlan) throws {
        for step in sequence(first: input, next: \.child) {
            switch step {
            case .sort:
                throw TidemarkError(.clauseBelowAggregation, ["clause": "ORDER BY"])
            case .limit:
                throw TidemarkError(.clauseBelowAggregation, ["clause": "LIMIT"])
            default: break
            }
        }
    }

    /// Rows that were appended stay where they are and stay in the result.
    private static func requireAppendable(_ steps: [LogicalPlan]) throws {
        for step in steps {
            switch step {
            case .sort: throw TidemarkError(.sortOfAppendedRows)
            case .limit: throw TidemarkError(.limitOfAppendedRows)
            default: break
            }
        }
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
        for step in sequence(first: input, next: \.child) {
            if case .scan = step { continue }
            steps.insert(step.line, at: 0)
        }
        func text(_ items: [String]) -> String { items.isEmpty ? "none" : items.joined(separator: ", ") }
        let (groupings, aggregates): ([String], [String]) =
            switch shape {
            case .aggregating(let aggregation, _):
                (aggregation.groupings.map(\.expression.sql), aggregation.aggregates.map(\.sql))
            case .stateless: ([], [])
            }
        return [
            ("table", scan.table),
            ("columns read", text([scan.output.ddl].filter { !$0.isEmpty })),
            (shape == .stateless ? "steps" : "steps before the aggregation", text(steps)),
            ("GROUP BY", text(groupings)),
            ("aggregates", text(aggregates)),
        ]
    }
}

extension LogicalPlan {
    fileprivate func replacingAggregate(by leaf: LogicalPlan) -> LogicalPlan {
        if case .aggregate = self { leaf } else { mapChildren { $0.replacingAggregate(by: leaf) } }
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
