/// An exact sum of DOUBLE values: the same whatever the order, rounded once at the end.
///
/// A fixed-point superaccumulator (R. M. Neal, "Fast exact summation using small and large
/// superaccumulators", 2015): an integer in units of 2^-1074, the least positive DOUBLE, of which only the
/// limbs around the bits in use are held. NaN and infinities are counted beside it. There is no overflow
/// below 2^63 values.
package struct ExactSum: Sendable {
    /// Two's complement, least limb first; the last limb holds nothing but carries and the sign.
    private var limbs: [UInt64] = []
    /// The limb of the whole integer that `limbs` begins with.
    private(set) var lowest = 0
    private var nanCount: UInt64 = 0
    private var positiveInfinityCount: UInt64 = 0
    private var negativeInfinityCount: UInt64 = 0

    /// The sum of nothing.
    package init() {}

    /// Adds one value.
    package mutating func add(_ value: Double) {
        let bits = value.bitPattern
        let exponent = Int(bits >> 52 & 0x7FF)
        let fraction = bits & (1 << 52 - 1)
        if exponent == 0x7FF { return count(nonFinite: value) }
        let shift = max(exponent - 1, 0)
        let significand = exponent == 0 ? fraction : fraction | 1 << 52
        add(significand, shift: shift, isNegative: value.sign == .minus)
    }

    /// Adds the square of a value to a sum whose unit is 2^-2148, the square of the least positive DOUBLE.
    mutating func addSquare(of value: Double) {
        let exponent = Int(value.bitPattern >> 52 & 0x7FF)
        let fraction = value.bitPattern & (1 << 52 - 1)
        if exponent == 0x7FF { return count(nonFinite: value * value) }
        let significand = exponent == 0 ? fraction : fraction | 1 << 52
        let square = significand.multipliedFullWidth(by: significand)
        let shift = 2 * max(exponent - 1, 0)
        add(square.low, shift: shift, isNegative: false)
        add(square.high, shift: shift + 64, isNegative: false)
    }

    /// Adds `significand` x 2^shift units.
    @inline(__always)
    private mutating func add(_ significand: UInt64, shift: Int, isNegative: Bool) {
        guard significand != 0 else { return }
        let shifted = UInt128(significand) << UInt128(shift & 63)
        let limb = shift >> 6
        // One limb above the value's own, so that the last never takes more than a carry.
        cover(limb..<limb + 3)
        let index = limb - lowest
        let low = UInt64(truncatingIfNeeded: shifted)
        let high = UInt64(truncatingIfNeeded: shifted >> 64)
        if isNegative {
            subtractWithBorrow(low, high, at: index)
        } else {
            addWithCarry(low, high, at: index)
        }
    }

    /// Adds the values of another sum.
    package mutating func merge(_ other: ExactSum) {
        nanCount += other.nanCount
        positiveInfinityCount += other.positiveInfinityCount
        negativeInfinityCount += other.negativeInfinityCount
        guard !other.limbs.isEmpty else { return }
        cover(other.lowest..<other.lowest + other.limbs.count)
        let start = other.lowest - lowest
        let extension64: UInt64 = other.isNegative ? .max : 0
        var carry: UInt64 = 0
        for index in start..<limbs.count {
            let addend = index - start < other.limbs.count ? other.limbs[index - start] : extension64
            let sum = UInt128(limbs[index]) + UInt128(addend) + UInt128(carry)
            limbs[index] = UInt64(truncatingIfNeeded: sum)
            carry = UInt64(truncatingIfNeeded: sum >> 64)
        }
    }

    /// The sum, rounded to the nearest DOUBLE, ties to even; 0.0 for zero, infinite when too great. NaN when
    /// a NaN or infinities of both signs are among the values.
    package func rounded() -> Double {
        if let special { return special }
        let rounded = BinaryFraction(limbs: magnitude, exponent: exponentOfUnit).rounded()
        return isNegative ? -rounded : rounded
    }

    /// The exact sum divided by `count` (above 0), rounded once.
    package func average(count: Int64) -> Double {
        if let special { return special }
        let quotient = BinaryFraction(limbs: magnitude, exponent: exponentOfUnit).divided(by: count).rounded()
        return isNegative ? -quotient : quotient
    }

    /// The quotient of an integer sum and `count` (above 0), rounded once to the nearest DOUBLE, ties to
    /// even.
    package static func average(_ sum: Int128, count: Int64) -> Double {
        let limbs = [
            UInt64(truncatingIfNeeded: sum.magnitude), UInt64(truncatingIfNeeded: sum.magnitude >> 64),
        ]
        let quotient = BinaryFraction(limbs: limbs, exponent: 0).divided(by: count).rounded()
        return sum < 0 ? -quotient : quotient
    }

    /// The result when it is not decided by the finite values.
    var special: Double? {
        if nanCount > 0 || (positiveInfinityCount > 0 && negativeInfinityCount > 0) { return .nan }
        if positiveInfinityCount > 0 { return .infinity }
        return negativeInfinityCount > 0 ? -.infinity : nil
    }

    private var isNegative: Bool { limbs.last.map { $0 >> 63 == 1 } ?? false }

    private var exponentOfUnit: Int { 64 * lowest - 1_074 }

    /// The limbs of its absolute value, from the limb `lowest` on.
    var magnitude: [UInt64] { isNegative ? ExactSum.negated(limbs) : limbs }

    private static func negated(_ limbs: [UInt64]) -> [UInt64] {
        var carry = true
        return limbs.map { limb in
            let (sum, overflow) = (~limb).addingReportingOverflow(carry ? 1 : 0)
            carry = overflow
            return sum
        }
    }

    private mutating func count(nonFinite value: Double) {
        if value.isNaN {
            nanCount += 1
        } else if value > 0 {
            positiveInfinityCount += 1
        } else {
            negativeInfinityCount += 1
        }
    }

    /// Extends the limbs held so that those of the range are among them.
    private mutating func cover(_ range: Range<Int>) {
        if limbs.isEmpty { lowest = range.lowerBound }
        if range.lowerBound < lowest {
            limbs.insert(contentsOf: repeatElement(0, count: lowest - range.lowerBound), at: 0)
            lowest = range.lowerBound
        }
        let missing = range.upperBound - lowest - limbs.count
        guard missing > 0 else { return }
        limbs.append(contentsOf: repeatElement(isNegative ? .max : 0, count: missing))
    }

    private mutating func addWithCarry(_ low: UInt64, _ high: UInt64, at index: Int) {
        var carry = false
        (limbs[index], carry) = limbs[index].addingReportingOverflow(low)
        let addend = high + (carry ? 1 : 0)
        (limbs[index + 1], carry) = limbs[index + 1].addingReportingOverflow(addend)
        var next = index + 2
        while carry, next < limbs.count {
            (limbs[next], carry) = limbs[next].addingReportingOverflow(1)
            next += 1
        }
    }

    private mutating func subtractWithBorrow(_ low: UInt64, _ high: UInt64, at index: Int) {
        var borrow = false
        (limbs[index], borrow) = limbs[index].subtractingReportingOverflow(low)
        let subtrahend = high + (borrow ? 1 : 0)
        (limbs[index + 1], borrow) = limbs[index + 1].subtractingReportingOverflow(subtrahend)
        var next = index + 2
        while borrow, next < limbs.count {
            (limbs[next], borrow) = limbs[next].subtractingReportingOverflow(1)
            next += 1
        }
    }
}

