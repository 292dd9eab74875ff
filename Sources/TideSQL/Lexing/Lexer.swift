import TideModel

/// Cuts an SQL text into tokens, by the rules of Spark's `SqlBaseLexer.g4`.
///
/// `<<`, `>>` and `>>>` are not tokens: the parser sees single signs, so that `STRUCT<a: STRUCT<b: INT>>`
/// needs no context here.
struct Lexer {
    private let bytes: [UInt8]
    private var index = 0
    private var tokens: [Token] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The tokens, ended by one of kind `.end`.
    static func tokens(of bytes: [UInt8]) throws(TidemarkError) -> [Token] {
        var lexer = Lexer(bytes)
        return try lexer.run()
    }

    private mutating func run() throws(TidemarkError) -> [Token] {
        while try skipBlanks() { try token() }
        tokens.append(Token(kind: .end, text: "", keyword: "", range: SourceRange(index, index)))
        return tokens
    }

    private func byte(_ offset: Int = 0) -> UInt8 {
        index + offset < bytes.count ? bytes[index + offset] : 0
    }

    private mutating func token() throws(TidemarkError) {
        switch byte() {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): try string(raw: false)
        case UInt8(ascii: "r"), UInt8(ascii: "R"):
            if byte(1) == UInt8(ascii: "'") || byte(1) == UInt8(ascii: "\"") {
                try string(raw: true)
            } else {
                word()
            }
        case UInt8(ascii: "`"): try quotedName()
        case UInt8(ascii: "."), UInt8(ascii: "0")...UInt8(ascii: "9"):
            if let number = NumberScanner.scan(bytes, at: index) {
                append(.number(number.form), number.text, keyword: "", to: number.end)
            } else if byte() == UInt8(ascii: ".") {
                try symbol()
            } else {
                word()
            }
        case let first where Lexer.isWordByte(first): word()
        default: try symbol()
        }
    }

    private mutating func append(_ kind: Token.Kind, _ text: String, keyword: String, to end: Int) {
        tokens.append(Token(kind: kind, text: text, keyword: keyword, range: SourceRange(index, end)))
        index = end
    }

    /// Letters, digits and `_` of ASCII: the bytes of an unquoted name. A name may start with a digit.
    static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private mutating func word() {
        let end = bytes[index...].firstIndex { !Lexer.isWordByte($0) } ?? bytes.count
        let text = String(decoding: bytes[index..<end], as: UTF8.self)
        append(.word, text, keyword: text.uppercased(), to: end)
    }
}

// MARK: - Quoted

extension Lexer {
    /// A string in either quote: a doubled quote stands for one, a backslash escapes, except in a raw string.
    private mutating func string(raw: Bool) throws(TidemarkError) {
        let quoteIndex = raw ? index + 1 : index
        let quote = bytes[quoteIndex]
        var end = quoteIndex + 1
        while end < bytes.count {
            if bytes[end] == quote {
                guard !raw, end + 1 < bytes.count, bytes[end + 1] == quote else { break }
                end += 2
            } else {
                end += !raw && bytes[end] == UInt8(ascii: "\\") ? 2 : 1
            }
        }
        guard end < bytes.count else {
            let sign = String(decoding: [quote], as: UTF8.self)
            throw unterminated("string", close: sign, openLength: quoteIndex + 1 - index)
        }
        let body = bytes[(quoteIndex + 1)..<end]
        let value = raw ? Array(body) : StringLiteral.unescape(body, quote: quote)
        let source = String(decoding: bytes[index...end], as: UTF8.self)
        append(.string(value), source, keyword: "", to: end + 1)
    }

    private mutating func quotedName() throws(TidemarkError) {
        let quote = UInt8(ascii: "`")
        var name: [UInt8] = []
        var end = index + 1
        while end < bytes.count {
            if bytes[end] == quote {
                guard end + 1 < bytes.count, bytes[end + 1] == quote else { break }
                end += 1
            }
            name.append(bytes[end])
            end += 1
        }
        guard end < bytes.count else { throw unterminated("quoted name", close: "`", openLength: 1) }
        append(.quotedName, String(decoding: name, as: UTF8.self), keyword: "", to: end + 1)
    }

