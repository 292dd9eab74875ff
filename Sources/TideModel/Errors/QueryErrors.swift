/// Expressions and clauses of a query that cannot be.
extension ErrorCondition {
    package static let typesMismatch = ErrorCondition(
        .typeMismatch, "cannot resolve \"<expression>\" due to data type mismatch: <reason>",
        remedy: "cast an operand to the type it should have")
    package static let argumentCountWrong = ErrorCondition(
        .argumentCount, "<function> takes <expected>, but <found> given")
    package static let distinctOfValue = ErrorCondition(
        .invalidAggregate, "DISTINCT does not apply to <function>, which is not an aggregate function",
        remedy: "leave DISTINCT out")
    package static let filterOfValue = ErrorCondition(
        .invalidAggregate, "FILTER does not apply to <function>, which is not an aggregate function",
        remedy: "leave FILTER out, or use CASE WHEN")
    package static let fractionOutside = ErrorCondition(
        .invalidArgument, "the fractions of percentile must be numbers from 0 to 1, not <fractions>",
        remedy: "write for example percentile(x, 0.95)")
    package static let groupingWithoutSets = ErrorCondition(
        .invalidAggregate, "<function> is for GROUP BY with ROLLUP, CUBE or GROUPING SETS",
        remedy: "leave <function> out, or write GROUP BY ROLLUP (..)")
    package static let groupingOfOther = ErrorCondition(
        .invalidAggregate, "<function>(<key>) is not of the keys of GROUP BY",
        remedy: "the keys are: <keys>; grouping takes one of them, grouping_id all or none")
    package static let groupingSetsMany = ErrorCondition(
        .unsupported, "more than <limit> grouping sets in one query are not supported",
        remedy: "name those needed with GROUPING SETS")
    package static let starMisplaced = ErrorCondition(
        .invalidArgument, "* is not a value in <clause>",
        remedy: "* stands alone in the SELECT list or in count(*)")
    package static let positionOutside = ErrorCondition(
        .invalidArgument, "<clause> <position>: the SELECT list has the positions 1 to <count>",
        remedy: "name the column instead")
    package static let limitWrong = ErrorCondition(
        .invalidArgument, "LIMIT <reason>", remedy: "write a constant integer of at least 0")
    package static let patternWrong = ErrorCondition(
        .invalidArgument, "the pattern '<pattern>' of date_format: <reason>", remedy: "<instead>")
}

/// GROUP BY and aggregate functions.
extension ErrorCondition {
    package static let columnNotGrouped = ErrorCondition(
        .grouping, "<expression> is neither in GROUP BY nor inside an aggregate function",
        remedy: "<grouping>, or aggregate it: min(<expression>)")
    package static let aggregateMisplaced = ErrorCondition(
        .invalidAggregate, "the aggregate function <function> is not allowed in <clause>",
        remedy: "<instead>")
    package static let aggregateInGrouping = ErrorCondition(
        .invalidAggregate, "an aggregate function is not allowed in GROUP BY",
        remedy: "group by columns of the input, or aggregate in a subquery first")
    package static let aggregateNested = ErrorCondition(
        .invalidAggregate, "an aggregate function inside another one: <function>",
        remedy: "aggregate in a subquery first")
    package static let windowsDiffer = ErrorCondition(
        .unsupported, "several different windows in one SELECT",
        remedy: "a SELECT has one window(..); compute the other one in a query of its own")
    package static let windowMisplaced = ErrorCondition(
        .unsupported, "<function>(..) is not supported in <clause>",
        remedy: "compute it in a subquery: FROM (SELECT <function>(..) AS <function>, .. FROM ..)")
    package static let windowArgumentWrong = ErrorCondition(
        .invalidArgument, "window: <rule>",
        remedy: "window(time, size, slide, start): 0 < slide <= size, -slide < start < slide")
    package static let windowDurationVaries = ErrorCondition(
        .invalidArgument, "window: a duration must be a constant interval",
        remedy: "write it as text, for example '1 hour'")
}

extension ErrorCatalogue {
    static let queries: [ErrorCondition] = [
        .typesMismatch, .argumentCountWrong, .distinctOfValue, .filterOfValue,
        .fractionOutside, .groupingWithoutSets, .groupingOfOther, .groupingSetsMany, .starMisplaced,
        .positionOutside,
        .limitWrong, .patternWrong, .columnNotGrouped, .aggregateMisplaced, .aggregateInGrouping,
        .aggregateNested, .windowsDiffer, .windowMisplaced, .windowArgumentWrong,
        .windowDurationVaries,
    ]
}
