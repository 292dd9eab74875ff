import StreamSupport
import Testing
import TideColumnar
import TideDurableIO
import TideInspection
import TideModel
import TidePlanning
import TideSQL

/// Every reading of the clock in an expression is the batch's timestamp, in a run and in a recomputation.
@Suite struct BatchClockTests {
    @Test("a time of day takes the date of the batch that reads it, and verify knows which that was")
    func timeOfDay() throws {
        var workshop = try Workshop()
        workshop.schema = "at STRING"
        workshop.query = """
            SELECT CAST(at AS TIMESTAMP) AS at, TIMESTAMP '12:30:00' AS noon, count(*) AS count
            FROM STREAM events GROUP BY CAST(at AS TIMESTAMP)
            """
        // The clock stands at 2023-11-14T22:13:20Z.
        try workshop.land("1", "{\"at\":\"08:00:00\"}\n", at: 1)
        _ = try workshop.run()
        workshop.clock.advance(microseconds: 86_400_000_000)
        try workshop.land("2", "{\"at\":\"08:00:00\"}\n", at: 2)
        _ = try workshop.run()
        #expect(
            try workshop.rows("SELECT * FROM counts ORDER BY at") == [
                #"{"at":"2023-11-14T08:00:00.000Z","noon":"2023-11-15T12:30:00.000Z","count":1}"#,
                #"{"at":"2023-11-15T08:00:00.000Z","noon":"2023-11-15T12:30:00.000Z","count":1}"#,
            ])
        for isFast in [false, true] {
            let found = try Verifier(checkpoint: workshop.checkpoint, isFast: isFast).verify()
            #expect(found.differences == [], "fast: \(isFast)")
        }
    }

    @Test("a constant that needs the clock is left to the batch; one that does not is a constant")
    func constants() throws {
        let statements = try SQLParser.parseStatements(
            "SELECT TIMESTAMP '12:30:00' AS a, CAST('2016-07-26 12:30:00' AS TIMESTAMP) AS b")
        guard case .select(let query) = statements[0].statement else {
            Issue.record("no SELECT")
            return
        }
        let plan = try Analyzer(catalog: Catalog(), zone: .utc).analyze(query)
        #expect(
            plan.explain() == """
                Project [CAST('12:30:00' AS TIMESTAMP) AS a, TIMESTAMP '2016-07-26 12:30:00' AS b]
                  SingleRow
                """)
    }
}
