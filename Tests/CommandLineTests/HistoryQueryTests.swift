import Foundation
import TestSupport
import Testing
import TideFormats
import TideModel

/// `query --batch N` and `diff` against runs that were stopped after batch N.
@Suite("The result of older batches", .timeLimit(.minutes(10)))
struct HistoryQueryTests {
    private func rows(_ stream: NotebookStream, _ checkpoint: String, _ more: String...) throws -> [String] {
        let result = try stream.tidemark().run(
            ["query", checkpoint, "select * from counts", "--format", "json"] + more)
        #expect(result.status == 0, "\(result)")
        return result.lines.sorted()
    }

    @Test(
        "each kind of state and result: what a run that stopped there has",
        arguments: StreamKillTests.Query.allCases)
    func stopped(query: StreamKillTests.Query) throws {
        let stream = try query.stream()
        #expect(try stream.run().status == 0)
        let last = try stream.lastBatch()
        for batch in Set([0, 2, last / 2, last - 1, last]).sorted() {
            let place = "stopped-\(batch)"
            #expect(try stream.run(place, "--max-batches", "\(batch + 1)").status == 0)
            #expect(
                try rows(stream, "ck", "--batch", "\(batch)") == rows(stream, place), "\(query) \(batch)")
        }
    }

    @Test("the notebook's counts, with the plan above the aggregation")
    func notebook() throws {
        let stream = try NotebookStream(files: 12, rows: 100)
        #expect(try stream.run().status == 0)
        for batch in [0, 5, 10] {
            #expect(try stream.run("at-\(batch)", "--max-batches", "\(batch + 1)").status == 0)
            let expected = try stream.rows("at-\(batch)")
            let found = try stream.tidemark().run(
                "query", "ck",
                """
                select action, date_format(window.end, "MMM-dd HH:mm") as time, count from counts
                order by time, action
                """, "--batch", "\(batch)", "--format", "json")
            #expect(found.lines == expected)
        }
    }

    @Test("diff names tables and rows that differ between two batches, and none between equal ones")
    func diff() throws {
        let stream = try NotebookStream(files: 4, rows: 50)
        #expect(try stream.run().status == 0)
        let old = try rows(stream, "ck", "--batch", "1")
        let new = try rows(stream, "ck")
        let result = try stream.tidemark().run("diff", "ck", "--from", "1", "--json")
        #expect(result.status == 1, "\(result)")
        let found = try json(result.stdout)
        func texts(_ key: String) -> [String] { found[key]?.elements?.map(\.text) ?? [] }
        let (before, after) = (Set(old), Set(new))
        #expect(texts("removedRows") == before.subtracting(after).sorted())
        #expect(texts("addedRows") == after.subtracting(before).sorted())
        #expect(found["tables"]?["files"]?["added"]?.integer == 2)
        #expect(found["tables"]?["state"]?["added"]?.integer == Int64(new.count - old.count))
        let changed = before.subtracting(after).count
        #expect(found["tables"]?["state"]?["changed"]?.integer == Int64(changed))
        // The other way round, and nothing at all.
        let back = try json(
            try stream.tidemark().run("diff", "ck", "--from", "3", "--to", "1", "--json").stdout)
        #expect(back["tables"]?["files"]?["removed"]?.integer == 2)
        let none = try stream.tidemark().run("diff", "ck", "--from", "2", "--to", "2")
        #expect(none.status == 0 && none.stdout == "no difference\n", "\(none)")
    }

    @Test("diff of two checkpoints: a restored backup is equal, one that went on is not")
    func checkpoints() throws {
        let stream = try NotebookStream(files: 4, rows: 50, appends: true)
        #expect(try stream.run("ck", "--max-batches", "3").status == 0)
        #expect(try stream.tidemark().run("backup", "ck", "saved").status == 0)
        #expect(try stream.tidemark().run("restore", "saved", "again").status == 0)
        let equal = try stream.tidemark().run("diff", "ck", "again")
        #expect(equal.status == 0 && equal.stdout == "no difference\n", "\(equal)")
        #expect(try stream.run("again").status == 0)
        let other = try stream.tidemark().run("diff", "ck", "again")
        #expect(other.status == 1, "\(other)")
        let words = [
            "meta            0 added, 0 removed, 2 changed", "files           1 added, 0 removed, 0 changed",
            "files by inode  1 added, 0 removed, 0 changed", "rows            50 added, 0 removed",
        ]
        #expect(Array(other.lines.prefix(4)) == words)
        #expect(other.lines.last == "and 30 more; --json has all")
    }

    private static let refusals: [CommandRefusal] = [
        CommandRefusal(
            .batchAbsent, ["query", "ck", "SELECT * FROM s", "--batch", "1"],
            """
            error [USAGE]: checkpoint 'DIR/ck' has no batch 1
              next: it has batches 0 to 0
            """, setup: "eval \"$JOB\""),
        CommandRefusal(
            .diffSidesUnclear, ["diff", "ck"],
            """
            error [USAGE]: it is not clear what to compare
              next: give one checkpoint with --from (and --to), or two checkpoints
            """, setup: "eval \"$JOB\""),
        CommandRefusal(
            .diffSidesUnclear, ["diff", "ck", "other", "--to", "1"],
            """
            error [USAGE]: it is not clear what to compare
              next: give one checkpoint with --from (and --to), or two checkpoints
            """),
        CommandRefusal(
            .flagWrong, ["query", "ck", "SELECT 1", "--batch=-1"],
            "error [USAGE]: --batch is '-1', expected a whole number of at least 0"),
    ]

    @Test("refusals", arguments: refusals) func refused(refusal: CommandRefusal) throws {
        try refusal.check()
    }

    @Test("a checkpoint from before the history is read; it reaches back to its last batch only")
    func example() throws {
        let place = try TemporaryDirectory("tide-example")
        let example = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../checkpoints-example").standardizedFileURL
        let names = try FileManager.default.subpathsOfDirectory(atPath: example.path)
        let state = try #require(names.first { $0.hasSuffix("state/data.mdb") })
        let root = example.appendingPathComponent(String(state.dropLast("/state/data.mdb".count)))
        try FileManager.default.copyItem(atPath: root.path, toPath: place.path("ck"))
        let tool = CommandRunner.tidemark(directory: place.path)
        let report = try json(try tool.run("inspect", "ck", "--json").stdout)
        let last = try #require(report["lastBatch"]?.integer)
        #expect(report["history"]?["earliestBatch"]?.integer == last && last > 0)
        let table = try #require(report["plan"]?["table"]?.string)
        let sql = "select * from \(table)"
        let now = try tool.run("query", "ck", sql)
        let same = try tool.run("query", "ck", sql, "--batch", "\(last)")
        #expect(now.status == 0 && now.stdout == same.stdout && same.status == 0)
        let refused = try tool.run("query", "ck", sql, "--batch", "\(last - 1)")
        #expect(refused.status == 2 && ErrorCondition.batchBeforeHistory.fits(refused.stderr))
    }
}
