/// Values as bytes whose bytewise order (LMDB's) is the values' order: NULL first, `false < true`, -0.0
/// equal to 0.0, one NaN above all numbers, strings by their bytes, structs field by field.
///
/// | part | bytes |
/// |---|---|
/// | marker, before every value | `00` NULL (nothing follows), `01` present |
/// | BOOLEAN | `00`, `01` |
/// | TINYINT, SMALLINT, INT, DATE | 4 bytes, big-endian, sign bit flipped |
/// | BIGINT, TIMESTAMP, TIMESTAMP_NTZ, INTERVAL | 8 bytes, big-endian, sign bit flipped |
/// | DECIMAL | 16 bytes, big-endian, sign bit flipped, of the digits without the point |
/// | FLOAT, DOUBLE | as a DOUBLE, IEEE 754 bits, big-endian; negative: all flipped, else: sign bit flipped |
/// | STRING, BINARY | bytes, `00` written as `00 FF`, then `00 00` |
/// | STRUCT | its fields, each with its marker |
/// | ARRAY | `01` and an element with its marker, for each; then `00` |
///
/// The parts only append to the caller's buffer, so that a loop over rows need not allocate.
package enum OrderedKeyEncoder {
    static let presentMarker: UInt8 = 1

    /// Appends NULL of any type.
    @inlinable
    package static func appendNull(to key: inout [UInt8]) { key.append(0) }

    /// Appends a BOOLEAN with its marker.
    @inlinable
    package static func append(_ value: Bool, to key: inout [UInt8]) {
        key.append(1)
        key.append(value ? 1 : 0)
    }

    /// Appends an INT or DATE with its marker.
    @inlinable
    package static func append(_ value: Int32, to key: inout [UInt8]) {
        key.append(1)
        appendBigEndian(UInt32(bitPattern: value) ^ 1 << 31, to: &key)
    }

    /// Appends a BIGINT or TIMESTAMP with its marker.
    @inlinable
    package static func append(_ value: Int64, to key: inout [UInt8]) {
        key.append(1)
        appendBigEndian(UInt64(bitPattern: value) ^ 1 << 63, to: &key)
    }

    /// Appends a DECIMAL's digits with its marker.
    package static func append(_ value: Int128, to key: inout [UInt8]) {
        key.append(1)
        appendBigEndian(UInt128(bitPattern: value) ^ 1 << 127, to: &key)
    }

    /// Appends a DOUBLE with its marker.
    @inlinable
    package static func append(_ value: Double, to key: inout [UInt8]) {
        key.append(1)
        let bits = value.isNaN ? Double.nan.bitPattern : value == 0 ? 0 : value.bitPattern
        appendBigEndian(bits >> 63 == 1 ? ~bits : bits ^ 1 << 63, to: &key)
    }

    /// Appends a STRING, given as its bytes, with its marker.
    @inlinable
    package static func append(string bytes: some Collection<UInt8>, to key: inout [UInt8]) {
        key.append(1)
        for byte in bytes {
            key.append(byte)
            if byte == 0 { key.append(0xFF) }
        }
        key.append(0)
        key.append(0)
    }

    /// Opens a STRUCT that is not NULL; its fields follow, each appended with its own marker.
    @inlinable
    package static func appendStructStart(to key: inout [UInt8]) { key.append(1) }

    /// Appends any value with its marker. A MAP has no order: it is no part of a key.
    package static func append(_ value: Value, to key: inout [UInt8]) {
        switch value {
        case .null: appendNull(to: &key)
        case .boolean(let value): append(value, to: &key)
        case .tinyint(let value): append(Int32(value), to: &key)
        case .smallint(let value): append(Int32(value), to: &key)
        case .int(let value), .date(let value): append(value, to: &key)
        case .bigint(let value), .timestamp(let value), .timestampNTZ(let value), .interval(let value, _):
            append(value, to: &key)
        case .float(let value): append(Double(value), to: &key)
        case .double(let value): append(value, to: &key)
        case .decimal(let value): append(value.unscaled, to: &key)
        case .string(let value): append(string: value.bytes, to: &key)
        case .binary(let value): append(string: value, to: &key)
        case .structure(let fields):
            appendStructStart(to: &key)
            for field in fields { append(field, to: &key) }
        case .array(let elements):
            key.append(1)
            for element in elements {
                key.append(1)
                append(element, to: &key)
            }
            key.append(0)
        case .map: preconditionFailure("a MAP in a key: the analyzer refuses it")
        }
    }

    @inlinable
    static func appendBigEndian<Word: FixedWidthInteger>(_ value: Word, to key: inout [UInt8]) {
        // Safety: the buffer of the value's own bytes does not leave the closure.
        withUnsafeBytes(of: value.bigEndian) { key.append(contentsOf: $0) }
    }
}
