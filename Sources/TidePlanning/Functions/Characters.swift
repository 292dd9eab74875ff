/// The characters of a UTF-8 text, a Unicode scalar each; a byte that continues one never starts another.
enum Characters {
    static func isStart(_ byte: UInt8) -> Bool { byte & 0xC0 != 0x80 }

    static func count(_ text: [UInt8]) -> Int { text.reduce(0) { $0 + (isStart($1) ? 1 : 0) } }

    static func split(_ text: [UInt8]) -> [[UInt8]] {
        var result: [[UInt8]] = []
        for byte in text {
            if isStart(byte) || result.isEmpty {
                result.append([byte])
            } else {
                result[result.count - 1].append(byte)
            }
        }
        return result
    }

    static func reversed(_ text: [UInt8]) -> [UInt8] { Array(split(text).reversed().joined()) }

    /// The characters `start..<end`, cut to those that are there.
    static func slice(_ text: [UInt8], _ start: Int, _ end: Int) -> [UInt8] {
        guard end > start else { return [] }
        var index = 0
        var result: [UInt8] = []
        for byte in text {
            if isStart(byte) { index += 1 }
            if index > end { break }
            if index > start { result.append(byte) }
        }
        return result
    }

    /// SQL's substring: position 1 and 0 are the first character, a negative one counts from the end; what
    /// would stand before the text counts too (Spark's UTF8String.substringSQL).
    static func substring(_ text: [UInt8], position: Int, length: Int) -> [UInt8] {
        let start = position > 0 ? position - 1 : position < 0 ? count(text) + position : 0
        return slice(text, max(0, start), start + length)
    }

    /// The byte where `search` first occurs at or behind the byte `start`.
    static func firstIndex(of search: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        guard start + search.count <= text.count else { return nil }
        return (start...(text.count - search.count)).first { text[$0...].starts(with: search) }
    }

    /// The position of `search` in `text`, searched from position `start` on; 0 when it is not there.
    static func locate(_ search: [UInt8], in text: [UInt8], from start: Int) -> Int32 {
        guard start >= 1 else { return 0 }
        if search.isEmpty { return 1 }
        let skipped = slice(text, 0, start - 1)
        guard let found = firstIndex(of: search, in: text, from: skipped.count) else { return 0 }
        return Int32(clamping: count(Array(text[..<found])) + 1)
    }
}
