/// What a session and its DataFrames refuse.
extension ErrorCondition {
    package static let filesNotSupported = ErrorCondition(
        .unsupported, "<name>: files cannot be read here by their path", remedy: "create a table for them")
    package static let fileFormatNotSupported = ErrorCondition(
        .unsupported, "<format> files are not supported by this version", remedy: "use json")
    package static let schemaText = ErrorCondition(
        .invalidSchema, "the schema '<ddl>' cannot be read: <reason>", remedy: "<remedy>")
    package static let typeText = ErrorCondition(
        .invalidSchema, "the type '<text>' cannot be read: <reason>", remedy: "<remedy>")
    package static let streamingAction = ErrorCondition(
        .streamingQuery, "queries with streaming sources must be executed with writeStream.start()",
        remedy: "leave STREAM out, or use read instead of readStream, to query the files as they are now")
    package static let streamingTableInSession = ErrorCondition(
        .usage, "'<name>' is a streaming table, which a session does not run",
        remedy: "use tidemark run with a --checkpoint directory")
    package static let tableGone = ErrorCondition(
        .tableNotFound, "what '<name>' was when the query was made is no longer there",
        remedy: "make the query again")
    package static let tableAlreadyCreated = ErrorCondition(
        .tableExists, "table '<name>' is created twice", remedy: "give one of them another name")
    package static let viewAlreadyExists = ErrorCondition(
        .tableExists, "there is already a view '<name>'", remedy: "use createOrReplaceTempView to replace it")
    package static let orderingNotAValue = ErrorCondition(
        .invalidArgument, "<column> is a sort order, not a value", remedy: "asc and desc belong in orderBy")
    package static let textBesideOperator = ErrorCondition(
        .invalidArgument, "'<text>' beside an operator may be a column's name or a text",
        remedy: "write .col(\"<text>\") for the column, .lit(\"<text>\") for the text")
    package static let branchWithoutWhen = ErrorCondition(
        .invalidArgument, "<call> follows something that is no open when(..)",
        remedy: "write .when(condition, value).when(..).otherwise(value)")
    package static let columnName = ErrorCondition(
        .syntax, "'<name>' is no column name", remedy: "put a name with special characters in backticks")
    package static let statementCount = ErrorCondition(
        .usage, "sql(..) takes one statement, and this text has <count>",
        remedy: "call sql(..) once for each statement")
    package static let configurationNotFound = ErrorCondition(
        .optionNotFound, "there is no setting '<key>'", remedy: "<suggestion>")
    package static let configurationValue = ErrorCondition(
        .invalidOption, "setting '<key>' is '<value>', expected <expected>", remedy: "<suggestion>")
    package static let rowColumnNotFound = ErrorCondition(
        .columnNotFound, "the row has no column '<name>'", remedy: "<suggestion>")
    package static let rowOrdinal = ErrorCondition(
        .invalidArgument, "the row has the columns 0 to <last>, not <ordinal>")
    package static let rowIsEmpty = ErrorCondition(.invalidArgument, "the row has no columns")
    package static let rowValueType = ErrorCondition(
        .typeMismatch, "column '<name>' holds <found>, which is no <wanted>",
        remedy: "read it as its own type, or cast it in the query")
}

extension ErrorCatalogue {
    static let sessions: [ErrorCondition] = [
        .filesNotSupported, .fileFormatNotSupported, .schemaText, .typeText, .streamingAction,
        .streamingTableInSession, .tableGone, .tableAlreadyCreated, .viewAlreadyExists, .orderingNotAValue,
        .textBesideOperator, .branchWithoutWhen, .columnName, .statementCount,
        .configurationNotFound, .configurationValue, .rowColumnNotFound, .rowOrdinal,
        .rowIsEmpty, .rowValueType,
    ]
}
