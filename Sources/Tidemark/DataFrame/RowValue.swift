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

extension Int32: RowValue {
    /// Takes INT, and DATE as days since 1970-01-01.
    public init?(_ cell: RowCell) {
        switch cell.value {
        case .int(let number), .date(let number): self = number
        default: return nil
        }
    }
}

extension Int64: RowValue {
    /// Takes INT and BIGINT, and TIMESTAMP as microseconds since 1970-01-01 00:00:00 UTC.
    public init?(_ cell: RowCell) {
        switch cell.value {
        case .int(let number): self = Int64(number)
        case .bigint(let number), .timestamp(let number): self = number
        default: return nil
        }
    }
}

extension Int: RowValue {
    /// Takes what `Int64` takes.
    public init?(_ cell: RowCell) {
        guard let number = Int64(cell) else { return nil }
        self = Int(number)
    }
}

extension Double: RowValue {
    /// Takes DOUBLE, and INT, which it holds exactly.
    public init?(_ cell: RowCell) {
        switch cell.value {
        case .double(let number): self = number
        case .int(let number): self = Double(number)
        default: return nil
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
