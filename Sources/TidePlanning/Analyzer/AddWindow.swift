import TideColumnar
import TideModel

extension Analyzer {
    /// The input of a SELECT with the `window` column appended when one of its expressions calls
    /// `window(..)`.
    ///
    /// Throws `unsupported` for calls that differ: their rows would multiply.
    func addWindow(
        _ expressions: [UnresolvedExpression], _ child: Relation
    ) throws -> (plan: LogicalPlan, scope: Scope, window: TimeWindow?) {
        let resolver = ExpressionResolver(child.scope, clause: "window(..)", context)
        var found: TimeWindow?
        for call in expressions.flatMap(windowCalls) {
            guard case .call(_, let arguments, _) = call.kind else { continue }
            let window = try resolver.timeWindow(arguments, call.range)
            if let found, found != window {
                throw TidemarkError(.windowsDiffer, range: call.range)
            }
            found = window
        }
        guard let found else { return (child.plan, child.scope, nil) }
        var scope = child.scope
        scope.columns.append(Scope.Column(qualifier: nil, name: "window", type: .window))
        return (.window(found, child.plan), scope, found)
    }

    private func windowCalls(_ expression: UnresolvedExpression) -> [UnresolvedExpression] {
        if case .call(let function, _, _) = expression.kind, function.lowercased() == "window" {
            return [expression]
        }
        return expression.children.flatMap(windowCalls)
    }
}
