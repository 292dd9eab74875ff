import Glibc
import TestSupport
import Testing
import TideFormats

/// Queries from other processes while a run is going on: always a state at a batch boundary.
@Suite("Queries beside a run", .timeLimit(.minutes(5)))
struct LiveQueryTests {
    @Test(
        "a query in the middle of a commit sees the batches before it",
        arguments: [
            ("commit.before", 1, 0), ("commit.merged", 1, 0), ("commit.after", 1, 2_000),
            ("commit.before", 7, 12_000), ("commit.merged", 7, 12_000), ("commit.after", 7, 14_000),
            ("commit.merged", 50, 98_000), ("commit.after", 50, 100_000),
        ])
    func duringCommit(point: String, nth: Int, rows: Int) throws {
        let stream = try NotebookStream()
        let running = try stream.start(failPoints: "\(point):\(nth):stop")
        try running.waitUntilStopped()
        #expect(try stream.total() ?? 0 == rows)
        #expect(try stream.lastBatch() == rows / 2_000 - 1)
        if rows > 0 {
            let verified = try stream.verify()
            #expect(verified.status == 0 && verified.lines.last == "verify identical", "\(verified)")
        }
        let shown = try stream.tidemark().run("inspect", "ck")
        #expect(shown.status == 0)
        #expect(shown.stdout.contains("going on (epoch 1, process \(running.processIdentifier) on"))
        running.send(SIGCONT)
        #expect(try running.wait().status == 0)
        #expect(try stream.rows() == NotebookStream.undisturbedRows())
    }

    @Test("queries beside a run that never stands still: whole batches, never fewer than before")
    func freeRunning() throws {
        let stream = try NotebookStream(files: 300)
        let running = try stream.start()
        try running.wait(until: "the first batch") { stream.newestLog("ck") >= 0 }
        var last = 0
        var answers: Set<Int> = []
        while running.isAlive {
            let total = try stream.total() ?? 0
            #expect(total.isMultiple(of: 2_000) && total >= last, "\(total) after \(last)")
            let batches = try stream.inspect()["totals"]?["batches"]?.integer ?? -1
            #expect(batches * 2_000 >= Int64(total))
            last = total
            answers.insert(total)
        }
        #expect(try running.wait().status == 0)
        #expect(!answers.isEmpty)
        #expect(try stream.total() == 600_000)
    }

    @Test(
        "rows that a query appends are seen with the batch that appends them, and verified beside the run",
        arguments: [
            ("commit.merged", 1, 0), ("commit.after", 1, 2_000), ("commit.merged", 7, 12_000),
            ("drain.before", 7, 14_000),
        ])
    func appended(point: String, nth: Int, rows: Int) throws {
        let stream = try NotebookStream(files: 8, appends: true)
        let running = try stream.start(failPoints: "\(point):\(nth):stop")
        try running.waitUntilStopped()
        #expect(try stream.total() ?? 0 == rows)
        let seen = try stream.rows()
        if rows > 0 {
            let verified = try stream.verify(fast: false)
            #expect(verified.status == 0 && verified.lines.last == "verify identical", "\(verified)")
            #expect(try stream.inspect()["resultRows"]?.integer == Int64(rows))
        }
        running.send(SIGCONT)
        #expect(try running.wait().status == 0)
        let all = try stream.rows()
        #expect(all.count == 16_000 && Array(all.prefix(rows)) == seen)
    }

    @Test("reading all rows beside a run gives whole batches")
    func readingAppended() throws {
        let stream = try NotebookStream(files: 100, appends: true)
        let running = try stream.start()
        try running.wait(until: "the first batch") { stream.newestLog("ck") >= 0 }
        var counts: [Int] = []
        while running.isAlive { counts.append(try stream.rows().count) }
        #expect(try running.wait().status == 0)
        #expect(
            !counts.isEmpty && counts.allSatisfy { $0.isMultiple(of: 2_000) } && counts == counts.sorted())
        #expect(try stream.rows().count == 200_000)
    }
}
