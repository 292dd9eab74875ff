import TideColumnar

extension UnresolvedExpression {
    /// The expression in SQL's words, for messages.
    package var text: String {
        switch kind {
        case .literal(.string(let text), _): "'\(text.text)'"
        case .literal(let value, _): literalText(value, EvaluationContext(zone: .utc, timestampUs: nil))
        case .name(let parts): parts.joined(separator: ".")
        case .ordinal(_, let name): name
        case .star(let qualifier): qualifier.map { "\($0).*" } ?? "*"
        case .call(let name, let arguments, let isDistinct):
            callText(name, arguments.map(\.text), isDistinct)
        case .cast(let operand, let type): "CAST(\(operand.text) AS \(type.sqlName))"
        case .caseWhen(let branches, let otherwise):
            "CASE" + branches.map { " WHEN \($0.condition.text) THEN \($0.result.text)" }.joined()
                + (otherwise.map { " ELSE \($0.text)" } ?? "") + " END"
        case .alias(let inner, let name): "\(inner.text) AS \(name)"
        case .field(let base, let name): "\(base.text).\(name)"
        }
    }

    private func callText(_ name: String, _ arguments: [String], _ isDistinct: Bool) -> String {
        let list = arguments.joined(separator: ", ")
        switch name {
        case UnresolvedExpression.filterCall: return "\(arguments[0]) FILTER (WHERE \(arguments[1]))"
        case UnresolvedExpression.groupingSetCall: return "(\(list))"
        case UnresolvedExpression.groupingSetsCall: return "GROUPING SETS (\(list))"
        case UnresolvedExpression.groupingSetsByCall:
            let sets = arguments.dropFirst().joined(separator: ", ")
            return "\(arguments[0].dropFirst().dropLast()) GROUPING SETS (\(sets))"
        default: break
        }
        if let function = Function(rawValue: name), arguments.count >= function.arity.lowerBound,
            name.first?.isLetter != true || !["coalesce", "date_format"].contains(name)
        {
            return function.text(arguments)
        }
        return "\(name)(\(isDistinct ? "DISTINCT " : "")\(list))"
    }
}
