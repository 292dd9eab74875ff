import Foundation
import TestSupport
import Testing
import TideFormats

/// How a run ends when it is asked to, and what its triggers do.
@Suite("Signals and triggers", .timeLimit(.minutes(5)))
struct SignalTests {
    /// The command that the run printed for going on.
    private func resumeCommand(_ result: CommandResult) throws -> String {
        let mark = "to go on: "
        let line = try #require(result.stderr.split(separator: "\n").last { $0.hasPrefix(mark) })
        return String(line.dropFirst(mark.count))
    }

    @Test(
        "a signal in the middle: the batch in hand is committed, the printed command goes on",
        arguments: [
            (SIGINT, 130, "compute.before"), (SIGTERM, 143, "plan.after"), (SIGINT, 130, "commit.merged"),
        ])
    func signal(number: Int32, status: Int32, point: String) throws {
        let stream = try NotebookStream()
        let running = try stream.start(failPoints: "\(point):5:stop")
        try running.waitUntilStopped()
        #expect(try stream.lastBatch() == 3)
        running.send(number)
        running.send(SIGCONT)
        let stopped = try running.wait()
        #expect(stopped.status == status, "\(stopped)")
        #expect(try stream.lastBatch() == 4)
        #expect(try stream.inspect()["endedInOrder"]?.bool == true)
        let command = try resumeCommand(stopped)
        #expect(command == "\(CommandRunner.tidemarkPath) run job.sql --checkpoint ck")
        let resumed = try CommandRunner("/bin/bash", directory: stream.directory.path).run("-c", command)
        #expect(resumed.status == 0)
        #expect(
            resumed.stderr.hasPrefix("resuming after batch 4\nbatch 5: 2,000 rows, "), "\(resumed.stderr)")
        #expect(try stream.rows() == NotebookStream.undisturbedRows())
    }

    @Test(
        "a second signal ends at once; nothing is lost",
        arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func secondSignal(number: Int32, status: Int32) throws {
        let stream = try NotebookStream()
        let runner = stream.tidemark(failPoints: "compute.before:5:stop,compute.after:5:stop", log: "log")
        let running = try runner.start(NotebookStream.arguments("ck"))
        for point in ["compute.before", "compute.after"] {
            try running.wait(until: "it stops at \(point)") {
                let log = try? String(contentsOfFile: stream.path("log"), encoding: .utf8)
                return log?.hasSuffix("\(point)\n") == true && running.isStopped
            }
            running.send(number)
            running.send(SIGCONT)
        }
        #expect(try running.wait().status == status)
        #expect(try stream.lastBatch() == 3, "batch 4 was in hand")
        try stream.finishAndCompare(with: try NotebookStream.undisturbedRows())
    }

    // libdispatch blocks signals on its threads, and a child inherits that.
    @Test("a run whose parent left signals blocked hears them all the same") func blockedByParent() throws {
        let stream = try NotebookStream(files: 5)
        var runner = stream.tidemark(failPoints: "compute.before:2:stop")
        runner = CommandRunner(
            "/usr/bin/env", environment: runner.environment, directory: stream.directory.path)
        let running = try runner.start(
            ["--block-signal=INT", "--block-signal=TERM", CommandRunner.tidemarkPath]
                + NotebookStream.arguments("ck"))
        try running.waitUntilStopped()
        running.send(SIGTERM)
        running.send(SIGCONT)
        #expect(try running.wait().status == 143)
        #expect(try stream.lastBatch() == 1)
    }

    @Test("a signal in the last batch finds the job done") func lastBatch() throws {
        let stream = try NotebookStream(files: 3)
        let running = try stream.start(failPoints: "commit.before:3:stop")
        try running.waitUntilStopped()
        running.send(SIGINT)
        running.send(SIGCONT)
        let result = try running.wait()
        #expect(result.status == 0, "\(result)")
        #expect(!result.stderr.contains("to go on"))
        #expect(try stream.total() == 6_000)
    }

    @Test("an unending trigger takes files that land while it runs, and ends with 0")
    func unending() throws {
        let stream = try NotebookStream(files: 6)
        try FileManager.default.createDirectory(
            atPath: stream.path("later"), withIntermediateDirectories: false)
        for number in 3..<6 {
            try FileManager.default.moveItem(
                atPath: stream.path("events/file-\(number).json"),
                toPath: stream.path("later/file-\(number).json"))
        }
        let running = try stream.start("ck", "--trigger", "0 seconds")
        try running.wait(until: "batch 2") { stream.exists("ck/commits/2") }
        #expect(try stream.total() == 6_000)
        for number in 3..<6 {
            #expect(running.isAlive)
            try FileManager.default.moveItem(
                atPath: stream.path("later/file-\(number).json"),
                toPath: stream.path("events/file-\(number).json"))
            try running.wait(until: "batch \(number)") { stream.exists("ck/commits/\(number)") }
            #expect(try stream.total() == (number + 1) * 2_000)
        }
        running.send(SIGTERM)
        let ended = try running.wait()
        #expect(ended.status == 0, "\(ended)")
        #expect(try stream.inspect()["endedInOrder"]?.bool == true)
        #expect(try stream.verify().status == 0)
    }

    @Test("once does one batch and says what is left") func once() throws {
        let stream = try NotebookStream(files: 5)
        for batch in 0..<5 {
            let result = try stream.run("ck", "--trigger", "once")
            #expect(result.status == 0)
            #expect(try stream.lastBatch() == batch)
            #expect(try stream.total() == (batch + 1) * 2_000)
            let left = 4 - batch
            #expect(result.stderr.contains("left to read: \(left) files") == (left > 0), "\(result.stderr)")
        }
        #expect(try stream.run("ck", "--trigger", "once").status == 0)
        #expect(try stream.lastBatch() == 4, "nothing is left, so there is no batch")
    }

    @Test("a limit on batches ends in order and says how to go on") func maxBatches() throws {
        let stream = try NotebookStream(files: 7)
        for last in [2, 5] {
            let result = try stream.run("ck", "--max-batches", "3")
            #expect(result.status == 0)
            #expect(try stream.lastBatch() == last)
            #expect(try resumeCommand(result).hasSuffix("run job.sql --checkpoint ck --max-batches 3"))
        }
        let result = try stream.run("ck", "--max-batches", "3")
        #expect(result.status == 0 && !result.stderr.contains("to go on"))
        #expect(try stream.total() == 14_000)
    }
}
