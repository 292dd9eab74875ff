import TideColumnar

/// The values that tell categories or series apart.
enum ChartKeys {
    /// The key of a row's value: a window is its start, all NaN are one.
    static func key(_ value: Value, type: DataType) -> Value {
        switch value {
        case .structure(let fields) where type == .window: fields.first ?? .null
        case .double(let number) where number.isNaN: .string("NaN")
        case .float(let number) where number.isNaN: .string("NaN")
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
        case (.decimal(let left), .decimal(let right)): left.order(right) < 0
        case (.string(let left), .string(let right)): left < right
        case (.double, .string), (.float, .string): true
        default: precedesByNumber(left, right)
        }
    }

    private static func precedesByNumber(_ left: Value, _ right: Value) -> Bool {
        if let left = left.int32, let right = right.int32 { return left < right }
        if let left = left.int64, let right = right.int64 { return left < right }
        if let left = left.binary64, let right = right.binary64 { return left < right }
        return false
    }

    /// A key that is no point in time, as text.
    static func text(_ key: Value) -> String {
        switch key {
        case .null, .structure: "NULL"
        case .boolean(let flag): flag ? "true" : "false"
        case .float(let number): Numbers.format(number)
        case .double(let number): Numbers.format(number)
        case .decimal(let number): number.plainText
        case .string(let text): text.text
        case .timestamp(let instant), .timestampNTZ(let instant): Timestamps.format(instant, zone: .utc)
        case .date(let days): Dates.format(days)
        case .interval(let length, let units): Intervals.format(length, units)
        case .tinyint, .smallint, .int, .bigint, .binary, .array, .map: key.integer.map(String.init) ?? ""
        }
    }
}
