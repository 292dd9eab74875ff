package import TideCheckpoint
import TideColumnar
package import TideExecution
package import TideModel
package import TidePlanning

/// What a streaming query makes of the slices of one batch.
package struct BatchComputation: Sendable {
    /// What a batch changes, and what reading it found.
    package struct Computed {
        /// A slice each, in reading order.
        package var outcomes: [SliceOutcome]
        /// The change of the state.
        package var delta: StateDelta
        /// The batch's output in its order; none in complete mode, whose result is the state's.
        package var rows: RowStream
        /// In update mode over groups: the key of each row's group.
        package var keys: [[UInt8]]?
        /// By the marks' ids: the watermark after the batch, in milliseconds.
        package var watermarks: [Int64]
        /// The query's watermark after the batch, in milliseconds.
        package var nextWatermarkMs: Int64
        /// By the marks' ids.
        package var eventTimes: [EventTimeStatistics]
        /// By the operators' ids.
        package var counts: [OperatorCounts]

        /// Rows, each counted once for every window it came too late for.
        package var lateRows: Int64 { counts.reduce(0) { $0 + $1.rowsDroppedByWatermark } }
    }

    package let plan: StreamingPlan
    /// By the operators' ids; nil for those that never merge.
    private let codecs: [AggregateCodec?]

    package init(_ plan: StreamingPlan) {
        self.plan = plan
        codecs = plan.stateful.indices.map { id in
            guard case .aggregate(let aggregation, _) = plan.stateful[id] else { return nil }
            return plan.codec(aggregation, operatorID: id)
        }
    }

    /// How a stored value and a delta's become the new one.
    package var merge: StateMerge {
        { key, stored, delta, merged in
            guard let id = key.first, let codec = codecs[Int(id)] else {
                preconditionFailure("only aggregations have entries to merge")
            }
            try codec.merge(old: stored, delta: delta, into: &merged)
        }
    }

    /// The plan made ready for a batch; `context` is that of the batch.
    package func graph(
        _ watermarks: StreamGraph.Watermarks, _ context: EvaluationContext, tables: StaticTables
    ) throws -> StreamGraph {
        try StreamGraph(plan, watermarks: watermarks, context: context) { try tables.rows(of: $0, context) }
    }

    /// Reads the slices and computes.
    ///
    /// - Parameters:
    ///   - state: as the batch before left it.
    ///   - watermarks: of the marks, by their ids, before the batch; none before the first.
    ///   - watermarkMs: the query's before the batch, which a piece of a plan leaves as it is.
    ///   - mostChanges: how many entries of the state the batch may put; nil for any number.
    /// - Throws: what reading and the query's expressions throw, of the earliest block that fails;
    ///   `TooManyChanges`.
    package func run(
        _ scanner: SliceScanner, _ slices: [Slice], through graph: StreamGraph, state: any StateView,
        watermarks: [Int64], watermarkMs: Int64, isPiece: Bool = false, mostChanges: Int? = nil
    ) throws -> Computed {
        let most = mostChanges ?? .max
        let (workers, outcomes) = try scanner.scan(slices) { FragmentWorker(graph, mostGroups: most) }
        var run = FragmentRun(graph)
        for worker in workers { run.merge(worker.takeRun()) }
        if run.groupCount > most { throw TooManyChanges() }
        let rows = FragmentWorker.rows(of: workers, sources: plan.sources.count)
        let batch = try StreamBatch(graph, run, rows: rows, state: state)
        if batch.delta.entries.count + batch.delta.changes.count > most { throw TooManyChanges() }
        let marks = zip(plan.watermarks, batch.statistics).enumerated().map { id, mark in
            let before = watermarks.indices.contains(id) ? watermarks[id] : 0
            return mark.1.count == 0 ? before : max(before, mark.1.max &- mark.0.delayMs)
        }
        return Computed(
            outcomes: outcomes, delta: batch.delta, rows: batch.rows, keys: batch.keys, watermarks: marks,
            nextWatermarkMs: isPiece
                ? watermarkMs
                : max(watermarkMs, (plan.watermarkPolicy == .min ? marks.min() : marks.max()) ?? 0),
            eventTimes: batch.statistics,
            counts: batch.counts)
    }
}

/// One thread's share of a batch.
private final class FragmentWorker: SliceScanner.Consumer {
    private let graph: StreamGraph
    private var run: FragmentRun
    private var batches: [(source: Int, block: Int, rows: RecordBatch)] = []

    private let mostGroups: Int
    private let expansions: [Int]

    init(_ graph: StreamGraph, mostGroups: Int) {
        self.graph = graph
        run = FragmentRun(graph)
        self.mostGroups = mostGroups
        expansions = graph.expansions
    }

    /// What was made of all rows, which is given up.
    func takeRun() -> FragmentRun {
        run.finish()
        defer { run = FragmentRun(graph) }
        return run
    }

    func consume(_ batch: RecordBatch, source: Int, block: Int) throws -> LateSummary {
        var late = LateSummary()
        var taken: Int64 = 0
        for part in batch.parts(expansion: expansions[source]) {
            let (rows, new) = try run.consume(part, source: source, block: block)
            late.append(new, behind: taken)
            taken += Int64(part.count)
            // All threads together have as many groups at least.
            if run.groupCount > mostGroups { throw TooManyChanges() }
            if let rows, rows.count > 0 { batches.append((source, block, rows)) }
        }
        return late
    }

    /// The rows that are not grouped yet, by source, in reading order.
    static func rows(of workers: [FragmentWorker], sources: Int) -> [[RecordBatch]] {
        var rows = [[RecordBatch]](repeating: [], count: sources)
        for batch in workers.flatMap(\.batches).sorted(by: { $0.block < $1.block }) {
            rows[batch.source].append(batch.rows)
        }
        return rows
    }
}
