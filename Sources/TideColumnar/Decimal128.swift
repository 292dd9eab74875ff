/// A decimal number: 128-bit digits and how many of them stand behind the point.
///
/// Equal only to numbers of the same scale; a DECIMAL column's values all have the column's.
public struct Decimal128: Hashable, Sendable {
    /// The digits as a whole number, of at most 38 digits in a DECIMAL.
    public let unscaled: Int128
    /// The number of digits behind the point, 0 to 38 in a DECIMAL.
    public let scale: Int

    /// The number `unscaled` / 10^`scale`.
    public init(_ unscaled: Int128, scale: Int) {
        self.unscaled = unscaled
        self.scale = scale
    }

    /// The most digits a DECIMAL has.
    package static let maximumPrecision = 38

    /// 10^0 to 10^38.
    package static let powers: [Int128] = (0..<maximumPrecision).reduce(into: [1]) { powers, index in
        powers.append(powers[index] * 10)
    }

    /// Whether the digits are no more than `precision`.
    package func fits(precision: Int) -> Bool {
        let limit = Self.powers[min(precision, Self.maximumPrecision)]
        return unscaled < limit && unscaled > -limit
    }

    /// The number with another scale, rounded half away from zero; nil past 128 bits.
    package func rescaled(_ scale: Int) -> Decimal128? {
        if scale >= self.scale {
            var result = unscaled
            for _ in self.scale..<scale {
                let (next, overflow) = result.multipliedReportingOverflow(by: 10)
                if overflow { return nil }
                result = next
            }
            return Decimal128(result, scale: scale)
        }
        let drop = self.scale - scale
        guard drop <= Self.maximumPrecision else { return Decimal128(0, scale: scale) }
        return Decimal128(roundedQuotient(unscaled, Self.powers[drop]), scale: scale)
    }

    /// The number as a DECIMAL(precision, scale), rounded half away from zero; nil when it does not fit.
    package func converted(precision: Int, scale: Int) -> Decimal128? {
        guard let result = rescaled(scale), result.fits(precision: precision) else { return nil }
        return result
    }

    /// The nearest DOUBLE.
    package var double: Double { Double(plainText) ?? 0 }

    /// The whole part, cut towards zero.
    package var wholePart: Int128 {
        scale <= Self.maximumPrecision ? unscaled / Self.powers[scale] : 0
    }

    /// Negative, 0 or positive as this number is less than, equal to or greater than the other.
    package func order(_ other: Decimal128) -> Int {
        if scale == other.scale { return unscaled < other.unscaled ? -1 : unscaled > other.unscaled ? 1 : 0 }
        let scale = max(scale, other.scale)
        // One that does not fit 128 bits at the greater scale is beyond every number that does.
        guard let left = rescaled(scale) else { return unscaled < 0 ? -1 : 1 }
        guard let right = other.rescaled(scale) else { return other.unscaled < 0 ? 1 : -1 }
        return left.order(right)
    }
}

/// The quotient rounded half away from zero; the divisor is positive and at most 10^38.
func roundedQuotient(_ dividend: Int128, _ divisor: Int128) -> Int128 {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    let isUp = remainder.magnitude >= divisor.magnitude - remainder.magnitude
    return isUp && remainder != 0 ? quotient + (dividend < 0 ? -1 : 1) : quotient
}

// MARK: - Text

extension Decimal128: CustomStringConvertible {
    /// As Spark's cast to STRING prints it: all digits, no exponent.
    public var description: String { plainText }

    /// java.math.BigDecimal.toPlainString.
    package var plainText: String {
        var digits = String(unscaled.magnitude)
        if scale > 0 {
            if digits.utf8.count <= scale {
                digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits
            }
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale))
        }
        return unscaled < 0 ? "-" + digits : digits
    }

    /// java.math.BigDecimal.toString: with an exponent where the first digit is more than five zeros behind
    /// the point.
    package var scientificText: String {
        let digits = String(unscaled.magnitude)
        let exponent = digits.utf8.count - 1 - scale
        guard exponent < -6 else { return plainText }
        let fraction = digits.dropFirst()
        return (unscaled < 0 ? "-" : "") + digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction)
            + "E\(exponent)"
    }

    /// Reads the text of a number, all digits kept: `-12.50`, `1e3`; nil for other text and beyond 38 digits.
    public init?(_ text: String) {
        guard let digits = DecimalDigits(Array(text.utf8)), digits.exponent <= 0 || digits.isZero,
            digits.significand.count <= Self.maximumPrecision,
            digits.exponent >= -Self.maximumPrecision,
            let value = digits.rounded(scale: max(0, -digits.exponent))
        else { return nil }
        self.init(value, scale: max(0, -digits.exponent))
    }

    /// Reads the text of a number as a DECIMAL(precision, scale), rounded half away from zero, by the grammar
    /// of java.math.BigDecimal; nil for other text and for what does not fit.
    package init?(_ text: some Collection<UInt8>, precision: Int, scale: Int) {
        guard let digits = DecimalDigits(text), let value = digits.rounded(scale: scale) else { return nil }
        self.init(value, scale: scale)
        guard fits(precision: precision) else { return nil }
    }

    /// The shortest decimal that stands for a finite number, as a DECIMAL(precision, scale).
    package init?(_ number: Double, precision: Int, scale: Int) {
        self.init(Numbers.format(number).utf8, precision: precision, scale: scale)
    }
}

/// The digits of a number's text, however many there are.
package struct DecimalDigits {
    /// Values 0 to 9, without zeros at the head.
    package private(set) var significand: [UInt8] = []
    /// The power of ten of the last digit.
    package private(set) var exponent = 0
    private var isNegative = false

    package var isZero: Bool { significand.isEmpty }

    /// `[sign] digits [. digits] [e [sign] digits]` with a digit before the exponent; nil for other text.
    package init?(_ text: some Collection<UInt8>) {
        var rest = text[...]
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        var hasDigit = false
        var isBehindPoint = false
        while let byte = rest.first {
            if byte.isDigit {
                hasDigit = true
                if byte != UInt8(ascii: "0") || !significand.isEmpty {
                    significand.append(byte - UInt8(ascii: "0"))
                }
                if isBehindPoint { exponent -= 1 }
            } else if byte == UInt8(ascii: "."), !isBehindPoint {
                isBehindPoint = true
            } else {
                break
            }
            rest = rest.dropFirst()
        }
        guard hasDigit else { return nil }
        guard let letter = rest.first else { return }
        let power = String(decoding: rest.dropFirst(), as: UTF8.self)
        // Int takes what BigDecimal takes as an exponent, which has at most ten digits.
        guard letter | 0x20 == UInt8(ascii: "e"), let power = Int32(power) else { return nil }
        exponent += Int(power)
    }

    /// The digits at a scale, rounded half away from zero; nil past 128 bits.
    package func rounded(scale: Int) -> Int128? {
        let kept = significand.count + exponent + scale
        guard kept >= 0, !significand.isEmpty else { return 0 }
        guard kept <= Decimal128.maximumPrecision + 1 else { return nil }
        var value: Int128 = 0
        for index in 0..<kept {
            let digit = index < significand.count ? Int128(significand[index]) : 0
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
            let (next, carry) = shifted.addingReportingOverflow(digit)
            if overflow || carry { return nil }
            value = next
        }
        if kept < significand.count, significand[kept] >= 5 { value += 1 }
        return isNegative ? -value : value
    }
}
