/// One SQL value, the currency of the row-at-a-time paths (reference evaluator, literals, printing).
public indirect enum Value: Hashable, Sendable {
    /// NULL of any type.
    case null
    /// BOOLEAN.
    case boolean(Bool)
    /// TINYINT.
    case tinyint(Int8)
    /// SMALLINT.
    case smallint(Int16)
    /// INT.
    case int(Int32)
    /// BIGINT.
    case bigint(Int64)
    /// FLOAT.
    case float(Float)
    /// DOUBLE.
    case double(Double)
    /// DECIMAL; its scale is that of the type.
    case decimal(Decimal128)
    /// STRING.
    case string(UTF8String)
    /// BINARY.
    case binary([UInt8])
    /// Microseconds since the epoch.
    case timestamp(Int64)
    /// TIMESTAMP_NTZ: microseconds since the epoch on the clock that shows it.
    case timestampNTZ(Int64)
    /// Days since the epoch.
    case date(Int32)
    /// An INTERVAL: months for units YEAR and MONTH, else microseconds.
    case interval(Int64, IntervalUnits)
    /// A STRUCT's fields in order.
    case structure([Value])
    /// An ARRAY's elements.
    case array([Value])
    /// A MAP's pairs in the order they were written.
    case map([MapEntry])

    /// Whether it is NULL.
    public var isNull: Bool { if case .null = self { true } else { false } }
}

/// A key of a MAP and its value.
public struct MapEntry: Hashable, Sendable {
    /// Never NULL.
    public var key: Value
    /// May be NULL.
    public var value: Value

    /// Makes a pair.
    public init(_ key: Value, _ value: Value) {
        self.key = key
        self.value = value
    }
}

/// A string that compares, orders and hashes by its UTF-8 bytes, as SQL does.
///
/// Swift's `String` compares by canonical equivalence, under which two different byte sequences may be equal.
public struct UTF8String: Hashable, Comparable, Sendable, ExpressibleByStringLiteral {
    /// The bytes; any are allowed.
    public var bytes: [UInt8]

    /// Makes a string of bytes.
    public init(bytes: [UInt8]) { self.bytes = bytes }
    /// Makes a string of a text's bytes.
    public init(_ text: String) { bytes = Array(text.utf8) }
    /// Makes a string of a literal's bytes.
    public init(stringLiteral text: String) { self.init(text) }

    /// The text; bytes that are not UTF-8 appear as U+FFFD.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Bytewise order.
    public static func < (left: UTF8String, right: UTF8String) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
