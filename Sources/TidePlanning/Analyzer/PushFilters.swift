import TideColumnar

/// The plan with conditions moved below the watermarks they do not depend on, and into or below inner joins.
///
/// Rows that a condition drops below a watermark do not move it, so where a condition stands decides the
/// answer of a stream: as in Spark's optimizer it moves down as far as it may, unless it uses the event time.
/// This is an analyzer step, stored with the plan. Other filters stay where they were written.
func pushFilters(_ plan: LogicalPlan) -> LogicalPlan {
    let plan = plan.mapChildren(pushFilters)
    switch plan {
    case .filter(let condition, var child):
        var kept: [Expression] = []
        for part in condition.conjuncts {
            if let lower = child.sinking(part) { child = lower } else { kept.append(part) }
        }
        if kept == condition.conjuncts { return plan }
        return Expression.all(kept).map { .filter($0, child) } ?? child
    case .join(let join, let left, let right): return pushed(join, left, right)
    default: return plan
    }
}

/// The join with those of its conditions that are of one side only moved below that side's watermark.
///
/// A side whose rows come out even without a partner keeps them: there they say what matches.
private func pushed(_ join: Join, _ left: LogicalPlan, _ right: LogicalPlan) -> LogicalPlan {
    var (join, left, right) = (join, left, right)
    let count = left.schema.count
    var kept: [Expression] = []
    for part in join.condition?.conjuncts ?? [] {
        let columns = part.columns
        if join.kind.dropsLeft, !columns.isEmpty, columns.allSatisfy({ $0 < count }),
            let lower = left.sinking(part)
        {
            left = lower
        } else if join.kind.dropsRight, !columns.isEmpty, columns.allSatisfy({ $0 >= count }),
            let lower = right.sinking(part.shifted(by: -count))
        {
            right = lower
        } else {
            kept.append(part)
        }
    }
    join.condition = .all(kept)
    return .join(join, left, right)
}

extension Join.Kind {
    /// Whether left rows for which a condition of ON is not true are in no output.
    fileprivate var dropsLeft: Bool { [.inner, .cross, .leftSemi, .rightOuter].contains(self) }

    /// Whether right rows for which a condition of ON is not true are in no output.
    fileprivate var dropsRight: Bool {
        [.inner, .cross, .leftSemi, .leftOuter, .leftAnti].contains(self)
    }
}

extension LogicalPlan {
    /// The plan with the condition, which is over its output, below a watermark or an inner join, or in one;
    /// nil where it comes to neither.
    fileprivate func sinking(_ condition: Expression) -> LogicalPlan? {
        switch self {
        case .watermark(let watermark, let child):
            if condition.columns.contains(watermark.column) { return nil }
            return .watermark(watermark, child.sinking(condition) ?? child.filtered(condition))
        case .filter(let upper, let child): return child.sinking(condition).map { .filter(upper, $0) }
        case .sort(let keys, let child): return child.sinking(condition).map { .sort(keys, $0) }
        case .project(let outputs, let child):
            return child.sinking(condition.substituting(outputs.map(\.expression))).map {
                .project(outputs, $0)
            }
        case .window(let window, let child):
            if condition.columns.contains(child.schema.count) { return nil }
            return child.sinking(condition).map { .window(window, $0) }
        case .sessionWindow(let window, let child):
            if condition.columns.contains(child.schema.count) { return nil }
            return child.sinking(condition).map { .sessionWindow(window, $0) }
        case .aggregate(let aggregation, let child):
            let columns = condition.columns
            guard !columns.isEmpty, columns.allSatisfy({ $0 < aggregation.groupings.count }),
                !columns.contains(where: { $0 == aggregation.sessionGrouping })
            else { return nil }
            let groupings = aggregation.groupings.map(\.expression)
            return child.sinking(condition.substituting(groupings)).map { .aggregate(aggregation, $0) }
        case .union(let children):
            let lower = children.map { $0.sinking(condition) }
            guard lower.contains(where: { $0 != nil }) else { return nil }
            return .union(zip(lower, children).map { $0 ?? $1.filtered(condition) })
        case .join(let join, let left, let right): return sinking(condition, into: join, left, right)
        case .scan, .singleRow, .localRelation, .limit, .deduplicate, .transform: return nil
        }
    }

    /// An inner join takes any condition; another one those of the side whose rows it keeps.
    private func sinking(
        _ condition: Expression, into join: Join, _ left: LogicalPlan, _ right: LogicalPlan
    ) -> LogicalPlan? {
        let count = left.schema.count
        let columns = condition.columns
        if columns.isEmpty { return nil }
        let isInner = join.kind == .inner || join.kind == .cross
        if columns.allSatisfy({ $0 < count }) {
            if join.kind == .rightOuter || join.kind == .fullOuter { return nil }
            let lower = left.sinking(condition) ?? (isInner ? left.filtered(condition) : nil)
            return lower.map { .join(join, $0, right) }
        }
        if columns.allSatisfy({ $0 >= count }) {
            guard isInner || join.kind == .rightOuter else { return nil }
            let condition = condition.shifted(by: -count)
            let lower = right.sinking(condition) ?? (isInner ? right.filtered(condition) : nil)
            return lower.map { .join(join, left, $0) }
        }
        return isInner ? .join(join.adding([condition], leftCount: count), left, right) : nil
    }

    private func filtered(_ condition: Expression) -> LogicalPlan {
        if case .filter(let first, let child) = self {
            return .filter(.call(.and, [first, condition], .boolean), child)
        }
        return .filter(condition, self)
    }
}
