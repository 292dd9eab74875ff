import TideColumnar

/// The letters of a text as SQL's upper, lower and initcap change them.
enum LetterCase {
    /// Lower case by the full mappings of Unicode, with the final form of sigma at the end of a word
    /// (The Unicode Standard, 3.13, Final_Sigma).
    static func lower(_ text: [UInt8]) -> UTF8String {
        if text.allSatisfy({ $0 < 0x80 }) {
            return UTF8String(bytes: text.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 })
        }
        let scalars = Array(String(decoding: text, as: UTF8.self).unicodeScalars)
        var result = ""
        for (index, scalar) in scalars.enumerated() {
            if scalar == "\u{3A3}" {
                let isInWord =
                    scalars[..<index].last { !$0.properties.isCaseIgnorable }?.properties.isCased == true
                let goesOn = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }?.properties
                    .isCased
                result += isInWord && goesOn != true ? "\u{3C2}" : "\u{3C3}"
            } else {
                result += scalar.properties.lowercaseMapping
            }
        }
        return UTF8String(result)
    }

    static func upper(_ text: [UInt8]) -> UTF8String {
        if text.allSatisfy({ $0 < 0x80 }) {
            return UTF8String(bytes: text.map { 0x61...0x7A ~= $0 ? $0 & 0xDF : $0 })
        }
        return UTF8String(
            String(decoding: text, as: UTF8.self).unicodeScalars.map(\.properties.uppercaseMapping).joined())
    }

    /// The first letter behind each blank as a capital, all others small.
    static func capitals(_ text: [UInt8]) -> UTF8String {
        var result = ""
        var startsWord = true
        for scalar in lower(text).text.unicodeScalars {
            result += startsWord ? scalar.properties.titlecaseMapping : String(scalar)
            startsWord = scalar == " "
        }
        return UTF8String(result)
    }
}
