import TideColumnar
import TideModel

extension Analyzer {
    /// ORDER BY: ordinals and names of the output first, then anything the SELECT below could have computed,
    /// as hidden columns that a projection removes again.
    func sort(_ keys: [UnresolvedSortKey], _ child: UnresolvedPlan) throws -> Relation {
        switch child {
        case .project, .aggregate, .having: return try sort(keys, try selectForSort(keys, child))
        default:
            let child = try relation(child)
            var resolver = ExpressionResolver(child.scope, clause: "ORDER BY", context)
            let columns = child.scope.visible
            let keys = try allColumns(keys, columns.count) { name in
                try child.scope.resolve(name, range: nil) != nil
            }
            let sortKeys = try keys.map { key in
                if let position = ordinal(key.expression) {
                    let place = try output(
                        at: position, of: columns, clause: "ORDER BY", key.expression.range)
                    return SortKey(key, child.scope.column(at: place).expression)
                }
                let resolved = try resolver.resolve(key.expression)
                try resolver.requireOrder(resolved, key.expression.range)
                return SortKey(key, resolved.expression)
            }
            return Relation(.sort(sortKeys, child.plan), scope: child.scope)
        }
    }

    /// ALL alone stands for each of the `count` output columns, unless a column is named so.
    private func allColumns(
        _ keys: [UnresolvedSortKey], _ count: Int, _ isColumn: ([String]) throws -> Bool
    ) rethrows -> [UnresolvedSortKey] {
        guard keys.count == 1, keys[0].expression.isAll, try !isColumn(["all"]) else { return keys }
        return (0..<count).map { ordinal in
            var key = keys[0]
            key.expression = UnresolvedExpression(
                .literal(.int(Int32(ordinal + 1)), .int), range: key.expression.range)
            return key
        }
    }

    private func selectForSort(_ keys: [UnresolvedSortKey], _ child: UnresolvedPlan) throws -> Select {
        var select = try select(child)
        select.resolver.clause = "ORDER BY"
        return select
    }

    private func sort(_ keys: [UnresolvedSortKey], _ select: Select) throws -> Relation {
        var select = select
        var hidden: [NamedExpression] = []
        var sortKeys: [SortKey] = []
        let keys = try allColumns(keys, select.outputs.count) { name in
            try select.outputs.contains { $0.name.lowercased() == name[0].lowercased() }
                || select.resolver.input.resolve(name, range: nil) != nil
        }
        for key in keys {
            var expression: Expression
            if let position = ordinal(key.expression) {
                expression =
                    try output(at: position, of: select.outputs, clause: "ORDER BY", key.expression.range)
                    .expression
            } else {
                expression = try select.resolver.resolve(key.expression).expression
            }
            try select.resolver.requireOrder(
                TypedExpression(expression, text: key.expression.text), key.expression.range)
            let columns = select.outputs + hidden
            let index = columns.firstIndex { $0.expression == expression } ?? columns.count
            if index == columns.count {
                hidden.append(NamedExpression("key \(hidden.count + 1)", expression))
            }
            let name = index < columns.count ? columns[index].name : hidden[hidden.count - 1].name
            sortKeys.append(SortKey(key, .column(ordinal: index, name: name, expression.type)))
        }
        let sorted = LogicalPlan.sort(sortKeys, select.plan(hidden: hidden))
        guard !hidden.isEmpty else { return Relation(sorted) }
        let visible = select.outputs.enumerated().map { ordinal, output in
            NamedExpression(
                output.name, .column(ordinal: ordinal, name: output.name, output.expression.type))
        }
        return Relation(.project(visible, sorted))
    }
}

extension SortKey {
    fileprivate init(_ key: UnresolvedSortKey, _ expression: Expression) {
        self.init(expression: expression, isAscending: key.isAscending, nullsFirst: key.nullsFirst)
    }
}
