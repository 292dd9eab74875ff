/// Output modes that a query cannot have.
extension ErrorCondition {
    package static let completeWithoutAggregation = ErrorCondition(
        .streamingQuery,
        "output mode 'complete' is not supported for a streaming query without an aggregation: its rows are "
            + "appended, never written anew",
        remedy: "use 'append', the default")
    package static let appendWithoutWatermark = ErrorCondition(
        .streamingQuery,
        "output mode 'append' is not supported for streaming aggregations without watermark: any group may "
            + "still change",
        remedy: "add WATERMARK and group by a window of the event time, or use 'complete'")
}

extension ErrorCatalogue {
    static let outputModes: [ErrorCondition] = [.completeWithoutAggregation, .appendWithoutWatermark]
}
