/// Numbers and truth values to and from text, by the rules of Spark's casts in ANSI mode.
package enum Numbers {
    /// A DOUBLE as Spark's cast to STRING prints it: `1.0`, `1.0E10`, `1.0E-5`, `NaN`, `Infinity`.
    ///
    /// Java's Double.toString since JDK 19: the shortest decimal that reads back as the same value, the
    /// nearest one among those of equal length, at least one digit on either side of the point.
    package static func format(_ value: Double) -> String {
        var text: [UInt8] = []
        append(value, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// A FLOAT as Spark's cast to STRING prints it, by the rules for DOUBLE (Java's Float.toString).
    package static func format(_ value: Float) -> String {
        var text: [UInt8] = []
        append(value, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends what `format` gives.
    package static func append(_ value: Double, to text: inout [UInt8]) {
        append(value, leastValue: 4.940_656_458_412_465, place: -324, to: &text)
    }

    /// Appends what `format` gives.
    package static func append(_ value: Float, to text: inout [UInt8]) {
        append(value, leastValue: 1.401_298_464_324_817, place: -45, to: &text)
    }

    /// `leastValue` times 10^`place` is the type's least positive value.
    private static func append<Number: BinaryFloatingPoint & CustomStringConvertible>(
        _ value: Number, leastValue: Double, place: Int, to text: inout [UInt8]
    ) {
        guard value.isFinite else {
            text.append(ascii: value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
            return
        }
        if value.sign == .minus { text.append(UInt8(ascii: "-")) }
        guard value != 0 else {
            text.append(ascii: "0.0")
            return
        }
        var (digits, exponent) = shortestDigits(Array(value.magnitude.description.utf8))
        let units = Double(value.magnitude / Number.leastNonzeroMagnitude) * leastValue
        if digits.count == 1, units < 99.5 {
            // Only here do several decimals of two digits read back as the value; Java takes the nearest.
            let two = Int((units < 10 ? units * 10 : units).rounded())
            digits = withoutZeros(Array(String(two).utf8))
            exponent = units < 10 ? place : place + 1
        }
        appendDigits(digits, exponent, to: &text)
    }

    private static func appendDigits(_ digits: [UInt8], _ exponent: Int, to text: inout [UInt8]) {
        // The value is d.ddd x 10^exponent; Java writes 10^-3 up to 10^7 without an exponent.
        switch exponent {
        case 0..<7:
            for index in 0..<max(digits.count, exponent + 2) {
                if index == exponent + 1 { text.append(UInt8(ascii: ".")) }
                text.append(index < digits.count ? digits[index] : UInt8(ascii: "0"))
            }
        case -3..<0:
            text.append(ascii: "0.")
            text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -exponent - 1))
            text.append(contentsOf: digits)
        default:
            text.append(digits[0])
            text.append(UInt8(ascii: "."))
            text.append(contentsOf: digits.count > 1 ? digits[1...] : [UInt8(ascii: "0")])
            text.append(UInt8(ascii: "E"))
            text.appendDecimal(exponent)
        }
    }

    /// The significant digits of Swift's shortest text, without zeros at the end, and the exponent of the
    /// first.
    private static func shortestDigits(_ description: [UInt8]) -> (digits: [UInt8], exponent: Int) {
        var digits: [UInt8] = []
        var exponent = -1
        var seenPoint = false
        var leadingZeros = 0
        var tail = 0
        for (index, byte) in description.enumerated() {
            if byte == UInt8(ascii: "e") {
                tail = Int(String(decoding: description[(index + 1)...], as: UTF8.self)) ?? 0
                break
            }
            if byte == UInt8(ascii: ".") {
                seenPoint = true
            } else {
                if !seenPoint { exponent += 1 }
                if digits.isEmpty && byte == UInt8(ascii: "0") {
                    leadingZeros += 1
                } else {
                    digits.append(byte)
                }
            }
        }
        return (withoutZeros(digits), exponent + tail - leadingZeros)
    }

    private static func withoutZeros(_ digits: [UInt8]) -> [UInt8] {
        var digits = digits
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return digits
    }
}
