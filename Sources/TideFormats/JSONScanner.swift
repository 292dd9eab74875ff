/// Cuts JSON text into tokens; what may follow what is the caller's business.
///
/// Safety: reads `bytes` only below its count; whoever makes a scanner keeps the buffer alive while using it.
struct JSONScanner {
    /// Which texts count as JSON.
    enum Dialect: Hashable {
        /// RFC 8259.
        case strict
        /// What Spark's reader accepts, a byte order mark too.
        case spark(JSONLeniency)
    }

    enum Token: Equatable {
        case beginObject, endObject, beginArray, endArray, comma, colon
        case yes, no, null
        /// The text between the quotes, and whether it has escapes.
        case string(Range<Int>, escaped: Bool)
        case integer(Range<Int>)
        case real(Range<Int>)
        /// NaN or an infinity, spelt as in `nonFinite`.
        case nonFinite(Range<Int>)
        case end
    }

    /// Jackson's `StreamReadConstraints.DEFAULT_MAX_NUM_LEN`.
    static let longestNumber = 1_000

    let bytes: UnsafeBufferPointer<UInt8>
    private let leniency: JSONLeniency
    private(set) var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, dialect: Dialect) {
        self.bytes = bytes
        guard case .spark(let leniency) = dialect else {
            leniency = []
            return
        }
        self.leniency = leniency
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next token, after white space.
    mutating func next() throws(JSONSyntaxError) -> Token {
        try skipBlanks()
        guard position < bytes.count else { return .end }
        let start = position
        if leniency.contains(.unquotedFieldNames), let name = try unquotedName() { return name }
        position += 1
        switch bytes[start] {
        case UInt8(ascii: "{"): return .beginObject
        case UInt8(ascii: "}"): return .endObject
        case UInt8(ascii: "["): return .beginArray
        case UInt8(ascii: "]"): return .endArray
        case UInt8(ascii: ","): return .comma
        case UInt8(ascii: ":"): return .colon
        case UInt8(ascii: "\""): return try string(quote: UInt8(ascii: "\""))
        case UInt8(ascii: "'") where leniency.contains(.singleQuotes):
            return try string(quote: UInt8(ascii: "'"))
        case UInt8(ascii: "t"): if word("true") != nil { return .yes }
        case UInt8(ascii: "f"): if word("false") != nil { return .no }
        case UInt8(ascii: "n"): if word("null") != nil { return .null }
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            if leniency.contains(.nonNumericNumbers), position < bytes.count,
                bytes[position] == UInt8(ascii: "I")
            {
                if let range = word("-Infinity") ?? word("-INF") { return .nonFinite(range) }
            }
            position = start
            return try number()
        default:
            guard leniency.contains(.nonNumericNumbers) else { break }
            if let range = word("NaN") ?? word("Infinity") ?? word("+Infinity") ?? word("+INF") {
                return .nonFinite(range)
            }
        }
        throw JSONSyntaxError(offset: start, problem: .unexpectedByte)
    }

    private mutating func skipBlanks() throws(JSONSyntaxError) {
        while position < bytes.count {
            if Self.isBlank(bytes[position]) {
                position += 1
            } else {
                guard bytes[position] == UInt8(ascii: "/"), leniency.contains(.comments) else { return }
                try skipComment()
            }
        }
    }

    private mutating func skipComment() throws(JSONSyntaxError) {
        let start = position
        position += 2
        guard position <= bytes.count else { throw JSONSyntaxError(offset: start, problem: .unexpectedByte) }
        switch bytes[start + 1] {
        case UInt8(ascii: "/"):
            while position < bytes.count, bytes[position] != UInt8(ascii: "\n"),
                bytes[position] != UInt8(ascii: "\r")
            {
                position += 1
            }
        case UInt8(ascii: "*"):
            while position + 1 < bytes.count {
                if bytes[position] == UInt8(ascii: "*"), bytes[position + 1] == UInt8(ascii: "/") {
                    position += 2
                    return
                }
                position += 1
            }
            throw JSONSyntaxError(offset: bytes.count, problem: .unexpectedEnd)
        default: throw JSONSyntaxError(offset: start, problem: .unexpectedByte)
        }
    }

    /// A name without quotes, known by the colon behind it; nil, with nothing passed, for anything else.
    private mutating func unquotedName() throws(JSONSyntaxError) -> Token? {
        let start = position
        while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
        let end = position
        try skipBlanks()
        let isName = end > start && position < bytes.count && bytes[position] == UInt8(ascii: ":")
        position = isName ? end : start
        return isName ? .string(start..<end, escaped: false) : nil
    }

    /// Jackson's characters of names without quotes: those of Java's identifiers, and a few more.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF:
            true
        default: "_$@#*-+".utf8.contains(byte)
        }
    }

    /// White space between tokens (RFC 8259, section 2).
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
            || byte == UInt8(ascii: "\r")
    }

    /// Passes `spelling` if it stands one byte back; where it stood.
    private mutating func word(_ spelling: StaticString) -> Range<Int>? {
        let start = position - 1
        let end = start + spelling.utf8CodeUnitCount
        guard end <= bytes.count else { return nil }
        for index in start..<end where bytes[index] != spelling.utf8Start[index - start] { return nil }
        position = end
        return start..<end
    }

    private mutating func string(quote: UInt8) throws(JSONSyntaxError) -> Token {
        let start = position
        var escaped = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == quote {
                position += 1
                return .string(start..<(position - 1), escaped: escaped)
            }
            guard byte >= 0x20 || leniency.contains(.unquotedControlChars) else {
                throw JSONSyntaxError(offset: position, problem: .controlCharacter)
            }
            if byte == UInt8(ascii: "\\") {
                escaped = true
                try escape()
            } else {
                position += 1
            }
        }
        throw JSONSyntaxError(offset: position, problem: .unexpectedEnd)
    }

    private mutating func escape() throws(JSONSyntaxError) {
        let start = position
        guard start + 1 < bytes.count else {
            throw JSONSyntaxError(offset: bytes.count, problem: .unexpectedEnd)
        }
        switch bytes[start + 1] {
        case UInt8(ascii: "u"):
            guard JSONEscapes.hexadecimal(bytes, at: start + 2) != nil else { break }
            position += 6
            return
        case UInt8(ascii: "'") where leniency.contains(.singleQuotes):
            position += 2
            return
        case let letter where JSONEscapes.byte(after: letter) != nil && letter != UInt8(ascii: "'"):
            position += 2
            return
        case let letter where letter != UInt8(ascii: "u"):
            guard leniency.contains(.backslashEscapingAnyCharacter) else { break }
            position += 2
            return
        default: break
        }
        throw JSONSyntaxError(offset: start, problem: .badEscape)
    }

    private mutating func number() throws(JSONSyntaxError) -> Token {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let leading = position
        let digits = skipDigits()
        let mayLead = leniency.contains(.numericLeadingZeros)
        guard digits > 0, digits == 1 || mayLead || bytes[leading] != UInt8(ascii: "0") else {
            throw JSONSyntaxError(offset: start, problem: .badNumber)
        }
        var isInteger = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            guard skipDigits() > 0 else { throw JSONSyntaxError(offset: start, problem: .badNumber) }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            position += 1
            if position < bytes.count,
                bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
            {
                position += 1
            }
            guard skipDigits() > 0 else { throw JSONSyntaxError(offset: start, problem: .badNumber) }
        }
        guard position - start <= Self.longestNumber else {
            throw JSONSyntaxError(offset: start, problem: .numberTooLong)
        }
        return isInteger ? .integer(start..<position) : .real(start..<position)
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        return position - start
    }
}
