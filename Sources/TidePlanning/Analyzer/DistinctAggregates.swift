import TideColumnar

// Aggregates with DISTINCT over the same values are computed in two steps: the rows are grouped by the values
// too, so that each comes once, and these groups are aggregated again. Where that cannot be, because the
// values differ or what stands beside them cannot be aggregated again, each keeps a set of its values.
extension AggregationScope {
    /// The values of all with DISTINCT where two steps can compute the aggregates.
    private var commonValues: [Expression]? {
        guard let values = distinct.values.first, distinct.values.allSatisfy({ $0 == values }) else {
            return nil
        }
        let isPossible = aggregates.indices.allSatisfy { index in
            let call = aggregates[index]
            switch call.function {
            case .count, .min, .max: return true
            case .sum: return distinct[index] != nil || call.type == .bigint || call.type.isDecimal
            case .average: return distinct[index] != nil
            default: return false
            }
        }
        return isPossible ? values : nil
    }

    /// The aggregates, each keeping a set where it has DISTINCT.
    private var withSets: [AggregateCall] {
        aggregates.indices.map { index in
            var call = aggregates[index]
            guard let values = distinct[index] else { return call }
            call.isDistinct = true
            if call.function == .count {
                call.argument = values.count == 1 ? values[0] : tuple(values)
            }
            return call
        }
    }

    /// The values as one, NULL where any of them is.
    private func tuple(_ values: [Expression]) -> Expression {
        let fields = values.enumerated().map { Field("value \($0 + 1)", $1.type) }
        return Expression.call(.structOf, values, .structure(fields)).only(where: allThere(values))
    }

    /// The aggregate over `input`; its columns are the groupings, what tells grouping sets apart, then the
    /// aggregates.
    func plan(over input: LogicalPlan) -> LogicalPlan {
        let (input, groupings) = expanded(input)
        guard let values = commonValues else {
            return aggregate(groupings, withSets, input)
        }
        let keys = values.enumerated().map { NamedExpression("value \($0 + 1)", $1) }
        let partial = aggregates.indices.filter { distinct[$0] == nil }
        let lower = aggregate(groupings + keys, partial.map { aggregates[$0] }, input)
        let merged = aggregates.enumerated().map { index, call in
            merge(call, values, partial.firstIndex(of: index).map { keyCount + keys.count + $0 })
        }
        let upper = aggregate(columns(groupings.map(\.field), from: 0), merged, lower)
        let fields = upper.schema.fields
        return .project(
            fields.enumerated().map { ordinal, field in
                let column = Expression.column(ordinal: ordinal, name: field.name, field.type)
                let isCount =
                    ordinal >= groupings.count && aggregates[ordinal - groupings.count].function == .count
                // A sum of counts over no rows is NULL where the count is 0.
                let zero = Expression.literal(.bigint(0), .bigint)
                return NamedExpression(
                    field.name, isCount ? .call(.coalesce, [column, zero], .bigint) : column)
            }, upper)
    }

    /// The aggregate over groups: of the values for DISTINCT, of what the lower step computed for others.
    private func merge(_ call: AggregateCall, _ values: [Expression], _ partial: Int?) -> AggregateCall {
        var call = call
        if let partial {
            call.argument = .column(ordinal: partial, name: call.name, call.type)
            if call.function == .count { call.function = .sum }
            return call
        }
        let places = values.indices.map { (values[$0], keyCount + $0) }
        let moved = Dictionary(places) { first, _ in first }
        call.argument = call.argument?.replacing { expression in
            moved[expression].map { .column(ordinal: $0, name: call.name, expression.type) }
        }
        return call
    }

    private func columns(_ fields: [Field], from first: Int) -> [NamedExpression] {
        fields.enumerated().map { index, field in
            NamedExpression(
                field.name, .column(ordinal: first + index, name: field.name, field.type))
        }
    }
}

extension Expression {
    /// The expression with each part that `replacement` knows replaced, the outermost first.
    fileprivate func replacing(_ replacement: (Expression) -> Expression?) -> Expression {
        if let new = replacement(self) { return new }
        switch self {
        case .literal, .column: return self
        case .field(let base, let ordinal, let name, let type):
            return .field(base.replacing(replacement), ordinal: ordinal, name: name, type)
        case .call(let function, let arguments, let type):
            return .call(function, arguments.map { $0.replacing(replacement) }, type)
        case .cast(let operand, let type): return .cast(operand.replacing(replacement), type)
        case .caseWhen(let branches, let otherwise, let type):
            return .caseWhen(
                branches.map {
                    CaseBranch(
                        condition: $0.condition.replacing(replacement),
                        result: $0.result.replacing(replacement))
                }, otherwise: otherwise?.replacing(replacement), type)
        }
    }
}
