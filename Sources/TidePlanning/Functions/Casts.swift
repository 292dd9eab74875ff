package import TideColumnar
import TideModel

/// Whether Spark's ANSI mode lets `source` be cast to `target` with CAST or a function named like the type.
package func canCast(_ source: DataType, to target: DataType) -> Bool {
    if source == target || source == .void || target == .string { return true }
    switch (source, target) {
    case (.string, .boolean), (.string, .date), (.string, .timestamp), (.date, .timestamp),
        (.timestamp, .date):
        return true
    case (.structure(let from), .structure(let to)):
        return from.count == to.count && zip(from, to).allSatisfy { canCast($0.type, to: $1.type) }
    case (.boolean, _): return target.isNumeric
    case (.string, _), (.timestamp, _): return target.isNumeric
    case _ where source.isNumeric: return target.isNumeric || target == .boolean || target == .timestamp
    default: return false
    }
}

/// `CAST(value AS type)` for a pair that `canCast` allows; NULL stays NULL.
///
/// Throws `castInvalid` for text that is not a value of the type, and for a number outside it
/// (Spark's ANSI mode: CAST_INVALID_INPUT and CAST_OVERFLOW).
package func cast(_ value: Value, to type: DataType, _ context: EvaluationContext) throws -> Value {
    switch (value, type) {
    case (.null, _): .null
    case (.string(let text), _): try castText(text, to: type, context)
    case (_, .string): .string(UTF8String(castToText(value, context)))
    case (.boolean, .boolean), (.int, .int), (.bigint, .bigint), (.double, .double), (.timestamp, .timestamp),
        (.date, .date):
        value
    case (.boolean(let flag), _): try castInteger(flag ? 1 : 0, from: value, to: type, context)
    case (.int(let number), _): try castInteger(Int64(number), from: value, to: type, context)
    case (.bigint(let number), _): try castInteger(number, from: value, to: type, context)
    case (.double(let number), _): try castDouble(number, to: type, context)
    case (.timestamp(let time), .date): .date(context.dayNumber(of: time))
    case (.timestamp(let time), .double): .double(Double(time) / 1_000_000)
    case (.timestamp(let time), _):
        try castInteger(floorDivide(time, 1_000_000), from: value, to: type, context)
    case (.date(let day), .timestamp):
        if let time = context.zone.epochMicroseconds(days: Int(day), microsecondOfDay: 0) {
            .timestamp(time)
        } else {
            throw castOverflow(value, type, context)
        }
    case (.structure(let fields), .structure(let types)):
        .structure(try zip(fields, types).map { try cast($0, to: $1.type, context) })
    default: preconditionFailure("cast of \(value) to \(type.sqlName): the analyzer refuses it")
    }
}

/// BOOLEAN, INT, BIGINT and whole seconds of a TIMESTAMP to numbers, BOOLEAN and TIMESTAMP.
private func castInteger(
    _ number: Int64, from value: Value, to type: DataType, _ context: EvaluationContext
) throws -> Value {
    switch type {
    case .boolean: return .boolean(number != 0)
    case .int:
        guard let narrow = Int32(exactly: number) else { throw castOverflow(value, type, context) }
        return .int(narrow)
    case .bigint: return .bigint(number)
    case .double: return .double(Double(number))
    case .timestamp:
        // Seconds beyond the range of TIMESTAMP stop at its ends, as java.util.concurrent.TimeUnit does.
        let (micros, overflow) = number.multipliedReportingOverflow(by: 1_000_000)
        return .timestamp(overflow ? (number < 0 ? .min : .max) : micros)
    default: preconditionFailure("cast of \(value) to \(type.sqlName): the analyzer refuses it")
    }
}

