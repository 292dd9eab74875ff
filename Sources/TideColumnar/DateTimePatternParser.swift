/// Turns a pattern's text into elements.
struct DateTimePatternParser {
    private let bytes: [UInt8]
    private let hasEra: Bool
    private var position = 0
    private var openSections = 0
    private var elements: [DateTimePattern.Element] = []

    init(_ text: String) {
        bytes = Array(text.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
        hasEra = parts.enumerated().contains { $0 % 2 == 0 && $1.contains(UInt8(ascii: "G")) }
    }

    mutating func parse() throws(TextError) -> [DateTimePattern.Element] {
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "'"):
                try parseQuoted()
            case UInt8(ascii: "["):
                openSections += 1
                position += 1
            case UInt8(ascii: "]"):
                guard openSections > 0 else { throw failure("']' without '['") }
                openSections -= 1
                position += 1
            case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "#"):
                throw failure(
                    "the character '\(Unicode.Scalar(byte))' is reserved", remedy: "put it in quotes")
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                let count = bytes[position...].prefix { $0 == byte }.count
                elements.append(try element(Character(Unicode.Scalar(byte)), count))
                position += count
            default:
                append(literal: byte)
                position += 1
            }
        }
        return elements
    }

    /// `'text'` with `''` for a quote inside, or `''` alone for a quote.
    private mutating func parseQuoted() throws(TextError) {
        let quote = UInt8(ascii: "'")
        var end = position + 1
        var content: [UInt8] = []
        while true {
            guard end < bytes.count else { throw failure("the quoted text is not closed", remedy: "add a '") }
            if bytes[end] == quote {
                guard end + 1 < bytes.count, bytes[end + 1] == quote else { break }
                end += 1
            }
            content.append(bytes[end])
            end += 1
        }
        if content.isEmpty { content = [quote] }
        for byte in content { append(literal: byte) }
        position = end + 1
    }

    private mutating func append(literal byte: UInt8) {
        if case .literal(let before) = elements.last {
            elements[elements.count - 1] = .literal(before + [byte])
        } else {
            elements.append(.literal([byte]))
        }
    }

    private func element(_ letter: Character, _ count: Int) throws(TextError) -> DateTimePattern.Element {
        switch letter {
        case "G": try named(letter, count, short: .shortEra, full: .era)
        case "y" where count <= 6: .year(digits: count, ofEra: hasEra)
        case "M", "L":
            try numberOrName(letter, count, .month, short: .shortMonth, full: .month)
        case "q", "Q":
            try numberOrName(letter, count, .quarter, short: .shortQuarter, full: .quarter)
        case "E": try named(letter, count, short: .shortWeekday, full: .weekday)
        case "a" where count == 1: .name(.halfDay)
        case "d" where count <= 2: .number(.dayOfMonth, width: count)
        case "D" where count <= 3: .number(.dayOfYear, width: count)
        case "F" where count == 1: .number(.alignedDayOfWeekInMonth, width: 1)
        case "g" where count <= 19: .number(.modifiedJulianDay, width: count)
        case "H" where count <= 2: .number(.hourOfDay, width: count)
        case "k" where count <= 2: .number(.clockHourOfDay, width: count)
        case "K" where count <= 2: .number(.hourOfHalfDay, width: count)
        case "h" where count <= 2: .number(.clockHourOfHalfDay, width: count)
        case "m" where count <= 2: .number(.minute, width: count)
        case "s" where count <= 2: .number(.second, width: count)
        case "S" where count <= 9: .fraction(digits: count)
        case "V" where count == 2: .zoneID
        case "z" where count <= 3: .zoneName
        case "O" where count == 1 || count == 4: .localizedOffset(isFull: count == 4)
        case "Z" where count == 4: .localizedOffset(isFull: true)
        case "X" where count <= 5: .offset(OffsetText(count: count, zero: "Z"))
        case "x" where count <= 5:
            .offset(OffsetText(count: count, zero: ["+00", "+0000", "+00:00", "+0000", "+00:00"][count - 1]))
        case "Z" where count <= 3: .offset(OffsetText(count: 2, zero: "+0000"))
        case "Z" where count == 5: .offset(OffsetText(count: 5, zero: "Z"))
        default: throw refusal(letter, count)
        }
    }

    private func named(
        _ letter: Character, _ count: Int, short: DateTimePattern.Name, full: DateTimePattern.Name
    ) throws(TextError) -> DateTimePattern.Element {
        guard count <= 4 else { throw refusal(letter, count) }
        return .name(count == 4 ? full : short)
    }

    private func numberOrName(
        _ letter: Character, _ count: Int, _ number: DateTimePattern.Number, short: DateTimePattern.Name,
        full: DateTimePattern.Name
    ) throws(TextError) -> DateTimePattern.Element {
        count <= 2 ? .number(number, width: count) : try named(letter, count, short: short, full: full)
    }

    private func refusal(_ letter: Character, _ count: Int) -> TextError {
        switch letter {
        case "Y", "W", "w", "u", "e", "c":
            failure(
                "the pattern letter '\(letter)' counts by weeks and is refused, as in Spark 3 and later",
                remedy: letter == "Y" || letter == "u" ? "write y for the year" : nil)
        case "A", "B", "n", "N", "p":
            failure("the pattern letter '\(letter)' is not available, as in Spark")
        case "v", "z":
            failure(
                "the pattern '\(String(repeating: letter, count: count))' needs localized zone names, which "
                    + "are not available",
                remedy: "write VV for the zone's id or z for its short name")
        case "V": failure("the pattern letter 'V' must come twice", remedy: "write VV")
        case "O": failure("the pattern letter 'O' must come once or four times")
        case "G", "y", "M", "L", "q", "Q", "E", "a", "d", "D", "F", "g", "H", "k", "K", "h", "m", "s", "S",
            "X",
            "x", "Z":
            failure("too many pattern letters: \(count) times '\(letter)'")
        default:
            failure("unknown pattern letter '\(letter)'", remedy: "put text in quotes: 'text'")
        }
    }

    private func failure(_ message: String, remedy: String? = nil) -> TextError {
        TextError(.pattern, message, offset: position, remedy: remedy)
    }
}

extension OffsetText {
    /// What one to five letters `X` or `x` mean: `+HHmm`, `+HHMM`, `+HH:MM`, `+HHMMss`, `+HH:MM:ss`.
    init(count: Int, zero: String) {
        self.init(
            minutes: count == 1 ? .whenNonZero : .always, seconds: count >= 4 ? .whenNonZero : .never,
            colon: count == 3 || count == 5, zero: zero)
    }
}
