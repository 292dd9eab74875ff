extension Timestamps {
    // Safety: reads only within the buffer, which the caller keeps alive for the call.
    /// The value of a timestamp's text by the rules of Spark's cast (SparkDateTimeUtils.stringToTimestamp).
    ///
    /// Accepted: `[+-]yyyy[yy][-[m]m[-[d]d]]`, then after a blank or `T` `[h]h[:[m]m[:[s]s[.f..]]]`, and
    /// behind the seconds a zone; or a time alone. Digits behind the microsecond are cut; blanks around the
    /// text go.
    ///
    /// - Parameters:
    ///   - zone: where the text names none.
    ///   - todayDays: the day for a time alone, in days since 1970-01-01; without it such text is invalid.
    /// - Returns: microseconds since the epoch, or nil when the text is invalid or out of range.
    package static func parse(
        _ text: UnsafeBufferPointer<UInt8>, zone: ZoneRules, todayDays: Int32? = nil
    ) -> Int64? {
        if let microseconds = parseCommonForm(text, zone: zone) { return microseconds }
        guard let parts = TimestampParts(text.trimmedForCast, untrimmedCount: leadingBlanks(text)) else {
            return nil
        }
        var days: Int
        if parts.isTimeOnly {
            guard let todayDays else { return nil }
            days = Int(todayDays)
        } else {
            let date = CivilDate(year: parts.year, month: parts.segments[1], day: parts.segments[2])
            guard let date else { return nil }
            days = date.daysSinceEpoch
        }
        var zone = zone
        if let name = parts.zoneName {
            guard let named = try? ZoneRules(named: name) else { return nil }
            zone = named
        }
        return zone.epochMicroseconds(days: days, microsecondOfDay: parts.microsecondOfDay)
    }

    /// Parses a string's bytes; see the buffer's form.
    package static func parse(_ text: UTF8String, zone: ZoneRules, todayDays: Int32? = nil) -> Int64? {
        // Safety: the buffer does not leave the closure.
        text.bytes.withUnsafeBufferPointer { parse($0, zone: zone, todayDays: todayDays) }
    }

    // Safety: reads only within the buffer, which the caller keeps alive for the call.
    /// The value of a TIMESTAMP_NTZ's text by the rules of Spark's cast: as `parse`, but a time without a
    /// date is invalid and a zone is either ignored or invalid.
    package static func parseWithoutZone(_ text: UnsafeBufferPointer<UInt8>, allowsZone: Bool) -> Int64? {
        guard let parts = TimestampParts(text.trimmedForCast, untrimmedCount: leadingBlanks(text)),
            !parts.isTimeOnly, allowsZone || parts.zoneName == nil,
            let date = CivilDate(year: parts.year, month: parts.segments[1], day: parts.segments[2])
        else { return nil }
        if let name = parts.zoneName, (try? ZoneRules(named: name)) == nil { return nil }
        return ZoneRules.utc.epochMicroseconds(
            days: date.daysSinceEpoch, microsecondOfDay: parts.microsecondOfDay)
    }

    /// Parses a string's bytes; see the buffer's form.
    package static func parseWithoutZone(_ text: UTF8String, allowsZone: Bool) -> Int64? {
        // Safety: the buffer does not leave the closure.
        text.bytes.withUnsafeBufferPointer { parseWithoutZone($0, allowsZone: allowsZone) }
    }

    // Safety: as parse.
    private static func leadingBlanks(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        text.prefix(while: \.isTrimmedByCasts).count
    }

    // Safety: as parse; the first 19 positions are read only after the count is checked.
    /// `yyyy-MM-ddTHH:mm:ss[.f[f..]][Z|+hh:mm]` (a blank may stand for the T), nearly all text there is; nil
    /// sends the text to the general rules.
    private static func parseCommonForm(_ text: UnsafeBufferPointer<UInt8>, zone: ZoneRules) -> Int64? {
        guard text.count >= 19, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: " "),
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":")
        else { return nil }
        var digits = Digits(text: text)
        let century = digits.pair(at: 0)
        let year = century * 100 + digits.pair(at: 2)
        let (month, day) = (digits.pair(at: 5), digits.pair(at: 8))
        let (hour, minute, second) = (digits.pair(at: 11), digits.pair(at: 14), digits.pair(at: 17))
        guard digits.areAll, hour < 24, minute < 60, second < 60, 1...12 ~= month, day >= 1,
            day <= 28 || day <= CivilDate.daysInMonth(month, ofYear: year)
        else { return nil }
        var fraction: Int64 = 0
        var position = 19
        if position < text.count, text[position] == UInt8(ascii: ".") {
            var unit: Int64 = 100_000
            position += 1
            while position < text.count, text[position].isDigit {
                fraction += Int64(text[position] - UInt8(ascii: "0")) * unit
                unit /= 10
                position += 1
            }
        }
        let days = CivilDate.daysSinceEpoch(year: year, month: month, day: day)
        let local = Int64(days) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
        let rest = text.count - position
        if rest == 0 { return zone.epochSecond(localSecond: local) * 1_000_000 + fraction }
        if rest == 1, text[position] == UInt8(ascii: "Z") { return local * 1_000_000 + fraction }
        guard rest == 6, text[position + 3] == UInt8(ascii: ":") else { return nil }
        let isEast = text[position] == UInt8(ascii: "+")
        let offset = digits.pair(at: position + 1) * 3_600 + digits.pair(at: position + 4) * 60
        let isOffset = isEast || text[position] == UInt8(ascii: "-")
        guard isOffset, digits.areAll, digits.pair(at: position + 4) < 60, offset <= 18 * 3_600 else {
            return nil
        }
        return (local - Int64(isEast ? offset : -offset)) * 1_000_000 + fraction
    }
}

