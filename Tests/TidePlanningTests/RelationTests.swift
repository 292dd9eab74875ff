import TestSupport
import Testing
import TideColumnar
import TideFormats
import TideModel
import TidePlanning

/// Watermarks, sessions, joins, unions and duplicates as the analyzer plans them.
@Suite struct RelationTests {
    private static let marked: String = "STREAM events WATERMARK time DELAY OF INTERVAL 10 MINUTES"

    /// A query and its plan as `explain` shows it.
    static let plans: [(sql: String, explained: String)] = [
        (
            "SELECT action FROM \(marked)",
            """
            Project [action]
              Watermark time, delay '10 minutes'
                Scan STREAM events [time TIMESTAMP, action STRING]
            """
        ),
        (
            "SELECT x.time, action FROM \(marked) AS x WHERE action = 'a' AND n > 1 AND x.time IS NOT NULL",
            """
            Project [time, action]
              Filter (time IS NOT NULL)
                Watermark time, delay '10 minutes'
                  Filter ((action = 'a') AND (n > 1))
                    Scan STREAM events [time TIMESTAMP, action STRING, n INT]
            """
        ),
        (
            "SELECT * FROM (SELECT action AS a, n + 1 AS m, time FROM \(marked)) WHERE m > 2",
            """
            Project [a, m, time]
              Project [action AS a, (n + 1) AS m, time]
                Watermark time, delay '10 minutes'
                  Filter ((n + 1) > 2)
                    Scan STREAM events [time TIMESTAMP, action STRING, n INT]
            """
        ),
        (
            "SELECT window(time, '1 hour') AS w, action, count(*) FROM \(marked) GROUP BY 1, 2 HAVING "
                + "action = 'a'",
            """
            Project [window AS w, action, count(1)]
              Aggregate by [window, action] compute [count(*)]
                Window window(time, '1 hour')
                  Watermark time, delay '10 minutes'
                    Filter (action = 'a')
                      Scan STREAM events [time TIMESTAMP, action STRING]
            """
        ),
        (
            "SELECT t2, n FROM STREAM events WATERMARK CAST(action AS TIMESTAMP) AS t2 DELAY OF INTERVAL 1 "
                + "MONTH",
            """
            Project [t2, n]
              Watermark t2, delay '31 days'
                Project [CAST(action AS TIMESTAMP) AS t2, n]
                  Scan STREAM events [action STRING, n INT]
            """
        ),
        (
            "SELECT n FROM events WATERMARK time DELAY OF INTERVAL 1 HOUR",
            "Project [n]\n  Scan events [n INT]"
        ),
        (
            "SELECT user, session_window(time, '5 minutes') AS s, count(*) FROM events GROUP BY user, s",
            """
            Project [user, session_window AS s, count(1)]
              Aggregate by [user, session_window] compute [count(*)]
                SessionWindow session_window(time, '5 minutes')
                  Scan events [time TIMESTAMP, user STRING]
            """
        ),
        (
            "SELECT session_window(time, CASE WHEN n > 1 THEN '1 minute' ELSE action END) FROM events",
            """
            Project [session_window]
              SessionWindow session_window(time, interval_microseconds(CASE WHEN (n > 1) THEN '1 minute' \
            ELSE action END))
                Scan events [time TIMESTAMP, action STRING, n INT]
            """
        ),
        (
            "SELECT window_time(window) AS t, window(window, '2 hours') AS w FROM counts",
            """
            Project [window_time(window) AS t, window AS w]
              Window window(window_time(window), '2 hours')
                Scan counts [window STRUCT<start: TIMESTAMP, end: TIMESTAMP>]
            """
        ),
        (
            "SELECT a.n, b.user FROM events a JOIN events b ON a.action = b.user AND a.n < b.n AND b.n > 3",
            """
            Project [n, user]
              Join inner on (action = user) AND ((n < n) AND (n > 3))
                Scan events [action STRING, n INT]
                Scan events [user STRING, n INT]
            """
        ),
        (
            "SELECT a.n FROM events a, counts b WHERE a.action = b.action AND b.count > a.n AND a.n = 1",
            """
            Project [n]
              Join inner on (action = action) AND (count > CAST(n AS BIGINT))
                Filter (n = 1)
                  Scan events [action STRING, n INT]
                Scan counts [action STRING, count BIGINT]
            """
        ),
        (
            "SELECT a.n FROM events a LEFT JOIN counts b ON a.n = b.count AND b.action = 'x' WHERE a.n = 1",
            """
            Project [n]
              Filter (n = 1)
                Join left on (CAST(n AS BIGINT) = count) AND (action = 'x')
                  Scan events [n INT]
                  Scan counts [action STRING, count BIGINT]
            """
        ),
        (
            "SELECT n FROM \(marked) a LEFT JOIN counts b ON a.action = b.action AND a.n > 1 WHERE user = "
                + "'u'",
            """
            Project [n]
              Join left on (action = action) AND (n > 1)
                Watermark time, delay '10 minutes'
                  Filter (user = 'u')
                    Scan STREAM events [time TIMESTAMP, action STRING, user STRING, n INT]
                Scan counts [action STRING]
            """
        ),
        (
            "SELECT count FROM counts b JOIN \(marked) a ON a.action = b.action AND a.n > 1 AND b.count > 2",
            """
            Project [count]
              Join inner on (action = action) AND (count > CAST(2 AS BIGINT))
                Scan counts [action STRING, count BIGINT]
                Watermark time, delay '10 minutes'
                  Filter (n > 1)
                    Scan STREAM events [time TIMESTAMP, action STRING, n INT]
            """
        ),
        (
            "SELECT * FROM (SELECT action, n FROM events) FULL JOIN (SELECT action, count FROM counts) "
                + "USING (action)",
            """
            Project [action, n, count]
              Project [n, count, coalesce(action, action) AS action]
                Join full on (action = action)
                  Project [action, n]
                    Scan events [action STRING, n INT]
                  Project [action, count]
                    Scan counts [action STRING, count BIGINT]
            """
        ),
        (
            "SELECT a.n FROM events a JOIN events b ON a.n <=> b.n",
            """
            Project [n]
              Join inner on (coalesce(n, 0) = coalesce(n, 0)) AND ((n IS NULL) = (n IS NULL))
                Scan events [n INT]
                Scan events [n INT]
            """
        ),
        (
            "SELECT n FROM events UNION ALL SELECT count FROM counts UNION ALL SELECT NULL",
            """
            Union
              Project [CAST(n AS BIGINT) AS n]
                Project [n]
                  Scan events [n INT]
              Project [count]
                Scan counts [count BIGINT]
              Project [CAST(NULL AS BIGINT) AS NULL]
                Project [NULL]
                  SingleRow
            """
        ),
        (
            "SELECT n FROM (SELECT n, action FROM \(marked) UNION ALL SELECT 1, action FROM STREAM events) "
                + "WHERE n > 1",
            """
            Project [n]
              Union
                Project [n]
                  Watermark time, delay '10 minutes'
                    Filter (n > 1)
                      Scan STREAM events [time TIMESTAMP, n INT]
                Filter (n > 1)
                  Project [1]
                    Scan STREAM events []
            """
        ),
    ]

