/// Backslash escapes of JSON strings, both ways.
enum JSONEscapes {
    /// The byte that a backslash before `letter` stands for; nil for letters without one. `\u` is not here.
    static func byte(after letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "'"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// The value of four hexadecimal digits at `position`.
    static func hexadecimal(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> UInt32? {
        // Safety: reads only below the buffer's count, which is checked first.
        guard position + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for index in position..<(position + 4) {
            let digit: UInt8
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = bytes[index] - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = bytes[index] - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = bytes[index] - UInt8(ascii: "A") + 10
            default: return nil
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// The text of a string token whose escapes were checked; a lone surrogate becomes `?`, as in Spark.
    static func unescape(_ text: UnsafeBufferPointer<UInt8>) -> (bytes: [UInt8], hasLoneSurrogate: Bool) {
        // Safety: reads only below the buffer's count; an escape was checked to be whole.
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var hasLoneSurrogate = false
        var position = 0
        while position < text.count {
            guard text[position] == UInt8(ascii: "\\"), position + 1 < text.count else {
                result.append(text[position])
                position += 1
                continue
            }
            let letter = text[position + 1]
            guard letter == UInt8(ascii: "u"), let unit = hexadecimal(text, at: position + 2) else {
                result.append(byte(after: letter) ?? letter)
                position += 2
                continue
            }
            position += 6
            var scalar = Unicode.Scalar(unit)
            if (0xD800..<0xDC00).contains(unit), position + 1 < text.count,
                text[position] == UInt8(ascii: "\\"), text[position + 1] == UInt8(ascii: "u"),
                let low = hexadecimal(text, at: position + 2), (0xDC00..<0xE000).contains(low)
            {
                scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
                position += 6
            }
            if scalar == nil { hasLoneSurrogate = true }
            result.append(contentsOf: UTF8.encode(scalar ?? "?") ?? UTF8.encodedReplacementCharacter)
        }
        return (result, hasLoneSurrogate)
    }

    /// Appends a quoted string escaped as Jackson does: `"`, `\` and control characters only.
    static func appendQuoted(_ text: some Sequence<UInt8>, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""): output.append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\\"): output.append(contentsOf: #"\\"#.utf8)
            case 0x08: output.append(contentsOf: #"\b"#.utf8)
            case 0x09: output.append(contentsOf: #"\t"#.utf8)
            case 0x0A: output.append(contentsOf: #"\n"#.utf8)
            case 0x0C: output.append(contentsOf: #"\f"#.utf8)
            case 0x0D: output.append(contentsOf: #"\r"#.utf8)
            case 0..<0x20:
                let digits = Array("0123456789ABCDEF".utf8)
                output.append(contentsOf: #"\u00"#.utf8)
                output.append(digits[Int(byte >> 4)])
                output.append(digits[Int(byte & 15)])
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
