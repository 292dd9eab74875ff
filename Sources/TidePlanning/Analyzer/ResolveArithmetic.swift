import TideColumnar
import TideModel

extension ExpressionResolver {
    /// `+ - * / div %` of numbers, times and intervals.
    func arithmetic(
        _ function: Function, _ operands: [TypedExpression], _ text: String, _ range: SourceRange?
    ) throws -> TypedExpression {
        let types = operands.map(\.type)
        if types.contains(where: \.isTimeOrInterval) {
            if let result = try timeArithmetic(function, operands[0], operands[1], text) { return result }
            throw mismatch(
                text, "\(function.rawValue) does not take \(typeList(operands))", range)
        }
        let scalar = function.scalar ?? .add
        if types.contains(where: \.isDecimal),
            let left = decimalDigits(operands[0]), let right = decimalDigits(operands[1])
        {
            let arguments = zip(operands, [left, right]).map { operand, digits in
                operand.expression.coerced(to: .decimal(precision: digits.precision, scale: digits.scale))
            }
            return TypedExpression(
                .call(scalar, arguments, DecimalTypes.result(scalar, left, right)), text: text)
        }
        let (common, type) = try arithmeticTypes(function, operands, text, range)
        let arguments = operands.map { operand in
            // Text becomes what the other side is before both become DOUBLE: '1.5' / 2 is an error.
            let typed = operand.type == .string ? operand.expression.coerced(to: common) : operand.expression
            return typed.coerced(to: type)
        }
        return TypedExpression(
            .call(scalar, arguments, function == .integerDivide ? .bigint : type), text: text)
    }

    /// The digits of an operand as a DECIMAL: of a whole number that is written, those it has; nil for other
    /// types.
    private func decimalDigits(_ operand: TypedExpression) -> (precision: Int, scale: Int)? {
        if case .literal(let value, _) = operand.expression, let number = value.integer {
            return (max(1, String(number.magnitude).utf8.count), 0)
        }
        return operand.type.decimalDigits
    }

    /// The common type of the operands of `+ - * % / div`, and the type they are cast to.
    private func arithmeticTypes(
        _ function: Function, _ operands: [TypedExpression], _ text: String, _ range: SourceRange?
    ) throws -> (common: DataType, type: DataType) {
        let common = commonType(operands.map(\.type))
        guard let common, common.isNumeric || common == .void else {
            throw mismatch(
                text, "\(function.rawValue) takes two numbers, not \(typeList(operands))", range)
        }
        switch function {
        case .divide: return (common, .double)
        case .integerDivide:
            guard !common.isFloating else {
                throw mismatch(text, "div takes two integers, not \(typeList(operands))", range)
            }
            return (common, .bigint)
        default: return (common, common == .void ? .double : common)
        }
    }

    /// nil where the types do not go together.
    private func timeArithmetic(
        _ function: Function, _ left: TypedExpression, _ right: TypedExpression, _ text: String
    ) throws -> TypedExpression? {
        func call(_ scalar: ScalarFunction, _ arguments: [TypedExpression], _ type: DataType, _ text: String)
            -> TypedExpression
        {
            TypedExpression(.call(scalar, arguments.map(\.expression), type), text: text)
        }
        switch (function, left.type, right.type) {
        case (.add, .interval, .date), (.add, .interval, .timestamp), (.add, .interval, .timestampNTZ):
            return moved(right, by: left, function)
        case (.add, .date, .interval), (.add, .timestamp, .interval), (.add, .timestampNTZ, .interval),
            (.subtract, .date, .interval), (.subtract, .timestamp, .interval),
            (.subtract, .timestampNTZ, .interval):
            return moved(left, by: right, function)
        case (.add, .date, _) where [.tinyint, .smallint, .int].contains(right.type):
            return day(.dateAdd, left, right)
        case (.add, _, .date) where [.tinyint, .smallint, .int].contains(left.type):
            return day(.dateAdd, right, left)
        case (.subtract, .date, _) where [.tinyint, .smallint, .int].contains(right.type):
            return day(.dateSub, left, right)
        case (.subtract, .date, .date):
            return call(.subtractTimes, [left, right], .interval(.days), text)
        case (.subtract, _, _) where left.type.isTime && right.type.isTime:
            guard let type = commonType(left.type, right.type) else { return nil }
            let arguments = [left, right].map {
                TypedExpression($0.expression.coerced(to: type), text: $0.text)
            }
            return call(.subtractTimes, arguments, .interval(.dayToSecond), text)
        case (.add, .interval(let first), .interval(let second)),
            (.subtract, .interval(let first), .interval(let second)):
            guard let units = first.union(second) else { return nil }
            return call(function == .add ? .add : .subtract, [left, right], .interval(units), text)
        case (.multiply, .interval(let units), _), (.divide, .interval(let units), _):
            return scaled(left, by: right, units, function)
        case (.multiply, _, .interval(let units)):
            return scaled(right, by: left, units, function)
        default: return nil
        }
    }

    /// A time and an interval; days move a DATE, hours and finer make it a TIMESTAMP.
    private func moved(
        _ time: TypedExpression, by interval: TypedExpression, _ function: Function
    ) -> TypedExpression {
        guard case .interval(let units) = interval.type else { return time }
        var length = interval.expression
        if function == .subtract { length = .call(.negative, [length], interval.type) }
        let isDays = units == .days
        if time.type == .date, isDays {
            let name = function == .subtract ? "date_sub" : "date_add"
            return TypedExpression(
                .call(.addInterval, [time.expression, length], .date),
                text: "\(name)(\(time.text), extractansiintervaldays(\(interval.text)))")
        }
        let moves = time.type == .date && !units.isOfMonths ? DataType.timestamp : time.type
        return TypedExpression(
            .call(.addInterval, [time.expression.coerced(to: moves), length], moves),
            text: "\(time.text) \(function.rawValue) \(interval.text)")
    }

