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

    /// `DATE '..'` or `TIMESTAMP '..'`: a cast of the string, which the analyzer folds.
    mutating func typedLiteral() throws(TidemarkError) -> Node {
        let start = taken
        let types: [String: DataType] = ["DATE": .date, "TIMESTAMP": .timestamp, "TIMESTAMP_LTZ": .timestamp]
        guard let type = types[token.keyword], case .string(let bytes) = peek().kind else {
            throw unknownLiteralType()
        }
        take()
        let operand = try literal(.string(UTF8String(bytes: bytes)), .string)
        return try node(.cast(operand.expression, type), from: start, over: operand.height)
    }

    private func unknownLiteralType() -> TidemarkError {
        guard startsName else { return unexpected(["an expression"]) }
        let range = SourceRange(token.range.start, peek().range.end)
        if ["TIMESTAMP_NTZ", "TIME", "X"].contains(token.keyword) {
            return unsupported("a \(token.keyword) literal is", range: range)
        }
        return TidemarkError(
            .literalTypeUnknown,
            ["string": String(peek().text.prefix(40)), "name": String(token.text.prefix(40))], range: range)
    }

    /// `[-] number`: INT, BIGINT where 32 bits do not hold it or by suffix L, else DOUBLE.
    ///
    /// Spark reads `1.5` as DECIMAL(2, 1); there is no DECIMAL here, so it is a DOUBLE.
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
            throw unsupported(
                "an integer beyond BIGINT (Spark reads it as DECIMAL) is", remedy: "append D for a DOUBLE",
                range: range(from: start))
        case .suffixed("L"):
            if let value = Int64(text) { return try node(.literal(.bigint(value), .bigint), from: start) }
            throw outOfRange(text, "BIGINT", "-9223372036854775808 to 9223372036854775807", from: start)
        case .decimal, .exponent, .suffixed("D"):
            return try node(.literal(.double(try double(text, from: start)), .double), from: start)
        case .suffixed(let suffix):
            let types = ["S": "SMALLINT", "Y": "TINYINT", "F": "FLOAT", "BD": "DECIMAL"]
            throw unsupported("a \(types[suffix] ?? suffix) literal is", range: range(from: start))
        }
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
            if peek().keyword == "TO" {
                throw unsupported("INTERVAL .. \(token.keyword) TO \(peek(2).keyword) is")
            }
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
