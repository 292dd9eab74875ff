import Testing
import TideColumnar
import TideModel
import TidePlanning
import TideReference
import TideSQL

@Suite struct ReferenceAggregatorTests {
    private let events = Catalog.Table(
        name: "events", schema: Schema([Field("time", .timestamp), Field("action", .string)]), canStream: true
    )
    private let context = EvaluationContext(zone: .utc, timestampUs: 0)
    private let hour: Int64 = 3_600_000_000

    /// The aggregation of a query, the plan below it and the plan above it.
    private func plan(
        _ sql: String
    ) throws -> (aggregation: Aggregation, input: LogicalPlan, output: LogicalPlan) {
        let statements = try SQLParser.parseStatements(sql)
        guard case .select(let query) = statements.first?.statement else { throw TidemarkError(.textMissing) }
        let plan = try StreamingPlan(Analyzer(catalog: Catalog([events]), zone: .utc).analyze(query))
        guard case .aggregating(let aggregation, let output) = plan.shape else {
            throw TidemarkError(.textMissing)
        }
        return (aggregation, plan.input, output)
    }

    @Test("rows pushed slice by slice give the groups; the plan above turns them into the result")
    func stream() throws {
        let plan = try plan(
            """
            SELECT action, date_format(window.end, 'HH:mm') AS t, count(*) AS n FROM STREAM events
            WHERE action <> 'Skip' GROUP BY action, window(time, '1 hour') ORDER BY n DESC, t LIMIT 2
            """)
        var aggregator = ReferenceAggregator(
            aggregation: plan.aggregation, input: plan.input, context: context)
        for (minute, action) in [(5, "Open"), (50, "Open"), (70, "Close"), (10, "Close"), (0, "Skip")] {
            try aggregator.add(row: [.timestamp(Int64(minute) * 60_000_000), .string(UTF8String(action))])
        }
        try aggregator.add(row: [.null, .string("Open")])

        let window = { (start: Int64) in Value.structure([.timestamp(start), .timestamp(start + hour)]) }
        let groups = try aggregator.rows()
        #expect(
            groups == [
                [.string("Close"), window(0), .bigint(1)], [.string("Close"), window(hour), .bigint(1)],
                [.string("Open"), window(0), .bigint(2)],
            ])
        let output = try ReferenceEvaluator(plan: plan.output, context: context).evaluate { scan, emit in
            #expect(scan.table == StreamingPlan.stateTable)
            for row in groups { try emit(row) }
        }
        #expect(
            output == [
                [.string("Open"), .string("01:00"), .bigint(2)],
                [.string("Close"), .string("01:00"), .bigint(1)],
            ])
    }

    @Test("a global aggregate has its row before the first record")
    func global() throws {
        let plan = try plan("SELECT count(*), max(action), sum(1) FROM STREAM events")
        var aggregator = ReferenceAggregator(
            aggregation: plan.aggregation, input: plan.input, context: context)
        #expect(try aggregator.rows() == [[.bigint(0), .null, .null]])
        try aggregator.add(row: [.string("b")])
        #expect(try aggregator.rows() == [[.bigint(1), .string("b"), .bigint(1)]])
    }

    @Test("a sum beyond BIGINT is an error only in the end")
    func overflow() throws {
        let plan = try plan("SELECT sum(9223372036854775807) AS s FROM STREAM events")
        var aggregator = ReferenceAggregator(
            aggregation: plan.aggregation, input: plan.input, context: context)
        try aggregator.add(row: [])
        try aggregator.add(row: [])
        let error = #expect(throws: TidemarkError.self) { try aggregator.rows() }
        #expect(
            error?.message == "the sum 18446744073709551614 "
                + "of column sum(9223372036854775807) overflows BIGINT")
    }
}
