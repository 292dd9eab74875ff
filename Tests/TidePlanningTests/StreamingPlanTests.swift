import Testing
import TideColumnar
import TideModel
import TidePlanning

@Suite struct StreamingPlanTests {
    private let base = """
        SELECT action, window(time, '1 hour') AS window, count(*) AS count FROM STREAM events
        WHERE n > 1 GROUP BY action, window(time, '1 hour')
        """

    @Test("a plan is cut at its aggregation")
    func cut() throws {
        let streaming = try StreamingPlan(plan(base + " HAVING count > 2 ORDER BY count DESC LIMIT 5"))
        #expect(streaming.sources[0].table == "events")
        #expect(streaming.sources[0].required == [0, 1, 3])
        #expect(
            streaming.input.explain() == """
                Window window(time, '1 hour')
                  Filter (n > 1)
                    Scan STREAM events [time TIMESTAMP, action STRING, n INT]
                """)
        guard case .aggregating(let aggregation, let output) = streaming.shape else {
            Issue.record("\(streaming.shape)")
            return
        }
        #expect(aggregation.groupings.map(\.name) == ["action", "window"])
        #expect(
            output.explain() == """
                Limit 5
                  Sort [count DESC]
                    Project [action, window, count(1) AS count]
                      Filter (count(1) > CAST(2 AS BIGINT))
                        Scan <state> [action STRING, window STRUCT<start: TIMESTAMP, end: TIMESTAMP>, \
                `count(1)` BIGINT]
                """)
    }

    /// A query, and why it cannot stream.
    static let refusals: [(sql: String, message: String)] = [
        ("SELECT count(*) FROM events", "the query reads no stream"),
        ("SELECT 1", "the query reads no stream"),
        (
            "SELECT action FROM STREAM events ORDER BY n",
            "ORDER BY is not supported in a streaming query, unless it is over an aggregation in output mode "
                + "'complete': later rows would belong between earlier ones"
        ),
        (
            "SELECT count(*) FROM (SELECT * FROM STREAM events ORDER BY n)",
            "ORDER BY is not supported in a streaming query, unless it is over an aggregation in output mode "
                + "'complete': later rows would belong between earlier ones"
        ),
        (
            "SELECT max(c) FROM (SELECT count(*) AS c FROM STREAM events GROUP BY action)",
            "possible correctness issue: an aggregation in output mode 'complete' gives rows older than the "
                + "watermark, which an aggregation, a join or a de-duplication of its result would drop as "
                + "late"
        ),
        (
            "SELECT DISTINCT count(*) FROM STREAM events GROUP BY action",
            "possible correctness issue: an aggregation in output mode 'complete' gives rows older than the "
                + "watermark, which an aggregation, a join or a de-duplication of its result would drop as "
                + "late"
        ),
    ]

    @Test("what cannot stream is refused by name, with what to write instead", arguments: refusals)
    func refusal(sql: String, message: String) throws {
        let plan = try plan(sql)
        let error = #expect(throws: TidemarkError.self) { try StreamingPlan(plan) }
        #expect(error?.code == .streamingQuery)
        #expect(error?.message == message)
        #expect(error?.remedy != nil)
    }

    @Test("a query without an aggregation runs per batch as a whole, and all of it is in its fingerprint")
    func stateless() throws {
        let base = "SELECT action AS a, n + 1 AS m FROM STREAM events WHERE n > 1"
        let streaming = try StreamingPlan(plan(base))
        #expect(streaming.shape == .appending)
        #expect(streaming.sources[0].required == [1, 3])
        #expect(try streaming.input == plan(base))
        #expect(streaming.input.schema.fields.map(\.name) == ["a", "m"])
        for (from, to) in [("AS a", "AS b"), ("n > 1", "n > 2"), ("n + 1", "n + 2"), ("AS m", "AS m, n")] {
            let other = try StreamingPlan(plan(base.replacing(from, with: to)))
            #expect(other.fingerprint != streaming.fingerprint)
            #expect(!other.difference(from: streaming).isEmpty)
        }
        let counted = try StreamingPlan(plan("SELECT action, count(*) FROM STREAM events GROUP BY action"))
        #expect(
            counted.difference(from: streaming).suffix(3) == [
                "steps before the aggregation: the checkpoint has Filter (n > 1), "
                    + "Project [action AS a, (n + 1) AS m], the job has none",
                "GROUP BY: the checkpoint has none, the job has action",
                "aggregates: the checkpoint has none, the job has count(*)",
            ])
    }

    @Test("the mode of the result: Spark's for the query, and its refusals")
    func outputModes() throws {
        let appended = try plan("SELECT action FROM STREAM events")
        for mode in [nil, OutputMode.append, .update] {
            #expect(try StreamingPlan(appended, mode: mode).shape == .appending)
        }
        let grouped = try plan("SELECT DISTINCT action FROM STREAM events")
        for mode in [nil, OutputMode.complete] {
            #expect(try StreamingPlan(grouped, mode: mode).mode == .complete)
        }
        #expect(try StreamingPlan(grouped, mode: .update).shape == .updating)
        for (plan, mode, text) in [
            (
                appended, OutputMode.complete,
                """
                error [UNSUPPORTED_STREAMING_OPERATION]: output mode 'complete' is not supported for a \
                streaming query without an aggregation: its rows are appended, never written anew
                  next: use 'append', the default
                """
            ),
            (
                grouped, .append,
                """
                error [UNSUPPORTED_STREAMING_OPERATION]: output mode 'append' is not supported for streaming \
                aggregations without watermark: any group may still change
                  next: add WATERMARK and group by a window of the event time, or use 'complete'
                """
            ),
        ] {
            let error = #expect(throws: TidemarkError.self) { try StreamingPlan(plan, mode: mode) }
            #expect(error?.description == text)
        }
    }

    @Test("what is above the aggregation does not change the fingerprint; what is below does")
    func fingerprint() throws {
        let fingerprint = try StreamingPlan(plan(base)).fingerprint
        #expect(fingerprint == "1-4b5e70730ae80275")
        for same in [base + " LIMIT 3", base + " HAVING count > 2", "SELECT action AS a FROM (\(base))"] {
            #expect(try StreamingPlan(plan(same)).fingerprint == fingerprint)
        }
        for (from, to) in [
            ("1 hour", "2 hours"), ("n > 1", "n > 2"), ("count(*)", "sum(n)"), ("action", "user"),
        ] {
            let other = base.replacing(from, with: to)
            #expect(try StreamingPlan(plan(other)).fingerprint != fingerprint)
        }
    }

    @Test("the difference between two queries, line by line")
    func difference() throws {
        let stored = try StreamingPlan(plan(base))
        let job = try StreamingPlan(
            plan("SELECT action, sum(n) FROM STREAM events WHERE n > 2 GROUP BY action"))
        #expect(
            job.difference(from: stored) == [
                "columns read: the checkpoint has time TIMESTAMP, action STRING, n INT, "
                    + "the job has action STRING, n INT",
                "steps before the aggregation: the checkpoint has Filter (n > 1), "
                    + "Window window(time, '1 hour'), the job has Filter (n > 2)",
                "GROUP BY: the checkpoint has action, window, the job has action",
                "aggregates: the checkpoint has count(*), the job has sum(n)",
            ])
        #expect(stored.difference(from: stored).isEmpty)
    }
}
