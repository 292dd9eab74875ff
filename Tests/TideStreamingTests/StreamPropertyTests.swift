import StreamSupport
import Testing
import TideCheckpoint
import TideModel
import Tidemark

@testable import TideStreaming

/// What does not change the answer: how the input is cut into batches, threads, and where runs end.
@Suite struct StreamPropertyTests {
    /// Ways to run a job.
    struct Way: Sendable, CustomTestStringConvertible {
        var threads: Int
        /// nil: one run; else each run ends after so many batches.
        var batchesPerRun: Int?

        var testDescription: String { "\(threads) threads, \(batchesPerRun.map(String.init) ?? "all") a run" }

        static let all = [
            Way(threads: 1), Way(threads: 2, batchesPerRun: 1), Way(threads: 4, batchesPerRun: 3),
        ]
    }

    static let aggregations = [
        "SELECT action, count(*) AS c, sum(n) AS s, avg(x) AS a, max(time) AS t FROM STREAM events"
            + " GROUP BY action",
        "SELECT window(time, '10 minutes', '5 minutes') AS w, action, count(n) AS c, sum(x) AS s"
            + " FROM STREAM events GROUP BY 1, action",
        "SELECT action, session_window(time, '90 seconds') AS s, count(*) AS c, min(n) AS m"
            + " FROM STREAM events GROUP BY action, 2",
        "SELECT action, count(DISTINCT n) AS d, count(*) AS c FROM STREAM events GROUP BY action",
    ]

    private static let marked = "STREAM events WATERMARK time DELAY OF INTERVAL 3 MINUTES"

    /// Queries by the mode they run in.
    static let others: [(mode: String, query: String)] = [
        (
            "append",
            "SELECT window(time, '5 minutes') AS w, action, sum(x) AS s FROM \(marked) GROUP BY 1, action"
        ),
        (
            "update",
            "SELECT window(time, '5 minutes') AS w, action, sum(x) AS s FROM \(marked) GROUP BY 1, action"
        ),
        (
            "append",
            "SELECT action, session_window(time, '20 seconds') AS s, count(*) AS c FROM \(marked)"
                + " GROUP BY 1, 2"
        ),
        ("append", "SELECT DISTINCT time, action FROM \(marked)"),
        (
            "append",
            "SELECT window(w, '20 minutes') AS h, max(c) AS c FROM"
                + " (SELECT window(time, '5 minutes') AS w, action, count(*) AS c FROM \(marked)"
                + " GROUP BY 1, action) GROUP BY 1"
        ),
    ]

    /// Twelve files of forty rows: times go forward with steps back, some are NULL, some come far too late.
    private func workshop(_ query: String, mode: String, options: [String: String]) throws -> Workshop {
        var workshop = try Workshop()
        workshop.schema = "time TIMESTAMP, action STRING, n INT, x DOUBLE"
        workshop.options = options
        workshop.mode = mode
        workshop.query = query
        var state: UInt64 = 42
        func random(_ below: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % below
        }
        for file in 0..<12 {
            var text = ""
            for row in 0..<40 {
                let back = random(20) == 0 ? 900 : random(120)
                let second = max(0, 3_600 + file * 150 + row * 3 - Int(back))
                let time = random(30) == 0 ? "null" : "\(second)"
                let action = ["\"a\"", "\"b\"", "\"c\"", "null"][Int(random(4))]
                text +=
                    "{\"time\":\(time),\"action\":\(action),\"n\":\(random(7)),"
                    + "\"x\":\(random(1_000)).1e\(random(9))}\n"
            }
            try workshop.land("\(file)", text, at: Int64(file))
        }
        return workshop
    }

    private func run(_ workshop: Workshop, _ way: Way) throws {
        for _ in 0..<100 {
            let log = try workshop.run {
                $0.threads = way.threads
                $0.maxBatches = way.batchesPerRun
            }
            if case .finished? = log.summary?.ending { return }
        }
        Issue.record("the job does not end")
    }

    @Test("complete mode: any batches, any threads, any ends", arguments: aggregations)
    func complete(query: String) throws {
        var expected: [String]?
        let cuts: [[String: String]] = [
            [:], ["maxFilesPerTrigger": "1"], ["maxFilesPerTrigger": "5"], ["maxBytesPerTrigger": "700"],
        ]
        for (number, options) in cuts.enumerated() {
            let way = Way.all[number % Way.all.count]
            let workshop = try workshop(query, mode: "complete", options: options)
            try run(workshop, way)
            let rows = try workshop.rows("SELECT * FROM counts")
            #expect(rows.count > 2)
            if expected == nil { expected = rows }
            #expect(rows == expected, "\(options), \(way.testDescription)")
        }
    }

    @Test(
        "append and update modes: any threads, any ends, the same output of the same batches",
        arguments: others)
    func output(mode: String, query: String) throws {
        var expected: (rows: [String], batches: [BatchRecord])?
        for way in Way.all {
            let workshop = try workshop(query, mode: mode, options: ["maxFilesPerTrigger": "1"])
            try run(workshop, way)
            let rows = try workshop.rows("SELECT * FROM counts")
            #expect(!rows.isEmpty)
            let batches = try workshop.snapshot { try $0.batches() }.map { batch in
                var batch = batch
                (batch.stepMicroseconds, batch.timestampMs) = ([], 0)
                return batch
            }
            guard let expected else {
                expected = (rows, batches)
                continue
            }
            #expect(rows == expected.rows, "\(way.testDescription)")
            #expect(batches == expected.batches, "\(way.testDescription)")
        }
    }
}
