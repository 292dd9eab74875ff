import Testing
import TideColumnar
import TideFormats
import TidePlanning
import TideReference

/// Joins and sessions over tables, with the answers of Spark 4.3 to `Oracles/steps.sql` (`Oracles/spark.py`).
@Suite struct BatchStepTests {
    private static let answers = oracle("steps.jsonl").map(SparkAnswer.init)

    private static func table(_ place: Int) -> (schema: Schema, rows: [[Value]]) {
        let types = answers[place].types.map(DataType.init(sparkName:))
        let rows = answers[place].rows.map { row in zip(row.elements ?? [], types).map { Value($0, $1) } }
        return (Schema(zip(answers[place].names, types).map { Field($0, $1) }), rows)
    }

    private func scan(_ name: String, _ place: Int) -> LogicalPlan {
        let schema = Self.table(place).schema
        return .scan(
            Scan(
                table: name, isStreaming: false, tableSchema: schema,
                required: Array(schema.fields.indices)))
    }

    private func column(_ ordinal: Int, _ type: DataType) -> TidePlanning.Expression {
        .column(ordinal: ordinal, name: "c\(ordinal)", type)
    }

    private func expect(_ plan: LogicalPlan, gives place: Int) throws {
        let context = EvaluationContext(zone: .utc, timestampUs: 0)
        let rows = try ReferenceEvaluator(plan: plan, context: context).evaluate { scan, emit in
            for row in Self.table(scan.table == "t" ? 0 : 1).rows { try emit(row) }
        }
        let answer = Self.answers[place]
        #expect(
            rows.map { JSONValue.array($0.map(\.json)).text }.sorted() == answer.rowTexts, "\(answer.sql)")
    }

    @Test("the answers are there")
    func corpus() { #expect(Self.answers.count == 25) }

    @Test("joins of every kind, with keys, a condition and both")
    func joins() throws {
        let kinds: [Join.Kind] = [.inner, .leftOuter, .rightOuter, .fullOuter, .leftSemi, .leftAnti]
        let width = Self.table(0).schema.count
        var place = 3
        for kind in kinds {
            for (key, condition) in [(1, 0), (3, nil), (nil, 1)] as [(Int?, Int?)] {
                let keys = key.map { ordinal in
                    let side = column(ordinal, Self.table(0).schema.fields[ordinal].type)
                    return [Join.Key(left: side, right: side)]
                }
                let less = condition.map {
                    TidePlanning.Expression.call(
                        .less, [column($0, .int), column($0 + width, .int)], .boolean)
                }
                let join = LogicalPlan.join(
                    Join(kind: kind, keys: keys ?? [], condition: less), scan("t", 0), scan("t", 0))
                let outputs = [0] + (kind.hasRightColumns ? [width] : [])
                try expect(
                    .project(outputs.map { NamedExpression("id", column($0, .int)) }, join), gives: place)
                place += 1
            }
        }
        let cross = LogicalPlan.join(Join(kind: .cross, keys: []), scan("t", 0), scan("t", 0))
        try expect(
            .project([0, width].map { NamedExpression("id", column($0, .int)) }, cross), gives: place)
    }

    @Test("sessions that touch are one, a gap may come of the row, and an empty session has no row")
    func sessions() throws {
        func text(_ text: String) -> TidePlanning.Expression {
            .literal(.string(UTF8String(text)), .string)
        }
        let isClose = TidePlanning.Expression.call(.equal, [column(0, .string), text("Close")], .boolean)
        let byRow = TidePlanning.Expression.caseWhen(
            [CaseBranch(condition: isClose, result: text("0 seconds"))], otherwise: text("15 minutes"),
            .string)
        for (index, gap) in [text("40 minutes"), text("39 minutes"), byRow].enumerated() {
            let session = SessionWindow(
                time: column(1, .timestamp), gapUs: .call(.intervalMicroseconds, [gap], .bigint))
            let groupings = [
                NamedExpression("action", column(0, .string)),
                NamedExpression("session_window", column(2, .window)),
            ]
            let count = AggregateCall(function: .count, argument: nil, type: .bigint, name: "n")
            let groups = LogicalPlan.aggregate(
                Aggregation(groupings: groupings, aggregates: [count], sessionGrouping: 1),
                .sessionWindow(session, scan("e", 1)))
            let bounds = [(0, "start"), (1, "end")].map { ordinal, name in
                NamedExpression(
                    name, .field(column(1, .window), ordinal: ordinal, name: name, .timestamp))
            }
            let outputs =
                [NamedExpression("action", column(0, .string))] + bounds + [
                    NamedExpression("n", column(2, .bigint))
                ]
            try expect(.project(outputs, groups), gives: 22 + index)
        }
    }

    @Test("of equal rows the first is kept; the rows of a union come child by child")
    func first() throws {
        let twice = LogicalPlan.union([scan("e", 1), scan("e", 1)])
        let plan = LogicalPlan.deduplicate(Deduplication(columns: [0]), twice)
        let context = EvaluationContext(zone: .utc, timestampUs: 0)
        let rows = Self.table(1).rows
        let run = { (plan: LogicalPlan) in
            try ReferenceEvaluator(plan: plan, context: context).evaluate { _, emit in
                for row in rows { try emit(row) }
            }
        }
        #expect(try run(twice) == rows + rows)
        #expect(try run(plan) == [rows[0], rows[2], rows[5]])
    }
}
