import TideColumnar
import TideModel

/// A call that adds a column to the input of its SELECT.
enum WindowCall: Hashable {
    case time(TimeWindow)
    case session(SessionWindow)

    /// The name of the column, which is also that of the function.
    var name: String {
        switch self {
        case .time: "window"
        case .session: "session_window"
        }
    }
}

extension Analyzer {
    /// The input of a SELECT with the `window` or `session_window` column appended when one of its
    /// expressions calls `window(..)` or `session_window(..)`.
    ///
    /// Throws `unsupported` for calls that differ: their rows would multiply.
    func addWindow(
        _ expressions: [UnresolvedExpression], _ child: Relation
    ) throws -> (plan: LogicalPlan, scope: Scope, window: WindowCall?) {
        let resolver = ExpressionResolver(child.scope, clause: "window(..)", context)
        var found: WindowCall?
        for call in expressions.flatMap(windowCalls) {
            guard let window = try resolver.windowCall(call) else { continue }
            if let found, found != window {
                throw TidemarkError(.windowsDiffer, range: call.range)
            }
            found = window
        }
        guard let found else { return (child.plan, child.scope, nil) }
        var scope = child.scope
        scope.append(Scope.Column(qualifier: nil, name: found.name, type: .window, isAdded: true))
        switch found {
        case .time(let window): return (.window(window, child.plan), scope, found)
        case .session(let window): return (.sessionWindow(window, child.plan), scope, found)
        }
    }

    private func windowCalls(_ expression: UnresolvedExpression) -> [UnresolvedExpression] {
        if case .call(let function, _, _) = expression.kind,
            ["window", "session_window"].contains(function.lowercased())
        {
            return [expression]
        }
        return expression.children.flatMap(windowCalls)
    }
}
