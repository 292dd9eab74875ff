/// Output modes, and queries whose rows are appended to a result.
extension ErrorCondition {
    package static let sortOfAppendedRows = ErrorCondition(
        .streamingQuery,
        "ORDER BY in a streaming query without an aggregation is not supported: rows are appended batch by "
            + "batch and stay where they are",
        remedy: "leave it out and order the result: SELECT .. FROM the streaming table ORDER BY ..")
    package static let limitOfAppendedRows = ErrorCondition(
        .streamingQuery,
        "LIMIT in a streaming query without an aggregation is not supported: each batch appends all its rows",
        remedy: "leave it out and limit the result: SELECT .. FROM the streaming table LIMIT ..")
    package static let completeWithoutAggregation = ErrorCondition(
        .streamingQuery,
        "output mode 'complete' is not supported for a streaming query without an aggregation: its rows are "
            + "appended, never written anew",
        remedy: "use 'append', the default")
    package static let appendWithoutWatermark = ErrorCondition(
        .streamingQuery,
        "output mode 'append' is not supported for streaming aggregations without watermark: any group may "
            + "still change",
        remedy: "use 'complete', the default of an aggregation")
    package static let updateOfTableResult = ErrorCondition(
        .unsupported, "output mode 'update' is not supported by this version for an aggregation",
        remedy: "use 'complete', the default of an aggregation")
}

extension ErrorCatalogue {
    static let outputModes: [ErrorCondition] = [
        .sortOfAppendedRows, .limitOfAppendedRows, .completeWithoutAggregation, .appendWithoutWatermark,
        .updateOfTableResult,
    ]
}
