import StreamSupport
import TestSupport
import Testing
import TideCheckpoint
import TideColumnar
import TideDurableIO
import TideModel
import Tidemark

@testable import TideStreaming

/// Which changes of a job a checkpoint goes on with, and which it refuses.
@Suite struct JobFitTests {
    private let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        try workshop.land("1", Workshop.lines("b", [1]) + Workshop.lines("a", [2]), at: 1)
        _ = try workshop.run()
        try workshop.land("2", Workshop.lines("a", [3]), at: 2)
    }

    private static let note =
        "the job differs from the one stored, in nothing that touches the state: it goes on"

    private static let select = "SELECT action, count(*) AS count, sum(n) AS total FROM STREAM events"

    @Test(
        "a change that does not touch the state makes version 2 of the plan, from the next batch on",
        arguments: [
            "\(select) GROUP BY action ORDER BY action", "\(select) GROUP BY action LIMIT 10",
            "\(select) -- said otherwise\n group  by action",
            "SELECT ACTION AS action, count(*) AS count, sum(N) AS total FROM STREAM events GROUP BY Action",
            "SELECT count(*) AS count, action, sum(n) + 0 AS total FROM STREAM events GROUP BY action",
        ])
    func newVersion(query: String) throws {
        var workshop = workshop
        workshop.query = query
        let log = try workshop.run()
        #expect(log.notes == [Self.note])
        let (plans, batches) = try workshop.snapshot { (try $0.plans(), try $0.batches()) }
        #expect(plans.map(\.version) == [1, 2])
        #expect(plans.map(\.firstBatch) == [0, 1])
        #expect(plans[1].jobText == workshop.sql)
        #expect(batches.map(\.planVersion) == [1, 2])
        #expect(batches.map(\.kind) == [.data, .planChange])
        #expect(
            try workshop.rows("SELECT action, count, total FROM counts ORDER BY action")
                == [#"{"action":"a","count":2,"total":5}"#, #"{"action":"b","count":1,"total":1}"#])
        #expect(try workshop.run().notes == [])
    }

    @Test("the new version holds at once, also without data")
    func atOnce() throws {
        var workshop = workshop
        _ = try workshop.run()
        workshop.query += " ORDER BY action DESC"
        #expect(try workshop.run().notes == [Self.note])
        #expect(try workshop.run().notes == [])
        let (plans, batches) = try workshop.snapshot { (try $0.plans(), try $0.batches()) }
        #expect(plans.map(\.firstBatch) == [0, 2])
        #expect(batches.map(\.kind) == [.data, .data])
        #expect(try workshop.rows("SELECT action FROM counts") == [#"{"action":"b"}"#, #"{"action":"a"}"#])
    }

    @Test("columns that are not read may come and go, options may change")
    func columnsAndOptions() throws {
        var workshop = workshop
        workshop.schema = "extra DATE, action STRING, n INT, another DOUBLE"
        workshop.options = ["maxFilesPerTrigger": "1", "mode": "DROPMALFORMED"]
        #expect(try workshop.run().notes == [Self.note])
        #expect(try workshop.rows().first == #"{"action":"a","count":2,"total":5}"#)
    }

    @Test(
        "a change that touches the state is refused with the difference",
        arguments: [
            (
                "SELECT action, count(*) AS count FROM STREAM events GROUP BY action",
                "aggregates: the checkpoint has count(*), sum(n), the job has count(*)"
            ),
            (
                "SELECT n, count(*) AS count, sum(n) AS total FROM STREAM events GROUP BY n",
                "GROUP BY: the checkpoint has action, the job has n"
            ),
            (
                "\(select) WHERE n > 1 GROUP BY action",
                "steps before the aggregation: the checkpoint has none, the job has "
            ),
        ])
    func refused(query: String, difference: String) throws {
        var workshop = workshop
        workshop.query = query
        let error = try #require(throws: TidemarkError.self) { _ = try workshop.run() }
        #expect(error.code == .jobDoesNotFit)
        #expect(error.code.exitStatus == .badRequest)
        #expect(error.message.contains(difference), "\(error)")
        #expect(try self.workshop.run().summary?.lastBatch == 1)
    }

    @Test("another type of a column, another time zone, another table's name: all differences at once")
    func several() throws {
        var workshop = workshop
        workshop.schema = "time TIMESTAMP, action STRING, n BIGINT"
        let zone = try ZoneRules(named: "Europe/Berlin")
        let text = workshop.sql.replacing("TABLE counts", with: "TABLE sums")
        var settings = RunSettings(checkpoint: workshop.checkpoint)
        settings.zone = zone
        let job = try JobFile(text: text, baseDirectory: workshop.directory.path).streamingJob(settings)
        let error = try #require(throws: TidemarkError.self) {
            _ = try MicroBatchExecution(job, clock: workshop.clock, wait: { _ in }, report: { _ in })
        }
        #expect(error.code == .jobDoesNotFit)
        for part in [
            "the checkpoint is that of table 'counts', the job's is 'sums'",
            "time zone: stored UTC, given Europe/Berlin", "n INT", "n BIGINT",
        ] {
            #expect(error.message.contains(part), "\(error)")
        }
    }

    @Test("a second run beside the first is refused, naming the holder")
    func inUse() throws {
        let job = try workshop.job()
        let first = try MicroBatchExecution(job, clock: workshop.clock, wait: { _ in }, report: { _ in })
        let error = try #require(throws: TidemarkError.self) {
            _ = try MicroBatchExecution(job, clock: workshop.clock, wait: { _ in }, report: { _ in })
        }
        #expect(error.code == .checkpointInUse)
        #expect(error.message.contains("\(ProcessFacts.current.pid)"))
        #expect(try first.run().lastBatch == 1)
    }
}
