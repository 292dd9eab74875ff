/// A pattern of `date_format`, compiled once: the letters of Spark's datetime patterns for formatting.
///
/// The meaning of a letter and of its count is java.time.format.DateTimeFormatterBuilder.appendPattern's in
/// Java 17, `y` is the proleptic year unless the pattern has `G`, the locale is en-US (Spark's
/// DateTimeFormatterHelper.convertIncompatiblePattern). Formatting never fails, so `[` and `]` only have to
/// match.
package struct DateTimePattern: Hashable, Sendable {
    /// The pattern as written.
    package let text: String
    let elements: [Element]

    /// One piece of output.
    enum Element: Hashable, Sendable {
        case literal([UInt8])
        /// The year; `ofEra` counts 1 BC as 1, `digits` 2 keeps the last two.
        case year(digits: Int, ofEra: Bool)
        case number(Number, width: Int)
        case name(Name)
        /// The leading digits of the second's fraction.
        case fraction(digits: Int)
        case offset(OffsetText)
        /// `GMT+8` or, in full, `GMT+08:00`.
        case localizedOffset(isFull: Bool)
        case zoneID
        case zoneName
    }

    enum Number {
        case month, quarter, dayOfMonth, dayOfYear, alignedDayOfWeekInMonth, modifiedJulianDay
        case hourOfDay, clockHourOfDay, hourOfHalfDay, clockHourOfHalfDay, minute, second
    }

    enum Name {
        case month, shortMonth, weekday, shortWeekday, quarter, shortQuarter, era, shortEra, halfDay
    }

    /// Compiles a pattern.
    ///
    /// - Throws: `TextError` of kind pattern that names the letter and where it stands.
    package init(_ text: String) throws(TextError) {
        self.text = text
        var parser = DateTimePatternParser(text)
        elements = try parser.parse()
    }

    package static func == (left: DateTimePattern, right: DateTimePattern) -> Bool {
        left.elements == right.elements
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(elements) }

    /// The instant, in microseconds since the epoch, as the zone's clock shows it.
    package func format(_ microseconds: Int64, zone: ZoneRules) -> String {
        var output: [UInt8] = []
        append(microseconds, zone: zone, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// Appends what `format` gives.
    package func append(_ microseconds: Int64, zone: ZoneRules, to output: inout [UInt8]) {
        let reading = ClockReading(microseconds, zone: zone)
        for element in elements {
            switch element {
            case .literal(let bytes): output.append(contentsOf: bytes)
            case .year(let digits, let ofEra):
                DateTimePattern.append(year: reading.date.year, digits: digits, ofEra: ofEra, to: &output)
            case .number(let number, let width):
                output.appendDecimal(reading.value(of: number), width: width)
            case .name(let name): output.append(ascii: reading.text(of: name))
            case .fraction(let digits):
                let start = output.count
                output.appendDecimal(reading.microsecond * 1_000, width: 9)
                output.removeLast(output.count - start - digits)
            case .offset(let style): style.append(reading.offsetSeconds, to: &output)
            case .localizedOffset(let isFull):
                DateTimePattern.append(localizedOffset: reading.offsetSeconds, isFull: isFull, to: &output)
            case .zoneID: output.append(ascii: zone.name)
            case .zoneName: output.append(ascii: zone.abbreviation(atEpochSecond: reading.epochSecond))
            }
        }
    }

    /// Two digits are cut from the year, four and more put a sign before a longer one
    /// (SignStyle.EXCEEDS_PAD).
    private static func append(year: Int, digits: Int, ofEra: Bool, to output: inout [UInt8]) {
        let value = ofEra && year < 1 ? 1 - year : year
        if digits == 2 {
            output.appendDecimal(abs(value) % 100, width: 2)
            return
        }
        let longest = (0..<digits).reduce(1) { power, _ in power * 10 } - 1
        if digits >= 4, value > longest { output.append(UInt8(ascii: "+")) }
        output.appendDecimal(value, width: digits)
    }

    private static func append(localizedOffset offset: Int, isFull: Bool, to output: inout [UInt8]) {
        output.append(ascii: "GMT")
        guard offset != 0 else { return }
        let magnitude = abs(offset)
        let (hour, minute, second) = (magnitude / 3_600, magnitude / 60 % 60, magnitude % 60)
        output.append(UInt8(ascii: offset < 0 ? "-" : "+"))
        output.appendDecimal(hour, width: isFull ? 2 : 1)
        guard isFull || minute != 0 || second != 0 else { return }
        output.append(UInt8(ascii: ":"))
        output.appendDecimal(minute, width: 2)
        guard second != 0 else { return }
        output.append(UInt8(ascii: ":"))
        output.appendDecimal(second, width: 2)
    }
}

extension ClockReading {
    func value(of number: DateTimePattern.Number) -> Int {
        switch number {
        case .month: date.month
        case .quarter: (date.month + 2) / 3
        case .dayOfMonth: date.day
        case .dayOfYear: date.dayOfYear
        case .alignedDayOfWeekInMonth: (date.day - 1) % 7 + 1
        case .modifiedJulianDay: days + 40_587
        case .hourOfDay: hour
        case .clockHourOfDay: hour == 0 ? 24 : hour
        case .hourOfHalfDay: hour % 12
        case .clockHourOfHalfDay: hour % 12 == 0 ? 12 : hour % 12
        case .minute: minute
        case .second: second
        }
    }

    func text(of name: DateTimePattern.Name) -> String {
        switch name {
        case .month: ClockReading.months[date.month - 1]
        case .shortMonth: String(ClockReading.months[date.month - 1].prefix(3))
        case .weekday: ClockReading.weekdays[date.dayOfWeek - 1]
        case .shortWeekday: String(ClockReading.weekdays[date.dayOfWeek - 1].prefix(3))
        case .quarter: ["1st", "2nd", "3rd", "4th"][(date.month - 1) / 3] + " quarter"
        case .shortQuarter: "Q\((date.month + 2) / 3)"
        case .era: date.year > 0 ? "Anno Domini" : "Before Christ"
        case .shortEra: date.year > 0 ? "AD" : "BC"
        case .halfDay: hour < 12 ? "AM" : "PM"
        }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]
    private static let weekdays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
}
