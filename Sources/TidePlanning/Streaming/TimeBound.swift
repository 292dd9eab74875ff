import TideColumnar

/// A conjunct of a join's condition that says how early a row of one side may be, given the other side's
/// event time.
///
/// For this side's time L and the other's R it is `R + offset < L`, or `<=`: once the watermark of R is W,
/// rows with L at or before `bound(watermarkMs: W)` find no partner any more.
package struct TimeBound: Hashable, Sendable {
    /// Microseconds.
    package var offsetUs: Double
    /// Whether the comparison is `<=`.
    package var isInclusive: Bool

    /// The latest time without a partner, in milliseconds: by Spark's arithmetic, truncated towards zero.
    package func bound(watermarkMs: Int64) -> Int64 {
        let bound = saturated((Double(watermarkMs) * 1_000 + offsetUs) / 1_000)
        return isInclusive ? bound - 1 : bound
    }
}

extension Join {
    /// What the condition says of a side's time by the other side's event time.
    ///
    /// - Parameters:
    ///   - side: the ordinals of the side, over the left columns, then the right ones.
    ///   - eventTimes: the ordinals that carry a watermark on the other side.
    package func timeBounds(of side: Range<Int>, by eventTimes: Set<Int>) -> [TimeBound] {
        (condition?.conjuncts ?? []).compactMap { conjunct in
            guard case .call(let function, let operands, _) = conjunct else { return nil }
            let isInclusive = function == .lessOrEqual || function == .greaterOrEqual
            var difference: TimeSum?
            switch function {
            case .less, .lessOrEqual: difference = TimeSum(operands[0])?.subtracting(TimeSum(operands[1]))
            case .greater, .greaterOrEqual:
                difference = TimeSum(operands[1])?.subtracting(TimeSum(operands[0]))
            default: return nil
            }
            guard let difference, difference.columns.count == 2,
                let own = difference.columns.first(where: { side.contains($0.key) }), own.value == -1,
                let other = difference.columns.first(where: { eventTimes.contains($0.key) }),
                other.value == 1, other.key != own.key
            else { return nil }
            return TimeBound(offsetUs: difference.constantUs, isInclusive: isInclusive)
        }
    }
}

/// A sum of times and lengths of time: columns, each so many times, and a constant in microseconds.
private struct TimeSum {
    var columns: [Int: Int] = [:]
    var constantUs: Double = 0

    /// nil for an expression that is more than sums of columns and constants. Numbers are seconds, as times
    /// cast to numbers are.
    init?(_ expression: Expression) {
        switch expression {
        case .column(let ordinal, _, _): columns = [ordinal: 1]
        case .literal(.int(let seconds), _): constantUs = Double(seconds) * 1_000_000
        case .literal(.bigint(let seconds), _): constantUs = Double(seconds) * 1_000_000
        case .literal(.double(let seconds), _): constantUs = seconds * 1_000_000
        case .literal(.interval(let length, let units), _) where !units.isOfMonths:
            constantUs = Double(length)
        case .cast(let operand, let type) where type.isNumeric || type == .timestamp:
            guard let sum = TimeSum(operand) else { return nil }
            self = sum
        case .call(.add, let operands, _), .call(.addInterval, let operands, _):
            guard let sum = TimeSum(operands[0])?.adding(TimeSum(operands[1]), times: 1) else { return nil }
            self = sum
        case .call(.subtract, let operands, _):
            guard let sum = TimeSum(operands[0])?.subtracting(TimeSum(operands[1])) else { return nil }
            self = sum
        case .call(.negative, let operands, _):
            guard let sum = TimeSum().adding(TimeSum(operands[0]), times: -1) else { return nil }
            self = sum
        default: return nil
        }
    }

    private init() {}

    func subtracting(_ other: TimeSum?) -> TimeSum? { adding(other, times: -1) }

    private func adding(_ other: TimeSum?, times factor: Int) -> TimeSum? {
        guard let other else { return nil }
        var sum = self
        sum.columns.merge(other.columns.mapValues { $0 * factor }) { $0 + $1 }
        sum.columns = sum.columns.filter { $0.value != 0 }
        sum.constantUs += other.constantUs * Double(factor)
        return sum
    }
}

/// The number without its fraction, as near as 64 bits come to it.
private func saturated(_ number: Double) -> Int64 {
    Int64(exactly: number.rounded(.towardZero)) ?? (number > 0 ? .max : .min)
}
