/// The exact sum of any doubles: a whole number of 2^-1074 (the least double) in digits of 32 bits.
///
/// 68 digits hold 2^63 terms of the greatest double. Written apart from the engine's sum, which it checks.
struct NaiveSum {
    /// Digit `k` counts 2^(32 k - 1074); digits may be negative or large until `carried`.
    private var digits = [Int64](repeating: 0, count: 68)
    private var sinceCarry = 0
    private var hasNaN = false
    private var hasInfinity = false
    private var hasNegativeInfinity = false

    mutating func add(_ number: Double) {
        guard number.isFinite else {
            if number.isNaN {
                hasNaN = true
            } else if number > 0 {
                hasInfinity = true
            } else {
                hasNegativeInfinity = true
            }
            return
        }
        let isNormal = number.exponentBitPattern > 0
        let significand = number.significandBitPattern | (isNormal ? 1 << 52 : 0)
        let shift = isNormal ? Int(number.exponentBitPattern) - 1 : 0
        var rest = UInt128(significand) << UInt128(shift % 32)
        var index = shift / 32
        while rest > 0 {
            let digit = Int64(rest & 0xFFFF_FFFF)
            digits[index] += number < 0 ? -digit : digit
            rest >>= 32
            index += 1
        }
        sinceCarry += 1
        if sinceCarry == 1 << 30 {
            digits = Self.carried(digits)
            sinceCarry = 0
        }
    }

    /// The sum divided by `divisor` (positive), rounded once, ties to even.
    func rounded(dividedBy divisor: UInt64) -> Double {
        if hasNaN || (hasInfinity && hasNegativeInfinity) { return .nan }
        if hasInfinity { return .infinity }
        if hasNegativeInfinity { return -.infinity }
        var magnitude = Self.carried(digits)
        let isNegative = (magnitude.last ?? 0) < 0
        if isNegative { magnitude = Self.carried(magnitude.map { -$0 }) }
        // Four more digits below leave at least 65 bits of quotient for the least sum and the greatest
        // divisor.
        var dividend = [0, 0, 0, 0] + magnitude
        var remainder: UInt128 = 0
        for index in dividend.indices.reversed() {
            remainder = remainder << 32 | UInt128(dividend[index])
            dividend[index] = Int64(remainder / UInt128(divisor))
            remainder %= UInt128(divisor)
        }
        let result = Self.nearest(dividend, isInexact: remainder != 0)
        return isNegative ? -result : result
    }

    /// The double nearest to `quotient` times 2^-1202; the true value is a little above when it is inexact.
    private static func nearest(_ quotient: [Int64], isInexact: Bool) -> Double {
        func bit(_ index: Int) -> UInt64 { UInt64(quotient[index / 32] >> Int64(index % 32)) & 1 }
        guard let top = (0..<quotient.count * 32).last(where: { bit($0) == 1 }) else { return 0 }
        // The last bit kept: 53 bits, or the place of the least double.
        let last = max(top - 52, 128)
        var significand = last <= top ? (last...top).reversed().reduce(0) { $0 << 1 | bit($1) } : 0
        let isAboveTie = isInexact || (0..<last - 1).contains { bit($0) == 1 }
        if bit(last - 1) == 1, isAboveTie || significand & 1 == 1 { significand += 1 }
        return Double(sign: .plus, exponent: last - 1202, significand: Double(significand))
    }

    /// The same number with all digits but the highest in 0 ..< 2^32.
    private static func carried(_ digits: [Int64]) -> [Int64] {
        var result = digits
        for index in 0..<result.count - 1 {
            result[index + 1] += result[index] >> 32
            result[index] &= 0xFFFF_FFFF
        }
        return result
    }
}