    private func unterminated(_ what: String, close: String, openLength: Int) -> TidemarkError {
        TidemarkError(
            .textUnterminated, ["what": what, "close": close], range: SourceRange(index, index + openLength))
    }
}

// MARK: - Blanks

extension Lexer {
    /// Skips white space and comments; false at the end of the text.
    private mutating func skipBlanks() throws(TidemarkError) -> Bool {
        while index < bytes.count {
            let space = Lexer.spaceLength(bytes[index...])
            if space > 0 {
                index += space
            } else if byte() == UInt8(ascii: "-"), byte(1) == UInt8(ascii: "-") {
                skipLineComment()
            } else if byte() == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*"), byte(2) != UInt8(ascii: "+")
            {
                try skipBlockComment()
            } else {
                return true
            }
        }
        return false
    }

    /// The bytes of the white space character that `rest` starts with: Spark's list, which includes
    /// NO-BREAK SPACE.
    private static func spaceLength(_ rest: ArraySlice<UInt8>) -> Int {
        let start = rest.startIndex
        switch rest[start] {
        case 0x09...0x0D, 0x20: return 1
        case 0xC2: return rest.starts(with: [0xC2, 0xA0]) ? 2 : 0
        case 0xE1: return rest.starts(with: [0xE1, 0x9A, 0x80]) ? 3 : 0
        case 0xE2:
            guard rest.count >= 3 else { return 0 }
            switch (rest[start + 1], rest[start + 2]) {
            case (0x80, 0x80...0x8A), (0x80, 0xA8), (0x80, 0xAF), (0x81, 0x9F): return 3
            default: return 0
            }
        case 0xE3: return rest.starts(with: [0xE3, 0x80, 0x80]) ? 3 : 0
        default: return 0
        }
    }

    /// To the end of the line; a backslash at its end carries the comment on to the next.
    private mutating func skipLineComment() {
        while index < bytes.count {
            if byte() == UInt8(ascii: "\\"), byte(1) == UInt8(ascii: "\n") {
                index += 2
            } else if byte() == UInt8(ascii: "\n") || byte() == UInt8(ascii: "\r") {
                return
            } else {
                index += 1
            }
        }
    }

    private mutating func skipBlockComment() throws(TidemarkError) {
        let start = index
        var depth = 0
        repeat {
            switch (byte(), byte(1)) {
            case (UInt8(ascii: "/"), UInt8(ascii: "*")) where byte(2) != UInt8(ascii: "+"):
                depth += 1
                index += 2
            case (UInt8(ascii: "*"), UInt8(ascii: "/")):
                depth -= 1
                index += 2
            default: index += 1
            }
        } while depth > 0 && index < bytes.count
        if depth > 0 {
            throw TidemarkError(
                .textUnterminated,
                ["what": "comment", "close": "*/; comments nest, so each /* needs its own"],
                range: SourceRange(start, start + 2))
        }
    }
}

// MARK: - Signs

extension Lexer {
    /// Longest first within each first byte.
    private static let signs: [[UInt8]] = [
        "<=>", "<=", "<>", "<", ">=", ">", "==", "=>", "=", "!=", "!>", "!<", "!", "||", "|>", "|", "&", "^",
        "~", "+", "->", "-", "*/", "*", "/*+", "/", "%", "(", ")", "[", "]", ",", ".", ";", "::", ":", "?",
    ].map { Array($0.utf8) }

    private mutating func symbol() throws(TidemarkError) {
        guard let sign = Lexer.signs.first(where: { bytes[index...].starts(with: $0) }) else {
            throw strayCharacter()
        }
        let text = String(decoding: sign, as: UTF8.self)
        append(.symbol, text, keyword: text, to: index + sign.count)
    }

    private func strayCharacter() -> TidemarkError {
        let window = bytes[index..<min(index + 4, bytes.count)]
        let character = String(decoding: window, as: UTF8.self).unicodeScalars.first.map(String.init) ?? ""
        return TidemarkError(
            .characterUnexpected, ["character": character],
            range: SourceRange(index, index + character.utf8.count))
    }
}