/// Truncates towards zero. 2^63 as a DOUBLE is let into BIGINT as its greatest value, as Spark does, because
/// the greatest BIGINT is not a DOUBLE.
private func castDouble(_ number: Double, to type: DataType, _ context: EvaluationContext) throws -> Value {
    let limit = 0x1p63
    switch type {
    case .boolean: return .boolean(number != 0)
    case .int:
        guard let narrow = Int32(exactly: number.rounded(.towardZero)) else {
            throw castOverflow(.double(number), type, context)
        }
        return .int(narrow)
    case .bigint:
        guard number >= -limit, number <= limit else { throw castOverflow(.double(number), type, context) }
        return .bigint(number == limit ? .max : Int64(number))
    case .timestamp:
        guard number.isFinite else { throw castInvalid(.double(number), type, context) }
        let micros = number * 1_000_000
        return .timestamp(micros >= limit ? .max : micros <= -limit ? .min : Int64(micros))
    default: preconditionFailure("cast of DOUBLE to \(type.sqlName): the analyzer refuses it")
    }
}

private func castText(_ text: UTF8String, to type: DataType, _ context: EvaluationContext) throws -> Value {
    let result: Value? =
        switch type {
        case .string: .string(text)
        case .boolean: Numbers.parseBoolean(text).map(Value.boolean)
        case .int: Numbers.parseInt(text).map(Value.int)
        case .bigint: Numbers.parseBigint(text).map(Value.bigint)
        case .double: Numbers.parseDouble(text).map(Value.double)
        case .timestamp:
            (Timestamps.parse(text, zone: context.zone)
                ?? Timestamps.parse(text, zone: context.zone, todayDays: context.today)).map(Value.timestamp)
        case .date: Dates.parse(text).map(Value.date)
        case .void, .structure:
            preconditionFailure("cast of text to \(type.sqlName): the analyzer refuses it")
        }
    guard let result else { throw castInvalid(.string(text), type, context) }
    return result
}

/// The text Spark prints for a value: `1.0E7`, `2016-07-26 02:05:00.5`, `{2016-07-26, NULL}`.
package func castToText(_ value: Value, _ context: EvaluationContext) -> String {
    switch value {
    case .null: "NULL"
    case .boolean(let flag): flag ? "true" : "false"
    case .int(let number): String(number)
    case .bigint(let number): String(number)
    case .double(let number): Numbers.format(number)
    case .string(let text): text.text
    case .timestamp(let time): Timestamps.format(time, zone: context.zone)
    case .date(let day): Dates.format(day)
    case .structure(let fields):
        "{" + fields.map { castToText($0, context) }.joined(separator: ", ") + "}"
    }
}

private func castInvalid(_ value: Value, _ type: DataType, _ context: EvaluationContext) -> TidemarkError {
    TidemarkError(
        .valueNotOfType, ["value": "\(value.typeName) \(value.shown(context))", "type": type.sqlName])
}

private func castOverflow(_ value: Value, _ type: DataType, _ context: EvaluationContext) -> TidemarkError {
    TidemarkError(
        .valueOutOfRange, ["value": "\(value.typeName) \(value.shown(context))", "type": type.sqlName])
}

extension EvaluationContext {
    /// The day, in days since the epoch, that the calendar shows at an instant in the session's zone.
    /// The day of the batch's timestamp: the date of a time that names none.
    var today: Int32? { timestampUs.map(dayNumber(of:)) }

    func dayNumber(of microseconds: Int64) -> Int32 {
        let second = floorDivide(microseconds, 1_000_000)
        // The greatest TIMESTAMP is less than 107 million days after the epoch.
        return Int32(floorDivide(second + Int64(zone.offsetSeconds(atEpochSecond: second)), 86_400))
    }
}

extension Value {
    /// The value as an error shows it: text in quotes.
    fileprivate func shown(_ context: EvaluationContext) -> String {
        if case .string(let text) = self { "'\(text.text)'" } else { castToText(self, context) }
    }

    fileprivate var typeName: String {
        switch self {
        case .null: "VOID"
        case .boolean: "BOOLEAN"
        case .int: "INT"
        case .bigint: "BIGINT"
        case .double: "DOUBLE"
        case .string: "STRING"
        case .timestamp: "TIMESTAMP"
        case .date: "DATE"
        case .structure: "STRUCT"
        }
    }
}
