import TideColumnar
import TideModel
import TidePlanning

extension Parser {
    /// Takes the next token as this value.
    mutating func literal(_ value: Value, _ type: DataType) throws(TidemarkError) -> Node {
        let start = taken
        take()
        return try node(.literal(value, type), from: start)
    }

    /// Takes string literals that stand side by side; they are one.
    mutating func adjacentStrings() -> [UInt8] {
        var result: [UInt8] = []
        while case .string(let bytes) = token.kind {
            result += bytes
            take()
        }
        return result
    }

    /// `DATE '..'`, `TIMESTAMP '..'` or `TIMESTAMP_NTZ '..'`: a cast of the string, which the analyzer folds;
    /// `X'..'`: BINARY.
    mutating func typedLiteral() throws(TidemarkError) -> Node {
        let start = taken
        let types: [String: DataType] = [
            "DATE": .date, "TIMESTAMP": .timestamp, "TIMESTAMP_LTZ": .timestamp,
            "TIMESTAMP_NTZ": .timestampNTZ,
        ]
        if at("X"), case .string(let digits) = peek().kind { return try binaryLiteral(digits, from: start) }
        guard let type = types[token.keyword], case .string(let bytes) = peek().kind else {
            throw unknownLiteralType()
        }
        take()
        let operand = try literal(.string(UTF8String(bytes: bytes)), .string)
        return try node(.cast(operand.expression, type), from: start, over: operand.height)
    }

    private mutating func binaryLiteral(_ digits: [UInt8], from start: Int) throws(TidemarkError) -> Node {
        guard let bytes = Hexadecimal.bytes(digits) else {
            throw TidemarkError(
                .literalOutOfRange,
                [
                    "literal": "X'\(String(decoding: digits.prefix(40), as: UTF8.self))'", "type": "BINARY",
                    "range": "pairs of hexadecimal digits",
                ], range: SourceRange(token.range.start, peek().range.end))
        }
        take()
        return try literal(.binary(bytes), .binary)
    }

    private func unknownLiteralType() -> TidemarkError {
        guard startsName else { return unexpected(["an expression"]) }
        let range = SourceRange(token.range.start, peek().range.end)
        if token.keyword == "TIME" {
            return unsupported("a \(token.keyword) literal is", range: range)
        }
        return TidemarkError(
            .literalTypeUnknown,
            ["string": String(peek().text.prefix(40)), "name": String(token.text.prefix(40))], range: range)
    }

    /// `[-] number`: INT, BIGINT where 32 bits do not hold it, DECIMAL where 64 bits do not or with a
    /// fraction, DOUBLE with an exponent, or as the suffix says: Y, S, L, F, D, BD.
    mutating func number() throws(TidemarkError) -> Node {
        let start = taken
        let sign = takeIf("-") ? "-" : ""
        let digits = take()
        let text = sign + digits.text
        guard case .number(let form) = digits.kind else { throw unexpected(["a number"]) }
        switch form {
        case .integer:
            if let value = Int32(text) { return try node(.literal(.int(value), .int), from: start) }
            if let value = Int64(text) { return try node(.literal(.bigint(value), .bigint), from: start) }
            return try decimal(text, from: start)
        case .suffixed("L"): return try whole(text, .bigint, Int64.self, from: start) { .bigint($0) }
        case .suffixed("S"): return try whole(text, .smallint, Int16.self, from: start) { .smallint($0) }
        case .suffixed("Y"): return try whole(text, .tinyint, Int8.self, from: start) { .tinyint($0) }
        case .suffixed("F"):
            guard let value = Float(text), value.isFinite else {
                throw outOfRange(text, "FLOAT", "-3.4028235E38 to 3.4028235E38", from: start)
            }
            return try node(.literal(.float(value), .float), from: start)
        case .decimal, .suffixed("BD"): return try decimal(text, from: start)
        default: return try node(.literal(.double(try double(text, from: start)), .double), from: start)
        }
    }

    private mutating func whole<Number: FixedWidthInteger>(
        _ text: String, _ type: DataType, _: Number.Type, from start: Int, _ value: (Number) -> Value
    ) throws(TidemarkError) -> Node {
        guard let number = Number(text) else {
            throw outOfRange(text, type.sqlName, "\(Number.min) to \(Number.max)", from: start)
        }
        return try node(.literal(value(number), type), from: start)
    }

