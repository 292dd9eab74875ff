import TideColumnar
import TidePlanning

let context = EvaluationContext(zone: ZoneRules.utc, timestampUs: 0)

func scan(_ schema: Schema) -> LogicalPlan {
    .scan(
        Scan(table: "rows", isStreaming: false, tableSchema: schema, required: Array(schema.fields.indices)))
}

/// Every aggregate function over every type it takes.
func makeAggregation(_ ordinals: [Int]) -> Aggregation {
    var calls = [
        AggregateCall(function: .count, argument: nil, type: .bigint, name: "rows"),
        AggregateCall(function: .count, argument: RandomRows.column(7), type: .bigint, name: "count_s"),
    ]
    // Not of BIGINT, whose extremes would overflow most sums.
    for ordinal in [1, 5] {
        let column = RandomRows.column(ordinal)
        let sumType: DataType = ordinal == 5 ? .double : .bigint
        calls.append(
            AggregateCall(function: .average, argument: column, type: .double, name: "avg\(ordinal)"))
        calls.append(AggregateCall(function: .sum, argument: column, type: sumType, name: "sum\(ordinal)"))
    }
    for ordinal in RandomRows.schema.fields.indices {
        let column = RandomRows.column(ordinal)
        calls.append(
            AggregateCall(function: .min, argument: column, type: column.type, name: "min\(ordinal)"))
        calls.append(
            AggregateCall(function: .max, argument: column, type: column.type, name: "max\(ordinal)"))
    }
    return Aggregation(
        groupings: ordinals.map { NamedExpression("g\($0)", RandomRows.column($0)) }, aggregates: calls)
}
