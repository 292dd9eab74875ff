import TideColumnar
import TideModel

/// One SELECT with its GROUP BY and HAVING, still open for the columns that ORDER BY adds.
struct Select {
    /// Below the aggregate or the projection, with the window column if there is one.
    let input: LogicalPlan
    /// Its expressions are over the aggregate's output when the query aggregates, else over `input`.
    var outputs: [NamedExpression] = []
    var having: Expression?
    var resolver: ExpressionResolver

    /// The plan whose columns are `outputs`, then `hidden`.
    func plan(hidden: [NamedExpression] = []) -> LogicalPlan {
        var base = input
        if let aggregation = resolver.aggregation {
            base = aggregation.plan(over: input)
        }
        if let having { base = .filter(having, base) }
        return .project(outputs + hidden, base)
    }

    var plan: LogicalPlan { plan() }
}

extension Analyzer {
    /// Resolves `project`, `aggregate`, or `having` over one of them.
    func select(_ plan: UnresolvedPlan) throws -> Select {
        switch plan {
        case .having(let condition, let child): return try select(child, having: condition)
        default: return try select(plan, having: nil)
        }
    }

    private func select(_ plan: UnresolvedPlan, having: UnresolvedExpression?) throws -> Select {
        switch plan {
        case .project(let outputs, let child):
            let isAggregate = having != nil || outputs.contains(where: \.containsAggregate)
            return try select(outputs, groupings: isAggregate ? [] : nil, having, try relation(child))
        case .aggregate(let groupings, let outputs, let child):
            return try select(outputs, groupings: groupings, having, try relation(child))
        default:
            // HAVING over anything else filters its rows, as a WHERE around it would.
            let child = try relation(plan)
            let star = UnresolvedExpression(.star(qualifier: nil))
            var filtered = child
            if let having {
                var resolver = ExpressionResolver(child.scope, clause: "HAVING", context)
                filtered.plan = .filter(try resolver.condition(having), child.plan)
            }
            return try select([star], groupings: nil, nil, filtered)
        }
    }

    private func select(
        _ items: [UnresolvedExpression], groupings: [UnresolvedExpression]?,
        _ having: UnresolvedExpression?,
        _ child: Relation
    ) throws -> Select {
        let outputs = try expandStars(items, child.scope)
        let written = try GroupingSets(groupings ?? [])
        let keys = try groupingKeys(written.keys, outputs, child.scope)
        let everything = outputs + keys + (having.map { [$0] } ?? [])
        let (input, scope, window) = try addWindow(everything, child)

        var resolver = ExpressionResolver(scope, clause: "GROUP BY", context)
        resolver.window = window
        if groupings != nil {
            var named: [NamedExpression] = []
            var places: [Int] = []
            for key in keys {
                let resolved = try resolver.resolve(key)
                try resolver.requireOrder(resolved, key.range)
                let place = named.firstIndex { $0.expression == resolved.expression } ?? named.count
                if place == named.count {
                    named.append(NamedExpression(columnName(key, resolved), resolved.expression))
                }
                places.append(place)
            }
            resolver.aggregation = AggregationScope(
                groupings: named, sets: written.sets?.map { set in set.map { places[$0] } })
        }
        var select = Select(input: input, resolver: resolver)
        select.resolver.clause = "SELECT"
        for output in outputs {
            let resolved = try select.resolver.resolve(output)
            select.outputs.append(NamedExpression(columnName(output, resolved), resolved.expression))
        }
        select.resolver.outputs = select.outputs
        if let having {
            select.resolver.clause = "HAVING"
            select.having = try select.resolver.condition(having)
        }
        return select
    }

