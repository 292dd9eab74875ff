extension Schema {
    /// Reads DDL text as Spark's StructType.fromDDL does: ``time TIMESTAMP, `odd name` BIGINT NOT NULL``.
    ///
    /// Names are letters, digits and `_`, or anything in backticks. A type may be followed by `NOT NULL` and
    /// `COMMENT '..'` (read and dropped). `--` and `/* */` are comments.
    ///
    /// - Throws: `TextError` with the byte where the text goes wrong; kind unsupportedType for a type that
    ///   Spark has and this engine has not, or that neither has.
    package init(ddl: String) throws(TextError) {
        var parser = SchemaParser(ddl)
        self.init(try parser.parseSchema())
    }
}

extension DataType {
    /// Reads one type's DDL text, for example `STRUCT<start: TIMESTAMP, end: TIMESTAMP>`.
    ///
    /// - Throws: as `Schema.init(ddl:)`.
    package init(ddl: String) throws(TextError) {
        var parser = SchemaParser(ddl)
        self = try parser.parseWholeType()
    }

    /// The types by their SQL names and Spark's other names for them.
    package static let named: [String: DataType] = [
        "BOOLEAN": .boolean, "TINYINT": .tinyint, "BYTE": .tinyint, "SMALLINT": .smallint,
        "SHORT": .smallint, "INT": .int, "INTEGER": .int, "BIGINT": .bigint, "LONG": .bigint,
        "FLOAT": .float, "REAL": .float, "DOUBLE": .double, "STRING": .string, "BINARY": .binary,
        "TIMESTAMP": .timestamp, "TIMESTAMP_LTZ": .timestamp, "TIMESTAMP_NTZ": .timestampNTZ, "DATE": .date,
        "VOID": .void,
        // Without parameters.
        "DECIMAL": .decimal(precision: 10, scale: 0), "DEC": .decimal(precision: 10, scale: 0),
        "NUMERIC": .decimal(precision: 10, scale: 0),
    ]

    /// The words that types with parts begin with.
    package static let nestedNames = ["ARRAY", "INTERVAL", "MAP", "STRUCT"]

    /// DECIMAL(precision, scale); the reason where Spark has no such type.
    package static func decimal(_ precision: Int, _ scale: Int) -> Result<DataType, DecimalParameterError> {
        if precision > Decimal128.maximumPrecision {
            return .failure(.init(reason: "a DECIMAL has at most 38 digits, not \(precision)"))
        }
        if scale > precision {
            return .failure(.init(reason: "the scale \(scale) is greater than the precision \(precision)"))
        }
        return .success(.decimal(precision: precision, scale: scale))
    }
}

/// Why DECIMAL has no such parameters.
package struct DecimalParameterError: Error, Hashable, Sendable {
    /// What is wrong, as part of a sentence.
    package let reason: String
}

