package import TideColumnar

/// A resolved, typed expression over the columns of its input.
package indirect enum Expression: Hashable, Sendable {
    case literal(Value, DataType)
    /// Column `ordinal` of the input; the name is for printing.
    case column(ordinal: Int, name: String, DataType)
    /// Field `ordinal` of a struct.
    case field(Expression, ordinal: Int, name: String, DataType)
    /// A scalar function over arguments already cast to the types it expects.
    case call(ScalarFunction, [Expression], DataType)
    case cast(Expression, DataType)
    /// The first branch whose condition is true; without one and without ELSE, NULL.
    case caseWhen([CaseBranch], otherwise: Expression?, DataType)

    package var type: DataType {
        switch self {
        case .literal(_, let type), .column(_, _, let type), .field(_, _, _, let type), .call(_, _, let type),
            .cast(_, let type), .caseWhen(_, _, let type):
            type
        }
    }
}

/// A branch of CASE.
package struct CaseBranch: Hashable, Sendable {
    package var condition: Expression
    package var result: Expression

    package init(condition: Expression, result: Expression) {
        self.condition = condition
        self.result = result
    }
}

/// An output column: an expression and its name.
package struct NamedExpression: Hashable, Sendable {
    package var name: String
    package var expression: Expression

    package init(_ name: String, _ expression: Expression) {
        self.name = name
        self.expression = expression
    }

    package var field: Field { Field(name, expression.type) }
}

/// Scalar functions by their stable name (stored in checkpoints).
///
/// Arithmetic follows Spark's ANSI mode: overflow and division by zero are errors. `divide` takes and gives
/// DOUBLE or DECIMAL; the analyzer casts. Comparisons take two arguments of one type.
package enum ScalarFunction: String, Hashable, Sendable, CaseIterable {
    case add, subtract, multiply, divide, integerDivide = "div", remainder, negative
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, nullSafeEqual
    case and, or, not, isNull, isNotNull
    case coalesce, greatest, least
    case dateFormat = "date_format"
    case upper, lower, initcap, length, trim, ltrim, rtrim, concat, concatWs = "concat_ws", substring, left,
        right
    case replace, locate, reverse, repeated = "repeat", lpad, rpad, contains, startsWith = "startswith"
    case endsWith = "endswith", like
    case abs, round, floor, ceil, sqrt, sign, pmod, exp, ln, log, log10, log2, power
    case addInterval = "add_interval", subtractTimes = "subtract_times"
    case multiplyInterval = "multiply_interval", divideInterval = "divide_interval"
    case structOf = "struct", arrayOf = "array", mapOf = "map", size, elementAt = "element_at"
    /// `array[index]`, from 0, or `map[key]`.
    case item
    /// The field of each struct of an array; the second argument is its ordinal.
    case fields
    case arrayContains = "array_contains", mapKeys = "map_keys", mapValues = "map_values"
    case toJSON = "to_json", fromJSON = "from_json", hex, unhex, base64, unbase64
    case year, quarter, month, day, hour, minute, second, dayOfWeek = "dayofweek", weekday
    case dayOfYear = "dayofyear", weekOfYear = "weekofyear", lastDay = "last_day", dateAdd = "date_add"
    case dateSub = "date_sub", dateDiff = "datediff", addMonths = "add_months", trunc, dateTrunc =
        "date_trunc"
    case unixSeconds = "unix_seconds", unixMillis = "unix_millis", unixMicros = "unix_micros"
    case unixDate = "unix_date", timestampSeconds = "timestamp_seconds", timestampMillis = "timestamp_millis"
    case timestampMicros = "timestamp_micros", toTimestamp = "to_timestamp"
    /// The last instant of a window or session: its end less one microsecond.
    case windowTime = "window_time"
    /// Microseconds of a text such as `5 minutes`.
    case intervalMicroseconds = "interval_microseconds"
    /// The timestamp of the batch; it takes no argument.
    case currentTimestamp = "current_timestamp"
}

/// Aggregate functions by their stable name (stored in checkpoints).
package enum AggregateFunction: String, Hashable, Sendable, CaseIterable {
    /// Rows (`count(*)`) when there is no argument, else rows whose argument is not NULL. BIGINT.
    case count
    /// BIGINT for whole numbers (128 bits inside, overflow of the result is an error), DOUBLE (exact) for
    /// FLOAT and DOUBLE, a DECIMAL of ten more digits for DECIMAL.
    case sum
    case min, max
    /// The exact sum divided by the count, rounded once: DOUBLE, or a DECIMAL of four more digits for
    /// DECIMAL.
    case average = "avg"
    /// Of DOUBLE; deviations are the square roots of variances. A sample of one value has none: NULL.
    case varianceOfSample = "var_samp", varianceOfPopulation = "var_pop"
    case deviationOfSample = "stddev_samp", deviationOfPopulation = "stddev_pop"
    /// Each different value once, in their order.
    case collectSet = "collect_set"
    /// How many different values there are: exactly, where Spark estimates. BIGINT.
    case approximateCountDistinct = "approx_count_distinct"
    /// Of DOUBLE, interpolated between the two values around `AggregateCall.fractions`.
    case percentile
    /// The most frequent value; of several the least.
    case mode
    /// The values in reading order; of groups that have no reading order (sessions that merge) session by
    /// session.
    case collectList = "collect_list"
    /// The first and the last value in the order of `collectList`.
    case first, last
}

/// One aggregate of an Aggregate node. All of them pass over rows whose argument is NULL.
package struct AggregateCall: Hashable, Sendable {
    package var function: AggregateFunction
    /// nil for `count(*)`.
    package var argument: Expression?
    package var type: DataType
    /// The output column's name.
    package var name: String
    /// Whether each different value of the argument counts once, of which the group then keeps a set.
    package var isDistinct: Bool
    /// From 0 to 1: which percentiles; one unless `type` is an ARRAY. Empty for other functions.
    package var fractions: [Double]

    package init(
        function: AggregateFunction, argument: Expression?, type: DataType, name: String,
        isDistinct: Bool = false, fractions: [Double] = []
    ) {
        self.function = function
        self.argument = argument
        self.type = type
        self.name = name
        self.isDistinct = isDistinct
        self.fractions = fractions
    }
}
