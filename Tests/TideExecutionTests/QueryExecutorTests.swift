import TestSupport
import Testing
import TideCheckpoint
import TideColumnar
import TideExecution
import TideModel
import TidePlanning
import TideReference

@Suite("QueryExecutor")
struct QueryExecutorTests {
    private func run(_ plan: LogicalPlan, over batches: [RecordBatch]) throws -> [[Value]] {
        let executor = QueryExecutor(context: context) { _ in StoredBatches(batches) }
        return try executor.execute(plan).flatMap(\.rows)
    }

    @Test("a single row without columns")
    func singleRow() throws {
        let plan = LogicalPlan.project([NamedExpression("1", .literal(.int(1), .int))], .singleRow)
        #expect(try run(plan, over: []) == [[.int(1)]])
        #expect(try run(.filter(.literal(.boolean(false), .boolean), plan), over: []).isEmpty)
    }

    @Test(
        "sort by any type: as compareValues orders, NULLs as told, ties in input order",
        arguments: RandomRows.schema.fields.indices,
        [(true, true), (true, false), (false, true), (false, false)])
    func sorts(ordinal: Int, direction: (isAscending: Bool, nullsFirst: Bool)) throws {
        var random = SplitMix(state: UInt64(ordinal))
        let batch = RandomRows.batch(120, &random)
        let key = SortKey(
            expression: RandomRows.column(ordinal), isAscending: direction.isAscending,
            nullsFirst: direction.nullsFirst)
        let minor = SortKey(expression: RandomRows.column(1), isAscending: true, nullsFirst: true)
        let rows = try run(
            .sort([key, minor], scan(RandomRows.schema)), over: RandomRows.cut(batch, &random))
        #expect(rows.count == 120)
        let places = rows.map { row in batch.rows.firstIndex { isSame([$0], [row]) } ?? -1 }
        for index in 1..<rows.count {
            let (left, right) = (rows[index - 1][ordinal], rows[index][ordinal])
            var order = compareValues(left, right)
            if left.isNull != right.isNull {
                order = left.isNull == direction.nullsFirst ? -1 : 1
            } else if !direction.isAscending {
                order = -order
            }
            if order == 0 { order = compareValues(rows[index - 1][1], rows[index][1]) }
            #expect(order < 0 || (order == 0 && places[index - 1] <= places[index]))
        }
    }

    @Test(
        "plans of every node at random: the reference evaluator's rows, whatever the cuts", arguments: 0..<30)
    func agreesWithReference(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let batch = RandomRows.batch(Int(seed) * 6, &random)
        let plan = RandomPlan.make(&random)
        let expected = Result {
            try ReferenceEvaluator(plan: plan, context: context).evaluate { _, emit in
                for row in batch.rows { try emit(row) }
            }
        }
        let actual = Result { try run(plan, over: RandomRows.cut(batch, &random)) }
        switch (expected, actual) {
        case (.success(let expected), .success(let actual)): #expect(isSame(actual, expected), "\(plan)")
        case (.failure, .failure): break
        default: Issue.record("seed \(seed): \(expected) but \(actual)")
        }
    }

    @Test("a limit reads no further batch once it has its rows")
    func limitStopsEarly() throws {
        var random = SplitMix(state: 5)
        let batch = RandomRows.batch(10, &random)
        for (limit, reads) in [(0, 0), (1, 1), (10, 1), (11, 2), (25, 3)] {
            let source = CountingSource(batch)
            let executor = QueryExecutor(context: context) { _ in source }
            let rows = try executor.execute(
                .limit(
                    Int64(limit),
                    .project([NamedExpression("i", RandomRows.column(1))], scan(RandomRows.schema))))
            #expect(rows.reduce(0) { $0 + $1.count } == limit)
            #expect(source.reads == reads)
        }
    }

    @Test(
        "GROUP BY, then a filter, a sort and a limit above it; split at the aggregate or not, the same rows")
    func splits() throws {
        var random = SplitMix(state: 9)
        let batch = RandomRows.batch(300, &random)
        let aggregation = Aggregation(
            groupings: [NamedExpression("s", RandomRows.column(7))],
            aggregates: [AggregateCall(function: .count, argument: nil, type: .bigint, name: "c")])
        let count = Expression.column(ordinal: 1, name: "c", .bigint)
        let outer = Aggregation(
            groupings: [],
            aggregates: [AggregateCall(function: .sum, argument: count, type: .bigint, name: "total")])
        let grouped = LogicalPlan.aggregate(
            aggregation, .filter(.call(.isNotNull, [RandomRows.column(0)], .boolean), scan(RandomRows.schema))
        )
        let plans: [LogicalPlan] = [
            .aggregate(outer, grouped),
            .limit(
                3,
                .sort(
                    [SortKey(expression: count, isAscending: false, nullsFirst: false)],
                    .filter(.call(.greater, [count, .literal(.bigint(1), .bigint)], .boolean), grouped))),
        ]
        for plan in plans {
            let whole = try run(plan, over: RandomRows.cut(batch, &random))
            let split = try #require(try AggregationSplit(plan, context: context))
            var workers = [split.makeAggregator(), split.makeAggregator()]
            for (index, piece) in RandomRows.cut(batch, &random).enumerated() {
                try workers[index % 2].consume(try split.pipeline.process(piece))
            }
            workers[1].merge(workers[0])
            let state = workers[1].finish()
            #expect(try split.finish(state).flatMap(\.rows) == whole)
            #expect(!whole.isEmpty)
        }
        let total = batch.rows.count { !$0[0].isNull }
        #expect(try run(plans[0], over: [batch]) == [[.bigint(Int64(total))]])
        #expect(try AggregationSplit(scan(RandomRows.schema), context: context) == nil)
    }

    @Test("aggregates over no batches at all")
    func noInput() throws {
        #expect(try run(.aggregate(makeAggregation([]), scan(RandomRows.schema)), over: []).count == 1)
        #expect(try run(.aggregate(makeAggregation([7]), scan(RandomRows.schema)), over: []).isEmpty)
        let key = SortKey(expression: RandomRows.column(0), isAscending: true, nullsFirst: true)
        #expect(try run(.sort([key], scan(RandomRows.schema)), over: []).isEmpty)
    }
}

/// The same batch for ever, counting how often it is asked.
private final class CountingSource: RecordBatchSource {
    let batch: RecordBatch
    private(set) var reads = 0

    init(_ batch: RecordBatch) { self.batch = batch }

    func next() -> RecordBatch? {
        reads += 1
        return batch
    }
}
