import TideColumnar
import TideModel

extension ScalarFunction {
    /// Parts of dates and times, steps between dates, and numbers to times and back; NULL where an argument
    /// is NULL.
    ///
    /// Throws `arithmeticOverflow` for a date or time out of range, `castInvalid` for text that does not fit
    /// its pattern, `unsupported` and `invalidArgument` for a pattern that cannot be read.
    func calendar(_ arguments: [Value], _ context: EvaluationContext) throws -> Value {
        guard !arguments.contains(where: \.isNull) else { return .null }
        switch (self, arguments[0]) {
        case (_, .date(let days)): return try date(days, arguments)
        case (.timestampSeconds, .double(let number)):
            guard number.isFinite else { return .null }
            let micros = number * 1_000_000
            return .timestamp(micros >= 0x1p63 ? .max : micros <= -0x1p63 ? .min : Int64(micros))
        case (.timestampSeconds, .bigint(let number)): return try instant(number, 1_000_000)
        case (.timestampMillis, .bigint(let number)): return try instant(number, 1_000)
        case (.timestampMicros, .bigint(let number)): return .timestamp(number)
        case (.dateTrunc, .string(let unit)):
            guard case .timestamp(let time) = arguments[1] else {
                preconditionFailure("date_trunc of no TIMESTAMP")
            }
            return try truncatedTime(time, unit, context)
        case (.toTimestamp, .string(let text)):
            guard case .string(let pattern) = arguments[1] else { preconditionFailure("no pattern") }
            return .timestamp(try parseTime(text, pattern: pattern, context))
        case (_, .timestamp(let time)): return part(of: time, context)
        default: preconditionFailure("\(self) of \(arguments): the analyzer casts")
        }
    }

    /// What a clock of the session's zone shows, and the time since the epoch.
    private func part(of time: Int64, _ context: EvaluationContext) -> Value {
        let second = floorDivide(time, 1_000_000)
        let ofDay = floorModulo(second + Int64(context.zone.offsetSeconds(atEpochSecond: second)), 86_400)
        switch self {
        case .hour: return .int(Int32(ofDay / 3_600))
        case .minute: return .int(Int32(ofDay / 60 % 60))
        case .second: return .int(Int32(ofDay % 60))
        case .unixSeconds: return .bigint(second)
        case .unixMillis: return .bigint(floorDivide(time, 1_000))
        case .unixMicros: return .bigint(time)
        default: preconditionFailure("\(self) is no part of a TIMESTAMP")
        }
    }

    private func date(_ days: Int32, _ arguments: [Value]) throws -> Value {
        let date = CivilDate(daysSinceEpoch: Int(days))
        switch self {
        case .year: return .int(Int32(date.year))
        case .quarter: return .int(Int32((date.month + 2) / 3))
        case .month: return .int(Int32(date.month))
        case .day: return .int(Int32(date.day))
        case .dayOfWeek: return .int(Int32(date.dayOfWeek % 7 + 1))
        case .weekday: return .int(Int32(date.dayOfWeek - 1))
        case .dayOfYear: return .int(Int32(date.dayOfYear))
        case .weekOfYear: return .int(Int32(weekOfYear(Int(days))))
        case .unixDate: return .int(days)
        case .lastDay:
            let last = CivilDate.daysInMonth(date.month, ofYear: date.year)
            return try day(CivilDate.daysSinceEpoch(year: date.year, month: date.month, day: last))
        case .trunc:
            guard case .string(let unit) = arguments[1] else { preconditionFailure("trunc without a unit") }
            let unitOfDates = TimeUnit(unit).flatMap { $0 >= .week ? $0 : nil }
            return try unitOfDates.map { try day(truncated(Int(days), to: $0)) } ?? .null
        default: return try step(from: days, date, arguments[1])
        }
    }

    private func step(from days: Int32, _ date: CivilDate, _ argument: Value) throws -> Value {
        switch (self, argument) {
        case (.dateAdd, .int(let count)): return try day(Int(days) + Int(count))
        case (.dateSub, .int(let count)): return try day(Int(days) - Int(count))
        case (.dateDiff, .date(let other)):
            let (difference, overflow) = days.subtractingReportingOverflow(other)
            guard !overflow else { throw outOfRange("INT") }
            return .int(difference)
        case (.addMonths, .int(let count)):
            let months = date.year * 12 + date.month - 1 + Int(count)
            let (year, month) = (floorDivide(months, 12), floorModulo(months, 12) + 1)
            let day = min(date.day, CivilDate.daysInMonth(month, ofYear: year))
            return try self.day(CivilDate.daysSinceEpoch(year: year, month: month, day: day))
        default: preconditionFailure("\(self) of a DATE and \(argument): the analyzer casts")
        }
    }

