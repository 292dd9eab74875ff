/// A JSON document in memory, for logs, stored plans and `--json` output; data files go through
/// `NDJSONDecoder`.
package indirect enum JSONValue: Sendable {
    /// Pairs in the order written, duplicates included.
    case object([(key: String, value: JSONValue)])
    case array([JSONValue])
    case string(String)
    /// A number without fraction or exponent that fits 64 bits.
    case integer(Int64)
    case number(Double)
    case bool(Bool)
    case null

    /// The value of the first pair named `key`, by bytes; nil for anything but an object that has it.
    package subscript(key: String) -> JSONValue? {
        guard case .object(let pairs) = self else { return nil }
        return pairs.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }

    /// An element of an array; nil out of range or for anything but an array.
    package subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The pairs of an object.
    package var pairs: [(key: String, value: JSONValue)]? {
        if case .object(let pairs) = self { pairs } else { nil }
    }

    /// The elements of an array.
    package var elements: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }

    /// The text of a string.
    package var string: String? { if case .string(let text) = self { text } else { nil } }

    /// The value of an integer.
    package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }

    /// The value of a number, integer or not.
    package var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The value of `true` or `false`.
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
}

extension JSONValue: Equatable {
    /// Equal structure, order of pairs included; strings by bytes, numbers by value (NaN differs from
    /// itself).
    package static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.object(let left), .object(let right)):
            left.count == right.count
                && zip(left, right).allSatisfy {
                    $0.key.utf8.elementsEqual($1.key.utf8) && $0.value == $1.value
                }
        case (.array(let left), .array(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.integer(let left), .integer(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.bool(let left), .bool(let right)): left == right
        case (.null, .null): true
        default: false
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral text: String) { self = .string(text) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral pairs: (String, JSONValue)...) {
        self = .object(pairs.map { (key: $0.0, value: $0.1) })
    }
}

extension JSONValue {
    /// The compact text: no spaces, escapes as Jackson writes them, doubles as Java prints them.
    ///
    /// JSON has no NaN or infinities: they become the strings Spark writes (`"NaN"`, `"Infinity"`).
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// `text` as UTF-8.
    package var bytes: [UInt8] {
        var output: [UInt8] = []
        append(to: &output)
        return output
    }

    /// Appends the compact text.
    package func append(to output: inout [UInt8]) {
        switch self {
        case .object(let pairs):
            output.append(UInt8(ascii: "{"))
            for (index, pair) in pairs.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                JSONEscapes.appendQuoted(pair.key.utf8, to: &output)
                output.append(UInt8(ascii: ":"))
                pair.value.append(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                element.append(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .string(let text): JSONEscapes.appendQuoted(text.utf8, to: &output)
        case .integer(let value): output.append(contentsOf: String(value).utf8)
        case .number(let value): JSONNumbers.append(value, to: &output)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .null: output.append(contentsOf: "null".utf8)
        }
    }
}
