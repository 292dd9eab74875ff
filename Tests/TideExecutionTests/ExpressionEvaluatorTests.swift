import TestSupport
import Testing
import TideColumnar
import TideExecution
import TideModel
import TidePlanning

@Suite("ExpressionEvaluator")
struct ExpressionEvaluatorTests {
    private let types: [DataType] = [.boolean, .boolean, .int, .bigint, .double, .string, .timestamp, .date]

    @Test(
        "any expression over any batch: the scalar definition's values, or its first error", arguments: 0..<40
    )
    func agreesWithScalarDefinition(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        for round in 0..<50 {
            let batch = RandomRows.batch(round % 5 == 0 ? 0 : round, &random)
            let expression = RandomExpression.make(random.pick(types), depth: 4, &random)
            let expected = Result { try batch.rows.map { try expression.evaluate($0, context) } }
            let actual = Result { try ExpressionEvaluator(expression, context: context).evaluate(batch) }
            switch (expected, actual) {
            case (.success(let expected), .success(let actual)):
                #expect(actual.count == batch.count && actual.type == expression.type)
                let values = (0..<batch.count).map(actual.value(at:))
                #expect(isSame(.structure(values), .structure(expected)), "seed \(seed): \(expression)")
            case (.failure(let expected), .failure(let actual)):
                #expect(expected as? TidemarkError == actual as? TidemarkError)
            case (.success, .failure(let error)): Issue.record("\(expression) failed: \(error)")
            case (.failure(let error), .success): Issue.record("\(expression) did not fail: \(error)")
            }
        }
    }

    @Test(
        "an operand that is not reached cannot fail",
        arguments: [
            Expression.call(
                .and, [.call(.less, [long(0), number(0)], .boolean), overflowing], .boolean),
            .call(.or, [.call(.greater, [long(0), number(0)], .boolean), overflowing], .boolean),
            .caseWhen(
                [CaseBranch(condition: .call(.greater, [long(0), number(0)], .boolean), result: number(1))],
                otherwise: tooLarge, .bigint),
            .call(.coalesce, [number(1), tooLarge], .bigint),
        ])
    func isLazy(expression: Expression) throws {
        let schema = Schema([Field("l", .bigint)])
        let calm = RecordBatch(schema: schema, rows: [[.bigint(2)], [.bigint(3)]])
        let evaluator = ExpressionEvaluator(expression, context: context)
        #expect(try evaluator.evaluate(calm).count == 2)
        if case .call(.coalesce, _, _) = expression { return }
        let wild = RecordBatch(schema: schema, rows: [[.bigint(2)], [.bigint(-2)]])
        #expect(throws: TidemarkError.self) { try evaluator.evaluate(wild) }
    }

    @Test("DOUBLE orders with one NaN above all and one zero")
    func orderOfDoubles() throws {
        let values = [
            -Double.infinity, -1, -.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, 1, .infinity, .nan,
        ]
        let schema = Schema([Field("x", .double), Field("y", .double)])
        let rows = values.indices.flatMap { left in
            values.indices.map { [Value.double(values[left]), .double(values[$0])] }
        }
        let less = ExpressionEvaluator(
            .call(
                .less,
                [.column(ordinal: 0, name: "x", .double), .column(ordinal: 1, name: "y", .double)], .boolean),
            context: context)
        let result = try less.evaluate(RecordBatch(schema: schema, rows: rows))
        for left in values.indices {
            for right in values.indices {
                #expect(result.value(at: left * values.count + right) == .boolean(left < right))
            }
        }
    }
}

private func long(_ ordinal: Int) -> Expression { .column(ordinal: ordinal, name: "l", .bigint) }
private func number(_ value: Int64) -> Expression { .literal(.bigint(value), .bigint) }
/// Overflows wherever the column is not -1, 0 or 1.
private let tooLarge = Expression.call(.multiply, [long(0), number(.max)], .bigint)
private let overflowing = Expression.call(
    .greater, [.call(.add, [tooLarge, number(.max)], .bigint), number(0)], .boolean)
