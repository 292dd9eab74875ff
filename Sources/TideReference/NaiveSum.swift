/// The exact sum of any doubles: a whole number of 2^-1074 (the least double) in digits of 32 bits.
///
/// 68 digits hold 2^63 terms of the greatest double. Written apart from the engine's sum, which it checks.
struct NaiveSum {
    /// Digit `k` counts 2^(32 k - 1074), of squares 2^(32 k - 2148); digits may be negative or large until
    /// `carried`.
    private var digits: [Int64]
    private var sinceCarry = 0
    private var hasNaN = false
    private var hasInfinity = false
    private var hasNegativeInfinity = false

    init() { digits = Array(repeating: 0, count: 68) }

    /// The sum of the squares of what is added.
    init(ofSquares: Void) { digits = Array(repeating: 0, count: 136) }

    mutating func add(_ number: Double) {
        guard isFinite(number) else { return }
        let (significand, shift) = Self.integer(number)
        add(significand, shift, isNegative: number < 0)
    }

    mutating func addSquare(of number: Double) {
        guard isFinite(number) else { return }
        let (significand, shift) = Self.integer(number)
        let square = UInt128(significand) * UInt128(significand)
        add(UInt64(truncatingIfNeeded: square), 2 * shift, isNegative: false)
        add(UInt64(truncatingIfNeeded: square >> 64), 2 * shift + 64, isNegative: false)
    }

    private mutating func isFinite(_ number: Double) -> Bool {
        if number.isNaN {
            hasNaN = true
        } else if number == .infinity {
            hasInfinity = true
        } else if number == -.infinity {
            hasNegativeInfinity = true
        }
        return number.isFinite
    }

    /// The magnitude as a whole number times 2^(shift - 1074).
    private static func integer(_ number: Double) -> (significand: UInt64, shift: Int) {
        let isNormal = number.exponentBitPattern > 0
        return (
            number.significandBitPattern | (isNormal ? 1 << 52 : 0),
            isNormal ? Int(number.exponentBitPattern) - 1 : 0
        )
    }

    private mutating func add(_ significand: UInt64, _ shift: Int, isNegative: Bool) {
        var rest = UInt128(significand) << UInt128(shift % 32)
        var index = shift / 32
        while rest > 0 {
            let digit = Int64(rest & 0xFFFF_FFFF)
            digits[index] += isNegative ? -digit : digit
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

    /// (count x squares - sum x sum) / (count x divisor), rounded once; NaN with a value that is not finite.
    static func variance(_ sum: NaiveSum, squares: NaiveSum, count: UInt64, divisor: UInt64) -> Double {
        if sum.hasNaN || sum.hasInfinity || sum.hasNegativeInfinity { return .nan }
        var total = carried(sum.digits)
        if (total.last ?? 0) < 0 { total = carried(total.map { -$0 }) }
        let countDigits = [Int64(count & 0xFFFF_FFFF), Int64(count >> 32)]
        let whole = product(carried(squares.digits), countDigits)
        let less = product(total, total)
        let length = max(whole.count, less.count)
        func padded(_ digits: [Int64]) -> [Int64] {
            digits + Array(repeating: 0, count: length - digits.count)
        }
        // Eight more digits below: the divisors together may have 128 bits.
        var dividend =
            Array(repeating: 0, count: 8) + carried(zip(padded(whole), padded(less)).map { $0 - $1 })
        var isInexact = false
        for divisor in [count, divisor] {
            var remainder: UInt128 = 0
            for index in dividend.indices.reversed() {
                remainder = remainder << 32 | UInt128(dividend[index])
                dividend[index] = Int64(remainder / UInt128(divisor))
                remainder %= UInt128(divisor)
            }
            if remainder != 0 { isInexact = true }
        }
        return nearest(dividend, isInexact: isInexact, unit: -2148 - 256)
    }

    /// The product of two numbers with digits in 0 ..< 2^32, with such digits.
    private static func product(_ left: [Int64], _ right: [Int64]) -> [Int64] {
        var sums = [UInt128](repeating: 0, count: left.count + right.count)
        for (i, digit) in left.enumerated() {
            for (j, other) in right.enumerated() { sums[i + j] += UInt128(digit) * UInt128(other) }
        }
        for index in sums.indices.dropLast() {
            sums[index + 1] += sums[index] >> 32
            sums[index] &= 0xFFFF_FFFF
        }
        return sums.map { Int64($0) }
    }

    /// The double nearest to `quotient` times 2^unit; the true value is a little above when it is inexact.
    private static func nearest(_ quotient: [Int64], isInexact: Bool, unit: Int = -1202) -> Double {
        func bit(_ index: Int) -> UInt64 { UInt64(quotient[index / 32] >> Int64(index % 32)) & 1 }
        guard let top = (0..<quotient.count * 32).last(where: { bit($0) == 1 }) else { return 0 }
        // The last bit kept: 53 bits, or the place of the least double.
        let last = max(top - 52, -1074 - unit)
        var significand = last <= top ? (last...top).reversed().reduce(0) { $0 << 1 | bit($1) } : 0
        let isAboveTie = isInexact || (0..<last - 1).contains { bit($0) == 1 }
        if bit(last - 1) == 1, isAboveTie || significand & 1 == 1 { significand += 1 }
        return Double(sign: .plus, exponent: last + unit, significand: Double(significand))
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
