/// Day-time intervals as Spark writes them in strings: `10 seconds`, `1 hour 30 minutes`, `interval 5 minutes`.
package enum Interval {
    private static let unitMicroseconds: [String: Int64] = [
        "microsecond": 1, "millisecond": 1_000, "second": 1_000_000, "minute": 60_000_000,
        "hour": 3_600_000_000, "day": 86_400_000_000, "week": 604_800_000_000,
    ]

    /// The length in microseconds; nil when the text is no interval of days and smaller units, or too long.
    ///
    /// A number may have a fraction with seconds (`1.5 seconds`); units may be plural; case does not matter.
    package static func microseconds(_ text: String) -> Int64? {
        var words = text.lowercased().split(whereSeparator: { $0.isWhitespace })
        if words.first == "interval" { words.removeFirst() }
        guard !words.isEmpty, words.count.isMultiple(of: 2) else { return nil }
        var total: Int64 = 0
        for index in stride(from: 0, to: words.count, by: 2) {
            guard let unit = unit(words[index + 1]),
                let part = product(of: words[index], unit: unit),
                case let (sum, overflow) = total.addingReportingOverflow(part), !overflow
            else { return nil }
            total = sum
        }
        return total
    }

    /// Whether the text speaks of months or years, whose length in time is not fixed.
    package static func hasCalendarUnit(_ text: String) -> Bool {
        text.lowercased().split(whereSeparator: { $0.isWhitespace }).contains {
            ["month", "months", "year", "years"].contains($0)
        }
    }

    private static func unit(_ word: Substring) -> Int64? {
        unitMicroseconds[String(word)]
            ?? (word.hasSuffix("s") ? unitMicroseconds[String(word.dropLast())] : nil)
    }

    private static func product(of number: Substring, unit: Int64) -> Int64? {
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = Int64(parts[0]) else { return nil }
        let (scaled, overflow) = whole.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        guard parts.count == 2 else { return scaled }
        let digits = parts[1]
        guard unit == 1_000_000, !digits.isEmpty, digits.count <= 6, digits.allSatisfy({ $0.isNumber }),
            let fraction = Int64(digits + String(repeating: "0", count: 6 - digits.count))
        else { return nil }
        return number.hasPrefix("-") ? scaled - fraction : scaled + fraction
    }
}
