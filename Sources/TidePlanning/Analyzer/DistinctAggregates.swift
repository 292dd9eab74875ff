import TideColumnar
import TideModel

// Aggregates with DISTINCT are computed in two steps: the rows are grouped by the values too, so that each
// comes once, and these groups are aggregated again.
extension AggregationScope {
    /// Throws `unsupported` for aggregates that cannot be computed in the same two steps.
    func requireOneDistinct(_ name: String, _ range: SourceRange?) throws {
        guard let values = distinct.values.first else { return }
        guard distinct.values.allSatisfy({ $0 == values }) else {
            throw TidemarkError(.severalDistinct, ["function": name], range: range)
        }
        for (index, call) in aggregates.enumerated() where distinct[index] == nil {
            let isExact =
                call.function != .average
                && (call.function != .sum || call.type == .bigint || call.type.isDecimal)
            guard isExact else {
                throw TidemarkError(.sumBesideDistinct, ["aggregate": call.name], range: range)
            }
        }
    }

    /// The aggregate over `input`; its columns are the groupings, then the aggregates.
    func plan(over input: LogicalPlan) -> LogicalPlan {
        guard let values = distinct.values.first else { return aggregate(groupings, aggregates, input) }
        let keys = values.enumerated().map { NamedExpression("value \($0 + 1)", $1) }
        let partial = aggregates.indices.filter { distinct[$0] == nil }
        let lower = aggregate(groupings + keys, partial.map { aggregates[$0] }, input)
        let merged = aggregates.enumerated().map { index, call in
            merge(call, partial.firstIndex(of: index).map { groupings.count + keys.count + $0 })
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
    private func merge(_ call: AggregateCall, _ partial: Int?) -> AggregateCall {
        var call = call
        if let partial {
            call.argument = .column(ordinal: partial, name: call.name, call.type)
            if call.function == .count { call.function = .sum }
            return call
        }
        let values = distinct.values.first ?? []
        let places = values.indices.map { (values[$0], groupings.count + $0) }
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