    private func expandStars(
        _ outputs: [UnresolvedExpression], _ scope: Scope
    ) throws -> [UnresolvedExpression] {
        try outputs.flatMap { output -> [UnresolvedExpression] in
            guard case .star(let qualifier) = output.kind else { return [output] }
            guard let ordinals = scope.star(qualifier) else {
                if let fields = try structFields(qualifier ?? "", scope, output.range) { return fields }
                let tables = Set(scope.columns.compactMap(\.qualifier)).sorted()
                let near = suggestion(for: qualifier ?? "", among: tables, kind: "tables")
                throw TidemarkError(
                    .starUnknown, ["qualifier": qualifier ?? "", "suggestion": near], range: output.range)
            }
            return ordinals.map { ordinal in
                UnresolvedExpression(
                    .ordinal(ordinal, name: scope.columns[ordinal].name), range: output.range)
            }
        }
    }

    /// What `window.*` stands for: the fields of a struct; nil when the name is no struct's.
    private func structFields(
        _ name: String, _ scope: Scope, _ range: SourceRange?
    ) throws -> [UnresolvedExpression]? {
        let parts = name.split(separator: ".").map(String.init)
        guard !parts.isEmpty, case .structure(let fields)? = try scope.resolve(parts, range: range)?.type
        else { return nil }
        return fields.map { UnresolvedExpression(.name(parts + [$0.name]), range: range) }
    }

    /// The expressions of GROUP BY. ALL alone stands for every output without an aggregate, unless a column
    /// or an alias is named so.
    private func groupingKeys(
        _ groupings: [UnresolvedExpression], _ outputs: [UnresolvedExpression], _ scope: Scope
    ) throws -> [UnresolvedExpression] {
        let keys = try groupings.map { try groupingKey($0, outputs, scope) }
        guard keys.count == 1, keys[0].isAll, groupings[0].isAll,
            try scope.resolve(["all"], range: nil) == nil
        else { return keys }
        return outputs.map(\.withoutAlias).filter { !$0.containsAggregate }
    }

    /// What a GROUP BY item stands for: an ordinal or an alias of the select list, or itself.
    private func groupingKey(
        _ key: UnresolvedExpression, _ outputs: [UnresolvedExpression], _ scope: Scope
    ) throws -> UnresolvedExpression {
        var found = key
        if let position = ordinal(key) {
            found = try output(at: position, of: outputs, clause: "GROUP BY", key.range).withoutAlias
        } else if case .name(let parts) = key.kind, parts.count == 1,
            try scope.resolve(parts, range: key.range) == nil
        {
            let aliased = outputs.first {
                if case .alias(_, let name) = $0.kind {
                    name.lowercased() == parts[0].lowercased()
                } else {
                    false
                }
            }
            found = aliased?.withoutAlias ?? key
        }
        guard !found.containsAggregate else {
            throw TidemarkError(.aggregateInGrouping, range: key.range)
        }
        return found
    }

    func ordinal(_ expression: UnresolvedExpression) -> Int64? {
        switch expression.kind {
        case .literal(.int(let position), _): Int64(position)
        case .literal(.bigint(let position), _): position
        default: nil
        }
    }

    func output<Output>(
        at position: Int64, of outputs: [Output], clause: String, _ range: SourceRange?
    ) throws -> Output {
        guard position >= 1, position <= outputs.count else {
            throw TidemarkError(
                .positionOutside,
                ["clause": clause, "position": "\(position)", "count": "\(outputs.count)"], range: range)
        }
        return outputs[Int(position) - 1]
    }

    /// The name of an output column: its alias, else the name or text of what it is.
    func columnName(_ expression: UnresolvedExpression, _ resolved: TypedExpression) -> String {
        switch expression.kind {
        case .alias(_, let name): return name
        // current_timestamp without parentheses is named as with them.
        case .name(let parts):
            return resolved.text.hasSuffix("()") ? resolved.text : parts.last ?? resolved.text
        case .ordinal(_, let name): return name
        case .cast(let inner, _):
            if case .name(let parts) = inner.kind { return parts.last ?? resolved.text }
            return resolved.text
        default:
            // A function named like a type keeps the name of what it casts, also of a qualified column.
            if case .call(let function, let arguments, _) = expression.kind, arguments.count == 1,
                Function(rawValue: function.lowercased())?.isTypeName == true
            {
                return columnName(arguments[0], resolved)
            }
            return resolved.text
        }
    }
}