private struct SchemaParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func parseSchema() throws(TextError) -> [Field] {
        skipBlanks()
        if isAtEnd {
            throw failure("the schema is empty", at: 0, remedy: "write columns as: name TYPE, name TYPE")
        }
        var fields = [try parseField(inStruct: false)]
        while take(",") { fields.append(try parseField(inStruct: false)) }
        guard isAtEnd else { throw unexpected(expected: "',' or the end") }
        return fields
    }

    mutating func parseWholeType() throws(TextError) -> DataType {
        skipBlanks()
        let type = try parseType()
        guard isAtEnd else { throw unexpected(expected: "the end") }
        return type
    }

    private mutating func parseField(inStruct: Bool) throws(TextError) -> Field {
        let name = try parseName(inStruct ? "a field name" : "a column name")
        if inStruct { _ = take(":") }
        let type = try parseType()
        var isNullable = true
        if takeWord("NOT") {
            guard takeWord("NULL") else { throw unexpected(expected: "NULL") }
            isNullable = false
        }
        if takeWord("COMMENT") { try skipString() }
        return Field(name, type, isNullable: isNullable)
    }

    private mutating func parseType() throws(TextError) -> DataType {
        let start = position
        guard let word = peekWord() else { throw unexpected(expected: "a type") }
        position += word.utf8.count
        skipBlanks()
        let name = word.uppercased()
        switch name {
        case "STRUCT": return try parseStruct()
        case "ARRAY", "MAP": return try parseList(name)
        case "INTERVAL": return try parseInterval()
        default: break
        }
        guard let type = DataType.named[name] else { throw unsupported(name, at: start) }
        if type.isDecimal { return try parseDecimal() }
        if !isAtEnd, let next = peekCharacter, next == "(" || next == "<" {
            throw unexpected(expected: "',' or the end")
        }
        if name == "TIMESTAMP", takeWord("WITHOUT") {
            for word in ["TIME", "ZONE"] where !takeWord(word) { throw unexpected(expected: word) }
            return .timestampNTZ
        }
        return type
    }

    private mutating func parseStruct() throws(TextError) -> DataType {
        guard take("<") else { throw unexpected(expected: "'<' after STRUCT") }
        if take(">") { return .structure([]) }
        var fields = [try parseField(inStruct: true)]
        while take(",") { fields.append(try parseField(inStruct: true)) }
        guard take(">") else { throw unexpected(expected: "',' or '>'") }
        return .structure(fields)
    }

    /// `ARRAY<type>` or `MAP<type, type>`.
    private mutating func parseList(_ name: String) throws(TextError) -> DataType {
        guard take("<") else { throw unexpected(expected: "'<' after \(name)") }
        var type = try parseType()
        if name == "MAP" {
            guard take(",") else { throw unexpected(expected: "','") }
            type = .map(type, try parseType())
        } else {
            type = .array(type)
        }
        guard take(">") else { throw unexpected(expected: "'>'") }
        return type
    }

    /// What stands behind DECIMAL: nothing, `(precision)` or `(precision, scale)`.
    private mutating func parseDecimal() throws(TextError) -> DataType {
        let start = position
        guard take("(") else { return .decimal(precision: 10, scale: 0) }
        let precision = try parseNumber()
        let scale = take(",") ? try parseNumber() : 0
        guard take(")") else { throw unexpected(expected: "')'") }
        switch DataType.decimal(precision, scale) {
        case .success(let type): return type
        case .failure(let error): throw failure(error.reason, at: start)
        }
    }

    private mutating func parseNumber() throws(TextError) -> Int {
        guard let word = peekWord(), let number = Int(word), number >= 0 else {
            throw unexpected(expected: "a number")
        }
        position += word.utf8.count
        skipBlanks()
        return number
    }

    /// What stands behind INTERVAL: `unit` or `unit TO unit`.
    private mutating func parseInterval() throws(TextError) -> DataType {
        let start = position
        let first = try parseUnit()
        let last = takeWord("TO") ? try parseUnit() : first
        guard let units = IntervalUnits(first, last) else {
            throw failure("INTERVAL \(first.name) TO \(last.name) is no type", at: start)
        }
        return .interval(units)
    }

    private mutating func parseUnit() throws(TextError) -> IntervalUnits.Unit {
        guard let word = peekWord(), let unit = IntervalUnits.Unit(name: word) else {
            throw unexpected(expected: "YEAR, MONTH, DAY, HOUR, MINUTE or SECOND")
        }
        position += word.utf8.count
        skipBlanks()
        return unit
    }

    private mutating func parseName(_ what: String) throws(TextError) -> String {
        if !isAtEnd, bytes[position] == UInt8(ascii: "`") {
            let start = position
            guard let content = quoted() else {
                throw failure("the quoted name is not closed", at: start, remedy: "add a backtick")
            }
            skipBlanks()
            if content.isEmpty { throw failure("a quoted name is empty", at: start) }
            return content
        }
        guard let word = peekWord(), !word.utf8.allSatisfy(\.isDigit) else {
            throw unexpected(expected: what)
        }
        let end = position + word.utf8.count
        // Not a blank and not what may follow a name: the rest of a name that needs quotes.
        if end < bytes.count, bytes[end] >= 0x80 || (bytes[end] == UInt8(ascii: "-") && !isComment(at: end)) {
            let whole = bytes[position...].prefix { $0 > 0x20 && !":,`<>()".utf8.contains($0) }
            let text = String(decoding: whole, as: UTF8.self)
            throw failure(
                "the name \(text) needs quotes", at: position, remedy: "write \(quotedIdentifier(text))")
        }
        position = end
        skipBlanks()
        return word
    }

    private mutating func skipString() throws(TextError) {
        guard let quote = peekCharacter, quote == "'" || quote == "\"" else {
            throw unexpected(expected: "a string after COMMENT")
        }
        let start = position
        position += 1
        while !isAtEnd, bytes[position] != bytes[start] {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < bytes.count else { throw failure("the comment's text is not closed", at: start) }
        position += 1
        skipBlanks()
    }
}

