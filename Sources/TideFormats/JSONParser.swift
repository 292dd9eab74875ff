/// Strict JSON text (RFC 8259) to a `JSONValue`, without recursion.
///
/// Safety: lives no longer than the buffer it reads, and reads only below its count.
struct JSONParser {
    /// A container that is still open.
    private enum Frame {
        case object([(key: String, value: JSONValue)], key: String)
        case array([JSONValue])
    }

    // Safety: the buffer outlives the parser.
    private let bytes: UnsafeBufferPointer<UInt8>
    private let maximumDepth: Int
    private var scanner: JSONScanner
    private var stack: [Frame] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
        scanner = JSONScanner(bytes, dialect: .strict)
    }

    mutating func parse() throws(JSONSyntaxError) -> JSONValue {
        var token = try scanner.next()
        while true {
            guard var value = try begin(token) else {
                token = try scanner.next()
                continue
            }
            // A finished value may finish the containers around it.
            while let frame = stack.popLast() {
                let separator = try scanner.next()
                switch frame {
                case .array(var elements):
                    elements.append(value)
                    if separator == .endArray {
                        value = .array(elements)
                    } else {
                        guard separator == .comma else { throw unexpected(separator) }
                        stack.append(.array(elements))
                    }
                case .object(var pairs, let key):
                    pairs.append((key, value))
                    if separator == .endObject {
                        value = .object(pairs)
                    } else {
                        guard separator == .comma else { throw unexpected(separator) }
                        stack.append(.object(pairs, key: try self.key(try scanner.next())))
                    }
                }
                if separator == .comma { break }
            }
            guard stack.isEmpty else {
                token = try scanner.next()
                continue
            }
            guard try scanner.next() == .end else {
                throw JSONSyntaxError(offset: scanner.position - 1, problem: .trailingText)
            }
            return value
        }
    }

    /// The value that `token` is, or nil when it opens a container with something in it.
    private mutating func begin(_ token: JSONScanner.Token) throws(JSONSyntaxError) -> JSONValue? {
        switch token {
        case .beginObject, .beginArray:
            guard stack.count < maximumDepth else {
                throw JSONSyntaxError(offset: scanner.position - 1, problem: .tooDeep)
            }
            var ahead = scanner
            let following = try ahead.next()
            if token == .beginArray {
                if following == .endArray {
                    scanner = ahead
                    return .array([])
                }
                stack.append(.array([]))
            } else {
                scanner = ahead
                if following == .endObject { return .object([]) }
                stack.append(.object([], key: try key(following)))
            }
            return nil
        case .string(let range, let escaped): return .string(try text(range, escaped: escaped))
        case .integer(let range):
            if let value = JSONNumbers.integer(bytes[range]) { return .integer(value) }
            return .number(try real(range))
        case .real(let range): return .number(try real(range))
        case .yes: return .bool(true)
        case .no: return .bool(false)
        case .null: return .null
        case .endObject, .endArray, .comma, .colon, .nonFinite, .end: throw unexpected(token)
        }
    }

    private mutating func key(_ token: JSONScanner.Token) throws(JSONSyntaxError) -> String {
        guard case .string(let range, let escaped) = token else { throw unexpected(token) }
        let key = try text(range, escaped: escaped)
        let colon = try scanner.next()
        guard colon == .colon else { throw unexpected(colon) }
        return key
    }

    private func text(_ range: Range<Int>, escaped: Bool) throws(JSONSyntaxError) -> String {
        // Safety: a token's range lies inside the buffer.
        guard escaped else { return String(decoding: bytes[range], as: UTF8.self) }
        let (unescaped, hasLoneSurrogate) = JSONEscapes.unescape(UnsafeBufferPointer(rebasing: bytes[range]))
        if hasLoneSurrogate { throw JSONSyntaxError(offset: range.lowerBound, problem: .badEscape) }
        return String(decoding: unescaped, as: UTF8.self)
    }

    private func real(_ range: Range<Int>) throws(JSONSyntaxError) -> Double {
        guard let value = JSONNumbers.double(bytes[range]), value.isFinite else {
            throw JSONSyntaxError(offset: range.lowerBound, problem: .badNumber)
        }
        return value
    }

    private func unexpected(_ token: JSONScanner.Token) -> JSONSyntaxError {
        switch token {
        case .end: JSONSyntaxError(offset: bytes.count, problem: .unexpectedEnd)
        case .string(let range, _), .integer(let range), .real(let range), .nonFinite(let range):
            JSONSyntaxError(offset: range.lowerBound, problem: .unexpectedByte)
        default: JSONSyntaxError(offset: scanner.position - 1, problem: .unexpectedByte)
        }
    }
}

extension JSONValue {
    /// The one value that the whole of `text` is (RFC 8259), white space around it allowed.
    ///
    /// A number that is not an integer of 64 bits is read as a double; duplicate keys are kept.
    package init(parsing text: some Collection<UInt8>, maximumDepth: Int = 2_000) throws(JSONSyntaxError) {
        let bytes = Array(text)
        let parsed = bytes.withUnsafeBufferPointer { buffer in
            // Safety: the parser ends with this closure, and the buffer with it.
            Result { () throws(JSONSyntaxError) -> JSONValue in
                if let offset = UTF8Validation.firstInvalid(buffer) {
                    throw JSONSyntaxError(offset: offset, problem: .invalidUTF8)
                }
                var parser = JSONParser(buffer, maximumDepth: maximumDepth)
                return try parser.parse()
            }
        }
        self = try parsed.get()
    }

    /// The one value that the whole of `text` is.
    package init(parsing text: String, maximumDepth: Int = 2_000) throws(JSONSyntaxError) {
        try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
    }
}
