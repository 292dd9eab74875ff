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
