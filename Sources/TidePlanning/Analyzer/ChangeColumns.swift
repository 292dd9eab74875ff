import TideColumnar

extension Analyzer {
    /// A projection of the child's columns with one of them changed; names keep their place.
    func changeColumns(_ change: ColumnChange, _ child: Relation) throws -> Relation {
        let columns = child.scope.visible.map { ordinal in
            NamedExpression(child.scope.columns[ordinal].name, child.scope.column(at: ordinal).expression)
        }
        func isNamed(_ name: String) -> (NamedExpression) -> Bool {
            { $0.name.lowercased() == name.lowercased() }
        }
        switch change {
        case .drop(let names):
            let kept = columns.filter { column in !names.contains { isNamed($0)(column) } }
            return Relation(.project(kept, child.plan))
        case .rename(let old, let new):
            let renamed = columns.map { isNamed(old)($0) ? NamedExpression(new, $0.expression) : $0 }
            return Relation(.project(renamed, child.plan))
        case .set(let name, let expression):
            let (input, scope, window) = try addWindow([expression], child)
            var resolver = ExpressionResolver(scope, clause: "withColumn", context)
            resolver.window = window
            let new = NamedExpression(name, try resolver.resolve(expression).expression)
            let isReplacing = columns.contains(where: isNamed(name))
            let changed = columns.map { isNamed(name)($0) ? new : $0 } + (isReplacing ? [] : [new])
            return Relation(.project(changed, input))
        }
    }
}
