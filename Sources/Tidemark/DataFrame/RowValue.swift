public import TideColumnar

/// A value of a row with its type.
public struct RowCell: Sendable, Hashable {
    /// The value.
    public let value: Value
    /// The column's type.
    public let type: DataType
}

/// A Swift type that a row's values can be read as.
public protocol RowValue: Sendable {
    /// Takes a value; nil when it is of another type, or NULL.
    init?(_ cell: RowCell)
}

extension Bool: RowValue {
    /// Takes BOOLEAN.
    public init?(_ cell: RowCell) {
        guard case .boolean(let flag) = cell.value else { return nil }
        self = flag
    }
}

extension Int8: RowValue {
    /// Takes TINYINT.
    public init?(_ cell: RowCell) {
        guard case .tinyint(let number) = cell.value else { return nil }
        self = number
    }
}

extension Int16: RowValue {
    /// Takes TINYINT and SMALLINT.
    public init?(_ cell: RowCell) {
        switch cell.value {
        case .tinyint(let number): self = Int16(number)
        case .smallint(let number): self = number
        default: return nil
        }
    }
}

extension Int32: RowValue {
    /// Takes TINYINT, SMALLINT, INT, and DATE as days since 1970-01-01.
    public init?(_ cell: RowCell) {
        guard let number = cell.value.int32 else { return nil }
        self = number
    }
}

extension Int64: RowValue {
    /// Takes TINYINT, SMALLINT, INT and BIGINT; TIMESTAMP and TIMESTAMP_NTZ as microseconds since 1970-01-01
    /// 00:00:00; and an INTERVAL as microseconds, or months for its units YEAR and MONTH.
    public init?(_ cell: RowCell) {
        guard let number = cell.value.int64 ?? cell.value.integer else { return nil }
        self = number
    }
}

extension Int: RowValue {
    /// Takes what `Int64` takes.
    public init?(_ cell: RowCell) {
        guard let number = Int64(cell) else { return nil }
        self = Int(number)
    }
}

extension Float: RowValue {
    /// Takes FLOAT, and TINYINT and SMALLINT, which it holds exactly.
    public init?(_ cell: RowCell) {
        switch cell.value {
        case .float(let number): self = number
        case .tinyint(let number): self = Float(number)
        case .smallint(let number): self = Float(number)
        default: return nil
        }
    }
}

extension Double: RowValue {
    /// Takes FLOAT and DOUBLE, and TINYINT, SMALLINT and INT, which it holds exactly.
    public init?(_ cell: RowCell) {
        if case .bigint = cell.value { return nil }
        guard let number = cell.value.binary64 ?? cell.value.integer.map(Double.init) else { return nil }
        self = number
    }
}

extension Decimal128: RowValue {
    /// Takes DECIMAL, and TINYINT, SMALLINT, INT and BIGINT with no digits behind the point.
    public init?(_ cell: RowCell) {
        if case .decimal(let number) = cell.value {
            self = number
        } else {
            guard let number = cell.value.integer else { return nil }
            self.init(Int128(number), scale: 0)
        }
    }
}

extension Array: RowValue where Element: RowValue {
    /// Takes an ARRAY of what the elements take; BINARY as an array of UInt8.
    public init?(_ cell: RowCell) {
        if case .binary(let bytes) = cell.value {
            guard let bytes = bytes as? [Element] else { return nil }
            self = bytes
            return
        }
        guard case .array(let values) = cell.value, case .array(let type) = cell.type else { return nil }
        var elements: [Element] = []
        for value in values {
            guard let element = Element(RowCell(value: value, type: type)) else { return nil }
            elements.append(element)
        }
        self = elements
    }
}

extension UInt8: RowValue {
    /// A byte of a BINARY; no cell is one.
    public init?(_ cell: RowCell) { return nil }
}

extension Dictionary: RowValue where Key: RowValue, Value: RowValue {
    /// Takes a MAP of what keys and values take; the last of equal keys counts.
    public init?(_ cell: RowCell) {
        guard case .map(let entries) = cell.value, case .map(let keyType, let valueType) = cell.type else {
            return nil
        }
        self = [:]
        for entry in entries {
            guard let key = Key(RowCell(value: entry.key, type: keyType)),
                let value = Value(RowCell(value: entry.value, type: valueType))
            else { return nil }
            self[key] = value
        }
    }
}

extension String: RowValue {
    /// Takes STRING; bytes that are not UTF-8 become U+FFFD.
    public init?(_ cell: RowCell) {
        guard case .string(let text) = cell.value else { return nil }
        self = text.text
    }
}

extension Row: RowValue {
    /// Takes a STRUCT as a row of its fields.
    public init?(_ cell: RowCell) {
        guard case .structure(let values) = cell.value, case .structure(let fields) = cell.type else {
            return nil
        }
        self.init(schema: Schema(fields), values: values)
    }
}

extension Optional: RowValue where Wrapped: RowValue {
    /// Takes NULL as nil, and what the type takes.
    public init?(_ cell: RowCell) {
        if cell.value.isNull {
            self = .none
        } else {
            guard let wrapped = Wrapped(cell) else { return nil }
            self = wrapped
        }
    }
}