/// The stored form. Equal sums have equal bytes, whatever the order of their values.
///
/// | part | bytes |
/// |---|---|
/// | flags | 1: 1 negative, 2 NaN, 4 infinities, 8 negative infinities, 16 a finite part other than 0 |
/// | counts | 8 each, for each of the flags 2, 4, 8 that is set |
/// | finite part | place of its first byte, 2; length, 2; magnitude without zero bytes at its ends |
///
/// The magnitude is an integer in units of 2^-1074; all numbers are little-endian.
extension ExactSum: Equatable {
    private enum Flag {
        static let negative: UInt8 = 1
        static let nan: UInt8 = 2
        static let positiveInfinity: UInt8 = 4
        static let negativeInfinity: UInt8 = 8
        static let finite: UInt8 = 16
    }

    /// The finite part can have no byte at or above this place: 2,098 bits of one value and 63 of carries.
    private static let placeLimit = 280
    /// As above, of a sum of squares: 4,260 bits and 63.
    private static let squaresPlaceLimit = 544

    package static func == (left: ExactSum, right: ExactSum) -> Bool { left.encoded == right.encoded }

    /// The stored form.
    package var encoded: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    /// Appends the stored form.
    package func append(to bytes: inout [UInt8]) {
        let digits = magnitude
        let first = digits.firstIndex { $0 != 0 }
        let flagsAt = bytes.count
        bytes.append(first == nil ? 0 : Flag.finite | (isNegative ? Flag.negative : 0))
        for (flag, count) in [
            (Flag.nan, nanCount), (Flag.positiveInfinity, positiveInfinityCount),
            (Flag.negativeInfinity, negativeInfinityCount),
        ] where count > 0 {
            bytes[flagsAt] |= flag
            bytes.appendLittleEndian(count, width: 8)
        }
        guard let first, let last = digits.lastIndex(where: { $0 != 0 }) else { return }
        let firstByte = first * 8 + digits[first].trailingZeroBitCount / 8
        let lastByte = last * 8 + 7 - digits[last].leadingZeroBitCount / 8
        bytes.appendLittleEndian(UInt64(lowest * 8 + firstByte), width: 2)
        bytes.appendLittleEndian(UInt64(lastByte - firstByte + 1), width: 2)
        for byte in firstByte...lastByte {
            bytes.append(UInt8(truncatingIfNeeded: digits[byte / 8] >> UInt64(8 * (byte % 8))))
        }
    }

