import TestSupport
import Testing
import TideModel
import TidePlanning

/// What Spark's UnsupportedOperationChecker says of a plan and an output mode.
@Suite struct UnsupportedOperationsTests {
    private static let m: String = "STREAM events WATERMARK time DELAY OF INTERVAL 10 MINUTES"
    private static let byWindow: String =
        "SELECT window(time, '1 hour') AS w, count(*) AS c FROM \(m) GROUP BY 1"
    private static let byUser: String = "SELECT user, count(*) AS c FROM STREAM events GROUP BY user"
    private static let sessions: String =
        "SELECT user, session_window(time, '5 minutes') AS s, count(*) AS c FROM \(m) GROUP BY 1, 2"

    private static func join(_ kind: String, _ left: String, _ right: String, _ more: String = "") -> String {
        "SELECT a.n FROM \(left) a \(kind) JOIN \(right) b ON a.action = b.action\(more)"
    }

    private static let timed: String = " AND a.time = b.time"

    /// A query, and the modes in which it streams.
    static let accepted: [(sql: String, modes: [OutputMode])] = [
        ("SELECT n FROM STREAM events WHERE n > 1", [.append, .update]),
        ("SELECT n FROM \(m)", [.append, .update]),
        (byUser, [.update, .complete]),
        (byWindow, OutputMode.allCases),
        (sessions, [.append, .complete]),
        ("SELECT time, count(*) FROM \(m) GROUP BY time", OutputMode.allCases),
        ("SELECT DISTINCT user FROM STREAM events", [.update, .complete]),
        ("SELECT DISTINCT time FROM \(m)", OutputMode.allCases),
        ("SELECT user, count(DISTINCT n) FROM STREAM events GROUP BY user", [.update, .complete]),
        ("SELECT window(time, '1 hour'), count(DISTINCT time) FROM \(m) GROUP BY 1", OutputMode.allCases),
        ("SELECT window(w, '2 hours'), sum(c) FROM (\(byWindow)) GROUP BY 1", [.append]),
        ("\(byUser) ORDER BY c", [.complete]),
        ("SELECT * FROM (\(byUser)) ORDER BY c LIMIT 3", [.complete]),
        ("SELECT n FROM STREAM events LIMIT 3", [.append]),
        ("SELECT n FROM STREAM events UNION ALL SELECT n FROM \(m)", [.append, .update]),
        (join("INNER", "STREAM events", "STREAM events"), [.append, .update]),
        (join("INNER", "STREAM events", "counts").replacing("a.n", with: "a.user"), [.append, .update]),
        (join("LEFT", "STREAM events", "events"), [.append, .update]),
        (join("LEFT SEMI", "STREAM events", "events"), [.append, .update]),
        (join("LEFT ANTI", "STREAM events", "events"), [.append, .update]),
        (join("RIGHT", "events", "STREAM events"), [.append, .update]),
        (join("LEFT", m, m, timed), [.append]),
        (join("RIGHT", m, m, timed), [.append]),
        (join("FULL", m, m, timed), [.append]),
        (join("LEFT SEMI", m, m, timed), [.append]),
        (join("LEFT", m, m, " AND a.time >= b.time"), [.append]),
        (join("RIGHT", m, m, " AND a.time <= b.time"), [.append]),
        (join("FULL", m, m, " AND a.time < b.time"), [.append]),
        (join("LEFT", m, m, " AND b.time BETWEEN a.time AND a.time + INTERVAL 1 HOUR"), [.append]),
        ("SELECT a.c FROM (\(byWindow)) a JOIN (\(byWindow)) b ON a.w = b.w", [.append]),
    ]

    @Test("what streams", arguments: accepted)
    func streams(sql: String, modes: [OutputMode]) throws {
        let query = try plan(sql)
        for mode in OutputMode.allCases {
            if modes.contains(mode) {
                try query.requireStreamable(mode)
            } else {
                #expect(throws: TidemarkError.self, "\(mode)") { try query.requireStreamable(mode) }
            }
        }
    }

