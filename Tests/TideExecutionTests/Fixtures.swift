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
        groupings: ordinals.map { NamedExpression("g\($0)", RandomRows.column($0)) },
        aggregates: calls + statistics + sets)
}

/// The aggregates of moments, and of how often a value came.
private var statistics: [AggregateCall] {
    let double = RandomRows.column(5)
    var calls: [AggregateCall] = [
        .varianceOfSample, .varianceOfPopulation, .deviationOfSample, .deviationOfPopulation,
    ].map { AggregateCall(function: $0, argument: double, type: .double, name: $0.rawValue) }
    calls.append(
        AggregateCall(
            function: .percentile, argument: double, type: .array(.double), name: "percentiles",
            fractions: [0, 0.3, 0.5, 1]))
    calls.append(
        AggregateCall(
            function: .percentile, argument: double, type: .double, name: "median", fractions: [0.5]))
    return calls
}

/// The aggregates of sets, over every type.
private var sets: [AggregateCall] {
    RandomRows.schema.fields.indices.flatMap { ordinal -> [AggregateCall] in
        let column = RandomRows.column(ordinal)
        return [
            AggregateCall(
                function: .collectSet, argument: column, type: .array(column.type), name: "set\(ordinal)"),
            AggregateCall(function: .mode, argument: column, type: column.type, name: "mode\(ordinal)"),
            AggregateCall(
                function: .approximateCountDistinct, argument: column, type: .bigint,
                name: "values\(ordinal)"),
            AggregateCall(
                function: .count, argument: column, type: .bigint, name: "distinct\(ordinal)",
                isDistinct: true),
        ]
    }
}

/// Every aggregate in reading order, over every type.
func makeOrderedAggregation(_ ordinals: [Int]) -> Aggregation {
    Aggregation(
        groupings: ordinals.map { NamedExpression("g\($0)", RandomRows.column($0)) },
        aggregates: RandomRows.schema.fields.indices.flatMap { ordinal -> [AggregateCall] in
            let column = RandomRows.column(ordinal)
            return [AggregateFunction.first, .last, .collectList].map { function in
                AggregateCall(
                    function: function, argument: column,
                    type: function == .collectList ? .array(column.type) : column.type,
                    name: "\(function.rawValue)\(ordinal)")
            }
        })
}
