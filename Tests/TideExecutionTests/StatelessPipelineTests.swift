import Testing
import TestSupport
import TideColumnar
import TideExecution
import TideModel
import TidePlanning

@Suite("StatelessPipeline")
struct StatelessPipelineTests {
    private static let second: Int64 = 1_000_000
    private static let windows = [
        TimeWindow(time: RandomRows.column(9), sizeUs: 3_600 * second, slideUs: 3_600 * second, startUs: 0),
        TimeWindow(time: RandomRows.column(9), sizeUs: 3_600 * second, slideUs: 3_600 * second, startUs: 900),
        TimeWindow(time: RandomRows.column(9), sizeUs: 720 * second, slideUs: 300 * second, startUs: 120),
        TimeWindow(time: RandomRows.column(9), sizeUs: 600 * second, slideUs: 300 * second, startUs: -7),
    ]

    @Test("windows: a row for each window of its time, none for NULL", arguments: windows)
    func expandsWindows(window: TimeWindow) throws {
        let pipeline = try StatelessPipeline(.window(window, scan(RandomRows.schema)), context: context)
        for seed in 0..<20 {
            var random = SplitMix(state: UInt64(seed))
            var batch = RandomRows.batch(seed * 8, &random)
            if seed % 2 == 0 {
                batch = batch.gather((0..<batch.count).filter { !batch.columns[9].isNull(at: $0) })
            }
            let expected = batch.rows.flatMap { row -> [[Value]] in
                guard case .timestamp(let time) = row[9] else { return [] }
                return window.windows(of: time).map {
                    row + [.structure([.timestamp($0.start), .timestamp($0.end)])]
                }
            }
            let actual = try pipeline.process(batch)
            #expect(isSame(actual.rows, expected))
            #expect(actual.schema == LogicalPlan.window(window, scan(RandomRows.schema)).schema)
        }
    }

    @Test("a plan with other steps is a defect") func notStateless() throws {
        let plan = LogicalPlan.limit(1, scan(RandomRows.schema))
        let error = try #require(throws: TidemarkError.self) {
            _ = try StatelessPipeline(plan, context: context)
        }
        #expect(
            "\(error)" == """
                error [INTERNAL_DEFECT]: a plan with sort, limit or aggregate is not stateless
                  next: report it with the query; nothing was changed
                """)
        #expect(ErrorCondition.planNotStateless.fits("\(error)"))
    }

    @Test("Spark's example: 12:05 in windows of 12 minutes every 5")
    func sparkWindows() throws {
        let minute = 60 * Self.second
        let schema = Schema([Field("time", .timestamp)])
        let time = Expression.column(ordinal: 0, name: "time", .timestamp)
        func starts(_ startMinutes: Int64) throws -> [Value] {
            let window = TimeWindow(
                time: time, sizeUs: 12 * minute, slideUs: 5 * minute, startUs: startMinutes * minute)
            let plan = LogicalPlan.window(window, scan(schema))
            let pipeline = try StatelessPipeline(
                .project(
                    [
                        NamedExpression(
                            "s",
                            .field(
                                .column(ordinal: 1, name: "window", .window), ordinal: 0,
                                name: "start", .timestamp))
                    ], plan), context: context)
            let batch = RecordBatch(schema: schema, rows: [[.timestamp((12 * 60 + 5) * minute)]])
            return try pipeline.process(batch).rows.map { $0[0] }
        }
        #expect(try starts(0) == [725, 720, 715].map { .timestamp($0 * minute) })
        #expect(try starts(2) == [722, 717].map { .timestamp($0 * minute) })
    }

    @Test("filter and project: the rows and values of the scalar definition, whatever the cuts")
    func filtersAndProjects() throws {
        for seed in 0..<60 {
            var random = SplitMix(state: UInt64(seed))
            let condition = RandomExpression.make(.boolean, depth: 3, &random)
            let outputs = [DataType.string, .bigint, .window, .double].map {
                NamedExpression("x", RandomExpression.make($0, depth: 2, &random))
            }
            let plan = LogicalPlan.project(outputs, .filter(condition, scan(RandomRows.schema)))
            let pipeline = try StatelessPipeline(plan, context: context)
            let batch = RandomRows.batch(40, &random)
            let expected = Result {
                try batch.rows.filter { try condition.evaluate($0, context) == .boolean(true) }
                    .map { row in try outputs.map { try $0.expression.evaluate(row, context) } }
            }
            let actual = Result {
                try RandomRows.cut(batch, &random).flatMap { try pipeline.process($0).rows }
            }
            switch (expected, actual) {
            case (.success(let expected), .success(let actual)): #expect(isSame(actual, expected))
            case (.failure, .failure): break
            default: Issue.record("seed \(seed): \(expected) but \(actual)")
            }
        }
    }

    @Test("a plan with an aggregate, a sort or a limit is refused")
    func refusesState() {
        #expect(throws: TidemarkError.self) {
            try StatelessPipeline(.limit(1, scan(RandomRows.schema)), context: context)
        }
    }
}
