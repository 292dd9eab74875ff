import TideColumnar

/// The aggregate node, which knows whether one of its groupings is a window or a session.
func aggregate(
    _ groupings: [NamedExpression], _ aggregates: [AggregateCall], _ input: LogicalPlan
) -> LogicalPlan {
    var aggregation = Aggregation(groupings: groupings, aggregates: aggregates)
    aggregation.sessionGrouping = groupings.firstIndex { input.isSession($0.expression) }
    for (index, grouping) in groupings.enumerated() where aggregation.sessionGrouping == nil {
        if let window = input.window(behind: grouping.expression) {
            aggregation.windowGrouping = index
            aggregation.windowSizeUs = window.sizeUs
            break
        }
    }
    return .aggregate(aggregation, input)
}

extension LogicalPlan {
    /// The window node whose column an expression over this plan's output is, when it is one unchanged.
    ///
    /// Behind a union it is that of the first child, where the windows of all are of one length.
    func window(behind expression: Expression) -> TimeWindow? {
        guard case .column(let ordinal, _, _) = expression else { return nil }
        if case .window(let window, let child) = self, ordinal == child.schema.count { return window }
        let windows = origins(of: ordinal).map { $0.window(behind: $1) }
        guard let first = windows.first, let first, windows.allSatisfy({ $0?.sizeUs == first.sizeUs }) else {
            return nil
        }
        return first
    }

    /// Whether an expression over this plan's output is a `session_window` column, unchanged; groups of it
    /// are merged again where it is grouped again.
    func isSession(_ expression: Expression) -> Bool {
        guard case .column(let ordinal, _, _) = expression else { return false }
        if case .sessionWindow(_, let child) = self, ordinal == child.schema.count { return true }
        return origins(of: ordinal).first.map { $0.isSession($1) } ?? false
    }

    /// Where the values of an output column come from: a child and what they are there; one for each child
    /// of a union, none for columns that this step computes.
    private func origins(of ordinal: Int) -> [(LogicalPlan, Expression)] {
        func column(_ ordinal: Int) -> Expression { .column(ordinal: ordinal, name: "", .void) }
        switch self {
        case .scan, .singleRow, .localRelation, .transform: return []
        case .filter(_, let child), .sort(_, let child), .limit(_, let child), .watermark(_, let child),
            .deduplicate(_, let child):
            return [(child, column(ordinal))]
        case .window(_, let child), .sessionWindow(_, let child):
            return ordinal < child.schema.count ? [(child, column(ordinal))] : []
        case .project(let outputs, let child): return [(child, outputs[ordinal].expression)]
        case .aggregate(let aggregation, let child):
            guard ordinal < aggregation.groupings.count else { return [] }
            return [(child, aggregation.groupings[ordinal].expression)]
        case .union(let children): return children.map { ($0, column(ordinal)) }
        case .join(_, let left, let right):
            let count = left.schema.count
            return [ordinal < count ? (left, column(ordinal)) : (right, column(ordinal - count))]
        }
    }
}
