/// An axis that begins and ends on round numbers and has round numbers between.
///
/// Steps are 1, 2 or 5 times a power of ten: Paul Heckbert, "Nice Numbers for Graph Labels", Graphics Gems
/// (1990). The smallest step with few enough intervals is taken; zero is always on the axis.
package struct NiceScale: Hashable, Sendable {
    /// A labelled place.
    package struct Tick: Hashable, Sendable {
        package let label: String
        /// 0 at the low end, 1 at the high end.
        package let position: Double
    }

    /// Ascending.
    package let ticks: [Tick]
    /// Ends, divided by 10^exponent: no difference of two of them overflows.
    private let low: Double
    private let high: Double
    private let exponent: Int

    /// An axis for values from `low` (zero or below) to `high` (zero or above), both finite; from 0 to 1
    /// when both are zero.
    ///
    /// - Parameter intervals: the most there may be; with values on both sides of zero at least two.
    package init(low: Double, high: Double, intervals: Int) {
        let high = low == 0 && high == 0 ? 1 : high
        exponent = TenPower.exponent(of: max(-low, high))
        let (least, greatest) = (TenPower.scale(low, by: -exponent), TenPower.scale(high, by: -exponent))
        let step = Self.step(from: least, to: greatest, intervals: intervals)
        let multiples = Self.multiples(from: least, to: greatest, step)
        let values = multiples.map { TenPower.scale(Double($0 * step.mantissa), by: step.exponent) }
        (self.low, self.high) = (values.first ?? 0, values.last ?? 1)
        let span = self.high - self.low
        let origin = self.low
        let labels = NumberLabel.axis(
            multiples.map { $0 * step.mantissa }, exponent: step.exponent + exponent)
        ticks = zip(labels, values).map { Tick(label: $0, position: ($1 - origin) / span) }
    }

    /// Where a value of the axis's range lies: 0 at the low end, 1 at the high end.
    package func position(_ value: Double) -> Double {
        min(1, max(0, (TenPower.scale(value, by: -exponent) - low) / (high - low)))
    }

    private struct Step {
        let mantissa: Int
        let exponent: Int
    }

    /// The smallest step that fits; the ends are below 10 in magnitude and one of them is 1 or more.
    private static func step(from low: Double, to high: Double, intervals: Int) -> Step {
        for exponent in -3...0 {
            for mantissa in [1, 2, 5] {
                let step = Step(mantissa: mantissa, exponent: exponent)
                let multiples = multiples(from: low, to: high, step)
                if multiples.upperBound - multiples.lowerBound <= intervals { return step }
            }
        }
        return Step(mantissa: 1, exponent: 1)
    }

    /// The multiples of the step from the last at or below `low` to the first at or above `high`.
    private static func multiples(from low: Double, to high: Double, _ step: Step) -> ClosedRange<Int> {
        let size = TenPower.scale(Double(step.mantissa), by: step.exponent)
        // A hair of slack: an end that is a multiple but for rounding needs no interval of its own.
        let first = Int((low / size + 1e-9).rounded(.down))
        let last = Int((high / size - 1e-9).rounded(.up))
        return first...max(last, first + 1)
    }
}
