package import TideCheckpoint
package import TideColumnar
package import TideModel
import TidePlanning

/// What one thread makes of the rows of a batch.
package struct FragmentRun: Sendable {
    private let graph: StreamGraph
    private var aggregators: [PartialAggregator?]
    private var panes: [SlidingPanes?]
    /// By the marks' ids.
    fileprivate(set) var statistics: [EventTimeStatistics]
    /// Late rows by the operators' ids.
    fileprivate(set) var late: [Int64]

    package init(_ graph: StreamGraph) {
        self.graph = graph
        aggregators = graph.fragments.map { $0.aggregation?.aggregator }
        panes = graph.fragments.map(\.panes)
        statistics = Array(repeating: EventTimeStatistics(), count: graph.markCount)
        late = Array(repeating: 0, count: graph.operatorCount)
    }

    /// Takes rows of a source and of a block of the batch's input; returns those that are not grouped here,
    /// and which came late, numbered from the first that is given.
    ///
    /// Throws what the steps' expressions throw.
    package mutating func consume(
        _ batch: RecordBatch, source: Int, block: Int = 0
    ) throws -> (rows: RecordBatch?, late: LateSummary) {
        let fragment = graph.fragments[source]
        let batch = fragment.lateFilter == nil ? batch : batch.numbered
        guard panes[source] != nil else { return try consume(batch, fragment.steps, source, block) }
        let rows = try apply(fragment.steps.dropLast(), batch)
        guard try panes[source]?.take(rows, block: block) != true else {
            if panes[source]?.isFull == true { flushPanes(of: source) }
            return (nil, LateSummary())
        }
        var summary = LateSummary()
        for part in rows.parts(expansion: fragment.steps.last?.expansion ?? 1) {
            summary.append(try consume(part, fragment.steps.suffix(1), source, block).late, behind: 0)
        }
        return (nil, summary)
    }

    private mutating func consume(
        _ batch: RecordBatch, _ steps: some Sequence<StreamGraph.Step>, _ source: Int, _ block: Int
    ) throws -> (rows: RecordBatch?, late: LateSummary) {
        var rows = try apply(steps, batch)
        var summary = LateSummary()
        if let (id, filter) = graph.fragments[source].lateFilter {
            (rows, summary) = try filter.process(rows)
            late[id] += summary.count
        }
        guard aggregators[source] != nil else { return (rows, summary) }
        try aggregators[source]?.consume(rows, block: block)
        return (nil, summary)
    }

    /// Gives what is held by panes to the groups of windows.
    package mutating func finish() {
        for source in panes.indices { flushPanes(of: source) }
    }

    private mutating func flushPanes(of source: Int) {
        guard var aggregator = aggregators[source] else { return }
        aggregators[source] = nil
        panes[source]?.flush(into: &aggregator)
        aggregators[source] = aggregator
    }

    fileprivate mutating func apply(_ steps: some Sequence<StreamGraph.Step>, _ batch: RecordBatch) throws
        -> RecordBatch
    {
        var batch = batch
        for step in steps {
            switch step {
            case .rows(let step): batch = try step.process(batch)
            case .mark(let id, let ordinal): statistics[id].add(batch.columns[ordinal])
            }
        }
        return batch
    }

    /// Adds what another thread made.
    package mutating func merge(_ other: FragmentRun) {
        for index in aggregators.indices {
            if let aggregator = other.aggregators[index] { aggregators[index]?.merge(aggregator) }
        }
        for id in statistics.indices { statistics[id].merge(other.statistics[id]) }
        for id in late.indices { late[id] += other.late[id] }
    }

    /// How many groups there are so far, over all sources; those that panes hold are one each.
    package var groupCount: Int {
        aggregators.reduce(0) { $0 + ($1?.groupCount ?? 0) } + panes.reduce(0) { $0 + ($1?.groupCount ?? 0) }
    }

    fileprivate func groups(_ source: Int) -> StateDelta { aggregators[source]?.finish() ?? StateDelta() }
}

