// Safety: these read only within the buffer, which the caller keeps alive for the call.
extension Numbers {
    /// Spark's cast of STRING to BOOLEAN: `t true y yes 1` and `f false n no 0` in any case, blanks around
    /// them trimmed; nil for other text.
    package static func parseBoolean(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
        let trimmed = text.trimmedForCast
        guard trimmed.count <= 5 else { return nil }
        switch String(decoding: trimmed, as: UTF8.self).lowercased() {
        case "t", "true", "y", "yes", "1": return true
        case "f", "false", "n", "no", "0": return false
        default: return nil
        }
    }

    /// Spark's ANSI cast of STRING to INT; nil for other text and outside the range.
    package static func parseInt(_ text: UnsafeBufferPointer<UInt8>) -> Int32? {
        parseBigint(text).flatMap { Int32(exactly: $0) }
    }

    /// Spark's ANSI cast of STRING to BIGINT: a sign or none, then digits, blanks around them trimmed; nil
    /// for other text and outside the range.
    package static func parseBigint(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        let trimmed = text.trimmedForCast
        guard let first = trimmed.first else { return nil }
        let isNegative = first == UInt8(ascii: "-")
        let digits = isNegative || first == UInt8(ascii: "+") ? trimmed.dropFirst() : trimmed[...]
        guard !digits.isEmpty else { return nil }
        var value: Int64 = 0
        for byte in digits {
            guard byte.isDigit else { return nil }
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
            let digit = Int64(byte - UInt8(ascii: "0"))
            let (sum, sumOverflow) = shifted.subtractingReportingOverflow(digit)
            if overflow || sumOverflow { return nil }
            value = sum
        }
        // Counted downwards, where there is room for the least BIGINT.
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    /// Spark's cast of STRING to DOUBLE: what Java's Double.parseDouble takes (a `d` or `f` at the end and
    /// hexadecimal included) and `nan`, `inf`, `infinity` in any case; nil for other text. Too great a number
    /// is infinite.
    package static func parseDouble(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        parseFloating(text) { Double($0) }
    }

    /// Spark's cast of STRING to FLOAT, by the rules for DOUBLE.
    package static func parseFloat(_ text: UnsafeBufferPointer<UInt8>) -> Float? {
        parseFloating(text) { Float($0) }
    }

    private static func parseFloating<Number: BinaryFloatingPoint>(
        _ text: UnsafeBufferPointer<UInt8>, _ number: (String) -> Number?
    ) -> Number? {
        var rest = text[...]
        while let first = rest.first, first <= 0x20 { rest = rest.dropFirst() }
        while let last = rest.last, last <= 0x20 { rest = rest.dropLast() }
        if let found = DoubleGrammar.number(in: rest) {
            return number(String(decoding: found, as: UTF8.self))
        }
        guard rest.count <= 9 else { return nil }
        switch String(decoding: rest, as: UTF8.self).lowercased() {
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        case "nan": return .nan
        // Java takes a sign before this spelling only.
        case "+nan", "-nan": return rest.dropFirst().elementsEqual("NaN".utf8) ? .nan : nil
        default: return nil
        }
    }

    /// Parses a string's bytes; see the buffer's form.
    package static func parseBoolean(_ text: UTF8String) -> Bool? {
        text.bytes.withUnsafeBufferPointer { parseBoolean($0) }
    }

    /// Parses a string's bytes; see the buffer's form.
    package static func parseInt(_ text: UTF8String) -> Int32? {
        text.bytes.withUnsafeBufferPointer { parseInt($0) }
    }

    /// Parses a string's bytes; see the buffer's form.
    package static func parseBigint(_ text: UTF8String) -> Int64? {
        text.bytes.withUnsafeBufferPointer { parseBigint($0) }
    }

    /// Parses a string's bytes; see the buffer's form.
    package static func parseDouble(_ text: UTF8String) -> Double? {
        text.bytes.withUnsafeBufferPointer { parseDouble($0) }
    }

    /// Parses a string's bytes; see the buffer's form.
    package static func parseFloat(_ text: UTF8String) -> Float? {
        text.bytes.withUnsafeBufferPointer { parseFloat($0) }
    }
}

/// The grammar of java.lang.Double.valueOf for numbers.
private enum DoubleGrammar {
    // Safety: a view of the caller's buffer, not kept.
    typealias Text = Slice<UnsafeBufferPointer<UInt8>>

    /// The text without a type letter at its end when the whole is a number; else nil.
    static func number(in text: Text) -> Text? {
        var position = text.startIndex
        func at(_ options: String) -> Bool {
            position < text.endIndex && options.utf8.contains(text[position] | 0x20)
        }
        func skip(while isDigit: (UInt8) -> Bool) -> Int {
            let start = position
            while position < text.endIndex, isDigit(text[position]) { position += 1 }
            return position - start
        }
        func skipSign() {
            if position < text.endIndex, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(text[position]) {
                position += 1
            }
        }
        skipSign()
        let isHex =
            position + 1 < text.endIndex && text[position] == UInt8(ascii: "0")
            && text[position + 1] | 0x20 == UInt8(ascii: "x")
        if isHex { position += 2 }
        let isDigit = isHex ? { (byte: UInt8) in byte.isHexDigit } : { (byte: UInt8) in byte.isDigit }
        var digits = skip(while: isDigit)
        if position < text.endIndex, text[position] == UInt8(ascii: ".") {
            position += 1
            digits += skip(while: isDigit)
        }
        guard digits > 0 else { return nil }
        if at(isHex ? "p" : "e") {
            position += 1
            skipSign()
            guard skip(while: \.isDigit) > 0 else { return nil }
        } else if isHex {
            return nil
        }
        let end = position
        if at("df") { position += 1 }
        return position == text.endIndex ? text[..<end] : nil
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool {
        isDigit || UInt8(ascii: "a")...UInt8(ascii: "f") ~= self | 0x20
    }
}
