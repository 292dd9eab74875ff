import TideColumnar

extension UnresolvedPlan {
    /// The plan as written, as an indented tree, the last step first.
    package func explain() -> String {
        func lines(_ plan: UnresolvedPlan, depth: Int) -> [String] {
            [String(repeating: "  ", count: depth) + plan.line]
                + plan.children.flatMap { lines($0, depth: depth + 1) }
        }
        return lines(self, depth: 0).joined(separator: "\n")
    }

    private var line: String {
        switch self {
        case .table(let name, let isStream, _): "UnresolvedRelation \(isStream ? "STREAM " : "")\(name)"
        case .files(let files, let isStream): "UnresolvedRelation \(isStream ? "STREAM " : "")\(files.name)"
        case .resolved(let plan, _): plan.line
        case .columnChange(.set(let name, let expression), _): "WithColumn \(expression.text) AS \(name)"
        case .columnChange(.rename(let old, let new), _): "Rename \(old) AS \(new)"
        case .columnChange(.drop(let names), _): "Drop [\(names.joined(separator: ", "))]"
        case .values(let rows, _): "UnresolvedInlineTable of \(rows.count) rows"
        case .localRelation(let schema, let rows): "LocalRelation [\(schema.ddl)] of \(rows.count) rows"
        case .singleRow: "OneRowRelation"
        case .subqueryAlias(let alias, _): "SubqueryAlias \(alias)"
        case .columnAliases(let names, _, _): "ColumnAliases [\(names.joined(separator: ", "))]"
        case .filter(let condition, _): "Filter \(condition.text)"
        case .project(let outputs, _): "Project [\(list(outputs))]"
        case .aggregate(let groupings, let outputs, _):
            "Aggregate by [\(list(groupings))] compute [\(list(outputs))]"
        case .having(let condition, _): "Having \(condition.text)"
        case .distinct: "Distinct"
        case .sort(let keys, _): "Sort [\(keys.map(\.text).joined(separator: ", "))]"
        case .limit(let count, _): "Limit \(count.text)"
        case .watermark(let column, let delay, _): "Watermark \(column.text), delay \(delay.text)"
        case .deduplicate(let columns, let isWithinWatermark, _):
            "Deduplicate\(isWithinWatermark ? "WithinWatermark" : "")"
                + (columns.isEmpty ? "" : " [\(columns.joined(separator: ", "))]")
        case .transform(let transform, let groupings, _):
            "TransformWithState \(transform.name) by [\(list(groupings))]"
        case .union(_, .position, _): "Union"
        case .union(_, .name(let allowsMissing), _):
            "UnionByName\(allowsMissing ? ", NULL where absent" : "")"
        case .join(let join, _, _): "Join \(join.kind.rawValue)\(join.criteria.text)"
        }
    }
}

private func list(_ expressions: [UnresolvedExpression]) -> String {
    expressions.map(\.text).joined(separator: ", ")
}

extension UnresolvedJoin.Criteria {
    fileprivate var text: String {
        switch self {
        case .none: ""
        case .on(let condition): " on \(condition.text)"
        case .using(let names): " using (\(names.joined(separator: ", ")))"
        case .natural: " natural"
        }
    }
}

extension UnresolvedSortKey {
    fileprivate var text: String {
        let nulls = nullsFirst == isAscending ? "" : nullsFirst ? " NULLS FIRST" : " NULLS LAST"
        return expression.text + (isAscending ? "" : " DESC") + nulls
    }
}