    /// Reads the stored form of one sum, the whole of `bytes`.
    ///
    /// - Parameter isOfSquares: whether it is a sum of squares in units of 2^-2148.
    /// - Throws: `KeyDamage` when the bytes are not that form of any sum.
    package init(encoded bytes: [UInt8], isOfSquares: Bool = false) throws(KeyDamage) {
        var reader = LittleEndianReader(bytes: bytes)
        let flags = try UInt8(truncatingIfNeeded: reader.next(1))
        let isFinitePartNegative = flags & Flag.negative != 0
        guard flags < 32, !isFinitePartNegative || flags & Flag.finite != 0 else {
            throw KeyDamage(offset: 0, expected: "a sum's flags")
        }
        if flags & Flag.nan != 0 { nanCount = try reader.nextCount() }
        if flags & Flag.positiveInfinity != 0 { positiveInfinityCount = try reader.nextCount() }
        if flags & Flag.negativeInfinity != 0 { negativeInfinityCount = try reader.nextCount() }
        if flags & Flag.finite != 0 {
            let place = Int(try reader.next(2))
            let digits = try reader.bytes(Int(try reader.next(2)))
            guard let first = digits.first, let last = digits.last, first != 0, last != 0,
                place + digits.count
                    <= (isOfSquares ? ExactSum.squaresPlaceLimit : ExactSum.placeLimit)
            else { throw KeyDamage(offset: reader.position, expected: "a sum's digits without zeros around") }
            lowest = place / 8
            limbs = Array(repeating: 0, count: (place + digits.count - 1) / 8 - lowest + 2)
            for (index, digit) in digits.enumerated() {
                let bytePlace = place + index - 8 * lowest
                limbs[bytePlace / 8] |= UInt64(digit) << (8 * (bytePlace % 8))
            }
            if isFinitePartNegative { limbs = ExactSum.negated(limbs) }
        }
        guard reader.position == bytes.count else {
            throw KeyDamage(offset: reader.position, expected: "the end of the sum")
        }
    }
}
