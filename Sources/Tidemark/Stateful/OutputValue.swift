public import TideColumnar

/// A row that a processor gives: a value for each column, nil for NULL.
public typealias OutputRow = [(any OutputValue)?]

/// What may be a value of a row that a processor gives.
///
/// An integer fits every column of integers that holds it, TIMESTAMP and TIMESTAMP_NTZ (64 bits, microseconds
/// since the epoch) and DATE (32 bits, days); everything else fits columns of its own type.
public protocol OutputValue: Sendable {
    /// The value.
    var outputValue: Value { get }
}

extension Value: OutputValue {
    /// The value itself, such as one of an input row.
    public var outputValue: Value { self }
}

extension Bool: OutputValue {
    /// A BOOLEAN.
    public var outputValue: Value { .boolean(self) }
}

extension String: OutputValue {
    /// A STRING.
    public var outputValue: Value { .string(UTF8String(self)) }
}

extension Int8: OutputValue {
    /// A TINYINT.
    public var outputValue: Value { .tinyint(self) }
}

extension Int16: OutputValue {
    /// A SMALLINT.
    public var outputValue: Value { .smallint(self) }
}

extension Int32: OutputValue {
    /// An INT.
    public var outputValue: Value { .int(self) }
}

extension Int64: OutputValue {
    /// A BIGINT.
    public var outputValue: Value { .bigint(self) }
}

extension Int: OutputValue {
    /// A BIGINT.
    public var outputValue: Value { .bigint(Int64(self)) }
}

extension Float: OutputValue {
    /// A FLOAT.
    public var outputValue: Value { .float(self) }
}

extension Double: OutputValue {
    /// A DOUBLE.
    public var outputValue: Value { .double(self) }
}

extension Decimal128: OutputValue {
    /// A DECIMAL of the column's scale.
    public var outputValue: Value { .decimal(self) }
}

extension Row: OutputValue {
    /// A STRUCT.
    public var outputValue: Value { .structure(values) }
}

extension Array: OutputValue where Element: OutputValue {
    /// An ARRAY; a BINARY of bytes.
    public var outputValue: Value {
        // An empty array is one of anything.
        if Element.self == UInt8.self, let bytes = self as? [UInt8] {
            .binary(bytes)
        } else {
            .array(map(\.outputValue))
        }
    }
}

extension UInt8: OutputValue {
    /// A byte of a BINARY; alone an INT.
    public var outputValue: Value { .int(Int32(self)) }
}

extension DataType {
    /// The value as one of this type; nil when it does not fit.
    func fitted(_ value: Value) -> Value? {
        switch (self, value) {
        case (_, .null): return .null
        case (.tinyint, _): return value.integer.flatMap { Int8(exactly: $0) }.map { .tinyint($0) }
        case (.smallint, _): return value.integer.flatMap { Int16(exactly: $0) }.map { .smallint($0) }
        case (.int, _): return value.integer.flatMap { Int32(exactly: $0) }.map { .int($0) }
        case (.bigint, _): return value.integer.map { .bigint($0) }
        case (.timestamp, .bigint(let time)): return .timestamp(time)
        case (.timestampNTZ, .bigint(let time)): return .timestampNTZ(time)
        case (.date, .int(let days)): return .date(days)
        case (.double, .float(let number)): return .double(Double(number))
        case (.decimal(_, let scale), .decimal(let number)): return number.scale == scale ? value : nil
        case (.interval(let units), .interval(_, let given)): return units == given ? value : nil
        case (.structure(let fields), .structure(let values)):
            guard fields.count == values.count else { return nil }
            let fitted = zip(fields, values).compactMap { $0.type.fitted($1) }
            return fitted.count == values.count ? .structure(fitted) : nil
        case (.array(let element), .array(let values)):
            let fitted = values.compactMap(element.fitted)
            return fitted.count == values.count ? .array(fitted) : nil
        case (.map(let key, let element), .map(let entries)):
            let fitted = entries.compactMap { entry in
                key.fitted(entry.key).flatMap { key in
                    element.fitted(entry.value).map { MapEntry(key, $0) }
                }
            }
            return fitted.count == entries.count ? .map(fitted) : nil
        case (.boolean, .boolean), (.string, .string), (.binary, .binary), (.timestamp, .timestamp),
            (.timestampNTZ, .timestampNTZ), (.date, .date), (.double, .double), (.float, .float):
            return value
        default: return nil
        }
    }
}