/// Characters and words.
extension SchemaParser {
    private var isAtEnd: Bool { position >= bytes.count }

    private var peekCharacter: Unicode.Scalar? { isAtEnd ? nil : Unicode.Scalar(bytes[position]) }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peekCharacter == character else { return false }
        position += 1
        skipBlanks()
        return true
    }

    private func peekWord() -> String? {
        let word = bytes[min(position, bytes.count)...].prefix { byte in
            byte == UInt8(ascii: "_") || byte.isDigit || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
        }
        return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
    }

    private mutating func takeWord(_ keyword: String) -> Bool {
        guard peekWord()?.uppercased() == keyword else { return false }
        position += keyword.utf8.count
        skipBlanks()
        return true
    }

    /// What stands between backticks; nil when the closing one is missing.
    private mutating func quoted() -> String? {
        let quote = UInt8(ascii: "`")
        var content: [UInt8] = []
        position += 1
        while !isAtEnd {
            let byte = bytes[position]
            position += 1
            if byte == quote {
                guard !isAtEnd, bytes[position] == quote else {
                    return String(decoding: content, as: UTF8.self)
                }
                position += 1
            }
            content.append(byte)
        }
        return nil
    }

    private func isComment(at index: Int) -> Bool {
        bytes[index...].starts(with: "--".utf8) || bytes[index...].starts(with: "/*".utf8)
    }

    private mutating func skipBlanks() {
        while !isAtEnd {
            if bytes[position] <= 0x20 {
                position += 1
            } else if bytes[position...].starts(with: "--".utf8) {
                position = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            } else if bytes[position...].starts(with: "/*".utf8) {
                position += 2
                while !isAtEnd, !bytes[position...].starts(with: "*/".utf8) { position += 1 }
                position = min(position + 2, bytes.count)
            } else {
                return
            }
        }
    }

    private func unexpected(expected: String) -> TextError {
        let rest = bytes[min(position, bytes.count)...].prefix { $0 > 0x20 && $0 != UInt8(ascii: ",") }
        var found = peekWord() ?? String(decoding: rest.prefix(20), as: UTF8.self)
        if found.isEmpty && !isAtEnd { found = "," }
        return failure("expected \(expected), found \(isAtEnd ? "the end" : "'\(found)'")", at: position)
    }

    private func unsupported(_ type: String, at offset: Int) -> TextError {
        TextError(
            .unsupportedType, "the type \(type) is not supported", offset: offset,
            remedy: nearestName(to: type, among: DataType.named.keys.sorted() + DataType.nestedNames).map {
                "did you mean \($0)?"
            }
                ?? "use BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL, STRING, BINARY, "
                + "TIMESTAMP, TIMESTAMP_NTZ, DATE, INTERVAL, ARRAY, MAP or STRUCT")
    }

    private func failure(_ message: String, at offset: Int, remedy: String? = nil) -> TextError {
        TextError(.schema, message, offset: offset, remedy: remedy)
    }
}
