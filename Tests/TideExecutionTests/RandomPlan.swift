import TestSupport
import TideColumnar
import TidePlanning

/// Plans over `RandomRows.schema` that use every node.
enum RandomPlan {
    /// Filters, projections and windows, an aggregate on top of them, then what may stand above an aggregate.
    static func make(_ random: inout SplitMix) -> LogicalPlan {
        var plan = scan(RandomRows.schema)
        if random.chance(2) { plan = .filter(RandomExpression.make(.boolean, depth: 2, &random), plan) }
        if random.chance(2) {
            let hour: Int64 = 3_600_000_000
            let time = TimeWindow(
                time: RandomRows.column(9), sizeUs: hour,
                slideUs: random.pick([hour, hour / 2, hour / 3 * 2]),
                startUs: random.pick([0, -1, 7]))
            plan = .window(time, plan)
        }
        if random.chance(5) { plan = .limit(.random(in: 0...40, using: &random), plan) }
        if random.chance(5) { plan = .sort([key(RandomRows.column(4), &random)], plan) }
        let ordinals = random.pick([[], [7], [0, 10], [plan.schema.count - 1], [5, 7]])
        let groupings = ordinals.map { ordinal in
            let field = plan.schema.fields[ordinal]
            return NamedExpression(field.name, .column(ordinal: ordinal, name: field.name, field.type))
        }
        let calls = [
            AggregateCall(function: .count, argument: nil, type: .bigint, name: "n"),
            AggregateCall(function: .sum, argument: RandomRows.column(5), type: .double, name: "d"),
            AggregateCall(
                function: .max, argument: RandomExpression.make(.string, depth: 1, &random), type: .string,
                name: "s"),
        ]
        plan = .aggregate(Aggregation(groupings: groupings, aggregates: calls), plan)
        let count = Expression.column(ordinal: groupings.count, name: "n", .bigint)
        if random.chance(3) {
            plan = .filter(.call(.greater, [count, .literal(.bigint(3), .bigint)], .boolean), plan)
        }
        if random.chance(2) { plan = .sort([key(count, &random)], plan) }
        if random.chance(2) { plan = .limit(.random(in: 0...5, using: &random), plan) }
        if random.chance(2) {
            let doubled = Expression.call(.multiply, [count, .literal(.bigint(2), .bigint)], .bigint)
            plan = .project([NamedExpression("twice", doubled), NamedExpression("n", count)], plan)
        }
        return plan
    }

    private static func key(_ expression: Expression, _ random: inout SplitMix) -> SortKey {
        SortKey(expression: expression, isAscending: random.chance(2), nullsFirst: random.chance(2))
    }
}
