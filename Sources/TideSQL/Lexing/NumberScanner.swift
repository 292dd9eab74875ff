/// Finds where a number ends, by the numeric tokens of Spark's `SqlBaseLexer.g4`.
///
/// `12`, `1.5`, `.5`, `1.`, `1e3`, each with an optional type suffix. A name may start with a digit, so
/// `1a` and `1_000` are no numbers, and `1.a` is the number 1, a dot and a name.
enum NumberScanner {
    struct Number: Hashable {
        var form: Token.NumberForm
        var text: String
        var end: Int
    }

    /// The number that starts at `start`; nil when a name or a plain dot starts there.
    static func scan(_ bytes: [UInt8], at start: Int) -> Number? {
        let digitsEnd = skipDigits(bytes, from: start)
        if digitsEnd < bytes.count, bytes[digitsEnd] == UInt8(ascii: ".") {
            let fractionEnd = skipDigits(bytes, from: digitsEnd + 1)
            if fractionEnd - start > 1 {
                let number = finish(bytes, start: start, mantissaEnd: fractionEnd, plain: .decimal)
                if number.end == bytes.count || !Lexer.isWordByte(bytes[number.end]) { return number }
            }
        }
        guard digitsEnd > start else { return nil }
        let number = finish(bytes, start: start, mantissaEnd: digitsEnd, plain: .integer)
        let wordEnd = bytes[start...].firstIndex { !Lexer.isWordByte($0) } ?? bytes.count
        return number.end >= wordEnd ? number : nil
    }

    /// Reads exponent and suffix behind the mantissa.
    private static func finish(
        _ bytes: [UInt8], start: Int, mantissaEnd: Int, plain: Token.NumberForm
    ) -> Number {
        let valueEnd = exponentEnd(bytes, from: mantissaEnd) ?? mantissaEnd
        let isWhole = plain == .integer && valueEnd == mantissaEnd
        var form = valueEnd == mantissaEnd ? plain : .exponent
        var end = valueEnd
        if let suffix = suffix(bytes, at: valueEnd, isWhole: isWhole) {
            form = .suffixed(suffix)
            end += suffix.utf8.count
        }
        return Number(form: form, text: String(decoding: bytes[start..<valueEnd], as: UTF8.self), end: end)
    }

    private static func skipDigits(_ bytes: [UInt8], from start: Int) -> Int {
        var end = start
        while end < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[end]) { end += 1 }
        return end
    }

    private static func exponentEnd(_ bytes: [UInt8], from start: Int) -> Int? {
        guard start < bytes.count, bytes[start] | 0x20 == UInt8(ascii: "e") else { return nil }
        var digits = start + 1
        if digits < bytes.count, bytes[digits] == UInt8(ascii: "+") || bytes[digits] == UInt8(ascii: "-") {
            digits += 1
        }
        let end = skipDigits(bytes, from: digits)
        return end > digits ? end : nil
    }

    private static func suffix(_ bytes: [UInt8], at index: Int, isWhole: Bool) -> String? {
        guard index < bytes.count else { return nil }
        switch bytes[index] | 0x20 {
        case UInt8(ascii: "d"): return "D"
        case UInt8(ascii: "f"): return "F"
        case UInt8(ascii: "b"):
            return index + 1 < bytes.count && bytes[index + 1] | 0x20 == UInt8(ascii: "d") ? "BD" : nil
        case UInt8(ascii: "l") where isWhole: return "L"
        case UInt8(ascii: "s") where isWhole: return "S"
        case UInt8(ascii: "y") where isWhole: return "Y"
        default: return nil
        }
    }
}
