/// Streaming queries that a program starts.
extension ErrorCondition {
    package static let writeStreamOfBatch = ErrorCondition(
        .streamingQuery, "writeStream can be called only on a streaming DataFrame",
        remedy: "read its files with readStream instead of read")
    package static let sinkNotFound = ErrorCondition(
        .unsupported, "there is no sink '<format>' in this version", remedy: "<suggestion>")
    package static let tableWithFormat = ErrorCondition(
        .invalidArgument, "toTable takes no format, and this is '<format>'",
        remedy: "leave format out, or use start() instead of toTable")
    package static let writerOptionNotFound = ErrorCondition(
        .optionNotFound, "writeStream has no option '<option>'", remedy: "<suggestion>")
    package static let writerOptionValue = ErrorCondition(
        .invalidOption, "option '<option>' is '<value>', expected <expected>")
    package static let memoryWithoutName = ErrorCondition(
        .invalidArgument, "queryName must be specified for the memory sink",
        remedy: "queryName(\"counts\") names the table")
    package static let tableWithoutName = ErrorCondition(
        .invalidArgument, "a streaming query into a table needs the table's name",
        remedy: "use toTable(\"name\"), or format(\"memory\") or format(\"console\")")
    package static let tableWithoutCheckpoint = ErrorCondition(
        .invalidArgument, "checkpointLocation must be specified for a streaming query into a table or files",
        remedy: "option(\"checkpointLocation\", \"DIR\")")
    package static let queryNameActive = ErrorCondition(
        .invalidArgument,
        "cannot start a query with the name '<name>': a query of that name is active in this session",
        remedy: "stop it first, or give this one another queryName")
    package static let negativeInterval = ErrorCondition(
        .invalidArgument, "the trigger interval '<interval>' is negative",
        remedy: "'0 seconds' is as soon as there is data")
    package static let deliveryFailed = ErrorCondition(
        .deliveryFailed, "<sink> failed on batch <batch>: <what>",
        remedy: "the batch is committed; the next start hands it over again before it goes on")
    package static let noThread = ErrorCondition(
        .storageFailed, "the system gives no thread for the streaming query",
        remedy: "raise the limit with `ulimit -u`")
}

extension ErrorCatalogue {
    static let writers: [ErrorCondition] = [
        .writeStreamOfBatch, .sinkNotFound, .tableWithFormat, .writerOptionNotFound,
        .writerOptionValue, .memoryWithoutName, .tableWithoutName, .tableWithoutCheckpoint, .queryNameActive,
        .negativeInterval, .deliveryFailed, .noThread,
    ]
}
