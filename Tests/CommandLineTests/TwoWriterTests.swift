import Foundation
import TestSupport
import Testing

/// Two runs that want the same checkpoint or the same sink: one goes on, the other is refused, and the result
/// is that of one alone.
@Suite("Two writers", .timeLimit(.minutes(5)))
struct TwoWriterTests {
    /// A run that stands still in the middle of a batch, behind its commit.
    private func stopped(_ stream: NotebookStream, at point: String = "commit.after:2:stop") throws
        -> RunningCommand
    {
        let running = try stream.start("ck", failPoints: point)
        try running.waitUntilStopped()
        return running
    }

    private func finish(_ stream: NotebookStream, _ running: RunningCommand) throws {
        running.send(SIGCONT)
        let result = try running.wait()
        #expect(result.status == 0, "\(result)")
        try stream.finishAndCompare(with: try rows(stream))
    }

    /// The rows of an undisturbed run over the same files.
    private func rows(_ stream: NotebookStream) throws -> [String] {
        #expect(try stream.run("alone").status == 0)
        return try stream.rows("alone")
    }

    @Test("a second start by another name of the directory is refused while the first stands still")
    func names() throws {
        let stream = try NotebookStream(files: 6, rows: 20)
        let running = try stopped(stream)
        try FileManager.default.createSymbolicLink(
            atPath: stream.path("link"), withDestinationPath: stream.path("ck"))
        for name in ["ck", "link", "./link/../ck"] {
            let second = try stream.run(name)
            #expect(second.status == 3, "\(second)")
            #expect(
                second.stderr.contains("error [CHECKPOINT_IN_USE]: checkpoint")
                    && second.stderr.contains("\(running.processIdentifier)"), "\(second)")
        }
        try finish(stream, running)
    }

    @Test(
        "a lock that was removed or replaced ends the run before it commits again",
        arguments: ["lock", "state/lock.mdb", "state/data.mdb"])
    func removed(name: String) throws {
        let stream = try NotebookStream(files: 6, rows: 20)
        let running = try stopped(stream)
        let file = stream.path("ck/" + name)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        try FileManager.default.removeItem(atPath: file)
        if name != "lock" { try bytes.write(to: URL(fileURLWithPath: file)) }
        // Without its lock file, nothing keeps another start from the checkpoint.
        let second = name == "lock" ? try stopped(stream, at: "compute.before:1:stop") : nil
        running.send(SIGCONT)
        let first = try running.wait()
        #expect(first.status == 3, "\(first)")
        #expect(first.stderr.contains("error [CHECKPOINT_IN_USE]: checkpoint '\(stream.path("ck"))' "))
        second?.send(SIGCONT)
        #expect(try second?.wait().status ?? 0 == 0)
        try stream.finishAndCompare(with: try rows(stream))
    }

    @Test("two jobs on one sink: the second is refused, and its checkpoint can start elsewhere")
    func oneSink() throws {
        let job = SinkKillTests.Shape.lines.job
        let stream = try NotebookStream(files: 6, rows: 20, appends: true, job: job)
        let running = try stopped(stream)
        let other = try stream.run("other")
        #expect(other.status == 3 && other.stderr.hasPrefix("error [SINK_CONFLICT]: the sink '"), "\(other)")
        running.send(SIGCONT)
        #expect(try running.wait().status == 0)
        let later = try stream.run("other")
        #expect(
            later.status == 3 && later.stderr.contains("' belongs to another query: "), "\(later)")
        #expect(try stream.verify().status == 0)
    }

    @Test(
        "a copied checkpoint and its original on one sink: whoever is behind is refused, no row comes twice")
    func copied() throws {
        let job = SinkKillTests.Shape.lines.job
        let stream = try NotebookStream(files: 6, rows: 20, appends: true, job: job)
        #expect(try stream.run("ck", "--max-batches", "3").status == 0)
        let copy = try CommandRunner("/usr/bin/env").run(
            "cp", "-a", stream.path("ck"), stream.path("copy"))
        #expect(copy.status == 0)
        #expect(try stream.run("copy", "--max-batches", "1").status == 0)
        let original = try stream.run("ck")
        #expect(
            original.status == 3
                && original.stderr.contains("holds batch 3, the last one of the checkpoint is 2: the sink"),
            "\(original)")
        #expect(try stream.run("copy").status == 0)
        let lines = try (0..<6).flatMap { batch in
            try String(
                contentsOfFile: stream.path("out/part-00000-0000000000000000000\(batch)-c000.json"),
                encoding: .utf8
            ).split(separator: "\n")
        }
        #expect(lines.count == 120)
        #expect(try stream.verify("copy").status == 0)
    }
}
