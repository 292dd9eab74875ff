import TideColumnar

/// How long a side of a join of two streams keeps its rows (Spark's state watermark predicate).
package enum JoinBound: Hashable, Sendable {
    /// For ever.
    case none
    /// Until the watermark has reached the time of that join key.
    case key(Int)
    /// Until the rows' event time, the side's column, is not after the least of the terms.
    case value(column: Int, [Term])

    /// A time that follows the watermark.
    package struct Term: Hashable, Sendable {
        /// Added to the watermark, in microseconds.
        package var offsetUs: Int64
        /// Whether rows with just that time are kept.
        package var keepsEqual: Bool
    }

    /// Rows up to this time, in milliseconds, are forgotten; nil where none ever is.
    package func throughMs(watermarkMs: Int64) -> Int64? {
        switch self {
        case .none: nil
        case .key: watermarkMs
        case .value(_, let terms):
            terms.map { term in
                // Towards zero, as Spark's arithmetic on doubles has it.
                (watermarkMs * 1_000 + term.offsetUs) / 1_000 - (term.keepsEqual ? 1 : 0)
            }.min()
        }
    }
}

extension Join {
    /// The bounds of both sides of a join of two streams; their schemas' columns that carry a watermark are
    /// given.
    package func bounds(
        leftTimes: [Int: Int64], rightTimes: [Int: Int64], leftCount: Int
    ) -> (left: JoinBound, right: JoinBound) {
        let place =
            keys.firstIndex { $0.left.columnOrdinal.map { leftTimes[$0] != nil } == true }
            ?? keys.firstIndex { $0.right.columnOrdinal.map { rightTimes[$0] != nil } == true }
        if let place { return (.key(place), .key(place)) }
        let conditions = condition?.conjuncts ?? []
        func bound(_ own: [Int: Int64], _ other: [Int: Int64], base: Int, otherBase: Int) -> JoinBound {
            guard let column = own.keys.min(), let otherColumn = other.keys.min() else { return .none }
            let terms = conditions.compactMap {
                $0.lowerBound(of: column + base, by: otherColumn + otherBase)
            }
            return terms.isEmpty ? .none : .value(column: column, terms)
        }
        return (
            bound(leftTimes, rightTimes, base: 0, otherBase: leftCount),
            bound(rightTimes, leftTimes, base: leftCount, otherBase: 0)
        )
    }
}

extension Expression {
    /// The ordinal of a plain column.
    package var columnOrdinal: Int? {
        if case .column(let ordinal, _, _) = self { ordinal } else { nil }
    }

    /// The lower bound that a comparison puts on a time column by another one.
    fileprivate func lowerBound(of column: Int, by other: Int) -> JoinBound.Term? {
        guard case .call(let function, let sides, _) = self, sides.count == 2,
            let left = sides[0].shiftedColumn, let right = sides[1].shiftedColumn
        else { return nil }
        let (lesser, greater): ((column: Int, offsetUs: Int64), (column: Int, offsetUs: Int64))
        switch function {
        case .less, .lessOrEqual: (lesser, greater) = (left, right)
        case .greater, .greaterOrEqual: (lesser, greater) = (right, left)
        default: return nil
        }
        // other + c1 < column + c2: the column is after the other's watermark + c1 - c2.
        guard greater.column == column, lesser.column == other else { return nil }
        return JoinBound.Term(
            offsetUs: lesser.offsetUs &- greater.offsetUs,
            keepsEqual: function == .lessOrEqual || function == .greaterOrEqual)
    }

    /// A time column plus a constant length of time.
    private var shiftedColumn: (column: Int, offsetUs: Int64)? {
        switch self {
        case .column(let ordinal, _, .timestamp): return (ordinal, 0)
        case .call(.add, let operands, _) where operands.count == 2:
            if let base = operands[0].shiftedColumn, let length = operands[1].constantLengthUs {
                return (base.column, base.offsetUs &+ length)
            }
            guard let base = operands[1].shiftedColumn, let length = operands[0].constantLengthUs else {
                return nil
            }
            return (base.column, base.offsetUs &+ length)
        case .call(.subtract, let operands, _) where operands.count == 2:
            guard let base = operands[0].shiftedColumn, let length = operands[1].constantLengthUs else {
                return nil
            }
            return (base.column, base.offsetUs &- length)
        default: return nil
        }
    }

    /// The microseconds of a constant interval of days and less.
    private var constantLengthUs: Int64? { nil }
}
