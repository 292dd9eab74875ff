/// Columns that cannot be inferred.
extension ErrorCondition {
    private static let giveColumns =
        "give the columns: CREATE TABLE name (column TYPE, ..) USING json .., or a reader's schema(..)"

    package static let noFilesToInfer = ErrorCondition(
        .schemaNotInferred, "the columns of table '<table>' cannot be inferred: '<path>' holds no file yet",
        remedy: giveColumns)
    package static let noFieldsToInfer = ErrorCondition(
        .schemaNotInferred,
        "the columns of table '<table>' cannot be inferred: there is no field in <lines> of "
            + "<files> in '<path>'",
        remedy: giveColumns)
    package static let repeatedField = ErrorCondition(
        .invalidSchema,
        "field '<field>' stands twice in the object at byte <offset> of '<path>': no columns can be inferred",
        remedy: "mend the line, or list the columns: the last value of a field counts then")
    package static let fieldsAlike = ErrorCondition(
        .invalidSchema,
        "the columns of table '<table>' cannot be inferred: its fields <fields> differ in case only",
        remedy: giveColumns)
    package static let corruptColumnType = ErrorCondition(
        .invalidSchema,
        "column '<column>', which takes the text of malformed lines, is <type>; it must be STRING",
        remedy: "declare it STRING, or give that column another name: OPTIONS (columnNameOfCorruptRecord ..)")
}

extension ErrorCatalogue {
    static let inference: [ErrorCondition] = [
        .noFilesToInfer, .noFieldsToInfer, .repeatedField, .fieldsAlike, .corruptColumnType,
    ]
}
