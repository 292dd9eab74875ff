/// Names that are not there, or mean several things.
extension ErrorCondition {
    package static let relationNotFound = ErrorCondition(
        .tableNotFound, "the table or view <name> cannot be found", remedy: "<suggestion>")
    package static let columnUnknown = ErrorCondition(
        .columnNotFound, "the column <name> cannot be found", remedy: "<suggestion>")
    package static let starUnknown = ErrorCondition(
        .tableNotFound, "<qualifier>.* names no table of FROM", remedy: "<suggestion>")
    package static let fieldUnknown = ErrorCondition(
        .fieldNotFound, "<value> has no field <field>", remedy: "<suggestion>")
    package static let fieldOfNoStruct = ErrorCondition(
        .fieldNotFound, "<value> has the type <type>, which has no field <field>",
        remedy: "only a STRUCT has fields")
    package static let functionUnknown = ErrorCondition(
        .functionNotFound, "there is no function <function>", remedy: "<suggestion>")
    package static let columnOfSeveralTables = ErrorCondition(
        .columnAmbiguous, "<name> is ambiguous: <candidates>",
        remedy: "qualify the column with its table, or give one of them another name")
    package static let outputOfSeveralColumns = ErrorCondition(
        .columnAmbiguous, "<name> is ambiguous: several columns of the SELECT list have that name",
        remedy: "give one of them another name")
}

extension ErrorCatalogue {
    static let names: [ErrorCondition] = [
        .relationNotFound, .columnUnknown, .starUnknown, .fieldUnknown, .fieldOfNoStruct, .functionUnknown,
        .columnOfSeveralTables, .outputOfSeveralColumns,
    ]
}