/// What a batch gives and changes.
package struct StreamBatch {
    /// The output's rows in their order; none in complete mode, whose result is the state's.
    package private(set) var rows = RowStream()
    /// In update mode over groups: the key of each row's group.
    package private(set) var keys: [[UInt8]]?
    package private(set) var delta = StateDelta()
    /// By the marks' ids.
    package private(set) var statistics: [EventTimeStatistics] = []
    /// By the operators' ids.
    package private(set) var counts: [OperatorCounts] = []

    private let graph: StreamGraph
    private let fragmentRows: [[RecordBatch]]
    private var run: FragmentRun
    private let state: any StateView

    /// Runs what is above the fragments.
    ///
    /// - Parameters:
    ///   - run: the fragments' work of all threads.
    ///   - rows: the rows that the fragments gave, by source, in reading order.
    ///   - state: as the batch before left it.
    /// - Throws: what the steps' expressions throw, and `checkpointDamaged` for entries that are none.
    package init(
        _ graph: StreamGraph, _ run: FragmentRun, rows: [[RecordBatch]], state: any StateView
    ) throws {
        self.graph = graph
        self.run = run
        self.run.finish()
        self.state = state
        fragmentRows = rows
        counts = Array(repeating: OperatorCounts(), count: graph.operatorCount)
        let output = try evaluate(graph.root)
        if graph.plan.mode != .complete {
            self.rows = output.rows
            if let keys = output.keys, let rows = output.rows.batches.first {
                self.keys = rows.origins?.map { keys[Int($0)] } ?? []
            }
        }
        statistics = self.run.statistics
        for id in counts.indices { counts[id].rowsDroppedByWatermark = self.run.late[id] }
    }

    private struct Rows {
        var rows: RowStream
        var keys: [[UInt8]]?
        /// In update mode the new values of the groups, by their keys.
        var changed: [[UInt8]: [UInt8]] = [:]
    }

    private mutating func evaluate(_ node: StreamGraph.Node) throws -> Rows {
        switch node {
        case .fragment(let source): return Rows(rows: RowStream(fragmentRows[source]))
        case .steps(let steps, let below):
            var input = try evaluate(below)
            input.rows = try apply(steps, to: input.rows)
            return input
        case .joined(let join, let below):
            let input = try evaluate(below)
            let rows = try input.rows.collected(state)
            return Rows(rows: RowStream(try join.run(rows, context: graph.context)))
        case .regrouped(let aggregation, let below):
            return try regroup(aggregation, try evaluate(below))
        case .union(let children):
            return Rows(
                rows: RowStream(try children.flatMap { try evaluate($0).rows.collected(state) }))
        case .stateful(let id, let inputs):
            var rows: [RowStream] = []
            for input in inputs { rows.append(try evaluate(input).rows) }
            let output = try perform(id, inputs, rows)
            delta.append(output.delta)
            counts[id].rowsExpired = Int64(output.expired)
            return Rows(rows: output.rows, keys: output.keys, changed: output.changed)
        }
    }

    /// Aggregates what an aggregation with DISTINCT has grouped by its values too: in append mode the groups
    /// that are complete, in update mode all of the groups that the batch has changed.
    private func regroup(_ aggregation: Aggregation, _ lower: Rows) throws -> Rows {
        let codec = AggregateCodec(aggregation, windowFirst: false)
        guard graph.plan.mode == .update, let keys = graph.plan.updateKeys,
            case .aggregate(let partial, _) = graph.plan.stateful[graph.plan.stateIndex]
        else {
            var aggregator = PartialAggregator(codec, context: graph.context)
            try lower.rows.forEach(state) { try aggregator.consume($0) }
            let entries = aggregator.finish().entries
            return Rows(rows: RowStream(entries.isEmpty ? [] : [try codec.decodeRows(entries)]))
        }
        let stored = graph.plan.codec(partial, operatorID: graph.plan.stateIndex)
        var changed: [[UInt8]: [UInt8]] = lower.changed
        var prefixes: Set<[UInt8]> = []
        for key in lower.keys ?? [] {
            let values = try stored.keys.decode(key)
            prefixes.insert(keys.encode(Array(values.prefix(aggregation.groupings.count))))
        }
        var rows: [RecordBatch] = []
        let sorted = prefixes.sorted { $0.lexicographicallyPrecedes($1) }
        for prefix in sorted {
            var entries = try state.entries(StateRange(prefix: prefix)).map { entry in
                StateEntry(key: entry.key, value: changed.removeValue(forKey: entry.key) ?? entry.value)
            }
            entries += changed.filter { $0.key.starts(with: prefix) }
                .map { StateEntry(key: $0.key, value: $0.value) }
            var aggregator = PartialAggregator(codec, context: graph.context)
            try aggregator.consume(try stored.decodeRows(entries))
            rows.append(try codec.decodeRows(aggregator.finish().entries))
        }
        guard !rows.isEmpty else { return Rows(rows: RowStream()) }
        let whole = try RecordBatch.concatenate(rows, schema: aggregation.schema)
        return Rows(rows: RowStream([whole.numbered]), keys: sorted)
    }

    private mutating func perform(
        _ id: Int, _ inputs: [StreamGraph.Node], _ streams: [RowStream]
    ) throws -> OperatorOutput {
        let step = graph.plan.stateful[id]
        let completeUs = graph.completeUs[id]
        if case .aggregate(let aggregation, let child) = step {
            return try aggregate(aggregation, over: child, id, inputs[0], streams[0])
        }
        let rows = try streams.map { try $0.collected(state) }
        switch step {
        case .deduplicate(let deduplication, let child):
            let eventTime = child.eventTimes.min { $0.key < $1.key }
            let deduplicate = DeduplicateOperator(
                deduplication: deduplication, operatorID: UInt8(id),
                eventTime: eventTime.map { ($0.key, $0.value.multipliedSaturating(by: 1_000)) },
                expiresThroughUs: completeUs)
            return try deduplicate.run(try punctual(rows[0], of: inputs[0], step, child, id), state)
        case .limit(let limit, _):
            return try LimitOperator(limit: limit, operatorID: UInt8(id)).run(rows[0], state)
        case .transform(let transform, let child):
            let code = TransformOperator(
                transform: transform, input: child.schema, operatorID: UInt8(id),
                watermarkMs: completeUs / 1_000, context: graph.context)
            return try code.run(try punctual(rows[0], of: inputs[0], step, child, id), state)
        case .join(let join, let left, let right):
            let join = JoinOperator(
                join, left: left, right: right, operatorID: UInt8(id), watermarkMs: completeUs / 1_000,
                context: graph.context, state: state)
            return try join.run(
                left: try punctual(rows[0], of: inputs[0], step, left, id),
                right: try punctual(rows[1], of: inputs[1], step, right, id))
        default: throw TidemarkError(.planNotStateless)
        }
    }

    /// The rows after some steps; collected where a mark has to see them all.
    private mutating func apply(_ steps: [StreamGraph.Step], to rows: RowStream) throws -> RowStream {
        let operators = steps.compactMap { if case .rows(let step) = $0 { step } else { nil } }
        guard operators.count == steps.count else {
            return RowStream(try rows.collected(state).map { try run.apply(steps, $0) })
        }
        return try rows.map { batch in try operators.reduce(batch) { try $1.process($0) } }
    }

    /// The rows of an input that are not late for a step.
    private mutating func punctual(
        _ rows: [RecordBatch], of input: StreamGraph.Node, _ step: LogicalPlan, _ child: LogicalPlan,
        _ id: Int
    ) throws -> [RecordBatch] {
        if case .fragment = input { return rows }
        let filter = StreamGraph.lateFilter(
            of: step, child: child, graph.plan, throughUs: graph.lateUs[id], graph.context)
        guard let filter else { return rows }
        return try rows.map { batch in
            let (kept, late) = try filter.process(batch)
            run.late[id] += late.count
            return kept
        }
    }

    private mutating func aggregate(
        _ aggregation: Aggregation, over child: LogicalPlan, _ id: Int, _ input: StreamGraph.Node,
        _ rows: RowStream
    ) throws -> OperatorOutput {
        var partial: StateDelta
        if case .fragment(let source) = input {
            partial = run.groups(source)
        } else {
            var aggregator = PartialAggregator(
                graph.plan.partialCodec(aggregation, operatorID: id), context: graph.context)
            let step = graph.plan.stateful[id]
            try rows.forEach(state) { batch in
                for batch in try punctual([batch], of: input, step, child, id) {
                    try aggregator.consume(batch)
                }
            }
            partial = aggregator.finish()
        }
        let hasTime = graph.plan.mode != .complete && aggregation.eventTimeGrouping(over: child) != nil
        let expiresThroughUs = hasTime ? graph.completeUs[id] : nil
        if let sessions = SessionCodec(aggregation, operatorID: UInt8(id)) {
            let session = SessionOperator(
                codec: sessions, mode: graph.plan.mode, expiresThroughUs: expiresThroughUs)
            return try session.run(partial, state)
        }
        return try AggregateOperator(
            codec: graph.plan.codec(aggregation, operatorID: id), mode: graph.plan.mode,
            expiresThroughUs: expiresThroughUs
        ).run(partial, state)
    }
}
