import StreamSupport
import TestSupport
import Testing
import TideCheckpoint
import TideInspection
import TideStreaming
import Tidemark

/// Streams of every aggregate function, read by several threads in several batches: the state is what the
/// reference evaluator makes of the same rows.
@Suite struct AggregateStreamTests {
    private static let queries = [
        """
        SELECT action, first(n) AS first, last(n, true) AS last, any_value(n) AS any, \
        collect_list(n) AS list, collect_set(n % 9) AS set, approx_count_distinct(n) AS different \
        FROM STREAM events GROUP BY action
        """,
        """
        SELECT action, max_by(n, n % 10) AS most, min_by(n, n % 10) AS least, variance(n) AS variance, \
        stddev_pop(n / 7D) AS deviation, percentile(n, array(0.1, 0.9)) AS percentiles, median(n) AS median, \
        mode(n % 13) AS mode, bool_and(n > 0) AS all, count_if(n > 5) AS many FROM STREAM events \
        GROUP BY action
        """,
        """
        SELECT action, grouping_id() AS id, count(DISTINCT n) AS a, sum(DISTINCT n % 5) AS b, avg(n) AS c, \
        collect_list(n) FILTER (WHERE n % 3 = 0) AS d FROM STREAM events GROUP BY ROLLUP (action, n % 2)
        """,
        """
        SELECT session_window(time, '2 seconds') AS session, action, collect_list(n) AS list, \
        last(n) AS last, var_pop(n) AS variance FROM STREAM events \
        GROUP BY session_window(time, '2 seconds'), action
        """,
    ]

    /// Some of the actions and numbers are NULL.
    private static func lines(_ file: Int, count: Int) -> String {
        (0..<count).map { line in
            let mixed = (line + 1) * (line + 7) * 7_919 + file * 104_729
            let action = ["\"a\"", "\"b\"", "null"][mixed / 61 % 3]
            let number = mixed % 61 - 20
            let time = mixed / 7 % 60
            return "{\"time\":\(time),\"action\":\(action),\"n\":\(number < -15 ? "null" : "\(number)")}\n"
        }.joined()
    }

    @Test("the state verifies, and a run in smaller batches has the same", arguments: queries)
    func verifies(query: String) throws {
        var states: [[String]] = []
        for filesPerBatch in ["1", "4"] {
            var workshop = try Workshop()
            workshop.query = query
            workshop.options = ["maxFilesPerTrigger": filesPerBatch]
            for file in 1...8 {
                try workshop.land("\(file)", Self.lines(file, count: file == 5 ? 3_000 : 40), at: Int64(file))
            }
            _ = try workshop.run { $0.threads = 2 }
            for isFast in [false, true] {
                let found = try Verifier(
                    checkpoint: workshop.checkpoint, isFast: isFast, movedRoots: []
                ).verify()
                #expect(found.differences.map(\.description) == [])
                #expect(found.groups > 2)
            }
            states.append(
                try workshop.snapshot { try $0.stateEntries() }.map { "\($0.key) \($0.value)" })
        }
        // Sessions merge in the order of their starts, which depends on the batches.
        if !query.contains("session_window") { #expect(states[0] == states[1]) }
    }
}
