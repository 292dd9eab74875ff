/// Reads values back from the bytes that `OrderedKeyEncoder` wrote, one after another.
package struct OrderedKeyDecoder {
    private let bytes: [UInt8]
    /// The next byte to read.
    package private(set) var position: Int

    /// Starts at byte `position` of `bytes`.
    package init(_ bytes: [UInt8], from position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// Whether every byte is read.
    package var isAtEnd: Bool { position >= bytes.count }

    /// The values of a whole key, one of each type.
    ///
    /// - Throws: `KeyDamage` when the bytes are not exactly such values.
    package static func decode(_ bytes: [UInt8], types: [DataType]) throws(KeyDamage) -> [Value] {
        var decoder = OrderedKeyDecoder(bytes)
        var values: [Value] = []
        for type in types { values.append(try decoder.next(type)) }
        guard decoder.isAtEnd else {
            throw KeyDamage(offset: decoder.position, expected: "the end of the key")
        }
        return values
    }

    /// The next value, of the given type or NULL.
    ///
    /// - Throws: `KeyDamage` when the bytes there are not one in the encoder's form.
    package mutating func next(_ type: DataType) throws(KeyDamage) -> Value {
        guard try isPresent() else { return .null }
        switch type {
        case .void: throw KeyDamage(offset: position - 1, expected: "NULL")
        case .boolean:
            let flag = try word(UInt8.self)
            guard flag <= 1 else { throw KeyDamage(offset: position - 1, expected: "a BOOLEAN, 00 or 01") }
            return .boolean(flag == 1)
        case .tinyint, .smallint, .int, .date: return try narrow(type)
        case .bigint, .timestamp, .timestampNTZ, .interval:
            return type.value(Int64(bitPattern: try word(UInt64.self) ^ 1 << 63))
        case .float, .double: return type.value(try double())
        case .decimal: return type.value(Int128(bitPattern: try word(UInt128.self) ^ 1 << 127))
        case .string, .binary: return type.value(try string())
        case .structure(let fields):
            var values: [Value] = []
            for field in fields { values.append(try next(field.type)) }
            return .structure(values)
        case .array(let element):
            var values: [Value] = []
            while try isPresent() { values.append(try next(element)) }
            return .array(values)
        case .map: throw KeyDamage(offset: position - 1, expected: "NULL")
        }
    }

    private mutating func narrow(_ type: DataType) throws(KeyDamage) -> Value {
        let number = Int32(bitPattern: try word(UInt32.self) ^ 1 << 31)
        let isInRange =
            switch type {
            case .tinyint: Int8(exactly: number) != nil
            case .smallint: Int16(exactly: number) != nil
            default: true
            }
        guard isInRange else { throw KeyDamage(offset: position - 4, expected: "a \(type.sqlName)") }
        return type.value(number)
    }

    private mutating func isPresent() throws(KeyDamage) -> Bool {
        let marker = try word(UInt8.self)
        guard marker <= OrderedKeyEncoder.presentMarker else {
            throw KeyDamage(offset: position - 1, expected: "a marker, 00 or 01")
        }
        return marker == OrderedKeyEncoder.presentMarker
    }

    private mutating func word<Word: FixedWidthInteger>(_: Word.Type) throws(KeyDamage) -> Word {
        let width = Word.bitWidth / 8
        guard position + width <= bytes.count else {
            throw KeyDamage(offset: position, expected: "\(width) more bytes")
        }
        defer { position += width }
        return bytes[position..<position + width].reduce(0) { $0 << 8 | Word(truncatingIfNeeded: $1) }
    }

    private mutating func double() throws(KeyDamage) -> Double {
        let word = try word(UInt64.self)
        let value = Double(bitPattern: word >> 63 == 1 ? word ^ 1 << 63 : ~word)
        guard !value.isNaN || value.bitPattern == Double.nan.bitPattern, value != 0 || value.sign == .plus
        else {
            throw KeyDamage(offset: position - 8, expected: "the one form of a DOUBLE")
        }
        return value
    }

    private mutating func string() throws(KeyDamage) -> [UInt8] {
        var content: [UInt8] = []
        while true {
            let byte = try word(UInt8.self)
            if byte == 0 {
                switch try word(UInt8.self) {
                case 0: return content
                case 0xFF: break
                default: throw KeyDamage(offset: position - 1, expected: "00 or FF after 00 in a STRING")
                }
            }
            content.append(byte)
        }
    }
}

/// Bytes that no encoder wrote.
package struct KeyDamage: Error, Hashable, Sendable {
    /// The byte of the key at which reading stopped.
    package let offset: Int
    /// What should be there.
    package let expected: String

    package init(offset: Int, expected: String) {
        self.offset = offset
        self.expected = expected
    }
}
