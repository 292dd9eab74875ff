/// What functions refuse while rows are computed.
extension ErrorCondition {
    package static let textTooLong = ErrorCondition(
        .invalidArgument, "<function> makes a text of <count> bytes, more than <limit>",
        remedy: "ask for a shorter one")
    package static let likeEscape = ErrorCondition(
        .invalidArgument,
        "the LIKE pattern '<pattern>' has the escape '<escape>' before no %, _ or '<escape>'",
        remedy: "write the escape twice where it stands for itself")
    package static let functionOverflow = ErrorCondition(
        .arithmeticOverflow, "<function> of <argument> overflows <type>",
        remedy: "cast the argument to DOUBLE, or filter such rows before")
    package static let elementOutside = ErrorCondition(
        .invalidArrayIndex, "the index <index> is outside an array of <count> elements",
        remedy: "indexes that are there: <range>; test with size() before")
    package static let mapKeyNull = ErrorCondition(
        .invalidArgument, "a key of a map is NULL",
        remedy: "filter such rows before, or use coalesce")
    package static let mapKeyTwice = ErrorCondition(
        .invalidArgument, "the key <key> stands twice in a map",
        remedy: "keep one of the two")
    package static let calendarOverflow = ErrorCondition(
        .arithmeticOverflow, "the result of <function> is out of the range of <type>",
        remedy: "filter such rows before")
    package static let patternNotReadable = ErrorCondition(
        .unsupported, "text cannot be read by the pattern '<pattern>': <letter> is for formatting only",
        remedy: "use y M d H h a m s S, Z X x and literal text")
    package static let textAgainstPattern = ErrorCondition(
        .castInvalid, "STRING '<text>' does not fit the pattern '<pattern>'",
        remedy: "correct the value or the pattern, or filter such rows before")
    package static let clockInConstant = ErrorCondition(
        .invalidArgument, "the clock cannot be read in a constant", remedy: "write the time: TIMESTAMP '..'")
    package static let scaleNotConstant = ErrorCondition(
        .typeMismatch, "the digits of round must be a constant, not <text>",
        remedy: "write for example round(x, 2)")
    package static let partUnknown = ErrorCondition(
        .invalidArgument, "there is no part <part> of a time", remedy: "the parts are: <parts>")
}

extension ErrorCatalogue {
    static let functions: [ErrorCondition] = [
        .textTooLong, .likeEscape, .functionOverflow, .calendarOverflow, .elementOutside, .mapKeyNull,
        .mapKeyTwice, .patternNotReadable, .textAgainstPattern, .clockInConstant, .scaleNotConstant,
        .partUnknown,
    ]
}
