/// The microseconds of an interval text such as `1 hour`, `30 minutes`, `1 day 2 hours` or `INTERVAL 1.5
/// SECONDS`.
///
/// A day has 24 hours. Throws `invalidArgument` for text that is not an interval and, as Spark does for
/// windows and triggers, for months and years, whose length is not fixed; `daysOfMonth` gives them one.
package func intervalMicroseconds(_ text: String, daysOfMonth: Int64? = nil) throws -> Int64 {
    var words = text.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
    if words.first == "interval" { words.removeFirst() }
    guard !words.isEmpty, words.count.isMultiple(of: 2) else { throw malformedInterval(text) }
    var total: Int64 = 0
    for index in stride(from: 0, to: words.count, by: 2) {
        let unit = words[index + 1].hasSuffix("s") ? String(words[index + 1].dropLast()) : words[index + 1]
        var length = unitMicroseconds[unit]
        if unit == "month" || unit == "year" {
            guard let daysOfMonth else { throw TidemarkError(.intervalVaries, ["text": text]) }
            length = daysOfMonth * 86_400_000_000 * (unit == "year" ? 12 : 1)
        }
        guard let length, let amount = scaledExactly(words[index], by: length) else {
            throw malformedInterval(text)
        }
        let (sum, overflow) = total.addingReportingOverflow(amount)
        guard !overflow else { throw malformedInterval(text) }
        total = sum
    }
    return total
}

private let unitMicroseconds: [String: Int64] = [
    "microsecond": 1, "millisecond": 1_000, "second": 1_000_000, "minute": 60_000_000, "hour": 3_600_000_000,
    "day": 86_400_000_000, "week": 604_800_000_000,
]

/// `number` times the unit; only seconds take a fraction, as in Spark.
private func scaledExactly(_ number: String, by unit: Int64) -> Int64? {
    let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = ["", "-", "+"].contains(parts[0]) ? 0 : Int64(parts[0]) else { return nil }
    let (scaled, overflow) = whole.multipliedReportingOverflow(by: unit)
    guard !overflow else { return nil }
    guard parts.count == 2 else { return scaled }
    let digits = parts[1].prefix(6)
    guard unit == 1_000_000, parts[1].allSatisfy({ ("0"..."9").contains($0) }),
        let fraction = Int64(digits + String(repeating: "0", count: 6 - digits.count))
    else { return nil }
    let sum = scaled.addingReportingOverflow(parts[0].hasPrefix("-") ? -fraction : fraction)
    return sum.overflow ? nil : sum.partialValue
}

private func malformedInterval(_ text: String) -> TidemarkError {
    TidemarkError(.intervalMalformed, ["text": text])
}
