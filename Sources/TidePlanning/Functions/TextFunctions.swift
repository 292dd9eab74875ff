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
        let text = arguments.first.map(\.utf8) ?? []
        switch self {
        case .upper: return .string(LetterCase.upper(text))
        case .lower: return .string(LetterCase.lower(text))
        case .initcap: return .string(LetterCase.capitals(text))
        case .length: return .int(Int32(clamping: Characters.count(text)))
        case .trim, .ltrim, .rtrim: return Value(utf8: trimmed(text, arguments))
        case .concat: return Value(utf8: arguments.flatMap(\.utf8))
        case .substring:
            return Value(
                utf8: Characters.substring(text, position: arguments[1].number, length: arguments[2].number))
        case .left: return Value(utf8: Characters.slice(text, 0, max(0, arguments[1].number)))
        case .right:
            let length = arguments[1].number
            if length <= 0 { return Value(utf8: []) }
            return Value(utf8: Characters.substring(text, position: -length, length: length))
        case .replace: return Value(utf8: try replaced(text, arguments[1].utf8, arguments[2].utf8))
        case .locate:
            return .int(Characters.locate(text, in: arguments[1].utf8, from: arguments[2].number))
        case .reverse: return Value(utf8: Characters.reversed(text))
        case .repeated: return Value(utf8: try repeated(text, max(0, arguments[1].number)))
        case .lpad, .rpad: return Value(utf8: try padded(text, arguments[1].number, with: arguments[2].utf8))
        case .contains:
            return .boolean(Characters.firstIndex(of: arguments[1].utf8, in: text, from: 0) != nil)
        case .startsWith: return .boolean(text.starts(with: arguments[1].utf8))
        case .endsWith: return .boolean(text.reversed().starts(with: arguments[1].utf8.reversed()))
        case .like:
            return .boolean(try LikePattern(arguments[1].utf8, escape: arguments[2].utf8).matches(text))
        default: preconditionFailure("\(self) is not a function of text")
        }
    }

    private func concatenate(_ parts: ArraySlice<Value>, separator: Value) -> Value {
        guard !separator.isNull else { return .null }
        return Value(utf8: Array(parts.filter { !$0.isNull }.map(\.utf8).joined(separator: separator.utf8)))
    }

    /// Without the characters, blanks by default, at one end or both.
    private func trimmed(_ text: [UInt8], _ arguments: [Value]) -> [UInt8] {
        let dropped = Set(arguments.count > 1 ? Characters.split(arguments[1].utf8) : [[0x20]])
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

extension Value {
    fileprivate init(utf8 bytes: [UInt8]) { self = .string(UTF8String(bytes: bytes)) }

    fileprivate var utf8: [UInt8] {
        guard case .string(let text) = self else {
            preconditionFailure("\(self): the analyzer casts to STRING")
        }
        return text.bytes
    }

    fileprivate var number: Int {
        guard case .int(let number) = self else { preconditionFailure("\(self): the analyzer casts to INT") }
        return Int(number)
    }
}
