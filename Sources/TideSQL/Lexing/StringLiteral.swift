/// Decodes the escapes of a string literal as Spark's `unescapeSQLString` does.
enum StringLiteral {
    /// The bytes that `body`, the literal without its quotes, stands for.
    ///
    /// `\n \t \r \b \0 \Z`, three octal digits up to `\177`, `\uXXXX` (surrogate pairs join), `\UXXXXXXXX`;
    /// `\%` and `\_` keep their backslash for LIKE, any other escaped character stands for itself. A
    /// doubled quote is one. A surrogate on its own, or a number beyond U+10FFFF, is `?`, as in Java.
    static func unescape(_ body: ArraySlice<UInt8>, quote: UInt8) -> [UInt8] {
        guard body.contains(where: { $0 == UInt8(ascii: "\\") || $0 == quote }) else { return Array(body) }
        var result: [UInt8] = []
        result.reserveCapacity(body.count)
        var rest = body
        while let byte = rest.popFirst() {
            if byte == quote {
                _ = rest.popFirst()
                result.append(quote)
            } else if byte == UInt8(ascii: "\\"), !rest.isEmpty {
                appendEscape(&rest, to: &result)
            } else {
                result.append(byte)
            }
        }
        return result
    }

    private static func appendEscape(_ rest: inout ArraySlice<UInt8>, to result: inout [UInt8]) {
        if let unit = take(&rest, marker: UInt8(ascii: "u"), digits: 4) {
            appendUnit(unit, &rest, to: &result)
        } else if let scalar = take(&rest, marker: UInt8(ascii: "U"), digits: 8) {
            append(scalar, to: &result)
        } else if let octal = takeOctal(&rest) {
            result.append(octal)
        } else if let escaped = rest.popFirst() {
            switch escaped {
            case UInt8(ascii: "0"): result.append(0)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "Z"): result.append(0x1A)
            case UInt8(ascii: "%"), UInt8(ascii: "_"): result += [UInt8(ascii: "\\"), escaped]
            default: result.append(escaped)
            }
        }
    }

    /// Appends a UTF-16 unit; a high surrogate takes the low one that an escape right behind it spells.
    private static func appendUnit(_ unit: UInt32, _ rest: inout ArraySlice<UInt8>, to result: inout [UInt8])
    {
        if (0xD800...0xDBFF).contains(unit), rest.first == UInt8(ascii: "\\") {
            var ahead = rest.dropFirst()
            if let low = take(&ahead, marker: UInt8(ascii: "u"), digits: 4), (0xDC00...0xDFFF).contains(low) {
                rest = ahead
                append(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00), to: &result)
                return
            }
        }
        append(unit, to: &result)
    }

    private static func append(_ scalar: UInt32, to result: inout [UInt8]) {
        result += Array(String(Unicode.Scalar(scalar) ?? "?").utf8)
    }

    /// Takes `marker` and exactly `digits` hexadecimal digits, or nothing.
    private static func take(_ rest: inout ArraySlice<UInt8>, marker: UInt8, digits: Int) -> UInt32? {
        guard rest.first == marker, rest.count > digits else { return nil }
        var value: UInt32 = 0
        for byte in rest.dropFirst().prefix(digits) {
            guard let digit = hexDigit(byte) else { return nil }
            value = value << 4 | digit
        }
        rest = rest.dropFirst(digits + 1)
        return value
    }

    private static func takeOctal(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
        let digits = rest.prefix(3)
        guard digits.count == 3, let first = digits.first, first <= UInt8(ascii: "1"),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) })
        else { return nil }
        rest = rest.dropFirst(3)
        return digits.reduce(0) { $0 << 3 | ($1 - UInt8(ascii: "0")) }
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