    /// A DECIMAL of the digits that are written.
    private mutating func decimal(_ text: String, from start: Int) throws(TidemarkError) -> Node {
        guard let number = Decimal128(text) else {
            throw outOfRange(text, "DECIMAL", "at most 38 digits", from: start)
        }
        let digits = String(number.unscaled.magnitude).utf8.count
        let precision = max(number.unscaled == 0 ? number.scale : digits, number.scale, 1)
        return try node(
            .literal(.decimal(number), .decimal(precision: precision, scale: number.scale)), from: start)
    }

    private func double(_ text: String, from start: Int) throws(TidemarkError) -> Double {
        if let value = Double(text), value.isFinite { return value }
        throw outOfRange(text, "DOUBLE", "-1.7976931348623157E308 to 1.7976931348623157E308", from: start)
    }

    private func outOfRange(
        _ text: String, _ type: String, _ limits: String, from start: Int
    ) -> TidemarkError {
        TidemarkError(
            .literalOutOfRange, ["literal": String(text.prefix(40)), "type": type, "range": limits],
            range: range(from: start))
    }
}

// MARK: - INTERVAL

extension Parser {
    /// INTERVAL is a name unless a value follows.
    var startsInterval: Bool {
        let next = peek()
        if next.isString || next.isNumber { return true }
        guard next.keyword == "+" || next.keyword == "-" else { return false }
        let unit = peek(3).keyword
        return (peek(2).isString || peek(2).isNumber) && (IntervalText.isUnit(unit) || unit == "TO")
    }

    /// `INTERVAL '1 hour 30 minutes'`, `INTERVAL 10 MINUTES`, `INTERVAL '1' HOUR 30 MINUTES`.
    ///
    /// The result is the call `interval` of one string literal in the form of `IntervalText`.
    mutating func interval() throws(TidemarkError) -> Node {
        let start = taken
        take()
        let textStart = taken
        let text: String
        if case .string(let bytes) = token.kind, !IntervalText.isUnit(peek().keyword), peek().keyword != "TO"
        {
            text = String(decoding: bytes, as: UTF8.self)
            take()
        } else if let fields = try intervalFields(from: start) {
            return fields
        } else {
            text = try intervalUnits()
        }
        let normal: String
        do throws(IntervalText.Invalid) {
            normal = try IntervalText.normalize(text)
        } catch {
            throw TidemarkError(
                .intervalLiteralWrong, ["reason": error.reason], range: range(from: start))
        }
        let operand = try node(.literal(.string(UTF8String(normal)), .string), from: textStart)
        return try call("interval", [operand], from: start)
    }

    /// `[sign] '1 02:03:04' DAY TO SECOND`: a cast of the string to the interval of these units; nil where
    /// one unit follows, or a number.
    private mutating func intervalFields(from start: Int) throws(TidemarkError) -> Node? {
        let offset = at("+") || at("-") ? 1 : 0
        guard case .string(let bytes) = peek(offset).kind, peek(offset + 2).keyword == "TO" else {
            return nil
        }
        let isNegative = at("-")
        for _ in 0..<offset { take() }
        take()
        let units = try intervalUnitRange(from: start)
        let text = String(decoding: bytes, as: UTF8.self)
        guard let length = Intervals.value(text, units), !isNegative || length != .min else {
            throw TidemarkError(
                .intervalLiteralWrong, ["reason": "'\(text.prefix(40))' is no \(units.sqlName)"],
                range: range(from: start))
        }
        return try node(
            .literal(.interval(isNegative ? -length : length, units), .interval(units)), from: start)
    }

    /// `{[sign] value unit}`.
    private mutating func intervalUnits() throws(TidemarkError) -> String {
        var parts: [String] = []
        repeat {
            var part = at("+") || at("-") ? take().text : ""
            if case .string(let bytes) = token.kind {
                part += String(decoding: bytes, as: UTF8.self)
            } else if token.isNumber {
                part += source(token.range)
            } else {
                throw unexpected(["a number"])
            }
            take()
            guard IntervalText.isUnit(token.keyword) else { throw unexpected(["a unit such as MINUTES"]) }
            parts.append(part + " " + take().text)
        } while startsIntervalPart
        return parts.joined(separator: " ")
    }

    /// Whether another value and unit follow: `INTERVAL 1 HOUR + 2` ends before the sign.
    private var startsIntervalPart: Bool {
        let offset = at("+") || at("-") ? 1 : 0
        let value = peek(offset)
        return (value.isNumber || value.isString) && IntervalText.isUnit(peek(offset + 1).keyword)
    }
}
