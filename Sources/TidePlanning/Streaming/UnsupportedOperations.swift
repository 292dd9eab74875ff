import TideColumnar
package import TideModel

/// What Spark's UnsupportedOperationChecker refuses, less what this engine can do: DISTINCT aggregates.
extension LogicalPlan {
    /// Throws `streamingQuery`, with what to write instead, for a plan that cannot
    /// be kept up to date as its streams grow, or not in this output mode.
    package func requireStreamable(_ mode: OutputMode) throws {
        guard isStreaming else { throw TidemarkError(.streamAbsent) }
        try requireOutputMode(mode)
        try requireStreamableSteps(mode, isPartial: false)
        try requireNoLateRows(mode)
    }

    /// The aggregations of streams, the highest first.
    private var streamingAggregations: [(aggregation: Aggregation, plan: LogicalPlan)] {
        steps.compactMap {
            if case .aggregate(let aggregation, _) = $0, $0.isStreaming { (aggregation, $0) } else { nil }
        }
    }

    private func requireOutputMode(_ mode: OutputMode) throws {
        let aggregations = streamingAggregations
        switch mode {
        case .append:
            // Rows can be appended once their group cannot change any more.
            guard aggregations.allSatisfy({ !$0.plan.eventTimes.isEmpty }) else {
                throw TidemarkError(.appendWithoutWatermark)
            }
        case .update:
            guard aggregations.allSatisfy({ $0.aggregation.sessionGrouping == nil }) else {
                throw TidemarkError(.updateOfSessions)
            }
        case .complete:
            guard !aggregations.isEmpty else { throw TidemarkError(.completeWithoutAggregation) }
        }
    }

    /// - Parameter isPartial: whether this is the lower of the two steps of an aggregation with DISTINCT.
    private func requireStreamableSteps(_ mode: OutputMode, isPartial: Bool) throws {
        for child in children {
            try child.requireStreamableSteps(mode, isPartial: isAggregate && child.isAggregate)
        }
        guard isStreaming else { return }
        try requireStreamableStep(mode)
        for (plan, columns) in isPartial ? [] : timesOfState where columns.count > 1 {
            let names = columns.map { plan.schema.fields[$0].name }
            throw TidemarkError(.eventTimesSeveral, ["columns": names.joined(separator: ", ")])
        }
    }

    private var isAggregate: Bool { if case .aggregate = self { true } else { false } }

    /// The event times by which a step with a state forgets rows: for each state the ordinals, and whose
    /// columns they are.
    private var timesOfState: [(plan: LogicalPlan, columns: [Int])] {
        func times(_ plan: LogicalPlan) -> (LogicalPlan, [Int]) { (plan, plan.eventTimes.keys.sorted()) }
        switch self {
        case .aggregate: return [times(self)]
        case .deduplicate(_, let child): return [times(child)]
        case .transform(let transform, let child):
            return transform.timeMode == .eventTime ? [times(child)] : []
        case .join(_, let left, let right):
            return left.isStreaming && right.isStreaming ? [times(left), times(right)] : []
        default: return []
        }
    }

    private func requireStreamableStep(_ mode: OutputMode) throws {
        switch self {
        case .join(let join, let left, let right): try requireStreamable(join, left, right, mode)
        case .aggregate(let aggregation, _):
            guard aggregation.sessionGrouping == nil || aggregation.groupings.count > 1 else {
                throw TidemarkError(.sessionsOfAll)
            }
        case .deduplicate(let deduplication, let child):
            guard !deduplication.isWithinWatermark || !child.eventTimes.isEmpty else {
                throw TidemarkError(.deduplicationWithoutWatermark)
            }
        case .transform(let transform, _): try transform.requireMode(mode)
        case .union(let children):
            guard children.allSatisfy(\.isStreaming) else { throw TidemarkError(.unionWithBatch) }
        case .limit:
            guard mode != .update else { throw TidemarkError(.limitInUpdate) }
        case .sort(_, let child):
            guard mode == .complete, !child.streamingAggregations.isEmpty else {
                throw TidemarkError(.sortOfStream)
            }
        case .scan, .singleRow, .localRelation, .filter, .project, .window, .sessionWindow, .watermark: break
        }
    }
}

// MARK: - Joins

