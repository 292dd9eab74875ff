/// Numbers that do not fit while rows are computed.
extension ErrorCondition {
    package static let sumOverflow = ErrorCondition(
        .arithmeticOverflow, "the sum <sum> of column <column> overflows BIGINT",
        remedy: "cast the argument of sum to DOUBLE")
    package static let decimalSumOverflow = ErrorCondition(
        .arithmeticOverflow, "column <column> overflows <type>",
        remedy: "cast the argument of the aggregate to DOUBLE")
    package static let aggregateOverflow = ErrorCondition(
        .arithmeticOverflow, "<left> + <right> overflows the <bits> bits of an aggregate",
        remedy: "cast the argument of the aggregate to DOUBLE")
    package static let integerOverflow = ErrorCondition(
        .arithmeticOverflow, "<operation> overflows <type>",
        remedy: "cast an operand to <wider>, or filter such rows")
    package static let divisionByZero = ErrorCondition(
        .divideByZero, "division by zero: <operation>",
        remedy: "use nullif(divisor, 0) to get NULL instead")
    package static let valueNotOfType = ErrorCondition(
        .castInvalid, "<value> cannot be cast to <type>",
        remedy: "correct the value, or filter such rows before the cast")
    package static let valueOutOfRange = ErrorCondition(
        .castInvalid, "<value> is out of the range of <type>",
        remedy: "cast to a wider type, or filter such rows before the cast")
}

/// Intervals of windows, triggers and options.
extension ErrorCondition {
    package static let intervalMalformed = ErrorCondition(
        .invalidArgument, "'<text>' is not an interval",
        remedy: "write a number and a unit, for example '1 hour', '30 minutes' or '1 day 2 hours'")
    package static let intervalVaries = ErrorCondition(
        .invalidArgument, "the interval '<text>' has months or years, whose length varies",
        remedy: "write it in weeks, days or smaller units")
}

extension ErrorCatalogue {
    static let arithmetic: [ErrorCondition] = [
        .sumOverflow, .decimalSumOverflow, .aggregateOverflow, .integerOverflow, .divisionByZero,
        .valueNotOfType, .valueOutOfRange, .intervalMalformed, .intervalVaries,
    ]
}
