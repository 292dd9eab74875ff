import TideColumnar

/// Values in the names of directories: their types and their reading, as Spark's `PartitioningUtils` has it.
enum PartitionValue {
    /// What a text may be, narrowest first.
    private enum Kind: Int {
        case null, int, bigint, whole, double, date, timestamp, string
    }

    /// The narrowest type that all texts have; nil stands for NULL.
    static func type(of texts: [String?], _ zone: ZoneRules) -> DataType {
        let kind = texts.reduce(Kind.null) { merged($0, $1.map { Self.kind(of: $0, zone) } ?? .null) }
        return switch kind {
        case .int: .int
        case .bigint: .bigint
        // Spark's DECIMAL without a fraction.
        case .whole, .double: .double
        case .date: .date
        case .timestamp: .timestamp
        case .null, .string: .string
        }
    }

    /// A text as a value of a type; nil when it is none.
    static func read(_ text: String, _ type: DataType, _ zone: ZoneRules) -> Value? {
        let bytes = UTF8String(text)
        switch type {
        case .string: return .string(bytes)
        case .int: return integer(text).flatMap { Int32(exactly: $0) }.map { .int($0) }
        case .bigint: return integer(text).map { .bigint($0) }
        case .double: return double(text).map { .double($0) }
        case .date: return Dates.parse(bytes).map { .date($0) }
        case .timestamp: return Timestamps.parse(bytes, zone: zone).map { .timestamp($0) }
        case .boolean:
            switch text.lowercased() {
            case "true": return .boolean(true)
            case "false": return .boolean(false)
            default: return nil
            }
        default: return nil
        }
    }

    private static func kind(of text: String, _ zone: ZoneRules) -> Kind {
        if let number = integer(text) { return Int32(exactly: number) == nil ? .bigint : .int }
        if isWhole(text) { return .whole }
        if double(text) != nil { return .double }
        if text.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil, Dates.parse(UTF8String(text)) != nil {
            return .date
        }
        if text.wholeMatch(of: /\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d)?/) != nil,
            Timestamps.parse(UTF8String(text), zone: zone) != nil
        {
            return .timestamp
        }
        return .string
    }

    private static func merged(_ left: Kind, _ right: Kind) -> Kind {
        if left == right || right == .null { return left }
        switch (min(left.rawValue, right.rawValue), max(left.rawValue, right.rawValue)) {
        case (Kind.null.rawValue, _): return right
        case (Kind.int.rawValue, Kind.bigint.rawValue): return .bigint
        case (Kind.int.rawValue, Kind.double.rawValue): return .double
        case (Kind.int.rawValue, Kind.whole.rawValue), (Kind.bigint.rawValue, Kind.whole.rawValue):
            return .whole
        case (Kind.date.rawValue, Kind.timestamp.rawValue): return .timestamp
        // Digits would be lost, or there is nothing in common.
        default: return .string
        }
    }

    private static func integer(_ text: String) -> Int64? { Int64(text) }

    /// An integer past 64 bits, or one with an exponent, of at most 38 digits.
    private static func isWhole(_ text: String) -> Bool {
        guard let match = text.wholeMatch(of: /[+-]?(\d+)\.?(?:[eE]\+?(\d{1,2}))?/) else { return false }
        return match.1.count + (match.2.flatMap { Int($0) } ?? 0) <= 38
    }

    /// As Java reads a double: blanks around it, and a letter for its type behind it.
    private static func double(_ text: String) -> Double? {
        var trimmed = text[...]
        while let first = trimmed.first, first <= " " { trimmed.removeFirst() }
        while let last = trimmed.last, last <= " " { trimmed.removeLast() }
        switch trimmed {
        case "NaN", "+NaN", "-NaN": return .nan
        case "Infinity", "+Infinity": return .infinity
        case "-Infinity": return -.infinity
        default: break
        }
        if let last = trimmed.last, "fFdD".contains(last) { trimmed.removeLast() }
        guard trimmed.wholeMatch(of: /[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/) != nil else { return nil }
        return Double(trimmed)
    }
}
