/// Queries that cannot stream.
extension ErrorCondition {
    package static let tableNotStreamable = ErrorCondition(
        .streamingQuery, "<table> cannot be read as a stream",
        remedy: "leave STREAM out to read what it holds now")
    package static let viewStreamed = ErrorCondition(
        .streamingQuery, "STREAM applies to a table, and <view> is a view",
        remedy: "write FROM <view>; it streams when its tables do")
    package static let streamAbsent = ErrorCondition(
        .streamingQuery, "the query reads no stream",
        remedy: "write FROM STREAM table for the table to follow")
    package static let aggregationsSeveral = ErrorCondition(
        .streamingQuery, "several aggregations (GROUP BY, DISTINCT) in one streaming query are not supported",
        remedy: "keep the lowest one in the streaming table and aggregate its result with a query over it")
    package static let clauseBelowAggregation = ErrorCondition(
        .streamingQuery, "<clause> below the aggregation of a streaming query is not supported",
        remedy: "apply it to the result instead: <clause> belongs behind GROUP BY")
}

extension ErrorCatalogue {
    static let streaming: [ErrorCondition] = [
        .tableNotStreamable, .viewStreamed, .streamAbsent, .aggregationsSeveral, .clauseBelowAggregation,
    ]
}
