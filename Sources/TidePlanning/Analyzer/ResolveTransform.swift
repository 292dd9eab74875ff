import TideColumnar
import TideModel

extension Analyzer {
    /// `groupBy(..).transformWithState(..)`.
    func transform(
        _ transform: StatefulTransform, _ groupings: [UnresolvedExpression], _ child: Relation
    ) throws -> Relation {
        guard child.plan.isStreaming else {
            throw TidemarkError(.transformOfBatch, ["name": transform.name])
        }
        let input = child.visiblePlan
        let scope = input == child.plan ? child.scope : Scope(input.schema)
        var transform = transform
        transform.groupings = try groupings.map { grouping in
            var resolver = ExpressionResolver(scope, clause: "GROUP BY", context)
            let resolved = try resolver.resolve(grouping)
            try resolver.requireOrder(resolved, grouping.range)
            return NamedExpression(columnName(grouping, resolved), resolved.expression)
        }
        if transform.timeMode == .eventTime, input.eventTimes.isEmpty {
            throw TidemarkError(.transformWithoutWatermark, ["name": transform.name])
        }
        return Relation(.transform(transform, input))
    }
}
