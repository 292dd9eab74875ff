import TideColumnar

/// The plan with each scan narrowed to the columns that something above it reads.
///
/// An analyzer step, stored with the plan: which fields are decoded decides which records are rejected.
func narrowScans(_ plan: LogicalPlan) -> LogicalPlan {
    narrowed(plan, to: Set(plan.schema.fields.indices)).plan
}

/// The plan with at least the `needed` output columns, and where each of them went.
private func narrowed(_ plan: LogicalPlan, to needed: Set<Int>) -> (plan: LogicalPlan, moved: [Int: Int]) {
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
        let (below, moved) = narrowed(child, to: needed.union(condition.columns))
        return (.filter(condition.remapped(moved), below), moved)
    case .project(let outputs, let child):
        let kept = needed.sorted()
        let expressions = kept.map { outputs[$0] }
        let (below, moved) = narrowed(child, to: columnsRead(by: expressions.map(\.expression)))
        let remapped = expressions.map { NamedExpression($0.name, $0.expression.remapped(moved)) }
        return (.project(remapped, below), positions(kept))
    case .window(var window, let child):
        let last = child.schema.count
        var (below, moved) = narrowed(child, to: needed.subtracting([last]).union(window.time.columns))
        window.time = window.time.remapped(moved)
        moved[last] = below.schema.count
        return (.window(window, below), moved)
    case .aggregate(var aggregation, let child):
        let inputs = aggregation.groupings.map(\.expression) + aggregation.aggregates.compactMap(\.argument)
        let (below, moved) = narrowed(child, to: columnsRead(by: inputs))
        for index in aggregation.groupings.indices {
            aggregation.groupings[index].expression = aggregation.groupings[index].expression.remapped(moved)
        }
        for index in aggregation.aggregates.indices {
            aggregation.aggregates[index].argument = aggregation.aggregates[index].argument?.remapped(moved)
        }
        return (.aggregate(aggregation, below), positions(Array(aggregation.schema.fields.indices)))
    case .sort(var keys, let child):
        let (below, moved) = narrowed(child, to: needed.union(columnsRead(by: keys.map(\.expression))))
        for index in keys.indices { keys[index].expression = keys[index].expression.remapped(moved) }
        return (.sort(keys, below), moved)
    case .limit(let count, let child):
        let (below, moved) = narrowed(child, to: needed)
        return (.limit(count, below), moved)
    case .sessionWindow, .watermark, .deduplicate, .union, .join, .transform:
        return narrowStream(plan, to: needed)
    }
}

private func narrowStream(_ plan: LogicalPlan, to needed: Set<Int>) -> (plan: LogicalPlan, moved: [Int: Int])
{
    switch plan {
    case .sessionWindow(var window, let child):
        let last = child.schema.count
        let inputs = columnsRead(by: [window.time, window.gapUs])
        var (below, moved) = narrowed(child, to: needed.subtracting([last]).union(inputs))
        window.time = window.time.remapped(moved)
        window.gapUs = window.gapUs.remapped(moved)
        moved[last] = below.schema.count
        return (.sessionWindow(window, below), moved)
    case .watermark(var watermark, let child):
        let (below, moved) = narrowed(child, to: needed.union([watermark.column]))
        watermark.column = moved[watermark.column] ?? watermark.column
        return (.watermark(watermark, below), moved)
    case .deduplicate(var deduplication, let child):
        var kept = needed.union(deduplication.columns)
        // What is forgotten within a watermark depends on the event time.
        if deduplication.isWithinWatermark { kept.formUnion(child.eventTimes.keys) }
        let (below, moved) = narrowed(child, to: kept)
        deduplication.columns = deduplication.columns.map { moved[$0] ?? $0 }
        return (.deduplicate(deduplication, below), moved)
    case .transform(let transform, let child):
        // A program's code sees whole rows.
        let (below, _) = narrowed(child, to: Set(child.schema.fields.indices))
        return (.transform(transform, below), positions(Array(transform.output.fields.indices)))
    case .union(let children):
        // Every child keeps the same columns in the same order.
        let kept = needed.sorted()
        return (
            .union(children.map { projection(of: $0, to: kept) }), positions(kept)
        )
    case .join(var join, let left, let right):
        let count = left.schema.count
        var needed = needed
        if let condition = join.condition { needed.formUnion(condition.columns) }
        let fromLeft = needed.filter { $0 < count }.union(columnsRead(by: join.keys.map(\.left)))
        let fromRight = Set(needed.filter { $0 >= count }.map { $0 - count })
            .union(columnsRead(by: join.keys.map(\.right)))
        let (newLeft, leftMoved) = narrowed(left, to: fromLeft)
        let (newRight, rightMoved) = narrowed(right, to: fromRight)
        for index in join.keys.indices {
            join.keys[index].left = join.keys[index].left.remapped(leftMoved)
            join.keys[index].right = join.keys[index].right.remapped(rightMoved)
        }
        var moved = leftMoved
        for (old, new) in rightMoved { moved[old + count] = new + newLeft.schema.count }
        join.condition = join.condition?.remapped(moved)
        return (.join(join, newLeft, newRight), moved)
    default: return (plan, [:])
    }
}

/// The plan with exactly these columns in this order.
private func projection(of plan: LogicalPlan, to kept: [Int]) -> LogicalPlan {
    let (below, moved) = narrowed(plan, to: Set(kept))
    let places = kept.map { moved[$0] ?? $0 }
    if places == Array(below.schema.fields.indices) { return below }
    return .project(
        places.map { place in
            let field = below.schema.fields[place]
            return NamedExpression(field.name, .column(ordinal: place, name: field.name, field.type))
        }, below)
}

private func columnsRead(by expressions: [Expression]) -> Set<Int> {
    expressions.reduce(into: []) { $0.formUnion($1.columns) }
}

private func positions(_ kept: [Int]) -> [Int: Int] {
    Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
}
