import TideColumnar

// The steps of a plan that a stream gives its meaning.

/// `withWatermark(column, delay)`: the event time of a stream, and how far behind the latest one a row may
/// be.
package struct Watermark: Hashable, Sendable {
    /// Ordinal of the input: a TIMESTAMP, or a struct whose `end` is one.
    package var column: Int
    /// Milliseconds, not negative; a month counts as 31 days.
    package var delayMs: Int64

    package init(column: Int, delayMs: Int64) {
        self.column = column
        self.delayMs = delayMs
    }
}

/// `session_window(time, gap)`: each row is a session [time, time + gap) of its own until it is grouped.
package struct SessionWindow: Hashable, Sendable {
    /// TIMESTAMP.
    package var time: Expression
    /// BIGINT: microseconds; it may differ from row to row.
    package var gapUs: Expression

    package init(time: Expression, gapUs: Expression) {
        self.time = time
        self.gapUs = gapUs
    }
}

/// `dropDuplicates`: rows with equal values of these columns are one; the first is kept.
package struct Deduplication: Hashable, Sendable {
    /// Ordinals of the input.
    package var columns: [Int]
    /// `dropDuplicatesWithinWatermark`: a row's values are forgotten when the watermark has reached its event
    /// time and the delay after it.
    package var isWithinWatermark: Bool

    package init(columns: [Int], isWithinWatermark: Bool = false) {
        self.columns = columns
        self.isWithinWatermark = isWithinWatermark
    }
}

/// How rows of two relations are put together.
package struct Join: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case inner, cross, leftOuter = "left", rightOuter = "right", fullOuter = "full", leftSemi = "semi"
        case leftAnti = "anti"

        /// Whether the right columns are in the output.
        package var hasRightColumns: Bool { self != .leftSemi && self != .leftAnti }
    }

    /// Two expressions of one type that must be equal (NULL equals nothing): `left` over the left columns,
    /// `right` over the right ones.
    package struct Key: Hashable, Sendable {
        package var left: Expression
        package var right: Expression

        package init(left: Expression, right: Expression) {
            self.left = left
            self.right = right
        }
    }

    package var kind: Kind
    package var keys: [Key]
    /// What must also hold, over the left columns, then the right ones; nil for nothing.
    package var condition: Expression?

    package init(kind: Kind, keys: [Key], condition: Expression? = nil) {
        self.kind = kind
        self.keys = keys
        self.condition = condition
    }
}

extension LogicalPlan {
    /// The ordinals of the output that carry a watermark, and its delay in milliseconds.
    ///
    /// A column keeps it through every step that passes the column on: renamed or not, as a window of it, as
    /// the time of that window, as a grouping, also where grouping sets leave it out.
    package var eventTimes: [Int: Int64] {
        switch self {
        // Which times a program's code gives is not known.
        case .scan, .singleRow, .localRelation, .transform: return [:]
        case .filter(_, let child), .sort(_, let child), .limit(_, let child), .deduplicate(_, let child):
            return child.eventTimes
        case .watermark(let watermark, let child):
            return child.eventTimes.merging([watermark.column: watermark.delayMs]) { $1 }
        case .project(let outputs, let child):
            return child.eventTimes.passed(through: outputs.map(\.expression))
        case .window(let window, let child):
            let times = child.eventTimes
            return times.merging(
                times.passed(through: [window.time]).shifted(by: child.schema.count)
            ) { $1 }
        case .sessionWindow(let window, let child):
            let times = child.eventTimes
            return times.merging(
                times.passed(through: [window.time]).shifted(by: child.schema.count)
            ) { $1 }
        case .aggregate(let aggregation, let child):
            return child.eventTimes.passed(through: aggregation.groupings.map(\.expression))
        case .union(let children): return children.first?.eventTimes ?? [:]
        case .join(let join, let left, let right):
            guard join.kind.hasRightColumns else { return left.eventTimes }
            return left.eventTimes.merging(right.eventTimes.shifted(by: left.schema.count)) { $1 }
        }
    }
}

extension [Int: Int64] {
    /// The event times among expressions over columns of which these are event times.
    fileprivate func passed(through expressions: [Expression]) -> [Int: Int64] {
        var found: [Int: Int64] = [:]
        for (ordinal, expression) in expressions.enumerated() {
            var passed = expression
            if let key = GroupingSetKeys.key(in: expression) { passed = key }
            if case .call(.windowTime, let arguments, _) = passed { passed = arguments[0] }
            if case .column(let column, _, _) = passed { found[ordinal] = self[column] }
        }
        return found
    }

    fileprivate func shifted(by count: Int) -> [Int: Int64] {
        Dictionary(uniqueKeysWithValues: map { ($0.key + count, $0.value) })
    }
}
