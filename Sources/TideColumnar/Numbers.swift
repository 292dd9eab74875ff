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

    /// Appends what `format` gives.
    package static func append(_ value: Double, to text: inout [UInt8]) {
        guard value.isFinite else {
            text.append(ascii: value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
            return
        }
        if value.sign == .minus { text.append(UInt8(ascii: "-")) }
        guard value != 0 else {
            text.append(ascii: "0.0")
            return
        }
        let (digits, exponent) = shortestDigits(of: value.magnitude)
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

    /// The significant digits, without zeros at the end, and the exponent of the first; the value is
    /// positive.
    private static func shortestDigits(of value: Double) -> (digits: [UInt8], exponent: Int) {
        var digits: [UInt8] = []
        var exponent = -1
        var seenPoint = false
        var leadingZeros = 0
        var tail = 0
        let description = Array(value.description.utf8)
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
        exponent += tail - leadingZeros
        if digits.count == 1, value.bitPattern <= 20 {
            // Only here do several decimals of two digits read back as the value; Java takes the nearest.
            let units = Double(value.bitPattern) * 4.940_656_458_412_465
            let two = Int((units < 10 ? units * 10 : units).rounded())
            digits = Array(String(two).utf8)
            exponent = units < 10 ? -324 : -323
        }
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, exponent)
    }
}
