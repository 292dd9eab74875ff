/// Why a text gives no time.
package enum DateTimeReadError: Error, Hashable {
    /// The pattern has a letter that only formats, as it stands there.
    case letter(String)
    /// The text does not have the pattern's form, or names no date or time.
    case mismatch
}

extension DateTimePattern {
    /// The instant that a text of this pattern names, in microseconds since the epoch.
    ///
    /// Java's strict rules: neighbouring numbers share their digits, a fraction of a second may be shorter
    /// than its letters, letter case does not count; what the pattern leaves out is 1970-01-01 00:00:00
    /// (Spark's DateTimeFormatterHelper).
    package func parse(_ text: UTF8String, zone: ZoneRules) throws(DateTimeReadError) -> Int64 {
        var reader = DateTimePatternReader(elements: elements, bytes: text.bytes)
        return try reader.read(zone)
    }
}

/// Reads one text by the elements of a pattern.
struct DateTimePatternReader {
    let elements: [DateTimePattern.Element]
    let bytes: [UInt8]
    private var position = 0
    private var year = 1970
    private var month = 1
    private var day = 1
    private var hour = 0
    private var isAfternoon: Bool?
    private var isHalfDay = false
    private var minute = 0
    private var second = 0
    private var microsecond = 0
    private var offset: Int?

    init(elements: [DateTimePattern.Element], bytes: [UInt8]) {
        self.elements = elements
        self.bytes = bytes
    }

    mutating func read(_ zone: ZoneRules) throws(DateTimeReadError) -> Int64 {
        for index in elements.indices { try read(elements[index], at: index) }
        guard position == bytes.count, let date = CivilDate(year: year, month: month, day: day) else {
            throw .mismatch
        }
        if isHalfDay || isAfternoon != nil { hour = hour % 12 + (isAfternoon == true ? 12 : 0) }
        let ofDay = Int64(hour * 3_600 + minute * 60 + second) * 1_000_000 + Int64(microsecond)
        let days = date.daysSinceEpoch
        let instant =
            if let offset {
                ZoneRules.utc.epochMicroseconds(days: days, microsecondOfDay: ofDay).flatMap {
                    let (shifted, overflow) = $0.subtractingReportingOverflow(Int64(offset) * 1_000_000)
                    return overflow ? nil : shifted
                }
            } else {
                zone.epochMicroseconds(days: days, microsecondOfDay: ofDay)
            }
        guard let instant else { throw .mismatch }
        return instant
    }

    private mutating func read(_ element: DateTimePattern.Element, at index: Int) throws(DateTimeReadError) {
        switch element {
        case .literal(let expected): try take(expected)
        case .year(_, ofEra: true): throw .letter("G")
        case .year(let digits, _):
            let number = try digits == 2 ? fixed(2) : number(atLeast: digits, isYear: true, at: index)
            year = digits == 2 ? 2000 + number : number
        case .number(let field, let width): try read(field, width, at: index)
        case .name(.month): month = try name(of: DateTimePatternReader.months)
        case .name(.shortMonth):
            month = try name(of: DateTimePatternReader.months.map { String($0.prefix(3)) })
        case .name(.halfDay): isAfternoon = try name(of: ["AM", "PM"]) == 2
        case .name(.weekday), .name(.shortWeekday): throw .letter("E")
        case .name(.quarter), .name(.shortQuarter): throw .letter("Q")
        case .name(.era), .name(.shortEra): throw .letter("G")
        case .fraction(let digits): try readFraction(digits)
        case .offset(let style): try readOffset(style)
        case .localizedOffset: throw .letter("O")
        case .zoneID: throw .letter("VV")
        case .zoneName: throw .letter("z")
        }
    }

    private mutating func read(_ field: DateTimePattern.Number, _ width: Int, at index: Int)
        throws(DateTimeReadError)
    {
        func within(_ range: ClosedRange<Int>, _ value: Int) throws(DateTimeReadError) -> Int {
            guard range.contains(value) else { throw .mismatch }
            return value
        }
        let letters: [DateTimePattern.Number: String] = [
            .quarter: "Q", .dayOfYear: "D", .alignedDayOfWeekInMonth: "F", .modifiedJulianDay: "g",
        ]
        if let letter = letters[field] { throw .letter(letter) }
        let value = try width == 2 ? fixed(2) : number(atLeast: width, isYear: false, at: index)
        switch field {
        case .month: month = try within(1...12, value)
        case .dayOfMonth: day = try within(1...31, value)
        case .hourOfDay: hour = try within(0...23, value)
        case .clockHourOfDay: hour = try within(1...24, value) % 24
        case .hourOfHalfDay, .clockHourOfHalfDay:
            hour = try within(field == .hourOfHalfDay ? 0...11 : 1...12, value)
            isHalfDay = true
        case .minute: minute = try within(0...59, value)
        case .second: second = try within(0...59, value)
        case .quarter, .dayOfYear, .alignedDayOfWeekInMonth, .modifiedJulianDay: throw .mismatch
        }
    }
}

