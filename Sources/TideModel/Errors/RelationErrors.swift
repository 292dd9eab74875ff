/// Joins and unions, watermarks and duplicates.
extension ErrorCondition {
    package static let eventTimeType = ErrorCondition(
        .eventTimeType, "the event time <column> has the type <type>, but it must be a TIMESTAMP",
        remedy:
            "name a TIMESTAMP column, or make one: WATERMARK CAST(<column> AS TIMESTAMP) AS time DELAY OF ..")
    package static let watermarkUnnamed = ErrorCondition(
        .watermarkUnnamed, "the expression <expression> of WATERMARK needs a name",
        remedy: "write WATERMARK <expression> AS name DELAY OF ..")
    package static let watermarkDelayVaries = ErrorCondition(
        .invalidArgument, "the delay of a watermark must be a constant interval",
        remedy: "write for example DELAY OF INTERVAL 10 MINUTES")
    package static let watermarkDelayNegative = ErrorCondition(
        .invalidArgument, "the delay of a watermark must not be negative, but is <delay>",
        remedy: "write how late a row may be, for example INTERVAL 10 MINUTES")
    package static let watermarkTwice = ErrorCondition(
        .streamingQuery,
        "redefining a watermark is disallowed: <column> would replace <first> as the event time",
        remedy: "keep one WATERMARK for each stream")
    package static let deduplicationInBatch = ErrorCondition(
        .unsupported, "dropDuplicatesWithinWatermark is not supported for a query that reads no stream",
        remedy: "use dropDuplicates")
    package static let usingColumnUnknown = ErrorCondition(
        .usingColumnNotFound, "the <side> side of the join has no column <name> for USING",
        remedy: "its columns are: <columns>")
    package static let joinTypeUnknown = ErrorCondition(
        .invalidArgument, "there is no join type <type>", remedy: "the types are: <types>")
    package static let unionColumnCount = ErrorCondition(
        .columnCountMismatch,
        "UNION needs relations with equally many columns: the first has <first>, the <place> has <count>",
        remedy: "select the same columns in each")
    package static let unionColumnType = ErrorCondition(
        .columnTypeMismatch,
        "the <column> column of UNION (<name>) has the types <types>, which have none in common",
        remedy: "cast them to one type")
    package static let unionNameTwice = ErrorCondition(
        .columnAmbiguous, "several columns are called <name>",
        remedy: "give one of them another name, or use union, which goes by position")
    package static let unionNameExtra = ErrorCondition(
        .columnCountMismatch, "the first relation has no column <name>",
        remedy: "drop the column, or allow missing columns: they are NULL then")
}

extension ErrorCatalogue {
    static let relations: [ErrorCondition] = [
        .eventTimeType, .watermarkUnnamed, .watermarkDelayVaries, .watermarkDelayNegative, .watermarkTwice,
        .deduplicationInBatch, .usingColumnUnknown, .joinTypeUnknown, .unionColumnCount, .unionColumnType,
        .unionNameTwice,
        .unionNameExtra,
    ]
}
