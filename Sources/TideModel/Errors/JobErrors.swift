/// A job as a whole, and whether it fits the checkpoint.
extension ErrorCondition {
    package static let checkpointWithinInput = ErrorCondition(
        .invalidArgument, "the checkpoint '<checkpoint>' and the input '<input>' lie within one another",
        remedy: "choose a checkpoint directory beside the input")
    package static let jobChanged = ErrorCondition(
        .jobDoesNotFit, "the job does not fit the checkpoint '<checkpoint>':<differences>",
        remedy:
            "run the stored job (tidemark inspect '<checkpoint>' shows it), or give the changed one a new "
            + "--checkpoint directory")
    package static let selectInStreamJob = ErrorCondition(
        .usage, "the job has a SELECT outside a streaming table, which tidemark run has no use for",
        remedy: "take it out, or run it with tidemark sql")
    package static let streamingTableMissing = ErrorCondition(
        .usage, "the job has no streaming table",
        remedy: "add CREATE STREAMING TABLE name AS SELECT .. FROM STREAM table ..")
    package static let streamingTablesSeveral = ErrorCondition(
        .usage, "the job has <count> streaming tables: <tables>",
        remedy: "say which: --table NAME, with a checkpoint directory each")
    package static let streamingTableUnknown = ErrorCondition(
        .tableNotFound, "the job has no streaming table '<table>'", remedy: "<suggestion>")
    package static let outputModeUnknown = ErrorCondition(
        .invalidOption, "output mode '<mode>' does not exist", remedy: "<suggestion>")
    package static let propertyUnknown = ErrorCondition(
        .optionNotFound, "a streaming table without USING has no property '<property>'",
        remedy: "<suggestion>")
    package static let queryNotOneSelect = ErrorCondition(
        .usage, "tidemark query takes one SELECT, this is <found>",
        remedy: "SELECT .. FROM the streaming table; other statements go to tidemark sql")
    package static let scannedTableMissing = ErrorCondition(
        .internalDefect, "the analysed query reads '<table>', which is no table",
        remedy: "report it with the job; nothing was changed")
}

extension ErrorCatalogue {
    static let job: [ErrorCondition] = [
        .checkpointWithinInput, .jobChanged, .selectInStreamJob, .streamingTableMissing,
        .streamingTablesSeveral, .streamingTableUnknown, .outputModeUnknown,
        .propertyUnknown, .queryNotOneSelect, .scannedTableMissing,
    ]
}
