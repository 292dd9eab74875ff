/// The TZ string in a TZif footer: standard time, and the yearly rule of daylight saving time if there is
/// one.
///
/// Grammar: POSIX.1-2017 8.3 (`TZ`), with the hours of RFC 8536 3.3.1 (-167 to 167).
struct PosixZone {
    let standard: ZoneTable.LocalTimeType
    let daylight: DaylightRule?

    /// Parses the whole text; nil when it is not such a string.
    init?(_ text: [UInt8]) {
        var cursor = Cursor(text: text)
        guard let name = cursor.name(), let west = cursor.time() else { return nil }
        standard = ZoneTable.LocalTimeType(offsetSeconds: -west, abbreviation: name)
        guard !cursor.isAtEnd else {
            daylight = nil
            return
        }
        guard let daylightName = cursor.name() else { return nil }
        var offset = standard.offsetSeconds + 3_600
        if cursor.peek != UInt8(ascii: ",") {
            guard let west = cursor.time() else { return nil }
            offset = -west
        }
        guard cursor.take(","), let first = cursor.change(), cursor.take(","), let last = cursor.change(),
            cursor.isAtEnd
        else { return nil }
        daylight = DaylightRule(
            type: ZoneTable.LocalTimeType(offsetSeconds: offset, abbreviation: daylightName),
            first: first, last: last)
    }
}

/// When daylight saving time holds in any year.
struct DaylightRule {
    let type: ZoneTable.LocalTimeType
    fileprivate let first: YearlyChange
    fileprivate let last: YearlyChange

    /// Epoch second at which it begins.
    func begin(inYear year: Int, standard: ZoneTable.LocalTimeType) -> Int64 {
        first.localSecond(inYear: year) - Int64(standard.offsetSeconds)
    }

    /// Epoch second at which it ends.
    func end(inYear year: Int) -> Int64 { last.localSecond(inYear: year) - Int64(type.offsetSeconds) }
}

/// A day of the year and a time of that day.
private struct YearlyChange {
    enum Day {
        /// `Jn`, 1 to 365; 29 February is never counted.
        case julian(Int)
        /// `n`, 0 to 365.
        case ordinal(Int)
        /// `Mm.w.d`: the w-th weekday d (0 is Sunday) of month m; w = 5 is the last.
        case weekday(month: Int, week: Int, day: Int)
    }

    let day: Day
    let secondOfDay: Int

    func localSecond(inYear year: Int) -> Int64 {
        let newYear = CivilDate.daysSinceEpoch(year: year, month: 1, day: 1)
        let days: Int
        switch day {
        case .julian(let number): days = newYear + number - (CivilDate.isLeap(year) && number >= 60 ? 0 : 1)
        case .ordinal(let number): days = newYear + number
        case .weekday(let month, let week, let day):
            let first = CivilDate.daysSinceEpoch(year: year, month: month, day: 1)
            let firstMatch = floorModulo(day - CivilDate.dayOfWeek(daysSinceEpoch: first), 7)
            let inMonth = firstMatch + 7 * (week - 1)
            days = first + (inMonth < CivilDate.daysInMonth(month, ofYear: year) ? inMonth : inMonth - 7)
        }
        return Int64(days) * 86_400 + Int64(secondOfDay)
    }
}

private struct Cursor {
    let text: [UInt8]
    var position = 0

    var isAtEnd: Bool { position == text.count }
    var peek: UInt8? { isAtEnd ? nil : text[position] }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Letters, or anything between `<` and `>`.
    mutating func name() -> String? {
        let isQuoted = take("<")
        let rest = text[position...]
        let name = rest.prefix { byte in
            isQuoted ? byte != UInt8(ascii: ">") : UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
        }
        position += name.count
        guard !name.isEmpty, !isQuoted || take(">") else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    mutating func number(upTo limit: Int) -> Int? {
        let digits = text[position...].prefix(3) { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        position += digits.count
        let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return digits.isEmpty || value > limit ? nil : value
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time() -> Int? {
        let sign = take("-") ? -1 : 1
        if sign == 1 { _ = take("+") }
        guard let hours = number(upTo: 167) else { return nil }
        var seconds = hours * 3_600
        for unit in [60, 1] where take(":") {
            guard let value = number(upTo: 59) else { return nil }
            seconds += value * unit
        }
        return sign * seconds
    }

    mutating func change() -> YearlyChange? {
        let day: YearlyChange.Day
        if take("M") {
            guard let month = number(upTo: 12), month > 0, take("."), let week = number(upTo: 5), week > 0,
                take("."), let weekday = number(upTo: 6)
            else { return nil }
            day = .weekday(month: month, week: week, day: weekday)
        } else if take("J") {
            guard let number = number(upTo: 365), number > 0 else { return nil }
            day = .julian(number)
        } else {
            guard let number = number(upTo: 365) else { return nil }
            day = .ordinal(number)
        }
        guard take("/") else { return YearlyChange(day: day, secondOfDay: 7_200) }
        guard let second = time() else { return nil }
        return YearlyChange(day: day, secondOfDay: second)
    }
}

extension ArraySlice<UInt8> {
    /// The leading elements that satisfy the condition, at most `limit` of them.
    fileprivate func prefix(_ limit: Int, while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        prefix(limit).prefix(while: condition)
    }
}
