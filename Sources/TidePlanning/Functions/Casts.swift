package import TideColumnar
import TideFormats
import TideModel

/// Whether Spark's ANSI mode lets `source` be cast to `target` with CAST or a function named like the type.
package func canCast(_ source: DataType, to target: DataType) -> Bool {
    if source == target || source == .void || target == .string { return true }
    switch (source, target) {
    case (.string, .structure), (.string, .array), (.string, .map), (.string, .void): return false
    case (.string, _): return true
    case (.date, .timestamp), (.timestamp, .date), (.date, .timestampNTZ), (.timestampNTZ, .date),
        (.timestamp, .timestampNTZ), (.timestampNTZ, .timestamp):
        return true
    case (.structure(let from), .structure(let to)):
        return from.count == to.count && zip(from, to).allSatisfy { canCast($0.type, to: $1.type) }
    case (.array(let from), .array(let to)): return canCast(from, to: to)
    case (.map(let key, let value), .map(let toKey, let toValue)):
        return canCast(key, to: toKey) && canCast(value, to: toValue)
    case (.interval(let from), .interval(let to)): return from.isOfMonths == to.isOfMonths
    case (.interval, _): return target.isInteger || target.isDecimal
    case (_, .interval): return source.isInteger || source.isDecimal
    case (.boolean, _), (.timestamp, _): return target.isNumeric
    case _ where source.isNumeric: return target.isNumeric || target == .boolean || target == .timestamp
    default: return false
    }
}

/// `CAST(value AS type)` for a pair that `canCast` allows; NULL stays NULL.
///
/// Throws `castInvalid` for text that is not a value of the type, and for a number outside it
/// (Spark's ANSI mode: CAST_INVALID_INPUT and CAST_OVERFLOW).
package func cast(_ value: Value, to type: DataType, _ context: EvaluationContext) throws -> Value {
    if let number = value.integer { return try castInteger(number, from: value, to: type, context) }
    switch (value, type) {
    case (.null, _): return .null
    case (.string(let text), _): return try castText(text, to: type, context)
    case (.binary(let bytes), .string): return .string(UTF8String(bytes: bytes))
    case (_, .string): return .string(UTF8String(castToText(value, context)))
    case (.boolean, .boolean), (.timestamp, .timestamp), (.timestampNTZ, .timestampNTZ), (.date, .date),
        (.float, .float), (.binary, .binary):
        return value
    case (.boolean(let flag), _): return try castInteger(flag ? 1 : 0, from: value, to: type, context)
    case (.float(let number), _): return try castDouble(Double(number), from: value, to: type, context)
    case (.double(let number), _): return try castDouble(number, from: value, to: type, context)
    case (.decimal(let number), _): return try castDecimal(number, to: type, context)
    case (.timestamp, _), (.timestampNTZ, _), (.date, _): return try castTime(value, to: type, context)
    case (.interval(let length, let units), _):
        return try castInterval(length, units, from: value, to: type, context)
    case (.structure(let fields), .structure(let types)):
        return .structure(try zip(fields, types).map { try cast($0, to: $1.type, context) })
    case (.array(let elements), .array(let type)):
        return .array(try elements.map { try cast($0, to: type, context) })
    case (.map(let entries), .map(let key, let value)):
        return .map(
            try entries.map {
                MapEntry(try cast($0.key, to: key, context), try cast($0.value, to: value, context))
            })
    default: preconditionFailure("cast of \(value) to \(type.sqlName): the analyzer refuses it")
    }
}

/// BOOLEAN, whole numbers and whole seconds of a TIMESTAMP to numbers, BOOLEAN, TIMESTAMP and INTERVAL.
private func castInteger(
    _ number: Int64, from value: Value, to type: DataType, _ context: EvaluationContext
) throws -> Value {
    switch type {
    case .boolean: return .boolean(number != 0)
    case .tinyint, .smallint, .int, .bigint:
        guard let result = type.integer(number) else { throw castOverflow(value, type, context) }
        return result
    case .float: return .float(Float(number))
    case .double: return .double(Double(number))
    case .decimal:
        return try castDecimal(Decimal128(Int128(number), scale: 0), from: value, to: type, context)
    case .timestamp:
        // Seconds beyond the range of TIMESTAMP stop at its ends, as java.util.concurrent.TimeUnit does.
        let (micros, overflow) = number.multipliedReportingOverflow(by: 1_000_000)
        return .timestamp(overflow ? (number < 0 ? .min : .max) : micros)
    case .interval(let units):
        let (length, overflow) = number.multipliedReportingOverflow(by: units.last.length)
        guard !overflow, !units.isOfMonths || Int32(exactly: length) != nil else {
            throw castOverflow(value, type, context)
        }
        return .interval(length, units)
    case .string: return .string(UTF8String(castToText(value, context)))
    default: preconditionFailure("cast of \(value) to \(type.sqlName): the analyzer refuses it")
    }
}

