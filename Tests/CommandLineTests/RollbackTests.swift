import Foundation
import TestSupport
import Testing
import TideDurableIO
import TideFormats
import TideModel

/// Rolled back and run on: the same rows as without, for every kind of state; killed at every point.
@Suite("Rollback", .timeLimit(.minutes(10)))
struct RollbackTests {
    private func rollBack(
        _ stream: NotebookStream, to batch: Int, _ more: String..., failPoint: String? = nil
    ) throws -> CommandResult {
        try stream.tidemark(failPoints: failPoint)
            .run(["rollback", "ck", "--to-batch", "\(batch)"] + more)
    }

    private func expectVerified(_ stream: NotebookStream, fast: Bool = true) throws {
        let verified = try stream.verify(fast: fast)
        #expect(verified.status == 0 && verified.lines.last == "verify identical", "\(verified)")
        let checked = try stream.run("ck", "--verify-state", "full")
        #expect(checked.status == 0, "\(checked)")
    }

    @Test("each kind of state: the tables are those of the batch, and the run ends as without")
    func kinds() throws {
        for (number, query) in StreamKillTests.Query.allCases.enumerated() {
            let stream = try query.stream()
            #expect(try stream.run().status == 0)
            let rows = try stream.rows()
            let last = try stream.lastBatch()
            let target = [0, 2, last - 1][number % 3]
            let old = try stream.tidemark().run(
                "query", "ck", "select * from counts", "--batch", "\(target)", "--format", "json"
            ).lines
            let done = try rollBack(stream, to: target, "--apply")
            #expect(done.status == 0, "\(query) \(done)")
            #expect(try stream.lastBatch() == last + 1)
            #expect(try stream.rows() == old, "\(query)")
            let same = try stream.tidemark().run("diff", "ck", "--from", "\(target)")
            #expect(same.status == 0, "\(query) \(same)")
            try expectVerified(stream)
            try stream.finishAndCompare(with: rows, fast: number % 2 == 0)
            // As many batches as before, behind the rollback.
            #expect(try stream.lastBatch() == last + 1 + (last - target), "\(query)")
        }
    }

