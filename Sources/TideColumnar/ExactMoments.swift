/// The exact sum of DOUBLE values and that of their squares: what variance is made of, free of the order of
/// the values.
package struct ExactMoments: Sendable {
    package private(set) var count: Int64 = 0
    package private(set) var sum = ExactSum()
    /// In units of 2^-2148.
    package private(set) var squares = ExactSum()

    /// The moments of nothing.
    package init() {}

    package init(count: Int64, sum: ExactSum, squares: ExactSum) {
        self.count = count
        self.sum = sum
        self.squares = squares
    }

    package mutating func add(_ value: Double) {
        count += 1
        sum.add(value)
        squares.addSquare(of: value)
    }

    /// Adds the values of another; together they are below 2^63.
    package mutating func merge(_ other: ExactMoments) {
        count += other.count
        sum.merge(other.sum)
        squares.merge(other.squares)
    }

    /// (n x sum(x^2) - sum(x)^2) / (n x n), for a sample / (n x (n - 1)), computed exactly and rounded once
    /// to the nearest DOUBLE; nil over no values, for a sample over one; NaN with a NaN or an infinity among
    /// them.
    package func variance(ofSample isSample: Bool) -> Double? {
        guard count > (isSample ? 1 : 0) else { return nil }
        if sum.special != nil { return .nan }
        let total = sum.magnitude
        let squaredTotal = limbProduct(total, total)
        let scaledSquares = limbProduct(squares.magnitude, [UInt64(count)])
        let lowest = min(2 * sum.lowest, squares.lowest)
        let minuend = Array(repeating: 0, count: squares.lowest - lowest) + scaledSquares
        let subtrahend = Array(repeating: 0, count: 2 * sum.lowest - lowest) + squaredTotal
        let spread = BinaryFraction(
            limbs: difference(minuend, subtrahend), exponent: 64 * lowest - 2_148)
        // Four limbs, since the divisors together may take two.
        return spread.divided(by: count, extra: 4).divided(by: isSample ? count - 1 : count, extra: 0)
            .rounded()
    }
}

/// Least limb first.
private func limbProduct(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: left.count + right.count)
    for (place, digit) in left.enumerated() where digit != 0 {
        var carry: UInt64 = 0
        for (index, other) in right.enumerated() {
            // At most (2^64 - 1)^2 + 2 (2^64 - 1), which is 2^128 - 1.
            let sum =
                UInt128(digit) * UInt128(other) + UInt128(result[place + index]) + UInt128(carry)
            result[place + index] = UInt64(truncatingIfNeeded: sum)
            carry = UInt64(truncatingIfNeeded: sum >> 64)
        }
        result[place + right.count] = carry
    }
    return result
}

/// `left` less `right`, which is not above it (by Cauchy and Schwarz n sum(x^2) is at least sum(x)^2).
private func difference(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
    var result = left + Array(repeating: 0, count: max(0, right.count - left.count))
    var borrow = false
    for index in result.indices {
        let (first, under) = result[index].subtractingReportingOverflow(
            index < right.count ? right[index] : 0)
        let (second, again) = first.subtractingReportingOverflow(borrow ? 1 : 0)
        result[index] = second
        borrow = under || again
    }
    return result
}
