/// The text of an interval, by the rules of Spark's `IntervalUtils.stringToInterval`.
enum IntervalText {
    struct Invalid: Error {
        var reason: String
    }

    private static let monthUnits: Set = ["year", "years", "month", "months"]

    private static let timeUnits: Set = [
        "week", "weeks", "day", "days", "hour", "hours", "minute", "minutes", "second", "seconds",
        "millisecond",
        "milliseconds", "microsecond", "microseconds",
    ]

    /// Whether a word is a unit.
    static func isUnit(_ word: String) -> Bool {
        let unit = word.lowercased()
        return monthUnits.contains(unit) || timeUnits.contains(unit)
    }

    /// `[interval] {[sign] number unit}` as signed numbers and lower-case units with single spaces: `10
    /// minutes`.
    ///
    /// Only seconds may have a fraction; years and months do not mix with the other units.
    static func normalize(_ text: String) throws(Invalid) -> String {
        var words = text.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)[...]
        if words.first == "interval" { words = words.dropFirst() }
        var parts: [String] = []
        var isOfMonths: Bool?
        while var number = words.popFirst() {
            if number == "-" || number == "+" { number += words.popFirst() ?? "" }
            let unit = words.popFirst() ?? ""
            guard let value = signedNumber(number) else {
                throw Invalid(reason: "'\(number.prefix(40))' is not a number")
            }
            guard isUnit(unit) else {
                throw Invalid(
                    reason: unit.isEmpty ? "a unit is missing" : "'\(unit.prefix(40))' is not a unit")
            }
            if value.contains("."), !unit.hasPrefix("second") {
                throw Invalid(reason: "\(unit) cannot have a fraction")
            }
            let isMonths = monthUnits.contains(unit)
            if let isOfMonths, isOfMonths != isMonths {
                throw Invalid(reason: "years and months do not mix with days and times")
            }
            isOfMonths = isMonths
            parts.append(value + " " + unit)
        }
        if parts.isEmpty { throw Invalid(reason: "it is empty") }
        return parts.joined(separator: " ")
    }

    /// The number without a plus sign; nil when it is none or its whole part exceeds 64 bits.
    private static func signedNumber(_ text: String) -> String? {
        let isNegative = text.hasPrefix("-")
        let digits = isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...]
        let pieces = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = pieces.first, !digits.isEmpty, digits != ".", isDigits(whole),
            pieces.count == 1 || isDigits(pieces[1]) && pieces[1].utf8.count <= 9,
            whole.isEmpty || Int64(whole) != nil
        else { return nil }
        return (isNegative ? "-" : "") + digits
    }

    private static func isDigits(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
