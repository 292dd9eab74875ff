import TideColumnar

/// Reads the fields of a state entry's value; every read is checked against the bounds.
// Safety: `bytes` is valid while the reader is used, which its creators keep inside one closure; `take`
// checks each range before it is read.
struct StateReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ count: Int) throws(StateDamage) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= bytes.count - position else {
            throw StateDamage(reason: "\(count) bytes expected at byte \(position) of \(bytes.count)")
        }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    /// An integer, least byte first.
    mutating func integer<Number: FixedWidthInteger & BitwiseCopyable>(
        _: Number.Type
    ) throws(StateDamage) -> Number {
        Number(littleEndian: try take(MemoryLayout<Number>.size).loadUnaligned(as: Number.self))
    }

    /// A byte that is 0 or 1.
    mutating func flag() throws(StateDamage) -> Bool {
        let byte = try integer(UInt8.self)
        guard byte <= 1 else { throw StateDamage(reason: "a flag is \(byte)") }
        return byte == 1
    }

    /// A 32-bit length, then as many bytes.
    mutating func counted() throws(StateDamage) -> [UInt8] {
        let count = try integer(UInt32.self)
        return [UInt8](try take(Int(count)))
    }

    /// A value written by `appendState`.
    mutating func value(_ type: DataType) throws(StateDamage) -> Value {
        guard try flag() else { return .null }
        switch type {
        case .void: throw StateDamage(reason: "a value of type VOID is not NULL")
        case .boolean: return .boolean(try flag())
        case .tinyint, .smallint, .int, .date: return type.value(try integer(Int32.self))
        case .bigint, .timestamp, .timestampNTZ, .interval: return type.value(try integer(Int64.self))
        case .float, .double: return type.value(Double(bitPattern: try integer(UInt64.self)))
        case .decimal: return type.value(try integer(Int128.self))
        case .string, .binary: return type.value(try counted())
        case .structure(let fields):
            var values: [Value] = []
            for field in fields { values.append(try value(field.type)) }
            return .structure(values)
        case .array(let element):
            var values: [Value] = []
            for _ in 0..<(try integer(UInt32.self)) { values.append(try value(element)) }
            return .array(values)
        case .map: throw StateDamage(reason: "a MAP in the state")
        }
    }
}

/// A state entry that is not what was written.
struct StateDamage: Error {
    var reason: String
}

extension [UInt8] {
    // Safety: the bytes of a local integer are copied inside the closure.
    /// Appends an integer, least byte first.
    mutating func appendState(_ number: some FixedWidthInteger & BitwiseCopyable) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    /// Appends 1 or 0.
    mutating func appendState(_ flag: Bool) { append(flag ? 1 : 0) }

    /// Appends a 32-bit length, then the bytes.
    mutating func appendState(counted bytes: [UInt8]) {
        appendState(UInt32(bytes.count))
        append(contentsOf: bytes)
    }

    /// Appends a flag, 0 for NULL; then, if present, the value: numbers least byte first, strings after
    /// their 32-bit length, structs field by field.
    mutating func appendState(_ value: Value) {
        if value.isNull { return appendState(false) }
        appendState(true)
        switch value {
        case .null: break
        case .boolean(let flag): appendState(flag)
        case .decimal(let number): appendState(number.unscaled)
        case .structure(let fields): for field in fields { appendState(field) }
        case .array(let elements):
            appendState(UInt32(elements.count))
            for element in elements { appendState(element) }
        case .map: preconditionFailure("a MAP in the state: the analyzer refuses it")
        default:
            if let number = value.int32 {
                appendState(number)
            } else if let number = value.int64 {
                appendState(number)
            } else if let number = value.binary64 {
                appendState(number.bitPattern)
            } else {
                appendState(counted: value.bytes ?? [])
            }
        }
    }
}
