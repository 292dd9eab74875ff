package import TideColumnar

extension Expression {
    /// The expression's value for one row of its input; the definition every kernel is checked against.
    ///
    /// As in Spark, `AND`, `OR`, `coalesce` and CASE evaluate from left to right and stop when the answer is
    /// known: an error in an operand that is not reached does not occur. Throws `arithmeticOverflow`,
    /// `divideByZero`, `castInvalid` and, for a bad pattern, `invalidArgument`.
    package func evaluate(_ row: [Value], _ context: EvaluationContext) throws -> Value {
        switch self {
        case .literal(let value, _): return value
        case .column(let ordinal, _, _): return row[ordinal]
        case .field(let base, let ordinal, _, _):
            guard case .structure(let fields) = try base.evaluate(row, context) else { return .null }
            return fields[ordinal]
        case .cast(let operand, let type):
            return try TidePlanning.cast(try operand.evaluate(row, context), to: type, context)
        case .caseWhen(let branches, let otherwise, _):
            for branch in branches where try branch.condition.evaluate(row, context) == .boolean(true) {
                return try branch.result.evaluate(row, context)
            }
            return try otherwise?.evaluate(row, context) ?? .null
        case .call(.toJSON, let arguments, _):
            let value = try arguments[0].evaluate(row, context)
            return ScalarFunction.toJSON.jsonText(value, arguments[0].type, context)
        case .call(let function, let arguments, let type):
            return try function.evaluateLazily(arguments, as: type, row, context)
        }
    }
}

extension ScalarFunction {
    fileprivate func evaluateLazily(
        _ arguments: [Expression], as type: DataType, _ row: [Value], _ context: EvaluationContext
    ) throws -> Value {
        var values: [Value] = []
        for argument in arguments {
            let value = try argument.evaluate(row, context)
            switch self {
            case .and where value == .boolean(false), .or where value == .boolean(true): return value
            case .coalesce where !value.isNull: return value
            default: values.append(value)
            }
        }
        return try evaluate(values, as: type, context)
    }

    /// The function's value for arguments of the types it expects, all evaluated.
    ///
    /// Throws what `Expression.evaluate` throws.
    package func evaluate(
        _ arguments: [Value], as type: DataType, _ context: EvaluationContext
    ) throws -> Value {
        switch self {
        case .addInterval, .subtractTimes, .multiplyInterval, .divideInterval:
            try interval(arguments, as: type, context)
        case .add, .subtract, .multiply, .divide, .integerDivide, .remainder:
            if case .interval = type {
                try interval(arguments, as: type, context)
            } else {
                try arithmetic(arguments[0], arguments[1], as: type)
            }
        case .negative: try negate(arguments[0])
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .nullSafeEqual:
            comparison(arguments[0], arguments[1])
        case .and: Logic.and(arguments[0], arguments[1])
        case .or: Logic.or(arguments[0], arguments[1])
        case .not: Logic.not(arguments[0])
        case .isNull: .boolean(arguments[0].isNull)
        case .isNotNull: .boolean(!arguments[0].isNull)
        case .coalesce: arguments.first { !$0.isNull } ?? .null
        case .greatest, .least: extreme(arguments)
        case .dateFormat: try formatTime(arguments[0], pattern: arguments[1], context)
        case .upper, .lower, .initcap, .length, .trim, .ltrim, .rtrim, .concat, .concatWs, .substring, .left,
            .right, .replace, .locate, .reverse, .repeated, .lpad, .rpad, .contains, .startsWith, .endsWith,
            .like:
            try text(arguments)
        case .abs, .round, .floor, .ceil, .sqrt, .sign, .pmod, .exp, .ln, .log, .log10, .log2, .power:
            try number(arguments, as: type)
        case .structOf, .arrayOf, .mapOf, .item, .elementAt, .fields, .size, .arrayContains, .mapKeys,
            .mapValues, .hex, .unhex, .base64, .unbase64:
            try collection(arguments)
        case .toJSON: jsonText(arguments[0], .void, context)
        case .fromJSON: jsonValue(arguments[0], as: type, context)
        case .year, .quarter, .month, .day, .hour, .minute, .second, .dayOfWeek, .weekday, .dayOfYear,
            .weekOfYear, .lastDay, .dateAdd, .dateSub, .dateDiff, .addMonths, .trunc, .dateTrunc,
            .unixSeconds, .unixMillis, .unixMicros, .unixDate, .timestampSeconds, .timestampMillis,
            .timestampMicros, .toTimestamp:
            try calendar(arguments, context)
        case .windowTime: lastInstant(arguments[0])
        case .intervalMicroseconds: try microseconds(arguments[0])
        case .currentTimestamp: .timestamp(try context.now)
        }
    }
}
