/// Bytes to and from Base64 (RFC 4648, section 4), as Spark's JSON reader and writer see it.
package enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// The values of the letters; 255 for other bytes.
    private static let values: [UInt8] = alphabet.enumerated().reduce(
        into: [UInt8](repeating: 255, count: 256)
    ) { values, letter in values[Int(letter.element)] = UInt8(letter.offset) }

    /// Appends the text, padded.
    package static func append(_ bytes: [UInt8], to text: inout [UInt8]) {
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = (0..<3).reduce(0) { $0 << 8 | ($1 < group.count ? Int(group[start + $1]) : 0) }
            for place in 0..<4 {
                text.append(
                    place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : padding)
            }
        }
    }

    /// The bytes of padded text; groups of four letters may have blanks before them, and padding may stand in
    /// any group (Jackson's Base64Variant.decode). nil for other text.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = text[...]
        while true {
            while let first = rest.first, first <= 0x20 { rest = rest.dropFirst() }
            if rest.isEmpty { return bytes }
            let group = Array(rest.prefix(4))
            guard group.count == 4 else { return nil }
            rest = rest.dropFirst(4)
            let letters = group[2] == padding ? 2 : group[3] == padding ? 3 : 4
            guard group[..<letters].allSatisfy({ values[Int($0)] < 64 }),
                group[letters...].allSatisfy({ $0 == padding })
            else { return nil }
            let bits = (0..<4).reduce(0) { bits, place in
                bits << 6 | (place < letters ? Int(values[Int(group[place])]) : 0)
            }
            for place in 0..<(letters - 1) {
                bytes.append(UInt8(truncatingIfNeeded: bits >> (16 - 8 * place)))
            }
        }
    }
}
