import TideFormats
package import TideModel

/// One option as written, with its place in the SQL.
package typealias SourceOption = (key: String, value: String, range: SourceRange?)

/// The options of a table by lower-case key, and their values read; each reader names the option it refuses.
struct OptionValues {
    private let given: [String: SourceOption]

    /// - Throws: `TidemarkError` (`invalidOption`) for one that is given twice.
    init(_ options: [SourceOption]) throws {
        var given: [String: SourceOption] = [:]
        for option in options where given.updateValue(option, forKey: option.key.lowercased()) != nil {
            throw TidemarkError(.optionTwice, ["option": option.key], range: option.range)
        }
        self.given = given
    }

    subscript(key: String) -> SourceOption? { given[key] }

    /// The value that `read` makes of an option; nil where it is not given.
    func value<Value>(_ key: String, _ read: (SourceOption) throws -> Value) rethrows -> Value? {
        try given[key].map(read)
    }

    func flag(_ key: String) throws -> Bool? {
        try value(key) { option in
            switch option.value.lowercased() {
            case "true": true
            case "false": false
            default: throw Self.wrong(option, among: ["true", "false"])
            }
        }
    }

    func text(_ key: String, expected: String) throws -> String? {
        try value(key) { option in
            guard !option.value.isEmpty else { throw Self.wrong(option, expected: expected) }
            return option.value
        }
    }

    static func positive(_ option: SourceOption) throws -> Int64 {
        guard let number = Int64(option.value), number > 0 else {
            throw wrong(option, expected: "a positive integer")
        }
        return number
    }

    static func ratio(_ option: SourceOption) throws -> Double {
        guard let ratio = Double(option.value), ratio > 0, ratio <= 1 else {
            throw wrong(option, expected: "a number above 0 and at most 1")
        }
        return ratio
    }

    /// Microseconds of an interval such as `1 second`.
    static func duration(_ option: SourceOption) throws -> Int64 {
        guard let microseconds = try? intervalMicroseconds(option.value), microseconds >= 0 else {
            throw wrong(option, expected: "a time such as '1 second'")
        }
        return microseconds
    }

    /// Microseconds of a time as Java options have it: a number and `us`, `ms`, `s`, `m` (or `min`), `h` or
    /// `d`, milliseconds without a unit; or an interval.
    static func age(_ option: SourceOption) throws -> Int64 {
        let units: [(String, Int64)] = [
            ("us", 1), ("ms", 1_000), ("min", 60_000_000), ("s", 1_000_000), ("m", 60_000_000),
            ("h", 3_600_000_000), ("d", 86_400_000_000), ("", 1_000),
        ]
        let text = option.value.lowercased()
        for (unit, microseconds) in units where text.hasSuffix(unit) {
            guard let number = Int64(text.dropLast(unit.count)), number >= 0 else { continue }
            let (product, overflow) = number.multipliedReportingOverflow(by: microseconds)
            if !overflow { return product }
        }
        guard let microseconds = try? intervalMicroseconds(option.value), microseconds >= 0 else {
            throw wrong(option, expected: "a time such as '7d' or '7 days'")
        }
        return microseconds
    }

    static func wrong(_ option: SourceOption, among values: [String]) -> TidemarkError {
        wrong(
            option, expected: alternatives(values.map { "'\($0)'" }),
            suggestion: suggestion(for: option.value, among: values))
    }

    static func wrong(
        _ option: SourceOption, expected: String, suggestion: String = ""
    ) -> TidemarkError {
        TidemarkError(
            .optionWrong,
            ["option": option.key, "value": option.value, "expected": expected, "suggestion": suggestion],
            range: option.range)
    }
}
