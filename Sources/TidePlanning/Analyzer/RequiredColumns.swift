import TideColumnar

/// The plan with each scan narrowed to the columns that something above it reads.
///
/// An analyzer step, stored with the plan: which fields are decoded decides which records are rejected.
func narrowScans(_ plan: LogicalPlan) -> LogicalPlan {
    narrow(plan, to: Set(plan.schema.fields.indices)).plan
}

/// The plan with at least the `needed` output columns, and where each of them went.
private func narrow(_ plan: LogicalPlan, to needed: Set<Int>) -> (plan: LogicalPlan, moved: [Int: Int]) {
    switch plan {
    case .singleRow: return (plan, [:])
    case .localRelation(let schema, let rows):
        let kept = needed.sorted()
        let narrowed = rows.map { row in kept.map { row[$0] } }
        return (.localRelation(Schema(kept.map { schema.fields[$0] }), narrowed), positions(kept))
    case .scan(var scan):
        let kept = needed.sorted()
        scan.required = kept.map { scan.required[$0] }
        return (.scan(scan), positions(kept))
    case .filter(let condition, let child):
        let (below, moved) = narrow(child, to: needed.union(condition.columns))
        return (.filter(condition.remapped(moved), below), moved)
    case .project(let outputs, let child):
        let kept = needed.sorted()
        let expressions = kept.map { outputs[$0] }
        let (below, moved) = narrow(child, to: union(expressions.map(\.expression)))
        let remapped = expressions.map { NamedExpression($0.name, $0.expression.remapped(moved)) }
        return (.project(remapped, below), positions(kept))
    case .window(var window, let child):
        let last = child.schema.count
        var (below, moved) = narrow(child, to: needed.subtracting([last]).union(window.time.columns))
        window.time = window.time.remapped(moved)
        moved[last] = below.schema.count
        return (.window(window, below), moved)
    case .aggregate(var aggregation, let child):
        let inputs = aggregation.groupings.map(\.expression) + aggregation.aggregates.compactMap(\.argument)
        let (below, moved) = narrow(child, to: union(inputs))
        for index in aggregation.groupings.indices {
            aggregation.groupings[index].expression = aggregation.groupings[index].expression.remapped(moved)
        }
        for index in aggregation.aggregates.indices {
            aggregation.aggregates[index].argument = aggregation.aggregates[index].argument?.remapped(moved)
        }
        return (.aggregate(aggregation, below), positions(Array(aggregation.schema.fields.indices)))
    case .sort(var keys, let child):
        let (below, moved) = narrow(child, to: needed.union(union(keys.map(\.expression))))
        for index in keys.indices { keys[index].expression = keys[index].expression.remapped(moved) }
        return (.sort(keys, below), moved)
    case .limit(let count, let child):
        let (below, moved) = narrow(child, to: needed)
        return (.limit(count, below), moved)
    }
}

private func union(_ expressions: [Expression]) -> Set<Int> {
    expressions.reduce(into: []) { $0.formUnion($1.columns) }
}

private func positions(_ kept: [Int]) -> [Int: Int] {
    Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
}
