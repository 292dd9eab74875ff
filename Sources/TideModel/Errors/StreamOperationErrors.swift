/// Operators that cannot stream, or not in an output mode.
extension ErrorCondition {
    package static let updateOfSessions = ErrorCondition(
        .streamingQuery,
        "output mode 'update' is not supported for session window streaming aggregations: a session that "
            + "grows "
            + "has another key",
        remedy: "use 'append' or 'complete'")
    package static let sessionsOfAll = ErrorCondition(
        .streamingQuery, "sessions of a stream need another grouping beside session_window",
        remedy: "group by who the session is of too: GROUP BY session_window(..), user")
    package static let deduplicationWithoutWatermark = ErrorCondition(
        .streamingQuery,
        "dropDuplicatesWithinWatermark is not supported without a watermark: it would never forget a row",
        remedy: "give the stream a watermark: withWatermark(..), or WATERMARK .. DELAY OF ..")
    package static let eventTimesSeveral = ErrorCondition(
        .streamingQuery,
        "several event-time columns reach one operator with a state: <columns>; it could not know when to "
            + "forget",
        remedy: "select one of them below it, and make the others plain: CAST(.. AS DOUBLE)")
    package static let unionWithBatch = ErrorCondition(
        .streamingQuery, "UNION of a stream and of a relation that does not stream is not supported",
        remedy: "read all of its tables with STREAM, or none")
    package static let limitInUpdate = ErrorCondition(
        .streamingQuery,
        "LIMIT is not supported in output mode 'update': which rows are the first may change",
        remedy: "use 'append' or 'complete', or limit the result with a query over it")
    package static let sortOfStream = ErrorCondition(
        .streamingQuery,
        "ORDER BY is not supported in a streaming query, unless it is over an aggregation in output mode "
            + "'complete': later rows would belong between earlier ones",
        remedy: "leave it out and order the result: SELECT .. FROM the streaming table ORDER BY ..")
    package static let joinOutputMode = ErrorCondition(
        .streamingQuery,
        "this join of two streams is not supported in output mode '<mode>', only in 'append': its rows never "
            + "change",
        remedy: "use 'append'")
    package static let antiJoinOfStreams = ErrorCondition(
        .streamingQuery,
        "LEFT ANTI JOIN with a stream on the right is not supported: a partner may come later",
        remedy: "use LEFT OUTER JOIN and WHERE .. IS NULL")
    package static let joinKeepsBatch = ErrorCondition(
        .streamingQuery,
        "<kind> JOIN with a stream on the <stream> and none on the <batch> is not supported: it keeps the "
            + "rows of "
            + "the <batch> side, whose partners may come later",
        remedy: "use INNER JOIN, or an outer join that keeps the rows of the stream")
    package static let joinUnbounded = ErrorCondition(
        .streamingQuery,
        "<kind> JOIN of two streams is not supported without a watermark in the join keys, or a watermark "
            + "on the "
            + "nullable side and an appropriate range condition: a row could wait for ever for its partner",
        remedy:
            "give both streams a WATERMARK and compare their times in ON: .. AND b.time >= a.time AND "
            + "b.time <= "
            + "a.time + INTERVAL 1 HOUR")
    package static let lateRowsOfAggregation = ErrorCondition(
        .streamingQuery,
        "possible correctness issue: an aggregation in output mode '<mode>' gives rows older than the "
            + "watermark, "
            + "which an aggregation, a join or a de-duplication of its result would drop as late",
        remedy:
            "use 'append' with a watermark, or compute the second step with a query over the streaming table")
}

extension ErrorCatalogue {
    static let streamOperations: [ErrorCondition] = [
        .updateOfSessions, .sessionsOfAll, .eventTimesSeveral, .deduplicationWithoutWatermark,
        .unionWithBatch, .limitInUpdate,
        .sortOfStream, .joinOutputMode, .antiJoinOfStreams, .joinKeepsBatch, .joinUnbounded,
        .lateRowsOfAggregation,
    ]
}