    @Test("without --apply nothing changes; what it says is what is done then")
    func preview() throws {
        let stream = try NotebookStream(files: 5, rows: 40)
        #expect(try stream.run().status == 0)
        let digest = try stream.inspect()["digest"]?.string
        let words = try rollBack(stream, to: 2)
        #expect(
            words.stdout == """
                undone      batches 3 to 4, 80 input rows
                read again  2 files
                  file-3.json from 0 to \(try size(stream, "events/file-3.json"))
                  file-4.json from 0 to \(try size(stream, "events/file-4.json"))
                nothing was changed; --apply does it

                """)
        let dry = try json(try rollBack(stream, to: 2, "--json").stdout)
        #expect(dry["applied"]?.bool == false && dry["newBatch"]?.integer == nil)
        #expect(dry["undone"]?.elements?.map(\.integer) == [3, 4])
        #expect(try stream.inspect()["digest"]?.string == digest)
        let done = try json(try rollBack(stream, to: 2, "--apply", "--json").stdout)
        #expect(done["newBatch"]?.integer == 5 && done["files"] == dry["files"])
        let record = try stream.inspect("ck", "--batch", "5")["batch"]
        #expect(record?["rolledBackTo"]?.integer == 2)
        #expect(record?["kind"]?.string == "rollback" && record?["slices"]?.integer == 0)
        let again = try rollBack(stream, to: 2, "--apply")
        #expect(again.stdout == "nothing to undo: it is at the end of batch 2\n", "\(again)")
        #expect(try stream.lastBatch() == 5)
        let between = try rollBack(stream, to: 3)
        #expect(between.status == 2 && ErrorCondition.batchRolledBack.fits(between.stderr))
        #expect(
            between.stderr.hasPrefix(
                "error [USAGE]: batch 3 of checkpoint '\(stream.path("ck"))' was rolled back by batch 5\n"))
    }

    private func size(_ stream: NotebookStream, _ name: String) throws -> Int {
        try Data(contentsOf: URL(fileURLWithPath: stream.path(name))).count
    }

    @Test("back, on, and further back than the first time: past a rollback")
    func twice() throws {
        let stream = try NotebookStream(files: 8, rows: 40)
        #expect(try stream.run("ck", "--max-batches", "6").status == 0)
        #expect(try rollBack(stream, to: 3, "--apply").status == 0)
        #expect(try stream.run().status == 0)
        let rows = try stream.rows()
        let first = try stream.tidemark().run(
            "query", "ck", "select sum(count) as n from counts", "--batch", "1", "--format", "json")
        #expect(first.lines == [#"{"n":80}"#])
        #expect(try rollBack(stream, to: 1, "--apply").status == 0)
        #expect(try stream.total() == 80)
        try stream.finishAndCompare(with: rows, fast: false)
    }

    @Test("while a run goes on it is refused")
    func running() throws {
        let stream = try NotebookStream(files: 8, rows: 40)
        let run = try stream.start("ck", failPoints: "compute.after:4:stop")
        try run.waitUntilStopped()
        #expect(try rollBack(stream, to: 1).status == 0)
        let refused = try rollBack(stream, to: 1, "--apply")
        #expect(refused.status == 3 && ErrorCondition.checkpointHeld.fits(refused.stderr), "\(refused)")
        run.send(SIGCONT)
        #expect(try run.wait().status == 0)
    }

    @Test("an input file that is gone: refused, nothing changed")
    func gone() throws {
        let stream = try NotebookStream(files: 5, rows: 40)
        #expect(try stream.run().status == 0)
        try FileManager.default.removeItem(atPath: stream.path("events/file-3.json"))
        let refused = try rollBack(stream, to: 1, "--apply")
        #expect(refused.status == 3)
        #expect(
            refused.stderr.replacing(stream.directory.path, with: "DIR") == """
                error [INPUT_MISSING]: to go back to the end of batch 1, 'DIR/events/file-3.json' would have \
                to be read again, and it is gone
                  next: bring it back, for example from where cleanSource archived it, or go back to a later \
                batch; nothing was changed

                """)
        #expect(ErrorCondition.rollbackInputGone.fits(refused.stderr))
        #expect(try stream.lastBatch() == 4)
        #expect(try rollBack(stream, to: 3, "--apply").status == 0)
    }

    // MARK: Sinks

    @Test("rows that were handed over: only with --sink-handled, and handed over again then")
    func handedOver() throws {
        let stream = try NotebookStream(files: 6, rows: 20, appends: true)
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("resumable").path
        let runner = CommandRunner(program, directory: stream.directory.path)
        #expect(try runner.run("foreachBatch").status == 0)
        let refused = try rollBack(stream, to: 3, "--apply")
        #expect(refused.status == 2)
        #expect(
            refused.stderr == """
                error [USAGE]: the rows of batches 4 to 5 were handed to foreachbatch, which cannot give \
                them back
                  next: undo there what was made of them, then add --sink-handled; nothing was changed

                """)
        #expect(ErrorCondition.rollbackSinkUnhandled.fits(refused.stderr))
        #expect(try rollBack(stream, to: 3, "--apply", "--sink-handled").status == 0)
        let names = { try FileManager.default.contentsOfDirectory(atPath: stream.directory.path).sorted() }
        let before = try names()
        #expect(try runner.run("foreachBatch").status == 0)
        // The rollback, batch 6, has no rows; 7 and 8 have those of 4 and 5.
        #expect(try Set(names()).subtracting(before) == ["out-7", "out-8"])
        for (old, new) in [("out-4", "out-7"), ("out-5", "out-8")] {
            let text = try String(contentsOfFile: stream.path(new), encoding: .utf8)
            #expect(try text == String(contentsOfFile: stream.path(old), encoding: .utf8) && !text.isEmpty)
        }
    }

    /// The lines of all files of a sink, in the order of the batches and sorted within each.
    private func output(_ sink: SinkKillTests.Sink) throws -> [String] {
        let (visible, hidden) = try sink.listing()
        #expect(hidden.isEmpty, "\(hidden)")
        return visible.sorted { $0.key < $1.key }.map { name, bytes in
            let parts = name.split(separator: "/").map(String.init)
            return parts.dropLast().joined() + ":" + String(decoding: bytes, as: UTF8.self)
        }.sorted()
    }

    @Test(
        "the files of a sink are withdrawn; run on, it holds the same",
        arguments: SinkKillTests.Shape.allCases)
    func files(shape: SinkKillTests.Shape) throws {
        let sink = try SinkKillTests.Sink(shape)
        #expect(try sink.stream.run().status == 0)
        let whole = try output(sink)
        let early = try SinkKillTests.Sink(shape)
        #expect(try early.stream.run("ck", "--max-batches", "2").status == 0)
        let done = try rollBack(sink.stream, to: 1, "--apply")
        #expect(done.status == 0, "\(done)")
        if shape != .complete {
            #expect(try sink.listing().visible == early.listing().visible)
            try expectVerifiedOnly(sink)
        }
        #expect(try sink.stream.run().status == 0)
        #expect(try same(output(sink), whole, shape))
        try expectVerifiedOnly(sink)
    }

    /// Equal but for the numbers of batches that update mode writes.
    private func same(_ left: [String], _ right: [String], _ shape: SinkKillTests.Shape) throws -> Bool {
        guard shape == .directories else { return left == right }
        func plain(_ lines: [String]) -> [String] {
            lines.map { $0.replacing(#/\b\d+$/#.anchorsMatchLineEndings(), with: "") }
        }
        return plain(left).sorted() == plain(right).sorted()
    }

    private func expectVerifiedOnly(_ sink: SinkKillTests.Sink) throws {
        let verified = try sink.stream.verify()
        #expect(verified.status == 0 && verified.lines.last == "verify identical", "\(verified)")
    }

    @Test(
        "after a run that was killed between commit and sink, or with a plan: what was not drained never is",
        arguments: [SinkKillTests.Shape.lines, .directories, .staged],
        ["commit.after:3", "sink.written:3", "sink.marked:3", "plan.after:4"])
    func afterKill(shape: SinkKillTests.Shape, point: String) throws {
        let sink = try SinkKillTests.Sink(shape)
        let killed = try sink.stream.run("ck", failPoints: point)
        guard killed.signal == SIGKILL else {
            // Staged output is not written a second time.
            #expect(shape == .staged && point.hasPrefix("sink.written"), "\(killed)")
            return
        }
        #expect(try rollBack(sink.stream, to: 0, "--apply").status == 0)
        let early = try SinkKillTests.Sink(shape)
        #expect(try early.stream.run("ck", "--max-batches", "1").status == 0)
        let (visible, hidden) = try sink.listing()
        #expect(try visible == early.listing().visible && hidden.isEmpty, "\(hidden)")
        #expect(try sink.stream.run().status == 0)
        try expectVerifiedOnly(sink)
        let undisturbed = try SinkKillTests.Sink(shape)
        #expect(try undisturbed.stream.run().status == 0)
        #expect(try same(output(sink), output(undisturbed), shape))
    }

    // MARK: Kills

    private static let points = FailPoint.allCases.filter { $0.rawValue.hasPrefix("rollback.") }

    @Test("killed at any point: the next start finishes it, or it never was", arguments: points)
    func killed(point: FailPoint) throws {
        let sink = try SinkKillTests.Sink(.directories)
        let stream = sink.stream
        #expect(try stream.run().status == 0)
        let whole = try output(sink)
        let killed = try rollBack(stream, to: 4, "--apply", failPoint: point.rawValue + ":1")
        #expect(killed.signal == SIGKILL, "\(point) \(killed)")
        let isCommitted = ![.rollbackBefore, .rollbackRestored].contains(point)
        #expect(try stream.lastBatch() == (isCommitted ? 12 : 11))
        if !isCommitted { #expect(try output(sink) == whole) }
        // The same command again finishes it, too.
        if point == .rollbackLogged {
            let again = try rollBack(stream, to: 4, "--apply")
            #expect(again.stdout == "nothing to undo: it is at the end of batch 4\n", "\(again)")
            #expect(try Set(sink.listing().visible.keys.map { $0.split(separator: "-")[2] }).count == 5)
        }
        // Killed again where the next start takes up what is left.
        if [.rollbackCommitted, .rollbackRemoved].contains(point) {
            let again = try stream.run("ck", failPoints: "rollback.removed:2")
            #expect(again.signal == SIGKILL, "\(again)")
        }
        if !isCommitted { #expect(try rollBack(stream, to: 4, "--apply").status == 0) }
        let stopped = try stream.run("ck", failPoints: "plan.before:1")
        #expect(stopped.signal == SIGKILL)
        let early = try SinkKillTests.Sink(.directories)
        #expect(try early.stream.run("ck", "--max-batches", "5").status == 0)
        #expect(try sink.listing().visible == early.listing().visible)
        #expect(try stream.run().status == 0)
        #expect(try stream.lastBatch() == 12 + 7)
        #expect(try same(output(sink), whole, .directories))
        try expectVerifiedOnly(sink)
        let offsets = try String(contentsOfFile: stream.path("ck/offsets/12"), encoding: .utf8)
        let older = try String(contentsOfFile: stream.path("ck/offsets/4"), encoding: .utf8)
        #expect(offsets == older)
        #expect(stream.exists("ck/commits/12") && stream.exists("ck/slices/12"))
    }

    @Test("killed at any point with the result in the checkpoint", arguments: points)
    func killedTable(point: FailPoint) throws {
        guard ![.rollbackRemoved, .rollbackWithdrawn, .rollbackFinished].contains(point) else { return }
        let stream = try NotebookStream(files: 8, rows: 40, appends: true)
        #expect(try stream.run().status == 0)
        let rows = try stream.rows()
        let killed = try rollBack(stream, to: 4, "--apply", failPoint: point.rawValue + ":1")
        #expect(killed.signal == SIGKILL)
        let isCommitted = ![.rollbackBefore, .rollbackRestored].contains(point)
        #expect(try stream.rows() == (isCommitted ? Array(rows.prefix(200)) : rows))
        if !isCommitted { #expect(try rollBack(stream, to: 4, "--apply").status == 0) }
        #expect(try stream.rows() == Array(rows.prefix(200)))
        try stream.finishAndCompare(with: rows, fast: false)
        #expect(try stream.lastBatch() == 11)
    }
}