/// Truncates towards zero. 2^63 is let into BIGINT as its greatest value, as Spark does, because the greatest
/// BIGINT is not a DOUBLE. What is not finite is no DECIMAL but NULL.
private func castDouble(
    _ number: Double, from value: Value, to type: DataType, _ context: EvaluationContext
) throws -> Value {
    let limit = 0x1p63
    switch type {
    case .boolean: return .boolean(number != 0)
    case .tinyint, .smallint, .int:
        guard let narrow = Int64(exactly: number.rounded(.towardZero)), let result = type.integer(narrow)
        else { throw castOverflow(value, type, context) }
        return result
    case .bigint:
        guard number >= -limit, number <= limit else { throw castOverflow(value, type, context) }
        return .bigint(number == limit ? .max : Int64(number))
    case .float: return .float(Float(number))
    case .double: return .double(number)
    case .decimal(let precision, let scale):
        guard number.isFinite else { return .null }
        guard let result = Decimal128(number, precision: precision, scale: scale) else {
            throw castOverflow(value, type, context)
        }
        return .decimal(result)
    case .timestamp:
        guard number.isFinite else { throw invalidCast(value, type, context) }
        let micros = number * 1_000_000
        return .timestamp(micros >= limit ? .max : micros <= -limit ? .min : Int64(micros))
    default: preconditionFailure("cast of DOUBLE to \(type.sqlName): the analyzer refuses it")
    }
}

/// A DECIMAL, or what is cast by way of one.
private func castDecimal(
    _ number: Decimal128, from source: Value? = nil, to type: DataType, _ context: EvaluationContext
) throws -> Value {
    let value = source ?? .decimal(number)
    switch type {
    case .boolean: return .boolean(number.unscaled != 0)
    case .tinyint, .smallint, .int, .bigint:
        guard let whole = Int64(exactly: number.wholePart), let result = type.integer(whole) else {
            throw castOverflow(value, type, context)
        }
        return result
    case .float: return .float(Float(number.plainText) ?? 0)
    case .double: return .double(number.double)
    case .decimal(let precision, let scale):
        guard let result = number.converted(precision: precision, scale: scale) else {
            throw castOverflow(value, type, context)
        }
        return .decimal(result)
    case .timestamp:
        let micros = Decimal128(number.unscaled, scale: max(0, number.scale - 6))
        let shifted = number.scale < 6 ? number.rescaled(6)?.unscaled : micros.wholePart
        guard let shifted, let time = Int64(exactly: shifted) else {
            throw castOverflow(value, type, context)
        }
        return .timestamp(time)
    case .interval(let units):
        let (product, overflow) = number.unscaled.multipliedReportingOverflow(by: Int128(units.last.length))
        guard !overflow, let rounded = Decimal128(product, scale: number.scale).rescaled(0)?.unscaled,
            let length = Int64(exactly: rounded), !units.isOfMonths || Int32(exactly: length) != nil
        else { throw castOverflow(value, type, context) }
        return .interval(length, units)
    default: preconditionFailure("cast of DECIMAL to \(type.sqlName): the analyzer refuses it")
    }
}

private func castTime(_ value: Value, to type: DataType, _ context: EvaluationContext) throws -> Value {
    switch (value, type) {
    case (.timestamp(let time), .date): return .date(context.dayNumber(of: time))
    case (.timestamp(let time), .timestampNTZ): return .timestampNTZ(context.wallTime(of: time))
    case (.timestamp(let time), .float): return .float(Float(Double(time) / 1_000_000))
    case (.timestamp(let time), .double): return .double(Double(time) / 1_000_000)
    case (.timestamp(let time), .decimal):
        return try castDecimal(Decimal128(Int128(time), scale: 6), from: value, to: type, context)
    case (.timestamp(let time), _):
        return try castInteger(floorDivide(time, 1_000_000), from: value, to: type, context)
    case (.timestampNTZ(let time), .timestamp):
        guard let instant = context.instant(ofWallTime: time) else {
            throw castOverflow(value, type, context)
        }
        return .timestamp(instant)
    case (.timestampNTZ(let time), .date): return .date(Int32(floorDivide(time, 86_400_000_000)))
    case (.date(let day), .timestampNTZ):
        let (time, overflow) = Int64(day).multipliedReportingOverflow(by: 86_400_000_000)
        guard !overflow else { throw castOverflow(value, type, context) }
        return .timestampNTZ(time)
    case (.date(let day), .timestamp):
        guard let time = context.zone.epochMicroseconds(days: Int(day), microsecondOfDay: 0) else {
            throw castOverflow(value, type, context)
        }
        return .timestamp(time)
    default: preconditionFailure("cast of \(value) to \(type.sqlName): the analyzer refuses it")
    }
}

/// To other units the rest below the last one is cut; as a number it counts the last unit.
private func castInterval(
    _ length: Int64, _ units: IntervalUnits, from value: Value, to type: DataType,
    _ context: EvaluationContext
) throws -> Value {
    switch type {
    case .interval(let target):
        return .interval(length / target.last.length * target.last.length, target)
    case .decimal:
        // A microsecond and a month have at most six digits behind the point of every unit's count.
        let (scaled, unit) = (Int128(length) * 1_000_000, Int128(units.last.length))
        return try castDecimal(Decimal128(scaled / unit, scale: 6), from: value, to: type, context)
    default: return try castInteger(length / units.last.length, from: value, to: type, context)
    }
}

