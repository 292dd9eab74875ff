/// A number without sign, limbs x 2^exponent, and perhaps a little more: what is rounded to a DOUBLE.
struct BinaryFraction {
    /// Least limb first.
    var limbs: [UInt64]
    /// The weight of the least bit.
    var exponent: Int
    /// Whether the exact number lies above this one by less than the least bit.
    var hasRest = false

    /// The quotient by a number above 0, to `extra` x 64 bits below the least one.
    func divided(by divisor: Int64, extra: Int = 2) -> BinaryFraction {
        precondition(divisor > 0, "an average over \(divisor) values")
        let divisor = UInt64(divisor)
        var quotient = [UInt64](repeating: 0, count: extra) + limbs
        var remainder: UInt64 = 0
        for index in quotient.indices.reversed() {
            (quotient[index], remainder) = divisor.dividingFullWidth((remainder, quotient[index]))
        }
        return BinaryFraction(
            limbs: quotient, exponent: exponent - 64 * extra, hasRest: hasRest || remainder != 0)
    }

    /// The nearest DOUBLE, ties to even (IEEE 754 4.3.1); infinite when too great.
    ///
    /// A rest needs at least two bits below the DOUBLE's last one; `divided` leaves more.
    func rounded() -> Double {
        guard let top = limbs.lastIndex(where: { $0 != 0 }) else { return 0 }
        let highest = top * 64 + 63 - limbs[top].leadingZeroBitCount
        // The weight of the DOUBLE's last bit: 53 significant ones, or the subnormals' fixed one.
        let last = max(highest + exponent - 52, -1_074)
        let dropped = last - exponent
        guard last <= 971 else { return .infinity }
        var significand = dropped >= 0 ? bits(from: dropped) : limbs[0] << UInt64(-dropped)
        if dropped > 0, bits(from: dropped - 1) & 1 == 1 {
            let isAboveHalf = hasRest || hasBit(below: dropped - 1)
            if isAboveHalf || significand & 1 == 1 { significand += 1 }
        }
        // A significand of 2^52 or more adds its leading bit to the exponent field, one of 2^53 two.
        return Double(bitPattern: UInt64(last + 1_074) << 52 + significand)
    }

    /// The 64 bits from the given one upwards.
    private func bits(from bit: Int) -> UInt64 {
        let limb = bit / 64
        guard limb < limbs.count else { return 0 }
        let high = limb + 1 < limbs.count ? limbs[limb + 1] : 0
        return UInt64(truncatingIfNeeded: (UInt128(high) << 64 | UInt128(limbs[limb])) >> UInt128(bit % 64))
    }

    private func hasBit(below bit: Int) -> Bool {
        let whole = min(bit / 64, limbs.count)
        if limbs[..<whole].contains(where: { $0 != 0 }) { return true }
        return whole < limbs.count && limbs[whole] & (1 << UInt64(bit % 64) - 1) != 0
    }
}

extension [UInt8] {
    mutating func appendLittleEndian(_ value: UInt64, width: Int) {
        for byte in 0..<width { append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
    }
}

/// Reads unsigned little-endian integers one after another.
struct LittleEndianReader {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func bytes(_ count: Int) throws(KeyDamage) -> ArraySlice<UInt8> {
        guard count <= bytes.count - position else {
            throw KeyDamage(offset: position, expected: "\(count) more bytes")
        }
        defer { position += count }
        return bytes[position..<position + count]
    }

    mutating func next(_ width: Int) throws(KeyDamage) -> UInt64 {
        try bytes(width).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// A count that would not be stored if it were 0.
    mutating func nextCount() throws(KeyDamage) -> UInt64 {
        let count = try next(8)
        // The count of two sums has to be a number too.
        guard 1...(.max / 4) ~= count else { throw KeyDamage(offset: position - 8, expected: "a count") }
        return count
    }
}