// Safety: lives only within parseCommonForm, which checks that the buffer holds the positions asked for.
private struct Digits {
    let text: UnsafeBufferPointer<UInt8>
    var areAll = true

    mutating func pair(at position: Int) -> Int {
        let tens = text[position] &- UInt8(ascii: "0")
        let ones = text[position + 1] &- UInt8(ascii: "0")
        if tens > 9 || ones > 9 { areAll = false }
        return Int(tens) * 10 + Int(ones)
    }
}

/// A timestamp's text cut into its numbers: the state machine of SparkDateTimeUtils.parseTimestampString.
private struct TimestampParts {
    /// Year, month, day, hour, minute, second, microsecond.
    var segments = [1, 1, 1, 0, 0, 0, 0]
    var isNegativeYear = false
    var isTimeOnly = false
    var zoneName: String?

    var year: Int { isNegativeYear ? -segments[0] : segments[0] }

    var microsecondOfDay: Int64 {
        let second = Int64(segments[3] * 3_600 + segments[4] * 60 + segments[5])
        return second * 1_000_000 + Int64(segments[6])
    }

    // Safety: reads only within the buffer, which the caller keeps alive for the call.
    /// Cuts up trimmed text; `untrimmedCount` bytes were trimmed at its head.
    init?(_ text: UnsafeBufferPointer<UInt8>, untrimmedCount: Int) {
        guard !text.isEmpty else { return nil }
        var position = 0
        let hasSign = text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+")
        if hasSign {
            isNegativeYear = text[0] == UInt8(ascii: "-")
            position = 1
        } else if text[0] == UInt8(ascii: "T") {
            // Spark looks for this T at the head of the untrimmed text.
            guard untrimmedCount == 0 else { return nil }
            isTimeOnly = true
            position = 1
        }
        var index = isTimeOnly ? 3 : 0
        var value = 0
        var digits = 0
        while position < text.count {
            let byte = text[position]
            position += 1
            if byte.isDigit {
                digits += 1
                if digits <= 6 { value = value * 10 + Int(byte - UInt8(ascii: "0")) }
                continue
            }
            if index == 0, byte == UInt8(ascii: ":"), !hasSign {
                isTimeOnly = true
                index = 3
            }
            guard close(index, value: value, digits: digits) else { return nil }
            value = 0
            digits = 0
            switch (index, byte) {
            case (0...1, UInt8(ascii: "-")), (2, UInt8(ascii: " ")), (2, UInt8(ascii: "T")),
                (3...4, UInt8(ascii: ":")), (5, UInt8(ascii: ".")):
                index += 1
            case (5...6, _):
                let name = text[(position - 1)...].drop { $0 <= 0x20 }
                zoneName = String(decoding: name, as: UTF8.self)
                return
            default:
                return nil
            }
        }
        guard close(index, value: value, digits: digits) else { return nil }
    }

    /// Stores a segment; false when it has too few or too many digits or, for a time, too great a value.
    private mutating func close(_ index: Int, value: Int, digits: Int) -> Bool {
        switch index {
        case 0:
            segments[0] = value
            return 4...6 ~= digits
        case 6:
            segments[6] = (digits..<max(digits, 6)).reduce(value) { value, _ in value * 10 }
            return true
        default:
            segments[index] = value
            return 1...2 ~= digits && value < (index < 3 ? 100 : index == 3 ? 24 : 60)
        }
    }
}
