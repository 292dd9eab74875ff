import TideColumnar

/// The values that tell categories or series apart.
enum ChartKeys {
    /// The key of a row's value: a window is its start, all NaN are one.
    static func key(_ value: Value, type: DataType) -> Value {
        switch value {
        case .structure(let fields) where type == .window: fields.first ?? .null
        case .double(let number) where number.isNaN: .string("NaN")
        default: value
        }
    }

    /// The different values in the order of their first appearance.
    static func distinct(_ keys: [Value]) -> [Value] {
        var seen = Set<Value>()
        return keys.filter { seen.insert($0).inserted }
    }

    /// Ascending, strings by bytes, NaN and then NULL last.
    static func precedes(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.null, _): false
        case (_, .null): true
        case (.boolean(let left), .boolean(let right)): !left && right
        case (.int(let left), .int(let right)): left < right
        case (.bigint(let left), .bigint(let right)): left < right
        case (.double(let left), .double(let right)): left < right
        case (.string(let left), .string(let right)): left < right
        case (.timestamp(let left), .timestamp(let right)): left < right
        case (.date(let left), .date(let right)): left < right
        case (.double, .string): true
        default: false
        }
    }

    /// A key that is no point in time, as text.
    static func text(_ key: Value) -> String {
        switch key {
        case .null, .structure: "NULL"
        case .boolean(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .bigint(let number): String(number)
        case .double(let number): Numbers.format(number)
        case .string(let text): text.text
        case .timestamp(let instant): Timestamps.format(instant, zone: .utc)
        case .date(let days): Dates.format(days)
        }
    }
}
