import TideColumnar
import TideFormats
import TideModel

extension ScalarFunction {
    /// Functions that make and take apart structs, arrays and maps, and bytes as text.
    ///
    /// Throws `invalidArrayIndex` for an element that is not there and `invalidArgument` for a map's keys
    /// that are NULL or equal.
    func collection(_ arguments: [Value]) throws -> Value {
        switch self {
        case .structOf: return .structure(arguments)
        case .arrayOf: return .array(arguments)
        case .mapOf: return try map(arguments)
        default: break
        }
        guard !arguments.contains(where: \.isNull) else { return .null }
        switch (self, arguments[0]) {
        case (.size, .array(let elements)): return .int(Int32(clamping: elements.count))
        case (.size, .map(let entries)): return .int(Int32(clamping: entries.count))
        case (.item, .array(let elements)):
            guard let index = arguments[1].integer, index >= 0, index < elements.count else {
                throw outside(arguments[1], elements.count, "0 to \(elements.count - 1)")
            }
            return elements[Int(index)]
        case (.elementAt, .array(let elements)): return try element(elements, at: arguments[1])
        case (.item, .map(let entries)), (.elementAt, .map(let entries)):
            return entries.last { compareValues($0.key, arguments[1]) == 0 }?.value ?? .null
        case (.arrayContains, .array(let elements)):
            if elements.contains(where: { !$0.isNull && compareValues($0, arguments[1]) == 0 }) {
                return .boolean(true)
            }
            return elements.contains(where: \.isNull) ? .null : .boolean(false)
        case (.mapKeys, .map(let entries)): return .array(entries.map(\.key))
        case (.mapValues, .map(let entries)): return .array(entries.map(\.value))
        case (.fields, .array(let elements)):
            guard let ordinal = arguments[1].integer else { return .null }
            return .array(
                elements.map { if case .structure(let fields) = $0 { fields[Int(ordinal)] } else { .null } })
        default: return try encoding(arguments[0])
        }
    }

    private func map(_ arguments: [Value]) throws -> Value {
        var entries: [MapEntry] = []
        for index in stride(from: 0, to: arguments.count - 1, by: 2) {
            let key = canonicalValue(arguments[index])
            guard !key.isNull else { throw TidemarkError(.mapKeyNull) }
            guard !entries.contains(where: { compareValues($0.key, key) == 0 }) else {
                throw TidemarkError(.mapKeyTwice, ["key": ValueText.text(key, zone: .utc)])
            }
            entries.append(MapEntry(key, arguments[index + 1]))
        }
        return .map(entries)
    }

    /// Counted from 1, or backwards from -1.
    private func element(_ elements: [Value], at position: Value) throws -> Value {
        let index = position.integer ?? 0
        guard index != 0, index.magnitude <= elements.count else {
            throw outside(position, elements.count, "1 to \(elements.count), or -1 to -\(elements.count)")
        }
        return elements[index > 0 ? Int(index) - 1 : elements.count + Int(index)]
    }

    private func outside(_ index: Value, _ count: Int, _ range: String) -> TidemarkError {
        TidemarkError(
            .elementOutside,
            ["index": "\(index.integer ?? 0)", "count": "\(count)", "range": count == 0 ? "none" : range])
    }

    /// `hex`, `unhex`, `base64` and `unbase64`.
    private func encoding(_ value: Value) throws -> Value {
        switch (self, value) {
        case (.hex, .bigint(let number)):
            return .string(UTF8String(String(UInt64(bitPattern: number), radix: 16).uppercased()))
        case (.hex, _):
            let digits = Array("0123456789ABCDEF".utf8)
            let bytes = value.bytes ?? []
            return .string(UTF8String(bytes: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }))
        case (.unhex, _): return Hexadecimal.bytes(value.bytes ?? []).map(Value.binary) ?? .null
        case (.base64, _):
            var text: [UInt8] = []
            Base64.append(value.bytes ?? [], to: &text)
            return .string(UTF8String(bytes: text))
        case (.unbase64, .string(let text)):
            guard let bytes = Base64.decode(text.bytes) else {
                throw TidemarkError(
                    .valueNotOfType, ["value": "STRING '\(text.text)'", "type": "BINARY as Base64"])
            }
            return .binary(bytes)
        default: preconditionFailure("\(self) of \(value): the analyzer casts")
        }
    }

    /// `to_json`; a NULL has no text.
    func jsonText(_ value: Value, _ type: DataType, _ context: EvaluationContext) -> Value {
        guard !value.isNull else { return .null }
        var text: [UInt8] = []
        JSONRowWriter(zone: context.zone).append(value, type: type, to: &text)
        return .string(UTF8String(bytes: text))
    }

    /// `from_json` in mode PERMISSIVE: NULL, or a struct of NULLs, for text that is not such a value.
    func jsonValue(_ value: Value, as type: DataType, _ context: EvaluationContext) -> Value {
        guard case .string(let text) = value else { return .null }
        return TolerantReader.value(of: text.bytes, type, zone: context.zone)
    }
}

/// Hexadecimal digits in SQL.
package enum Hexadecimal {
    /// The bytes; an odd digit stands for the first byte alone. nil for other text.
    package static func bytes(_ digits: [UInt8]) -> [UInt8]? {
        let padded = digits.count.isMultiple(of: 2) ? digits : [UInt8(ascii: "0")] + digits
        var result: [UInt8] = []
        for start in stride(from: 0, to: padded.count, by: 2) {
            let pair = String(decoding: padded[start..<start + 2], as: UTF8.self)
            guard !pair.hasPrefix("+"), !pair.hasPrefix("-"), let byte = UInt8(pair, radix: 16) else {
                return nil
            }
            result.append(byte)
        }
        return result
    }
}