    /// A query, a mode in which it cannot stream, and why.
    static let refused: [(condition: ErrorCondition, sql: String, mode: OutputMode, message: String)] = [
        (.streamAbsent, "SELECT n FROM events", .append, "the query reads no stream"),
        (
            .completeWithoutAggregation, "SELECT n FROM STREAM events", .complete,
            "output mode 'complete' is not supported for a streaming query without an aggregation: its rows "
                + "are "
                + "appended, never written anew"
        ),
        (
            .appendWithoutWatermark, byUser, .append,
            "output mode 'append' is not supported for streaming aggregations without watermark: any group "
                + "may "
                + "still change"
        ),
        (
            .appendWithoutWatermark, "SELECT user, count(*) FROM \(m) GROUP BY user", .append,
            "output mode 'append' is not supported for streaming aggregations without watermark: any group "
                + "may "
                + "still change"
        ),
        (
            .updateOfSessions, sessions, .update,
            "output mode 'update' is not supported for session window streaming aggregations: a session "
                + "that grows "
                + "has another key"
        ),
        (
            .sessionsOfAll, "SELECT session_window(time, '5 minutes'), count(*) FROM \(m) GROUP BY 1",
            .append,
            "sessions of a stream need another grouping beside session_window"
        ),
        (
            .eventTimesSeveral, "SELECT time, window(time, '1 hour'), count(*) FROM \(m) GROUP BY 1, 2",
            .append,
            "several event-time columns reach one operator with a state: time, window; it could not know "
                + "when to "
                + "forget"
        ),
        (
            .unionWithBatch, "SELECT n FROM STREAM events UNION ALL SELECT n FROM events", .append,
            "UNION of a stream and of a relation that does not stream is not supported"
        ),
        (
            .limitInUpdate, "SELECT n FROM STREAM events LIMIT 3", .update,
            "LIMIT is not supported in output mode 'update': which rows are the first may change"
        ),
        (
            .sortOfStream, "SELECT n FROM STREAM events ORDER BY n", .append,
            "ORDER BY is not supported in a streaming query, unless it is over an aggregation in output mode "
                + "'complete': later rows would belong between earlier ones"
        ),
        (
            .sortOfStream,
            "SELECT user, count(*) FROM (SELECT user FROM STREAM events ORDER BY user) GROUP BY user",
            .complete,
            "ORDER BY is not supported in a streaming query, unless it is over an aggregation in output mode "
                + "'complete': later rows would belong between earlier ones"
        ),
        (
            .joinOutputMode, join("LEFT", m, m, timed), .update,
            "this join of two streams is not supported in output mode 'update', only in 'append': its rows "
                + "never change"
        ),
        (
            .antiJoinOfStreams, join("LEFT ANTI", m, m, timed), .append,
            "LEFT ANTI JOIN with a stream on the right is not supported: a partner may come later"
        ),
        (
            .antiJoinOfStreams, join("LEFT ANTI", "events", "STREAM events"), .append,
            "LEFT ANTI JOIN with a stream on the right is not supported: a partner may come later"
        ),
        (
            .joinKeepsBatch, join("FULL", "STREAM events", "events"), .append,
            "FULL OUTER JOIN with a stream on the left and none on the right is not supported: it keeps the "
                + "rows of "
                + "the right side, whose partners may come later"
        ),
        (
            .joinKeepsBatch, join("RIGHT", "STREAM events", "events"), .append,
            "RIGHT OUTER JOIN with a stream on the left and none on the right is not supported: it keeps "
                + "the rows of "
                + "the right side, whose partners may come later"
        ),
        (
            .joinKeepsBatch, join("LEFT SEMI", "events", "STREAM events"), .append,
            "LEFT SEMI JOIN with a stream on the right and none on the left is not supported: it keeps the "
                + "rows of "
                + "the left side, whose partners may come later"
        ),
        (
            .joinUnbounded, join("LEFT", m, m), .append,
            "LEFT OUTER JOIN of two streams is not supported without a watermark in the join keys, or a "
                + "watermark on "
                + "the nullable side and an appropriate range condition: a row could wait for ever for its "
                + "partner"
        ),
        (
            .joinUnbounded, join("RIGHT", m, m, " AND a.time >= b.time"), .append,
            "RIGHT OUTER JOIN of two streams is not supported without a watermark in the join keys, or a "
                + "watermark on "
                + "the nullable side and an appropriate range condition: a row could wait for ever for its "
                + "partner"
        ),
        (
            .lateRowsOfAggregation, "SELECT max(c) FROM (\(byUser))", .complete,
            "possible correctness issue: an aggregation in output mode 'complete' gives rows older than the "
                + "watermark, which an aggregation, a join or a de-duplication of its result would drop as "
                + "late"
        ),
        (
            .lateRowsOfAggregation, "SELECT DISTINCT c FROM (\(byUser))", .update,
            "possible correctness issue: an aggregation in output mode 'update' gives rows older than the "
                + "watermark, which an aggregation, a join or a de-duplication of its result would drop as "
                + "late"
        ),
    ]

    @Test("what does not, and why", arguments: refused)
    func refusal(condition: ErrorCondition, sql: String, mode: OutputMode, message: String) throws {
        let query = try plan(sql)
        let error = #expect(throws: TidemarkError.self) { try query.requireStreamable(mode) }
        #expect(error?.message == message)
        #expect(condition.fits(error?.description ?? ""))
        #expect(error?.remedy?.isEmpty == false)
    }

    @Test("duplicates of a stream") func duplicates() throws {
        func query(_ sql: String, _ names: [String] = [], isWithinWatermark: Bool = false) throws
            -> LogicalPlan
        {
            try plan(sql) { .deduplicate(names, isWithinWatermark: isWithinWatermark, $0) }
        }
        for mode in [OutputMode.append, .update] {
            try query("SELECT n FROM STREAM events").requireStreamable(mode)
            try query("SELECT n, time FROM \(Self.m)", ["n"], isWithinWatermark: true).requireStreamable(mode)
        }
        let unmarked = try query("SELECT n FROM STREAM events", isWithinWatermark: true)
        let error = #expect(throws: TidemarkError.self) { try unmarked.requireStreamable(.append) }
        #expect(ErrorCondition.deduplicationWithoutWatermark.fits(error?.description ?? ""))
        #expect(
            error?.message
                == "dropDuplicatesWithinWatermark is not supported without a watermark: it would never "
                + "forget a row")
        // Without the event time among its columns no row of it is dropped as late.
        try query(Self.byWindow, ["c"]).requireStreamable(.update)
        #expect(throws: TidemarkError.self) { try query(Self.byWindow).requireStreamable(.update) }
    }
}
