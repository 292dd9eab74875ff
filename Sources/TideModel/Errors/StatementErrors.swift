/// Statements that ask about the session or change it, and what may stand in a query beside tables.
extension ErrorCondition {
    package static let viewIfNotExists = ErrorCondition(
        .syntax, "IF NOT EXISTS does not go with <words>",
        remedy: "write CREATE OR REPLACE VIEW, or leave it out")
    package static let escapeLength = ErrorCondition(
        .syntax, "the escape <text> of LIKE must be one character", remedy: "write for example ESCAPE '/'")
    package static let viewExists = ErrorCondition(
        .tableExists, "there is already a view '<name>'",
        remedy: "choose another name, or write CREATE OR REPLACE VIEW")
    package static let viewOverTable = ErrorCondition(
        .tableExists, "'<name>' is a table, which a view cannot replace",
        remedy: "choose another name, or drop it first: DROP TABLE <name>")
    package static let dropViewOfTable = ErrorCondition(
        .tableNotFound, "'<name>' is a table, not a view", remedy: "write DROP TABLE <name>")
    package static let columnAliasCount = ErrorCondition(
        .invalidArgument, "<given> column names are given for <columns> columns",
        remedy: "the columns are: <names>")
    package static let valuesLength = ErrorCondition(
        .invalidArgument, "row <row> of VALUES has <found> values, the first has <expected>",
        remedy: "give every row the same number of values")
    package static let valuesType = ErrorCondition(
        .invalidArgument, "column <column> of VALUES has the types <types>, which have none in common",
        remedy: "cast the values to one type")
    package static let notInJobFile = ErrorCondition(
        .usage, "a job holds tables, views and streaming tables only",
        remedy: "take the statement out, or run it with tidemark sql")
}

extension ErrorCatalogue {
    static let statements: [ErrorCondition] = [
        .viewIfNotExists, .escapeLength, .viewExists, .viewOverTable, .dropViewOfTable, .columnAliasCount,
        .valuesLength, .valuesType, .notInJobFile,
    ]
}
