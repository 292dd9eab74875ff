/// The units of an INTERVAL type: from the first to the last, both of years and months or both of days and
/// times.
public struct IntervalUnits: Hashable, Sendable {
    /// A unit, from the longest.
    public enum Unit: Int, Hashable, Sendable, Comparable, CaseIterable {
        /// Twelve months.
        case year
        /// A month of the calendar.
        case month
        /// 24 hours.
        case day
        /// 60 minutes.
        case hour
        /// 60 seconds.
        case minute
        /// A second and its fraction to six digits.
        case second

        /// Longer units come first.
        public static func < (left: Unit, right: Unit) -> Bool { left.rawValue < right.rawValue }

        /// The SQL spelling.
        package var name: String { ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"][rawValue] }

        /// Months, or microseconds.
        package var length: Int64 {
            [12, 1, 86_400_000_000, 3_600_000_000, 60_000_000, 1_000_000][rawValue]
        }

        /// The unit of that name in any case.
        package init?(name: some StringProtocol) {
            guard let unit = Self.allCases.first(where: { $0.name == name.uppercased() }) else { return nil }
            self = unit
        }
    }

    /// The longest unit.
    public let first: Unit
    /// The shortest unit.
    public let last: Unit

    /// The units `first` to `last`; nil when the last is longer than the first or one is of months and the
    /// other of days and times.
    public init?(_ first: Unit, _ last: Unit) {
        guard first <= last, (first <= .month) == (last <= .month) else { return nil }
        self.first = first
        self.last = last
    }

    private init(checked first: Unit, _ last: Unit) {
        self.first = first
        self.last = last
    }

    /// YEAR TO MONTH.
    public static let yearToMonth = IntervalUnits(checked: .year, .month)
    /// DAY TO SECOND.
    public static let dayToSecond = IntervalUnits(checked: .day, .second)

    /// Whether values are months.
    public var isOfMonths: Bool { first <= .month }

    /// The SQL spelling, for example `DAY TO SECOND`.
    package var sqlName: String { first == last ? first.name : first.name + " TO " + last.name }

    /// The units of both; nil where one is of months and the other is not.
    package func union(_ other: IntervalUnits) -> IntervalUnits? {
        IntervalUnits(min(first, other.first), max(last, other.last))
    }
}

/// INTERVAL values as text, in Spark's forms.
package enum Intervals {
    /// Spark's cast to STRING: `INTERVAL '1 02:03:04.5' DAY TO SECOND`.
    package static func format(_ value: Int64, _ units: IntervalUnits) -> String {
        "INTERVAL '" + (value < 0 ? "-" : "") + fields(value.magnitude, units) + "' " + units.sqlName
    }

    private static func fields(_ magnitude: UInt64, _ units: IntervalUnits) -> String {
        if units.isOfMonths {
            switch (units.first, units.last) {
            case (.year, .year): return "\(magnitude / 12)"
            case (.month, _): return "\(magnitude)"
            default: return "\(magnitude / 12)-\(magnitude % 12)"
            }
        }
        var rest = magnitude
        var text = ""
        for raw in units.first.rawValue...units.last.rawValue {
            guard let unit = IntervalUnits.Unit(rawValue: raw) else { continue }
            let count = rest / UInt64(unit.length)
            rest %= UInt64(unit.length)
            if unit != units.first { text += unit == .hour ? " " : ":" }
            text += count < 10 && unit != .day ? "0\(count)" : "\(count)"
        }
        guard units.last == .second, rest > 0 else { return text }
        var fraction = String(String(1_000_000 + rest).dropFirst())
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return text + "." + fraction
    }

    /// The value of an interval's text by the rules of Spark's casts: `1 02:03:04.5`, or the whole literal;
    /// nil for text in other units or out of range.
    package static func parse(_ text: UTF8String, _ units: IntervalUnits) -> Int64? {
        var bytes = text.bytes[...]
        while let first = bytes.first, first.isTrimmedByCasts { bytes = bytes.dropFirst() }
        while let last = bytes.last, last.isTrimmedByCasts { bytes = bytes.dropLast() }
        let trimmed = String(decoding: bytes, as: UTF8.self)
        guard trimmed.uppercased().hasPrefix("INTERVAL") else { return value(trimmed, units) }
        let parts = trimmed.split(separator: "'", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { return nil }
        let head = parts[0].split(whereSeparator: \.isWhitespace)
        let tail = parts[2].split(whereSeparator: \.isWhitespace).joined(separator: " ").uppercased()
        let hasBlanks =
            parts[0].dropFirst(8).first?.isWhitespace == true && parts[2].first?.isWhitespace == true
        guard hasBlanks, tail == units.sqlName, head.count <= 2 else { return nil }
        let inner = value(parts[1], units)
        guard head.count == 2 else { return inner }
        switch head[1] {
        case "-": return inner.flatMap { $0 == .min ? nil : -$0 }
        case "+": return inner
        default: return nil
        }
    }

    /// The value of an interval's fields: `1-2`, `1 02:03:04.5`, `-10:11`; nil for text in other units or out
    /// of range.
    package static func value(_ text: String, _ units: IntervalUnits) -> Int64? {
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        var total: Int128 = 0
        for raw in units.first.rawValue...units.last.rawValue {
            guard let unit = IntervalUnits.Unit(rawValue: raw) else { return nil }
            let isFirst = unit == units.first
            if !isFirst {
                let separator = unit == .month ? "-" : unit == .hour ? " " : ":"
                guard rest.first == separator.utf8.first else { return nil }
                rest = rest.dropFirst()
            }
            let digits = rest.prefix { $0.isDigit }
            guard !digits.isEmpty, isFirst || unit == .month || digits.count <= 2,
                let count = Int64(String(decoding: digits, as: UTF8.self)),
                isFirst || count < limit(unit)
            else { return nil }
            total += Int128(count) * Int128(unit.length)
            rest = rest[digits.endIndex...]
        }
        if units.last == .second, rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { $0.isDigit }
            guard 1...9 ~= digits.count else { return nil }
            let padded = String(decoding: digits, as: UTF8.self) + "000000"
            total += Int128(padded.prefix(6)) ?? 0
            rest = rest[digits.endIndex...]
        }
        guard rest.isEmpty else { return nil }
        let signed = isNegative ? -total : total
        return units.isOfMonths ? Int32(exactly: signed).map(Int64.init) : Int64(exactly: signed)
    }

    /// What a unit behind another stays below.
    private static func limit(_ unit: IntervalUnits.Unit) -> Int64 {
        switch unit {
        case .month: 12
        case .hour: 24
        default: 60
        }
    }
}
