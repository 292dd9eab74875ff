import TideFormats

/// Writes a value as JSON by its `Encodable` conformance; equal values give equal bytes: an object's keys
/// come in their order. NaN and infinities are the strings "NaN", "Infinity" and "-Infinity", an integer
/// beyond 64 bits is a string of its digits.
struct StateEncoder: Encoder {
    /// What has been written so far.
    fileprivate final class Node {
        enum Content {
            case nothing
            case leaf(JSONValue)
            case object([String: Node])
            case array([Node])
        }

        var content = Content.nothing

        var json: JSONValue {
            switch content {
            // What encodes itself as nothing is an empty object, as in Foundation.
            case .nothing: .object([])
            case .leaf(let value): value
            case .object(let children):
                .object(
                    children.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                        .map { (key: $0.key, value: $0.value.json) })
            case .array(let children): .array(children.map(\.json))
            }
        }

        func child(_ key: String) -> Node {
            var children: [String: Node] = if case .object(let children) = content { children } else { [:] }
            let child = Node()
            children[key] = child
            content = .object(children)
            return child
        }

        func element() -> Node {
            var children: [Node] = if case .array(let children) = content { children } else { [] }
            let child = Node()
            children.append(child)
            content = .array(children)
            return child
        }
    }

    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let node = Node()
        try StateEncoder(node: node, codingPath: []).write(value)
        return node.json.bytes
    }

    fileprivate let node: Node
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .nothing = node.content { node.content = .object([:]) }
        return KeyedEncodingContainer(Keyed<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .nothing = node.content { node.content = .array([]) }
        return Unkeyed(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(encoder: self) }

    fileprivate func write(_ value: some Encodable) throws {
        if let leaf = Self.leaf(value) {
            node.content = .leaf(leaf)
        } else {
            try value.encode(to: self)
        }
    }

    private static func leaf(_ value: some Encodable) -> JSONValue? {
        switch value {
        case let flag as Bool: return .bool(flag)
        case let text as String: return .string(text)
        case let number as Double: return .number(number)
        case let number as Float: return .number(Double(number))
        case let number as any FixedWidthInteger:
            return Int64(exactly: number).map { .integer($0) } ?? .string(String(describing: number))
        default: return nil
        }
    }

    fileprivate func below(_ key: any CodingKey) -> StateEncoder {
        StateEncoder(node: node.child(key.stringValue), codingPath: codingPath + [key])
    }

    fileprivate func next() -> StateEncoder { StateEncoder(node: node.element(), codingPath: codingPath) }
}

private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: StateEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil(forKey key: Key) { encoder.below(key).node.content = .leaf(.null) }

    func encode<Stored: Encodable>(_ value: Stored, forKey key: Key) throws {
        try encoder.below(key).write(value)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { encoder.below(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        encoder.below(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { encoder.below(SuperKey()) }
    func superEncoder(forKey key: Key) -> any Encoder { encoder.below(key) }
}

private struct Unkeyed: UnkeyedEncodingContainer {
    let encoder: StateEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int { if case .array(let elements) = encoder.node.content { elements.count } else { 0 } }

    func encodeNil() { encoder.next().node.content = .leaf(.null) }
    func encode<Stored: Encodable>(_ value: Stored) throws { try encoder.next().write(value) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        encoder.next().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder.next().unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder.next() }
}

private struct Single: SingleValueEncodingContainer {
    let encoder: StateEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil() { encoder.node.content = .leaf(.null) }
    func encode<Stored: Encodable>(_ value: Stored) throws { try encoder.write(value) }
}

/// The key under which a class writes what its superclass has.
struct SuperKey: CodingKey {
    var stringValue: String { "super" }
    var intValue: Int? { nil }

    init() {}
    init?(stringValue: String) { if stringValue != "super" { return nil } }
    init?(intValue: Int) { nil }
}
