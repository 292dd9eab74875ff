extension [UInt8] {
    /// Appends a number in decimal, with leading zeros up to `width` digits; negative ones with `-` before.
    package mutating func appendDecimal(_ value: Int, width: Int = 1) {
        if value < 0 { append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        var digits = 1
        var power: UInt = 10
        while digits < 20, rest >= power {
            digits += 1
            power = digits < 20 ? power * 10 : power
        }
        digits = Swift.max(digits, width)
        for _ in 0..<digits { append(UInt8(ascii: "0")) }
        var position = count
        while rest > 0 {
            position -= 1
            self[position] += UInt8(rest % 10)
            rest /= 10
        }
    }

    package mutating func append(ascii text: String) { append(contentsOf: text.utf8) }
}

extension UInt8 {
    /// Spark's UTF8String.isWhitespaceOrISOControl for a single byte: what casts from STRING trim away.
    package var isTrimmedByCasts: Bool { self <= 0x20 || self == 0x7F }

    var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
}

extension UnsafeBufferPointer<UInt8> {
    // Safety: a view of the same memory, which stays the caller's.
    /// The bytes without the blanks and control characters at either end.
    var trimmedForCast: UnsafeBufferPointer<UInt8> {
        var start = 0
        var end = count
        while start < end, self[start].isTrimmedByCasts { start += 1 }
        while end > start, self[end - 1].isTrimmedByCasts { end -= 1 }
        return UnsafeBufferPointer(rebasing: self[start..<end])
    }
}

extension Int64 {
    /// `36000` as `36,000`, in every locale.
    package var grouped: String {
        var text = ""
        for (index, digit) in String(magnitude).reversed().enumerated() {
            if index > 0, index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (self < 0 ? "-" : "") + String(text.reversed())
    }
}