    private func day(_ days: Int) throws -> Value {
        guard let days = Int32(exactly: days) else { throw outOfRange("DATE") }
        return .date(days)
    }

    private func instant(_ count: Int64, _ unit: Int64) throws -> Value {
        let (micros, overflow) = count.multipliedReportingOverflow(by: unit)
        guard !overflow else { throw outOfRange("TIMESTAMP") }
        return .timestamp(micros)
    }

    private func outOfRange(_ type: String) -> TidemarkError {
        TidemarkError(.calendarOverflow, ["function": rawValue, "type": type])
    }
}

// MARK: - Truncation

/// What `date_trunc` and `trunc` cut to, from the finest.
private enum TimeUnit: Int, Comparable {
    case microsecond, millisecond, second, minute, hour, day, week, month, quarter, year

    /// nil for text that is no unit, for which Spark gives NULL.
    init?(_ text: UTF8String) {
        switch text.text.uppercased() {
        case "MICROSECOND": self = .microsecond
        case "MILLISECOND": self = .millisecond
        case "SECOND": self = .second
        case "MINUTE": self = .minute
        case "HOUR": self = .hour
        case "DAY", "DD": self = .day
        case "WEEK": self = .week
        case "MONTH", "MM", "MON": self = .month
        case "QUARTER": self = .quarter
        case "YEAR", "YYYY", "YY": self = .year
        default: return nil
        }
    }

    static func < (left: TimeUnit, right: TimeUnit) -> Bool { left.rawValue < right.rawValue }
}

/// The first day of the week (Monday), month, quarter or year of a day.
private func truncated(_ days: Int, to unit: TimeUnit) -> Int {
    let date = CivilDate(daysSinceEpoch: days)
    switch unit {
    case .week: return days - (date.dayOfWeek - 1)
    case .month: return days - (date.day - 1)
    case .quarter:
        return CivilDate.daysSinceEpoch(year: date.year, month: (date.month - 1) / 3 * 3 + 1, day: 1)
    case .year: return CivilDate.daysSinceEpoch(year: date.year, month: 1, day: 1)
    case .microsecond, .millisecond, .second, .minute, .hour, .day: return days
    }
}

extension ScalarFunction {
    /// Seconds and finer are cut from the instant, hours from what the clock shows, days from the calendar
    /// (Spark's DateTimeUtils.truncTimestamp).
    private func truncatedTime(_ time: Int64, _ text: UTF8String, _ context: EvaluationContext) throws
        -> Value
    {
        guard let unit = TimeUnit(text) else { return .null }
        let lengths: [TimeUnit: Int64] = [
            .microsecond: 1, .millisecond: 1_000, .second: 1_000_000, .minute: 60_000_000,
        ]
        var past = lengths[unit].map { floorModulo(time, $0) }
        if unit == .hour {
            let offset = context.zone.offsetSeconds(atEpochSecond: floorDivide(time, 1_000_000))
            past = floorModulo(floorModulo(time, 3_600_000_000) + Int64(offset) * 1_000_000, 3_600_000_000)
        }
        if let past {
            let (start, overflow) = time.subtractingReportingOverflow(past)
            guard !overflow else { throw outOfRange("TIMESTAMP") }
            return .timestamp(start)
        }
        let day = TidePlanning.truncated(Int(context.dayNumber(of: time)), to: unit)
        guard let start = context.zone.epochMicroseconds(days: day, microsecondOfDay: 0) else {
            throw outOfRange("TIMESTAMP")
        }
        return .timestamp(start)
    }

    /// The week of the year by ISO 8601: weeks start on Monday, the first has the year's first Thursday.
    private func weekOfYear(_ days: Int) -> Int {
        let thursday = days - (CivilDate.dayOfWeek(daysSinceEpoch: days) - 4)
        return (CivilDate(daysSinceEpoch: thursday).dayOfYear - 1) / 7 + 1
    }

    private func parseTime(
        _ text: UTF8String, pattern: UTF8String, _ context: EvaluationContext
    ) throws -> Int64 {
        let parsed = try dateTimePattern(pattern.text)
        do {
            return try parsed.parse(text, zone: context.zone)
        } catch .letter(let letter) {
            throw TidemarkError(.patternNotReadable, ["pattern": pattern.text, "letter": letter])
        } catch .mismatch {
            throw TidemarkError(.textAgainstPattern, ["text": text.text, "pattern": pattern.text])
        }
    }
}
