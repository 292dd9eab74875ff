import TideColumnar

/// How long a side of a join of two streams keeps its rows (Spark's state watermark predicate).
package enum JoinBound: Hashable, Sendable {
    /// For ever.
    case none
    /// Until the watermark has reached the time of that join key.
    case key(Int)
    /// Until the rows' event time, the side's column, is not after the least of the terms.
    case value(column: Int, [TimeBound])

    /// Rows up to this time, in milliseconds, are forgotten; nil where none ever is.
    package func throughMs(watermarkMs: Int64) -> Int64? {
        switch self {
        case .none: nil
        case .key: watermarkMs
        case .value(_, let bounds): bounds.map { $0.bound(watermarkMs: watermarkMs) }.min()
        }
    }
}

extension Join {
    /// The bounds of both sides of a join of two streams.
    package func bounds(of left: LogicalPlan, _ right: LogicalPlan) -> (left: JoinBound, right: JoinBound) {
        let (leftTimes, rightTimes) = (left.eventTimes, right.eventTimes)
        let leftCount = left.schema.count
        let place =
            keys.firstIndex { $0.left.columnOrdinal.map { leftTimes[$0] != nil } == true }
            ?? keys.firstIndex { $0.right.columnOrdinal.map { rightTimes[$0] != nil } == true }
        if let place { return (.key(place), .key(place)) }
        func bound(_ own: [Int: Int64], side: Range<Int>, _ other: Set<Int>) -> JoinBound {
            guard let column = own.keys.min() else { return .none }
            let bounds = timeBounds(of: side, by: other)
            return bounds.isEmpty ? .none : .value(column: column, bounds)
        }
        return (
            bound(leftTimes, side: 0..<leftCount, Set(rightTimes.keys.map { $0 + leftCount })),
            bound(rightTimes, side: leftCount..<Int.max, Set(leftTimes.keys))
        )
    }
}

extension Expression {
    /// The ordinal of a plain column.
    package var columnOrdinal: Int? {
        if case .column(let ordinal, _, _) = self { ordinal } else { nil }
    }
}
