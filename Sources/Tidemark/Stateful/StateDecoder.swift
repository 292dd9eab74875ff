import TideFormats

/// Reads a value back from what `StateEncoder` wrote.
struct StateDecoder: Decoder {
    static func decode<Stored: Decodable>(_ type: Stored.Type, from bytes: [UInt8]) throws -> Stored {
        try StateDecoder(json: try JSONValue(parsing: bytes), codingPath: []).read(type)
    }

    fileprivate let json: JSONValue
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let pairs = json.pairs else { throw mismatch("an object") }
        return KeyedDecodingContainer(
            Keyed<Key>(
                decoder: self, values: Dictionary(pairs.map { ($0.key, $0.value) }) { $1 }))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let elements = json.elements else { throw mismatch("an array") }
        return Unkeyed(decoder: self, elements: elements)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { Single(decoder: self) }

    fileprivate func read<Stored: Decodable>(_ type: Stored.Type) throws -> Stored {
        let leaf: Any?
        switch type {
        case is Bool.Type: leaf = json.bool
        case is String.Type: leaf = json.string
        case is Double.Type: leaf = number
        case is Float.Type: leaf = number.map { Float($0) }
        case let type as any FixedWidthInteger.Type: leaf = integer(type)
        default: return try Stored(from: self)
        }
        guard let value = leaf as? Stored else { throw mismatch("\(type)") }
        return value
    }

    private var number: Double? {
        switch json {
        case .string("NaN"): .nan
        case .string("Infinity"): .infinity
        case .string("-Infinity"): -.infinity
        default: json.double
        }
    }

    private func integer<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
        json.integer.flatMap { Number(exactly: $0) } ?? json.string.flatMap { Number($0) }
    }

    fileprivate func mismatch(_ expected: String) -> DecodingError {
        .typeMismatch(
            JSONValue.self, .init(codingPath: codingPath, debugDescription: "\(expected) expected"))
    }

    fileprivate func below(_ key: any CodingKey, _ json: JSONValue) -> StateDecoder {
        StateDecoder(json: json, codingPath: codingPath + [key])
    }
}

private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: StateDecoder
    let values: [String: JSONValue]
    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { values.keys.compactMap(Key.init(stringValue:)) }

    func contains(_ key: Key) -> Bool { values[key.stringValue] != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try value(key).json == .null }

    func decode<Stored: Decodable>(_ type: Stored.Type, forKey key: Key) throws -> Stored {
        try value(key).read(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try value(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try value(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { decoder.below(SuperKey(), values["super"] ?? .null) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try value(key) }

    private func value(_ key: Key) throws -> StateDecoder {
        guard let value = values[key.stringValue] else {
            throw DecodingError.keyNotFound(
                key, .init(codingPath: codingPath, debugDescription: "no \(key.stringValue)"))
        }
        return decoder.below(key, value)
    }
}

private struct Unkeyed: UnkeyedDecodingContainer {
    let decoder: StateDecoder
    let elements: [JSONValue]
    private(set) var currentIndex = 0
    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    init(decoder: StateDecoder, elements: [JSONValue]) {
        self.decoder = decoder
        self.elements = elements
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd else { throw ended() }
        guard elements[currentIndex] == .null else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Stored: Decodable>(_ type: Stored.Type) throws -> Stored { try next().read(type) }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try next().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder { try next() }

    private mutating func next() throws -> StateDecoder {
        guard !isAtEnd else { throw ended() }
        defer { currentIndex += 1 }
        return StateDecoder(json: elements[currentIndex], codingPath: codingPath)
    }

    private func ended() -> DecodingError {
        .valueNotFound(
            JSONValue.self, .init(codingPath: codingPath, debugDescription: "no element \(currentIndex)"))
    }
}

private struct Single: SingleValueDecodingContainer {
    let decoder: StateDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.json == .null }
    func decode<Stored: Decodable>(_ type: Stored.Type) throws -> Stored { try decoder.read(type) }
}