    @Test("plans", arguments: plans)
    func planned(sql: String, explained: String) throws {
        let found = try plan(sql)
        #expect(found.explain() == explained)
        #expect(try LogicalPlan(json: JSONValue(parsing: found.json.bytes)) == found)
    }

    @Test("names of a join are qualified, merged or hidden as in Spark") func scopes() throws {
        func names(_ sql: String) throws -> [String] { try plan(sql).schema.fields.map(\.name) }
        #expect(
            try names("SELECT * FROM events a JOIN counts b USING (action)")
                == ["action", "time", "user", "n", "window", "count"])
        #expect(
            try names("SELECT b.* FROM events a JOIN counts b USING (action)") == [
                "action", "window", "count",
            ])
        #expect(
            try names("SELECT * FROM events NATURAL SEMI JOIN counts") == ["action", "time", "user", "n"])
        #expect(
            try names("SELECT a.action, b.action FROM events a RIGHT JOIN counts b USING (action)").count == 2
        )
    }

    @Test("columns that carry a watermark are those of Spark") func eventTimes() throws {
        func times(_ sql: String) throws -> [Int: Int64] { try plan(sql).eventTimes }
        let marked = Self.marked
        #expect(
            try times("SELECT time AS a, n, time, coalesce(time) FROM \(marked)") == [0: 600_000, 2: 600_000])
        #expect(try times("SELECT window(time, '1 hour') AS w, n FROM \(marked)") == [0: 600_000])
        #expect(
            try times(
                "SELECT n, window_time(w), w.end FROM (SELECT window(time, '1 hour') w, n FROM \(marked))")
                == [1: 600_000])
        #expect(
            try times("SELECT user, session_window(time, '1 hour') s, max(time) FROM \(marked) GROUP BY 1, 2")
                == [1: 600_000])
        #expect(try times("SELECT * FROM \(marked) a FULL JOIN STREAM events b USING (time)") == [:])
        #expect(
            try times("SELECT * FROM STREAM events b RIGHT JOIN \(marked) a USING (time)") == [0: 600_000])
        #expect(
            try times("SELECT time FROM \(marked) UNION ALL SELECT time FROM STREAM events") == [0: 600_000])
        #expect(try times("SELECT time FROM STREAM events UNION ALL SELECT time FROM \(marked)") == [:])
        #expect(try times("SELECT DISTINCT time FROM \(marked)") == [0: 600_000])
        #expect(try times("SELECT time FROM events WATERMARK time DELAY OF INTERVAL 1 DAY") == [:])
    }

    @Test("duplicates are told apart by the columns named") func duplicates() throws {
        func explained(_ names: [String], isWithinWatermark: Bool) throws -> String {
            try plan("SELECT n, action FROM \(Self.marked)") {
                .deduplicate(names, isWithinWatermark: isWithinWatermark, $0)
            }.explain()
        }
        #expect(try explained([], isWithinWatermark: false).hasPrefix("Deduplicate [n, action]\n"))
        #expect(try explained(["ACTION"], isWithinWatermark: false).hasPrefix("Deduplicate [action]\n"))
        #expect(try explained(["n"], isWithinWatermark: true).hasPrefix("DeduplicateWithinWatermark [n]\n"))
    }

    /// A query, and the whole text of its refusal.
    static let refusals: [(condition: ErrorCondition, sql: String, text: String)] = [
        (
            .eventTimeType, "SELECT n FROM STREAM events WATERMARK n DELAY OF INTERVAL 1 HOUR",
            """
            error [EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE]: the event time n has the type INT, but it must be a \
            TIMESTAMP
              line 1:39 | SELECT n FROM STREAM events WATERMARK n DELAY OF INTERVAL 1 HOUR
                                                                ^
              next: name a TIMESTAMP column, or make one: WATERMARK CAST(n AS TIMESTAMP) AS time DELAY OF ..
            """
        ),
        (
            .watermarkUnnamed,
            "SELECT n FROM STREAM events WATERMARK coalesce(time) DELAY OF INTERVAL 1 HOUR",
            """
            error [REQUIRES_EXPLICIT_NAME_IN_WATERMARK_CLAUSE]: the expression coalesce(time) of WATERMARK \
            needs \
            a name
              line 1:39 | SELECT n FROM STREAM events WATERMARK coalesce(time) DELAY OF INTERVAL 1 HOUR
                                                                ^^^^^^^^^^^^^^
              next: write WATERMARK coalesce(time) AS name DELAY OF ..
            """
        ),
        (
            .watermarkDelayNegative,
            "SELECT n FROM STREAM events WATERMARK time DELAY OF INTERVAL -1 HOUR",
            """
            error [INVALID_PARAMETER_VALUE]: the delay of a watermark must not be negative, but is '-1 hour'
              line 1:53 | SELECT n FROM STREAM events WATERMARK time DELAY OF INTERVAL -1 HOUR
                                                                              ^^^^^^^^^^^^^^^^
              next: write how late a row may be, for example INTERVAL 10 MINUTES
            """
        ),
        (
            .watermarkTwice,
            "SELECT n FROM (SELECT * FROM \(marked)) WATERMARK time AS t DELAY OF INTERVAL 1 HOUR",
            """
            error [UNSUPPORTED_STREAMING_OPERATION]: redefining a watermark is disallowed: t would replace \
            time as the event time
              line 1:99 | ... STREAM events WATERMARK time DELAY OF INTERVAL 10 MINUTES) \
            WATERMARK time AS t DELAY OF INTERVAL 1 HOUR
                                                                                                   ^^^^^^^^^
              next: keep one WATERMARK for each stream
            """
        ),
        (
            .usingColumnUnknown, "SELECT n FROM events JOIN counts USING (n)",
            """
            error [UNRESOLVED_USING_COLUMN_FOR_JOIN]: the right side of the join has no column n for USING
              line 1:22 | SELECT n FROM events JOIN counts USING (n)
                                               ^^^^
              next: its columns are: action, count, window
            """
        ),
        (
            .unionColumnCount, "SELECT n FROM events UNION ALL SELECT n, action FROM events",
            """
            error [NUM_COLUMNS_MISMATCH]: UNION needs relations with equally many columns: the first has \
            1, the \
            second has 2
              line 1:22 | SELECT n FROM events UNION ALL SELECT n, action FROM events
                                               ^^^^^^^^^
              next: select the same columns in each
            """
        ),
        (
            .unionColumnType,
            "SELECT n, window FROM (SELECT 1 AS n, window FROM counts) UNION ALL SELECT 1, 1",
            """
            error [INCOMPATIBLE_COLUMN_TYPE]: the second column of UNION (window) has the types \
            STRUCT<start: \
            TIMESTAMP, end: TIMESTAMP> and INT, which have none in common
              line 1:59 | SELECT n, window FROM (SELECT 1 AS n, window FROM counts) UNION ALL SELECT 1, 1
                                                                                    ^^^^^^^^^
              next: cast them to one type
            """
        ),
        (
            .columnOfSeveralTables, "SELECT n FROM events a JOIN events b ON a.time = b.time",
            """
            error [AMBIGUOUS_REFERENCE]: n is ambiguous: a.n or b.n
              line 1:8 | SELECT n FROM events a JOIN events b ON a.time = b.time
                                ^
              next: qualify the column with its table, or give one of them another name
            """
        ),
        (
            .windowMisplaced,
            "SELECT 1 FROM events a JOIN events b ON session_window(a.time, '1 day') = b.time",
            """
            error [UNSUPPORTED_FEATURE]: session_window(..) is not supported in ON
              line 1:41 | SELECT 1 FROM events a JOIN events b ON session_window(a.time, '1 day') = b.time
                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              next: compute it in a subquery: FROM (SELECT session_window(..) AS session_window, .. FROM ..)
            """
        ),
    ]

    @Test("errors", arguments: refusals)
    func refusal(condition: ErrorCondition, sql: String, text: String) throws {
        let error = #expect(throws: TidemarkError.self) { try plan(sql) }
        #expect(error?.description == text)
        #expect(condition.fits(error?.description ?? ""))
    }

    @Test("a delay that is no constant is refused; SQL cannot write one") func delay() throws {
        let error = #expect(throws: TidemarkError.self) {
            try plan("SELECT n, time FROM events") { child in
                .watermark(
                    UnresolvedExpression(.name(["time"])), delay: UnresolvedExpression(.name(["n"])), child)
            }
        }
        #expect(ErrorCondition.watermarkDelayVaries.fits(error?.description ?? ""))
        #expect(error?.message == "the delay of a watermark must be a constant interval")
        #expect(error?.remedy == "write for example DELAY OF INTERVAL 10 MINUTES")
    }

    @Test("rows within a watermark are a stream's") func deduplicationInBatch() throws {
        let error = #expect(throws: TidemarkError.self) {
            try plan("SELECT n FROM events") { .deduplicate([], isWithinWatermark: true, $0) }
        }
        #expect(ErrorCondition.deduplicationInBatch.fits(error?.description ?? ""))
        #expect(
            error?.message
                == "dropDuplicatesWithinWatermark is not supported for a query that reads no stream")
    }
}
