import Testing
import TideColumnar
import TideFormats
import TideModel
import TidePlanning

@Suite struct AnalyzerTests {
    /// A query and its plan as `explain` shows it.
    static let plans: [(sql: String, explained: String)] = [
        ("SELECT 1 + 1", "Project [(1 + 1)]\n  SingleRow"),
        (
            "SELECT user FROM events WHERE n > 1 LIMIT 3",
            """
            Limit 3
              Project [user]
                Filter (n > 1)
                  Scan events [user STRING, n INT]
            """
        ),
        (
            "SELECT count(*) FROM events",
            "Project [count(1)]\n  Aggregate by [] compute [count(*)]\n    Scan events []"
        ),
        (
            "SELECT a FROM (SELECT action AS a, n + 1 AS b, time FROM events) x WHERE x.b > 2",
            """
            Project [a]
              Filter (b > 2)
                Project [action AS a, (n + 1) AS b]
                  Scan events [action STRING, n INT]
            """
        ),
        (
            """
            SELECT action, window(time, '1 hour') AS window, count(*) AS count FROM STREAM events
            WHERE action = 'Open' GROUP BY action, window(time, '1 hour')
            HAVING count > 1 ORDER BY window.end DESC
            """,
            """
            Project [action, window, count]
              Sort [key 1 DESC]
                Project [action, window, count(1) AS count, window.end AS key 1]
                  Filter (count(1) > CAST(1 AS BIGINT))
                    Aggregate by [action, window] compute [count(*)]
                      Window window(time, '1 hour')
                        Filter (action = 'Open')
                          Scan STREAM events [time TIMESTAMP, action STRING]
            """
        ),
        (
            "SELECT DISTINCT action FROM Actions ORDER BY action NULLS LAST",
            """
            Sort [action NULLS LAST]
              Aggregate by [action] compute []
                Project [action]
                  Scan events [action STRING]
            """
        ),
        (
            "SELECT window(time, '90 minutes', '30 minutes', '-1 second') AS w FROM events",
            """
            Project [window AS w]
              Window window(time, '90 minutes', '30 minutes', '-1 second')
                Scan events [time TIMESTAMP]
            """
        ),
    ]

    @Test("names, windows, hidden sort columns and required columns", arguments: plans)
    func explained(sql: String, explained: String) throws {
        #expect(try plan(sql).explain() == explained)
    }

    @Test("a stored plan comes back exactly", arguments: plans)
    func stored(sql: String, explained: String) throws {
        let plan = try plan(sql)
        #expect(try LogicalPlan(json: JSONValue(parsing: plan.json.text)) == plan)
    }

    @Test("the window behind a grouping is known, also through a subquery")
    func windowGrouping() throws {
        let direct = try plan("SELECT count(*) FROM events GROUP BY action, window(time, '1 hour')")
        let nested = try plan(
            "SELECT w FROM (SELECT window(time, '1 hour') AS w, n FROM events) WHERE n > 1 GROUP BY 1"
        )
        let derived = try plan("SELECT count(*) FROM events GROUP BY window(time, '1 hour').end")
        #expect(aggregation(direct)?.windowGrouping == 1)
        #expect(aggregation(direct)?.windowSizeUs == 3_600_000_000)
        #expect(aggregation(nested)?.windowGrouping == 0)
        #expect(aggregation(derived)?.windowGrouping == nil)
    }

    private func aggregation(_ plan: LogicalPlan) -> Aggregation? {
        for case .aggregate(let aggregation, _) in sequence(first: plan, next: \.child) { return aggregation }
        return nil
    }

    @Test(
        "intervals",
        arguments: [
            ("1 hour", 3_600_000_000), ("30 minutes", 1_800_000_000),
            ("INTERVAL 1 day 2 hours", 93_600_000_000),
            ("1.5 seconds", 1_500_000), ("-0.25 seconds", -250_000), (".5 second", 500_000),
            ("2 weeks", 1_209_600_000_000),
            ("-15 minutes 10 seconds", -890_000_000), ("7 milliseconds 3 microseconds", 7_003),
            ("", nil), ("soon", nil), ("1", nil), ("1 fortnight", nil), ("1.5 hours", nil), ("1 month", nil),
            ("9223372036854775807 hours", nil),
        ] as [(String, Int64?)])
    func intervals(text: String, microseconds: Int64?) {
        #expect((try? intervalMicroseconds(text)) == microseconds)
    }
}
