import TideColumnar
import TideModel

extension ScalarFunction {
    /// Functions of text; positions and lengths count characters (Unicode scalars), positions from 1.
    ///
    /// NULL where an argument is NULL, except that `concat_ws` passes over NULL and `locate` from NULL finds
    /// nothing. Throws `invalidArgument` for a pattern of LIKE that is none and for a text too long to hold.
    func text(_ arguments: [Value]) throws -> Value {
        switch self {
        case .concatWs: return concatenate(arguments.dropFirst(), separator: arguments[0])
        case .locate where arguments[2].isNull: return .int(0)
        default: break
        }
        guard !arguments.contains(where: \.isNull) else { return .null }
        let text = arguments.first.map(bytes) ?? []
        switch self {
        case .upper: return .string(uppercased(text))
        case .lower: return .string(lowercased(text))
        case .initcap: return .string(capitalized(text))
        case .length: return .int(Int32(clamping: Characters.count(text)))
        case .trim, .ltrim, .rtrim: return string(trimmed(text, arguments))
        case .concat: return string(arguments.flatMap(bytes))
        case .substring:
            return string(Characters.substring(text, position: int(arguments[1]), length: int(arguments[2])))
        case .left: return string(Characters.slice(text, 0, max(0, int(arguments[1]))))
        case .right:
            let length = int(arguments[1])
            if length <= 0 { return string([]) }
            return string(Characters.substring(text, position: -length, length: length))
        case .replace: return string(try replaced(text, bytes(arguments[1]), bytes(arguments[2])))
        case .locate:
            return .int(Characters.locate(text, in: bytes(arguments[1]), from: int(arguments[2])))
        case .reverse: return string(Characters.reversed(text))
        case .repeated: return string(try repeated(text, max(0, int(arguments[1]))))
        case .lpad, .rpad: return string(try padded(text, int(arguments[1]), with: bytes(arguments[2])))
        case .contains:
            return .boolean(Characters.firstIndex(of: bytes(arguments[1]), in: text, from: 0) != nil)
        case .startsWith: return .boolean(text.starts(with: bytes(arguments[1])))
        case .endsWith: return .boolean(text.reversed().starts(with: bytes(arguments[1]).reversed()))
        case .like:
            return .boolean(try LikePattern(bytes(arguments[1]), escape: bytes(arguments[2])).matches(text))
        default: preconditionFailure("\(self) is not a function of text")
        }
    }

    private func concatenate(_ parts: ArraySlice<Value>, separator: Value) -> Value {
        guard !separator.isNull else { return .null }
        return string(Array(parts.filter { !$0.isNull }.map(bytes).joined(separator: bytes(separator))))
    }

    /// Without the characters, blanks by default, at one end or both.
    private func trimmed(_ text: [UInt8], _ arguments: [Value]) -> [UInt8] {
        let dropped = Set(arguments.count > 1 ? Characters.split(bytes(arguments[1])) : [[0x20]])
        var characters = Characters.split(text)[...]
        if self != .rtrim { characters = characters.drop { dropped.contains($0) } }
        if self != .ltrim {
            while let last = characters.last, dropped.contains(last) { characters.removeLast() }
        }
        return Array(characters.joined())
    }

    private func replaced(_ text: [UInt8], _ search: [UInt8], _ replacement: [UInt8]) throws -> [UInt8] {
        guard !search.isEmpty else { return text }
        var result: [UInt8] = []
        var start = 0
        while let found = Characters.firstIndex(of: search, in: text, from: start) {
            result += text[start..<found] + replacement
            start = found + search.count
            try requireLength(result.count)
        }
        return result + text[start...]
    }

    private func repeated(_ text: [UInt8], _ count: Int) throws -> [UInt8] {
        try requireLength(text.count * count)
        return Array(repeatElement(text, count: count).joined())
    }

    /// Filled up to `length` characters, or cut to as many.
    private func padded(_ text: [UInt8], _ length: Int, with filler: [UInt8]) throws -> [UInt8] {
        let missing = length - Characters.count(text)
        guard missing > 0, !filler.isEmpty else { return Characters.slice(text, 0, max(0, length)) }
        try requireLength(missing)
        let unit = Characters.split(filler)
        let padding = (0..<missing).flatMap { unit[$0 % unit.count] }
        return self == .lpad ? padding + text : text + padding
    }

    /// Bounds what a short argument can blow up.
    private func requireLength(_ count: Int) throws {
        let limit = 16 << 20
        guard count > limit else { return }
        throw TidemarkError(
            .textTooLong, ["function": rawValue, "count": "\(count)", "limit": "\(limit)"])
    }
}

private func string(_ bytes: [UInt8]) -> Value { .string(UTF8String(bytes: bytes)) }

private func bytes(_ value: Value) -> [UInt8] {
    guard case .string(let text) = value else {
        preconditionFailure("\(value): the analyzer casts to STRING")
    }
    return text.bytes
}

private func int(_ value: Value) -> Int {
    guard case .int(let number) = value else { preconditionFailure("\(value): the analyzer casts to INT") }
    return Int(number)
}

/// Lower case by the full mappings of Unicode, with the final form of sigma at the end of a word
/// (The Unicode Standard, 3.13, Final_Sigma).
private func lowercased(_ text: [UInt8]) -> UTF8String {
    if text.allSatisfy({ $0 < 0x80 }) {
        return UTF8String(bytes: text.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 })
    }
    let scalars = Array(String(decoding: text, as: UTF8.self).unicodeScalars)
    var result = ""
    for (index, scalar) in scalars.enumerated() {
        if scalar == "\u{3A3}" {
            let isInWord =
                scalars[..<index].last { !$0.properties.isCaseIgnorable }?.properties.isCased == true
            let goesOn = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }?.properties.isCased
            result += isInWord && goesOn != true ? "\u{3C2}" : "\u{3C3}"
        } else {
            result += scalar.properties.lowercaseMapping
        }
    }
    return UTF8String(result)
}

private func uppercased(_ text: [UInt8]) -> UTF8String {
    if text.allSatisfy({ $0 < 0x80 }) {
        return UTF8String(bytes: text.map { 0x61...0x7A ~= $0 ? $0 & 0xDF : $0 })
    }
    return UTF8String(
        String(decoding: text, as: UTF8.self).unicodeScalars.map(\.properties.uppercaseMapping).joined())
}

/// The first letter behind each blank as a capital, all others small.
private func capitalized(_ text: [UInt8]) -> UTF8String {
    var result = ""
    var startsWord = true
    for scalar in lowercased(text).text.unicodeScalars {
        result += startsWord ? scalar.properties.titlecaseMapping : String(scalar)
        startsWord = scalar == " "
    }
    return UTF8String(result)
}
