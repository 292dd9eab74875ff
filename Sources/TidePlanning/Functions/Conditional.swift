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
        case .call(let function, let arguments, _):
            return try function.evaluateLazily(arguments, row, context)
        }
    }
}

extension ScalarFunction {
    fileprivate func evaluateLazily(
        _ arguments: [Expression], _ row: [Value], _ context: EvaluationContext
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
        return try evaluate(values, context)
    }

    /// The function's value for arguments of the types it expects, all evaluated.
    ///
    /// Throws what `Expression.evaluate` throws.
    package func evaluate(_ arguments: [Value], _ context: EvaluationContext) throws -> Value {
        switch self {
        case .add, .subtract, .multiply, .divide, .integerDivide, .remainder:
            try arithmetic(arguments[0], arguments[1])
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
        case .abs, .round, .floor, .ceil, .sqrt, .sign, .pmod: try number(arguments)
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
