/// How a column keeps its values: the case of `ColumnVector.Values`.
package enum Storage: Hashable, Sendable {
    case void, boolean, int32, int64, double, decimal, string, structure, list
}

extension DataType {
    /// How a column of the type keeps its values.
    package var storage: Storage {
        switch self {
        case .void: .void
        case .boolean: .boolean
        case .tinyint, .smallint, .int, .date: .int32
        case .bigint, .timestamp, .timestampNTZ, .interval: .int64
        case .float, .double: .double
        case .decimal: .decimal
        case .string, .binary: .string
        case .structure: .structure
        case .array, .map: .list
        }
    }

    /// The type of a list's elements: an ARRAY's, or a MAP's pairs as structs; nil for other types.
    package var elementType: DataType? {
        switch self {
        case .array(let element): element
        case .map(let key, let value):
            .structure([Field("key", key, isNullable: false), Field("value", value)])
        default: nil
        }
    }

    /// The value that a column of this type, of storage int32, keeps as the number.
    package func value(_ number: Int32) -> Value {
        switch self {
        case .tinyint: .tinyint(Int8(truncatingIfNeeded: number))
        case .smallint: .smallint(Int16(truncatingIfNeeded: number))
        case .date: .date(number)
        default: .int(number)
        }
    }

    /// The value that a column of this type, of storage int64, keeps as the number.
    package func value(_ number: Int64) -> Value {
        switch self {
        case .timestamp: .timestamp(number)
        case .timestampNTZ: .timestampNTZ(number)
        case .interval(let units): .interval(number, units)
        default: .bigint(number)
        }
    }

    /// The value that a column of this type, FLOAT or DOUBLE, keeps as the number.
    package func value(_ number: Double) -> Value {
        self == .float ? .float(Float(number)) : .double(number)
    }

    /// The value that a column of this type, DECIMAL, keeps as the digits.
    package func value(_ digits: Int128) -> Value {
        if case .decimal(_, let scale) = self { .decimal(Decimal128(digits, scale: scale)) } else { .null }
    }

    /// The value that a column of this type, STRING or BINARY, keeps as the bytes.
    package func value(_ bytes: [UInt8]) -> Value {
        self == .binary ? .binary(bytes) : .string(UTF8String(bytes: bytes))
    }

    /// The value that a column of this type, ARRAY or MAP, keeps as the elements.
    package func value(_ elements: [Value]) -> Value {
        guard case .map = self else { return .array(elements) }
        return .map(
            elements.compactMap { element in
                if case .structure(let pair) = element { MapEntry(pair[0], pair[1]) } else { nil }
            })
    }
}

extension Value {
    /// What storage int32 keeps of it; nil for values of other storage.
    package var int32: Int32? {
        switch self {
        case .tinyint(let number): Int32(number)
        case .smallint(let number): Int32(number)
        case .int(let number), .date(let number): number
        default: nil
        }
    }

    /// What storage int64 keeps of it; nil for values of other storage.
    package var int64: Int64? {
        switch self {
        case .bigint(let number), .timestamp(let number), .timestampNTZ(let number), .interval(let number, _):
            number
        default: nil
        }
    }

    /// What storage double keeps of it; nil for values of other storage.
    package var binary64: Double? {
        switch self {
        case .float(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    /// What storage string keeps of it; nil for values of other storage.
    package var bytes: [UInt8]? {
        switch self {
        case .string(let text): text.bytes
        case .binary(let bytes): bytes
        default: nil
        }
    }

    /// The number of a TINYINT, SMALLINT, INT or BIGINT; nil for other values.
    package var integer: Int64? {
        switch self {
        case .tinyint(let number): Int64(number)
        case .smallint(let number): Int64(number)
        case .int(let number): Int64(number)
        case .bigint(let number): number
        default: nil
        }
    }
}