    private func day(
        _ function: ScalarFunction, _ day: TypedExpression, _ count: TypedExpression
    ) -> TypedExpression {
        TypedExpression(
            .call(function, [day.expression, count.expression.coerced(to: .int)], .date),
            text: "\(function.rawValue)(\(day.text), \(count.text))")
    }

    /// An interval times or divided by a number.
    private func scaled(
        _ interval: TypedExpression, by number: TypedExpression, _ units: IntervalUnits, _ function: Function
    ) -> TypedExpression? {
        let type: DataType
        switch number.type {
        case _ where number.type.isInteger: type = .bigint
        case _ where number.type.isDecimal: type = number.type
        case .float, .double, .string: type = .double
        default: return nil
        }
        let scalar: ScalarFunction = function == .multiply ? .multiplyInterval : .divideInterval
        let whole: IntervalUnits = units.isOfMonths ? .yearToMonth : .dayToSecond
        return TypedExpression(
            .call(scalar, [interval.expression, number.expression.coerced(to: type)], .interval(whole)),
            text: "(\(interval.text) \(function.rawValue) \(number.text))")
    }
}

// MARK: - Items and intervals

extension ExpressionResolver {
    /// `array[index]`, `map[key]`, and `struct['field']`.
    func item(
        _ base: TypedExpression, _ key: TypedExpression, _ text: String, _ range: SourceRange?
    ) throws -> TypedExpression {
        switch base.type {
        case .array(let element):
            guard key.type.isInteger || key.type == .void else {
                throw mismatch(text, "\(key.text) must be a whole number, not \(key.type.sqlName)", range)
            }
            let index = key.expression.coerced(to: key.type == .void ? .int : key.type)
            return TypedExpression(.call(.item, [base.expression, index], element), text: text)
        case .map(let keyType, let value):
            guard keyType.isOrderable, commonType(keyType, key.type) != nil, canCast(key.type, to: keyType)
            else {
                throw mismatch(text, "\(key.text) must be a \(keyType.sqlName)", range)
            }
            return TypedExpression(
                .call(.item, [base.expression, key.expression.coerced(to: keyType)], value), text: text)
        default:
            guard case .literal(.string(let name), _) = key.expression else {
                throw mismatch(
                    text, "\(base.text) has the type \(base.type.sqlName), which has no elements", range)
            }
            return try base.field(name.text, range: range)
        }
    }

    /// Throws `typeMismatch` for a value that GROUP BY, ORDER BY and DISTINCT cannot tell apart: a MAP, or
    /// one that has a MAP in it.
    func requireOrder(_ value: TypedExpression, _ range: SourceRange?) throws {
        guard !value.type.isOrderable else { return }
        throw mismatch(value.text, "\(value.type.sqlName) has no order for \(clause)", range)
    }

    /// `INTERVAL 10 MINUTES`, of the units that are written.
    func intervalLiteral(
        _ arguments: [UnresolvedExpression], _ range: SourceRange?
    ) throws -> TypedExpression {
        guard arguments.count == 1, case .literal(.string(let text), _) = arguments[0].kind else {
            throw argumentCount("interval", "1 string", arguments.count, range)
        }
        guard let (length, units) = IntervalLiteral.value(text.text) else {
            throw TidemarkError(.intervalMalformed, ["text": text.text], range: range)
        }
        let value = Value.interval(length, units)
        return TypedExpression(.literal(value, .interval(units)), text: literalText(value, context))
    }
}

/// Intervals as numbers with units: `1 day 2 hours`.
enum IntervalLiteral {
    private static let scales: [String: (unit: IntervalUnits.Unit, length: Int64)] = [
        "year": (.year, 12), "month": (.month, 1), "week": (.day, 604_800_000_000),
        "day": (.day, 86_400_000_000), "hour": (.hour, 3_600_000_000), "minute": (.minute, 60_000_000),
        "second": (.second, 1_000_000), "millisecond": (.second, 1_000), "microsecond": (.second, 1),
    ]

    /// Months or microseconds, and the units from the longest to the shortest one; nil for other text and out
    /// of range.
    static func value(_ text: String) -> (Int64, IntervalUnits)? {
        let words = text.lowercased().split(separator: " ")
        var total: Int128 = 0
        var units: IntervalUnits?
        for index in stride(from: 0, to: words.count - 1, by: 2) {
            let word = words[index + 1].hasSuffix("s") ? words[index + 1].dropLast() : words[index + 1]
            guard let (unit, length) = scales[String(word)], let single = IntervalUnits(unit, unit),
                let number = DecimalDigits(words[index].utf8)?.rounded(scale: 9)
            else { return nil }
            guard let all = units.map({ $0.union(single) }) ?? single else { return nil }
            units = all
            total += number * Int128(length) / 1_000_000_000
        }
        guard let units, let length = Int64(exactly: total) else { return nil }
        return !units.isOfMonths || Int32(exactly: length) != nil ? (length, units) : nil
    }
}

extension IntervalUnits {
    /// DAY alone.
    static var days: IntervalUnits { IntervalUnits(.day, .day) ?? .dayToSecond }
}

extension DataType {
    /// Whether it is DATE, TIMESTAMP or TIMESTAMP_NTZ.
    var isTime: Bool { self == .date || self == .timestamp || self == .timestampNTZ }

    fileprivate var isTimeOrInterval: Bool { if case .interval = self { true } else { isTime } }
}
