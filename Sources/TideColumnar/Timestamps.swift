/// TIMESTAMP values as text, in Spark's forms. A value is microseconds since 1970-01-01 00:00:00 UTC.
package enum Timestamps {
    /// Spark's cast to STRING: `yyyy-MM-dd HH:mm:ss`, then the fraction without its trailing zeros.
    package static func format(_ microseconds: Int64, zone: ZoneRules) -> String {
        var text: [UInt8] = []
        append(microseconds, zone: zone, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends what `format` gives.
    package static func append(_ microseconds: Int64, zone: ZoneRules, to text: inout [UInt8]) {
        let wall = ClockReading(microseconds, zone: zone)
        wall.appendDate(to: &text)
        text.append(UInt8(ascii: " "))
        wall.appendTime(to: &text)
        guard wall.microsecond != 0 else { return }
        text.append(UInt8(ascii: "."))
        text.appendDecimal(wall.microsecond, width: 6)
        while text.last == UInt8(ascii: "0") { text.removeLast() }
    }

    /// Spark's JSON writer, `yyyy-MM-dd'T'HH:mm:ss.SSS` and the offset: `2016-07-26T02:00:00.000Z`.
    ///
    /// Milliseconds are cut, not rounded; the offset has its seconds, if any (local mean times).
    package static func formatISO(_ microseconds: Int64, zone: ZoneRules) -> String {
        var text: [UInt8] = []
        appendISO(microseconds, zone: zone, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends what `formatISO` gives.
    package static func appendISO(_ microseconds: Int64, zone: ZoneRules, to text: inout [UInt8]) {
        let wall = ClockReading(microseconds, zone: zone)
        wall.appendISO(to: &text)
        OffsetText(seconds: .whenNonZero, colon: true, zero: "Z").append(wall.offsetSeconds, to: &text)
    }
}

extension Timestamps {
    /// Appends a TIMESTAMP_NTZ as Spark's JSON writer does: `2016-07-26T02:00:00.000`.
    package static func appendLocalISO(_ microseconds: Int64, to text: inout [UInt8]) {
        ClockReading(microseconds, zone: .utc).appendISO(to: &text)
    }
}

/// DATE values as text, in Spark's forms. A value is days since 1970-01-01.
package enum Dates {
    /// `yyyy-MM-dd`; years after 9999 have a sign, years before 1 BC (year 0) too.
    package static func format(_ days: Int32) -> String {
        var text: [UInt8] = []
        append(days, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends what `format` gives.
    package static func append(_ days: Int32, to text: inout [UInt8]) {
        CivilDate(daysSinceEpoch: Int(days)).append(to: &text)
    }
}

/// What a clock on the wall shows at an instant.
struct ClockReading {
    let days: Int
    let date: CivilDate
    let secondOfDay: Int
    /// 0 to 999,999.
    let microsecond: Int
    let epochSecond: Int64
    let offsetSeconds: Int

    init(_ microseconds: Int64, zone: ZoneRules) {
        epochSecond = floorDivide(microseconds, 1_000_000)
        microsecond = Int(floorModulo(microseconds, 1_000_000))
        offsetSeconds = zone.offsetSeconds(atEpochSecond: epochSecond)
        let local = Int(epochSecond) + offsetSeconds
        days = floorDivide(local, 86_400)
        secondOfDay = floorModulo(local, 86_400)
        date = CivilDate(daysSinceEpoch: days)
    }

    var hour: Int { secondOfDay / 3_600 }
    var minute: Int { secondOfDay / 60 % 60 }
    var second: Int { secondOfDay % 60 }

    /// `yyyy-MM-dd'T'HH:mm:ss.SSS`.
    func appendISO(to text: inout [UInt8]) {
        appendDate(to: &text)
        text.append(UInt8(ascii: "T"))
        appendTime(to: &text)
        text.append(UInt8(ascii: "."))
        text.appendDecimal(microsecond / 1_000, width: 3)
    }

    func appendDate(to text: inout [UInt8]) { date.append(to: &text) }

    func appendTime(to text: inout [UInt8]) {
        text.appendDecimal(hour, width: 2)
        text.append(UInt8(ascii: ":"))
        text.appendDecimal(minute, width: 2)
        text.append(UInt8(ascii: ":"))
        text.appendDecimal(second, width: 2)
    }
}

extension CivilDate {
    /// DateTimeFormatter.ISO_LOCAL_DATE: four digits of year at least, a sign when there are more.
    func append(to text: inout [UInt8]) {
        if year > 9_999 { text.append(UInt8(ascii: "+")) }
        text.appendDecimal(year, width: 4)
        text.append(UInt8(ascii: "-"))
        text.appendDecimal(month, width: 2)
        text.append(UInt8(ascii: "-"))
        text.appendDecimal(day, width: 2)
    }
}

/// How java.time.format.DateTimeFormatterBuilder.appendOffset writes an offset.
struct OffsetText: Hashable, Sendable {
    enum Part { case never, whenNonZero, always }

    var minutes = Part.always
    var seconds = Part.never
    var colon: Bool
    /// The text for an offset whose written parts are all zero.
    var zero: String

    func append(_ offset: Int, to text: inout [UInt8]) {
        let magnitude = abs(offset)
        let (hour, minute, second) = (magnitude / 3_600, magnitude / 60 % 60, magnitude % 60)
        let hasSeconds = seconds == .always || (seconds == .whenNonZero && second != 0)
        let hasMinutes = minutes == .always || hasSeconds || (minutes == .whenNonZero && minute != 0)
        guard hour != 0 || (hasMinutes && minute != 0) || (hasSeconds && second != 0) else {
            text.append(ascii: zero)
            return
        }
        text.append(UInt8(ascii: offset < 0 ? "-" : "+"))
        text.appendDecimal(hour, width: 2)
        if hasMinutes {
            if colon { text.append(UInt8(ascii: ":")) }
            text.appendDecimal(minute, width: 2)
        }
        if hasSeconds {
            if colon { text.append(UInt8(ascii: ":")) }
            text.appendDecimal(second, width: 2)
        }
    }
}
