/// SQL that does not follow the grammar, or follows a part of Spark's that is not here.
extension ErrorCondition {
    package static let tokenUnexpected = ErrorCondition(
        .syntax, "unexpected <token>, expected <expected>", remedy: "<suggestion>")
    package static let constructUnsupported = ErrorCondition(
        .unsupported, "<construct> not supported", remedy: "<instead>")
    package static let textUnterminated = ErrorCondition(
        .syntax, "unterminated <what>", remedy: "close it with <close>")
    package static let characterUnexpected = ErrorCondition(
        .syntax, "unexpected character '<character>'",
        remedy: "a name with other characters than ASCII letters, digits and _ goes in backquotes")
    package static let typeUnknown = ErrorCondition(
        .syntax, "unknown type '<type>'", remedy: "<suggestion>")
    package static let literalTypeUnknown = ErrorCondition(
        .syntax, "unexpected string <string> after '<name>'",
        remedy: "literals with a type are DATE '..', TIMESTAMP '..' and INTERVAL '..'")
    package static let literalOutOfRange = ErrorCondition(
        .syntax, "<literal> does not fit <type>", remedy: "the range is <range>")
    package static let decimalTypeWrong = ErrorCondition(
        .syntax, "not a type: <reason>",
        remedy: "write DECIMAL(precision, scale) with at most 38 digits, scale of them behind the point")
    package static let intervalLiteralWrong = ErrorCondition(
        .syntax, "invalid interval: <reason>", remedy: "write for example INTERVAL '1 hour 30 minutes'")
    package static let nestedTooDeep = ErrorCondition(
        .syntax, "nested deeper than <limit> levels", remedy: "split it, for example with a subquery in FROM")
    package static let caseTooLarge = ErrorCondition(
        .syntax, "the operand of CASE is too large to repeat for each WHEN",
        remedy: "write CASE WHEN operand = value, or compute the operand in a subquery")
    package static let namedQueryTooLarge = ErrorCondition(
        .syntax, "the queries that WITH names are too large to repeat for each use",
        remedy: "name them less often, or write what they give into a table first")
    package static let clauseTwice = ErrorCondition(
        .syntax, "<clause> is given twice", remedy: "put all of it into one clause")
}

/// Statements that create tables.
extension ErrorCondition {
    package static let tableWithoutUsing = ErrorCondition(
        .unsupported, "CREATE TABLE without USING is not supported",
        remedy: "say what the files hold: USING json OPTIONS (path '..')")
    package static let streamWithoutSelect = ErrorCondition(
        .unsupported, "a streaming table without AS SELECT is not supported",
        remedy: "say what it holds: CREATE STREAMING TABLE .. AS SELECT ..")
    package static let streamWithOptions = ErrorCondition(
        .syntax, "OPTIONS is not allowed on a streaming table",
        remedy: "write TBLPROPERTIES ('key' = 'value')")
    package static let columnTwice = ErrorCondition(
        .invalidSchema, "column '<column>' is declared twice",
        remedy: "names compare without regard to case; rename one")
    package static let columnTypeUnreadable = ErrorCondition(
        .unsupported, "column '<column>' is a <type>, which this version cannot read from JSON",
        remedy: "leave it out, or declare it STRING to get its JSON text")
}

extension ErrorCatalogue {
    static let syntax: [ErrorCondition] = [
        .tokenUnexpected, .constructUnsupported, .textUnterminated, .characterUnexpected, .typeUnknown,
        .literalTypeUnknown, .literalOutOfRange, .intervalLiteralWrong, .decimalTypeWrong,
        .nestedTooDeep, .caseTooLarge, .namedQueryTooLarge, .clauseTwice, .tableWithoutUsing,
        .streamWithoutSelect, .streamWithOptions, .columnTwice,
        .columnTypeUnreadable,
    ]
}