extension LogicalPlan {
    private func requireStreamable(
        _ join: Join, _ left: LogicalPlan, _ right: LogicalPlan, _ mode: OutputMode
    ) throws {
        let name = join.kind.words
        switch (left.isStreaming, right.isStreaming) {
        case (true, true):
            guard mode == .append || mode == .update && join.kind == .inner else {
                throw TidemarkError(.joinOutputMode, ["mode": mode.rawValue])
            }
            guard join.kind != .leftAnti else { throw TidemarkError(.antiJoinOfStreams) }
            guard join.kind == .inner || join.kind == .cross || isBounded(join, left, right) else {
                throw TidemarkError(.joinUnbounded, ["kind": name])
            }
        case (true, false):
            guard join.kind != .fullOuter, join.kind != .rightOuter else {
                throw TidemarkError(.joinKeepsBatch, ["kind": name, "stream": "left", "batch": "right"])
            }
        case (false, true):
            guard join.kind != .leftAnti else { throw TidemarkError(.antiJoinOfStreams) }
            guard ![.fullOuter, .leftOuter, .leftSemi].contains(join.kind) else {
                throw TidemarkError(.joinKeepsBatch, ["kind": name, "stream": "right", "batch": "left"])
            }
        case (false, false): break
        }
    }

    /// Whether it can be known that a row which has no partner yet will have none: a key carries a watermark,
    /// or the condition bounds the time of a side whose rows are kept by the other's.
    private func isBounded(_ join: Join, _ left: LogicalPlan, _ right: LogicalPlan) -> Bool {
        let count = left.schema.count
        let lefts = left.eventTimes
        let rights = right.eventTimes
        let hasTimedKey = join.keys.contains {
            $0.left.isColumn(in: lefts) || $0.right.isColumn(in: rights)
        }
        if hasTimedKey { return true }
        let isLeftBounded = !join.timeBounds(of: 0..<count, by: Set(rights.keys.map { $0 + count })).isEmpty
        let all = count..<count + right.schema.count
        let isRightBounded = !join.timeBounds(of: all, by: Set(lefts.keys)).isEmpty
        switch join.kind {
        case .leftOuter, .leftSemi: return isLeftBounded
        case .rightOuter: return isRightBounded
        case .fullOuter: return isLeftBounded || isRightBounded
        case .inner, .cross, .leftAnti: return true
        }
    }
}

extension Expression {
    fileprivate func isColumn(in eventTimes: [Int: Int64]) -> Bool {
        if case .column(let ordinal, _, _) = self { eventTimes[ordinal] != nil } else { false }
    }
}

extension Join.Kind {
    /// As in SQL: `LEFT OUTER`.
    fileprivate var words: String {
        switch self {
        case .inner: "INNER"
        case .cross: "CROSS"
        case .leftOuter: "LEFT OUTER"
        case .rightOuter: "RIGHT OUTER"
        case .fullOuter: "FULL OUTER"
        case .leftSemi: "LEFT SEMI"
        case .leftAnti: "LEFT ANTI"
        }
    }
}

// MARK: - Chains of operators with state

extension LogicalPlan {
    /// An aggregation that writes its groups anew gives rows older than the watermark, which an operator with
    /// a state above it would drop.
    private func requireNoLateRows(_ mode: OutputMode) throws {
        guard mode != .append else { return }
        for step in steps where step.isStateful {
            guard step.inputOfWhole.allSatisfy({ $0.streamingAggregations.isEmpty }) else {
                throw TidemarkError(.lateRowsOfAggregation, ["mode": mode.rawValue])
            }
        }
    }

    /// Whether it keeps a state by which it may drop rows that come late.
    private var isStateful: Bool {
        switch self {
        case .aggregate(_, let child): child.isStreaming
        case .join(_, let left, let right): left.isStreaming && right.isStreaming
        case .deduplicate(let deduplication, let child):
            child.isStreaming
                && (deduplication.isWithinWatermark
                    || deduplication.columns.contains { child.eventTimes[$0] != nil })
        case .transform(let transform, _): transform.timeMode == .eventTime
        default: false
        }
    }

    /// The children; of the two steps of an aggregation with DISTINCT those of the lower one.
    private var inputOfWhole: [LogicalPlan] {
        if case .aggregate(_, let child) = self, case .aggregate = child { return child.children }
        return children
    }
}
