import TideCheckpoint
import TideColumnar
import TideExecution
import TideModel
import TidePlanning
import TideSQL
import Tidemark

extension FuzzTarget {
    /// Keys and values of the state of every aggregate, merged and decoded; numbers and keys by themselves.
    ///
    /// An input is a byte that says which aggregation, the length of the key, the key, and the value.
    static let state = FuzzTarget(
        name: "state", maximumBytes: 1_024, words: [],
        seeds: { _ in
            try StateSamples.aggregations().enumerated().flatMap { number, sample in
                sample.entries.map { entry in
                    [UInt8(number), UInt8(min(255, entry.key.count))] + entry.key + entry.value
                }
            }
        },
        trial: { _ in
            let samples = try StateSamples.aggregations()
            return { input in
                var reader = InputReader(input)
                let sample = samples[Int(reader.byte()) % samples.count]
                let key = reader.bytes(Int(reader.byte()))
                return problem(sample, StateEntry(key: key, value: reader.remaining()))
            }
        })

    /// Operators over a state that is not theirs: rows or an error.
    ///
    /// An input is a byte that says which query, then entries: a byte for the table, lengths of key and
    /// value, both.
    static let operators = FuzzTarget(
        name: "operators", maximumBytes: 1_024, words: [],
        seeds: { _ in
            try StreamSample.all().enumerated().map { number, sample in
                try sample.delta(MemoryState()).changes.reduce(into: [UInt8(number)]) { input, change in
                    guard let value = change.value, change.key.count < 256, value.count < 256 else { return }
                    input += [change.table == .index ? 1 : 0, UInt8(change.key.count), UInt8(value.count)]
                    input += change.key + value
                }
            }
        },
        trial: { _ in
            let samples = try StreamSample.all()
            return { input in
                var reader = InputReader(input)
                let sample = samples[Int(reader.byte()) % samples.count]
                var delta = StateDelta()
                while !reader.isAtEnd {
                    let table: TableID = reader.byte() & 1 == 1 ? .index : .state
                    let (key, value) = (Int(reader.byte()), Int(reader.byte()))
                    delta.changes.append(
                        StateChange(table, key: reader.bytes(key), value: reader.bytes(value)))
                }
                var state = MemoryState()
                try? state.apply(delta) { _, _, new, merged in merged += new }
                do { _ = try sample.delta(state) } catch is TidemarkError {} catch { return "\(error)" }
                return nil
            }
        })

    private static func problem(_ sample: StateSamples, _ entry: StateEntry) -> String? {
        let types = sample.codec.aggregation.groupings.map(\.expression.type)
        if let values = try? OrderedKeyDecoder.decode(entry.key, types: types) {
            var again: [UInt8] = []
            for value in values { OrderedKeyEncoder.append(value, to: &again) }
            if again != entry.key { return "the key of \(values) is written otherwise" }
        }
        _ = try? ExactSum(encoded: entry.value, isOfSquares: false)
        do {
            _ = try sample.codec.decodeRow(entry)
            // Safety: the array outlives the closure.
            var doubled: [UInt8] = []
            try entry.value.withUnsafeBytes { try sample.codec.merge(old: $0, delta: $0, into: &doubled) }
            _ = try sample.codec.decodeRow(StateEntry(key: entry.key, value: doubled))
        } catch is TidemarkError {
        } catch {
            return "\(error)"
        }
        return nil
    }
}

/// An aggregation over the small tables, and what is stored of their rows.
private struct StateSamples {
    let codec: AggregateCodec
    let entries: [StateEntry]

    static func aggregations() throws -> [StateSamples] {
        let lists = [
            "count(*), sum(n), avg(n), min(user), max(time)", "sum(d), avg(d), stddev(d), var_pop(n)",
            "sum(m), avg(m), max(m)", "collect_list(user), collect_set(n), first(d), last(s)",
            "percentile(n, 0.5), mode(action), approx_count_distinct(user)",
            "count(DISTINCT user), sum(DISTINCT n)", "min(list), max(s), collect_list(list)",
        ]
        let groupings = ["action", "window(time, '1 hour')", "time, day, n, d, m", "s, list"]
        return try lists.flatMap { list in
            try groupings.map { try sample("SELECT \(list) FROM events GROUP BY \($0)") }
        }
    }