private func castText(_ text: UTF8String, to type: DataType, _ context: EvaluationContext) throws -> Value {
    let result: Value? =
        switch type {
        case .string: .string(text)
        case .binary: .binary(text.bytes)
        case .boolean: Numbers.parseBoolean(text).map(Value.boolean)
        case .tinyint, .smallint, .int, .bigint: Numbers.parseBigint(text).flatMap(type.integer)
        case .float: Numbers.parseFloat(text).map(Value.float)
        case .double: Numbers.parseDouble(text).map(Value.double)
        case .decimal: try castTextToDecimal(text, to: type, context)
        case .timestamp:
            (Timestamps.parse(text, zone: context.zone)
                ?? Timestamps.parse(text, zone: context.zone, todayDays: context.today)).map(Value.timestamp)
        case .timestampNTZ: Timestamps.parseWithoutZone(text, allowsZone: true).map(Value.timestampNTZ)
        case .date: Dates.parse(text).map(Value.date)
        case .interval(let units): Intervals.parse(text, units).map { .interval($0, units) }
        case .void, .structure, .array, .map:
            preconditionFailure("cast of text to \(type.sqlName): the analyzer refuses it")
        }
    guard let result else { throw invalidCast(.string(text), type, context) }
    return result
}

/// nil for text that is no number; one that does not fit throws `castInvalid`.
private func castTextToDecimal(
    _ text: UTF8String, to type: DataType, _ context: EvaluationContext
) throws -> Value? {
    guard case .decimal(let precision, let scale) = type else { return nil }
    var bytes = text.bytes[...]
    while let first = bytes.first, first.isTrimmedByCasts { bytes = bytes.dropFirst() }
    while let last = bytes.last, last.isTrimmedByCasts { bytes = bytes.dropLast() }
    guard DecimalDigits(bytes) != nil else { return nil }
    guard let number = Decimal128(bytes, precision: precision, scale: scale) else {
        throw castOverflow(.string(text), type, context)
    }
    return .decimal(number)
}

/// The text Spark prints for a value: `1.0E7`, `2016-07-26 02:05:00.5`, `{2016-07-26, null}`.
package func castToText(_ value: Value, _ context: EvaluationContext) -> String {
    func inner(_ value: Value) -> String { value.isNull ? "null" : castToText(value, context) }
    return switch value {
    case .null: "NULL"
    case .binary(let bytes): String(decoding: bytes, as: UTF8.self)
    case .string(let text): text.text
    case .structure(let fields): "{" + fields.map(inner).joined(separator: ", ") + "}"
    case .array(let elements): "[" + elements.map(inner).joined(separator: ", ") + "]"
    case .map(let entries):
        "{" + entries.map { inner($0.key) + " -> " + inner($0.value) }.joined(separator: ", ") + "}"
    default: ValueText.text(value, zone: context.zone)
    }
}

private func invalidCast(_ value: Value, _ type: DataType, _ context: EvaluationContext) -> TidemarkError {
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

    /// What a clock of the session's zone shows at an instant.
    func wallTime(of microseconds: Int64) -> Int64 {
        microseconds &+ Int64(zone.offsetSeconds(atEpochSecond: floorDivide(microseconds, 1_000_000)))
            &* 1_000_000
    }

    /// The instant at which a clock of the session's zone shows a time; nil when it is out of range.
    func instant(ofWallTime microseconds: Int64) -> Int64? {
        zone.epochMicroseconds(
            days: Int(floorDivide(microseconds, 86_400_000_000)),
            microsecondOfDay: floorModulo(microseconds, 86_400_000_000))
    }

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

    /// The type's name without its parts.
    fileprivate var typeName: String {
        switch self {
        case .null: "VOID"
        case .boolean: "BOOLEAN"
        case .tinyint: "TINYINT"
        case .smallint: "SMALLINT"
        case .int: "INT"
        case .bigint: "BIGINT"
        case .float: "FLOAT"
        case .double: "DOUBLE"
        case .decimal: "DECIMAL"
        case .string: "STRING"
        case .binary: "BINARY"
        case .timestamp: "TIMESTAMP"
        case .timestampNTZ: "TIMESTAMP_NTZ"
        case .date: "DATE"
        case .interval: "INTERVAL"
        case .structure: "STRUCT"
        case .array: "ARRAY"
        case .map: "MAP"
        }
    }
}

extension DataType {
    /// A whole number as a TINYINT, SMALLINT, INT or BIGINT; nil when it does not fit.
    func integer(_ number: Int64) -> Value? {
        switch self {
        case .tinyint: Int8(exactly: number).map(Value.tinyint)
        case .smallint: Int16(exactly: number).map(Value.smallint)
        case .int: Int32(exactly: number).map(Value.int)
        default: .bigint(number)
        }
    }
}