// MARK: - Pieces

extension DateTimePatternReader {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]

    private static func lowered(_ byte: UInt8) -> UInt8 { 0x41...0x5A ~= byte ? byte | 0x20 : byte }

    private mutating func take(_ expected: [UInt8]) throws(DateTimeReadError) {
        let found = bytes[position...].prefix(expected.count)
        guard found.map(Self.lowered) == expected.map(Self.lowered) else { throw .mismatch }
        position += expected.count
    }

    /// The place, from 1, of the name that comes next.
    private mutating func name(of names: [String]) throws(DateTimeReadError) -> Int {
        for (index, name) in names.enumerated() {
            let expected = name.utf8.map(Self.lowered)
            guard bytes[position...].prefix(expected.count).map(Self.lowered) == expected else { continue }
            position += expected.count
            return index + 1
        }
        throw .mismatch
    }

    private var digitsAhead: Int { bytes[position...].prefix(while: \.isDigit).count }

    private mutating func fixed(_ width: Int) throws(DateTimeReadError) -> Int {
        guard digitsAhead >= width else { throw .mismatch }
        return takeDigits(width)
    }

    private mutating func takeDigits(_ count: Int) -> Int {
        let value = bytes[position..<(position + count)].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        position += count
        return value
    }

    /// A number of any width; numbers of two digits that follow it at once keep theirs.
    private mutating func number(atLeast least: Int, isYear: Bool, at index: Int) throws(DateTimeReadError)
        -> Int
    {
        var reserved = 0
        for element in elements[(index + 1)...] {
            switch element {
            case .year(2, _), .number(_, 2): reserved += 2
            case .number, .year: return try number(least, reserved, isYear)
            default: return try number(least, reserved, isYear)
            }
        }
        return try number(least, reserved, isYear)
    }

    private mutating func number(_ least: Int, _ reserved: Int, _ isYear: Bool) throws(DateTimeReadError)
        -> Int
    {
        let isNegative = isYear && position < bytes.count && bytes[position] == UInt8(ascii: "-")
        let hasPlus = isYear && least >= 4 && position < bytes.count && bytes[position] == UInt8(ascii: "+")
        if isNegative || hasPlus { position += 1 }
        let count = min(18, max(least, digitsAhead - reserved))
        guard digitsAhead >= count else { throw .mismatch }
        // A year beyond four digits needs its plus sign (SignStyle.EXCEEDS_PAD).
        if isYear, least >= 4, !isNegative, (count > least) != hasPlus { throw .mismatch }
        let value = takeDigits(count)
        // No date is a million years away; what is beyond overflows where days are counted.
        guard value < 1_000_000 else { throw .mismatch }
        return isNegative ? -value : value
    }

    private mutating func readFraction(_ digits: Int) throws(DateTimeReadError) {
        let count = min(digits, digitsAhead)
        guard count > 0 else { throw .mismatch }
        var value = takeDigits(count)
        for _ in count..<9 { value *= 10 }
        microsecond = value / 1_000
    }

    /// `Z` or whatever stands for zero, else `+HH`, `+HHMM` or `+HH:MM`.
    private mutating func readOffset(_ style: OffsetText) throws(DateTimeReadError) {
        let zero = Array(style.zero.utf8)
        if style.zero == "Z", bytes[position...].prefix(1).map(Self.lowered) == zero.map(Self.lowered) {
            position += 1
            offset = 0
            return
        }
        guard position < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[position]) else {
            throw .mismatch
        }
        let sign = bytes[position] == UInt8(ascii: "-") ? -1 : 1
        position += 1
        var seconds = try fixed(2) * 3_600
        if style.colon {
            try take([UInt8(ascii: ":")])
            seconds += try fixed(2) * 60
        } else if style.minutes == .always || digitsAhead >= 2 {
            seconds += try fixed(2) * 60
        }
        guard seconds <= 18 * 3_600 else { throw .mismatch }
        offset = sign * seconds
    }
}