    private static func sample(_ sql: String) throws -> StateSamples {
        let plan = try SmallTables.plan(sql)
        guard let (aggregation, child) = aggregation(in: plan) else {
            throw TidemarkError(.planNotStateless)
        }
        let context = EvaluationContext(zone: .utc, timestampUs: 0)
        let codec = AggregateCodec(aggregation)
        var aggregator = PartialAggregator(codec, context: context)
        for batch in try QueryExecutor(context: context, leaf: SmallTables.batches(of:)).execute(child) {
            try aggregator.consume(batch)
        }
        return StateSamples(codec: codec, entries: Array(aggregator.finish().entries))
    }

    /// The lowest aggregation and what is below it.
    private static func aggregation(in plan: LogicalPlan) -> (Aggregation, LogicalPlan)? {
        for child in plan.children {
            if let found = aggregation(in: child) { return found }
        }
        if case .aggregate(let aggregation, let child) = plan { return (aggregation, child) }
        return nil
    }
}

/// A streaming query and a batch of it: the small tables' rows, with the watermark behind them.
private struct StreamSample {
    let plan: StreamingPlan

    static func all() throws -> [StreamSample] {
        let events = "STREAM events WATERMARK time DELAY OF INTERVAL 1 MINUTE"
        let queries: [(String, OutputMode)] = [
            (
                "SELECT window(time, '1 hour'), count(*) FROM \(events) GROUP BY window(time, '1 hour')",
                .append
            ),
            ("SELECT action, sum(d), collect_set(n) FROM \(events) GROUP BY action", .update),
            (
                "SELECT session_window(time, '1 hour') AS w, user, sum(n) FROM \(events) "
                    + "GROUP BY session_window(time, '1 hour'), user", .append
            ),
            (
                "SELECT l.user, r.n FROM STREAM l WATERMARK time DELAY OF INTERVAL 1 MINUTE AS l LEFT JOIN "
                    + "STREAM r WATERMARK time DELAY OF INTERVAL 1 MINUTE AS r ON l.action = r.action "
                    + "AND r.time >= l.time AND r.time <= l.time + INTERVAL 5 SECONDS", .append
            ),
            (
                "SELECT window(time, '1 hour') AS w, count(DISTINCT user) FROM \(events) "
                    + "GROUP BY window(time, '1 hour')", .append
            ),
            ("SELECT DISTINCT action, time FROM \(events)", .append),
            ("SELECT action FROM \(events) LIMIT 3", .append),
        ]
        return try queries.map { StreamSample(plan: try StreamingPlan(try SmallTables.plan($0), mode: $1)) }
    }

    /// What the rows of a batch change.
    func delta(_ state: MemoryState) throws -> StateDelta {
        let context = EvaluationContext(zone: .utc, timestampUs: 0)
        let watermarks = StreamGraph.Watermarks(lateMs: 0, completeMs: 1_469_501_200_000)
        let graph = try StreamGraph(plan, watermarks: watermarks, context: context) { _ in
            throw TidemarkError(.planNotStateless)
        }
        var run = FragmentRun(graph)
        var rows: [[RecordBatch]] = []
        for (source, scan) in plan.sources.enumerated() {
            let batch = RecordBatch(schema: scan.output, rows: SmallTables.rows(of: scan))
            rows.append(try run.consume(batch, source: source).rows.map { [$0] } ?? [])
        }
        let batch = try StreamBatch(graph, run, rows: rows, state: state)
        var delta = batch.delta
        for entry in delta.entries {
            delta.changes.append(StateChange(key: entry.key, value: entry.value))
        }
        return delta
    }
}

extension SmallTables {
    /// The plan of a query over the tables.
    static func plan(_ sql: String) throws -> LogicalPlan {
        let query = try SQLParser.parseStatements(sql).first?.statement
        guard case .select(let query)? = query else { throw TidemarkError(.textMissing) }
        return try Analyzer(catalog: try catalog(), zone: .utc).analyze(query)
    }
}
