import Foundation
import TestSupport
import Testing
import TideDurableIO

/// The binary killed at every step of a batch, of recovery, of a checkpoint's birth and of a run's end, and
/// at moments nobody chose; started again, its result is that of an undisturbed run.
@Suite("Killed and started again", .timeLimit(.minutes(10)))
struct KillTests {
    private static let strikesPerPoint = 4

    /// Kills a run at a fail point and checks that it died there, with work left, at a batch boundary.
    private func strike(
        _ stream: NotebookStream, _ point: FailPoint, nth: Int = 1, checkpoint: String = "ck",
        _ more: String...
    ) throws {
        let place = "\(point.rawValue):\(nth)"
        let result = try stream.tidemark(failPoints: "\(place):kill", log: "log")
            .run(NotebookStream.arguments(checkpoint, more))
        #expect(result.signal == SIGKILL, "\(place): \(result)")
        #expect(try visits(stream).last == point.rawValue, "\(place)")
        let last = try stream.lastBatch(checkpoint)
        #expect(last < stream.files - 1, "\(place): work was left")
        #expect(try stream.total(checkpoint) ?? 0 == (last + 1) * stream.rowsPerFile, "\(place)")
    }

    /// The fail points passed by the runs that were told to note them, in their order.
    private func visits(_ stream: NotebookStream) throws -> [String] {
        try String(contentsOfFile: stream.path("log"), encoding: .utf8)
            .split(separator: "\n").map(String.init)
    }

    private func expectVisits(_ stream: NotebookStream, _ point: FailPoint) throws {
        let count = try visits(stream).count { $0 == point.rawValue }
        #expect(count >= Self.strikesPerPoint, "\(point.rawValue)")
    }

    private static func points(_ prefixes: String...) -> [FailPoint] {
        FailPoint.allCases.filter { point in prefixes.contains { point.rawValue.hasPrefix($0 + ".") } }
    }

    private static let stepPoints = points("plan", "compute", "reserve", "commit", "drain", "log")
    private static let recoveryPoints = points("recovery")
    private static let birthPoints = points("birth")
    private static let closePoints = points("close")

    @Test("every fail point has its strikes, a hundred in all") func coverage() {
        let all =
            Self.stepPoints + Self.recoveryPoints + Self.birthPoints + Self.closePoints
            + FailPoint.ofFileSinks + FailPoint.ofOtherCommands
        #expect(Set(all) == Set(FailPoint.allCases) && all.count == FailPoint.allCases.count)
        #expect(all.count * Self.strikesPerPoint >= 100)
    }

    @Test("an undisturbed run passes every point, each as often as there are batches or starts")
    func undisturbedVisits() throws {
        let stream = try NotebookStream()
        try stream.finishAndCompare(
            with: try NotebookStream.undisturbedRows(), fast: false, log: "log")
        let counts = try visits(stream).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        for point in FailPoint.allCases
        where !(FailPoint.ofFileSinks + FailPoint.ofOtherCommands).contains(point) {
            #expect(counts[point.rawValue] == (Self.stepPoints.contains(point) ? 50 : 1), "\(point.rawValue)")
        }
    }

    @Test("killed in a batch, early and late", arguments: stepPoints) func step(point: FailPoint) throws {
        let stream = try NotebookStream()
        let nths = [1, 7, 13, 20]
        #expect(nths.count == Self.strikesPerPoint)
        for nth in nths { try strike(stream, point, nth: nth) }
        try expectVisits(stream, point)
        try stream.finishAndCompare(
            with: try NotebookStream.undisturbedRows(), fast: point != .commitMerged && point != .logBefore)
    }

    @Test("killed while it recovers, from a kill and from an orderly end", arguments: recoveryPoints)
    func recovery(point: FailPoint) throws {
        let stream = try NotebookStream()
        for round in 0..<Self.strikesPerPoint {
            if round.isMultiple(of: 2) {
                try strike(stream, .commitMerged, nth: 4)
            } else {
                #expect(try stream.run("ck", "--max-batches", "3").status == 0)
            }
            try strike(stream, point)
        }
        try expectVisits(stream, point)
        try stream.finishAndCompare(
            with: try NotebookStream.undisturbedRows(), fast: point != .recoveryLogsMirrored)
    }

    @Test("killed while the checkpoint is born", arguments: birthPoints) func birth(point: FailPoint) throws {
        let stream = try NotebookStream()
        // Up to the rename the same checkpoint may be born again and again.
        let isBorn = point == .birthRenamed || point == .birthFinished
        let checkpoints = (0..<Self.strikesPerPoint).map { isBorn ? "ck\($0)" : "ck" }
        for checkpoint in checkpoints {
            try strike(stream, point, checkpoint: checkpoint)
            #expect(stream.exists("\(checkpoint)/state") == isBorn)
            #expect(stream.exists("\(checkpoint)/state.new") == (!isBorn && point != .birthBegin))
        }
        try expectVisits(stream, point)
        for checkpoint in Set(checkpoints) {
            try stream.finishAndCompare(
                checkpoint, with: try NotebookStream.undisturbedRows(), fast: point != .birthRenamed)
        }
    }

    @Test("killed at the end of a run that leaves work", arguments: closePoints)
    func end(point: FailPoint) throws {
        let stream = try NotebookStream()
        for _ in 0..<Self.strikesPerPoint { try strike(stream, point, "--max-batches", "5") }
        #expect(try stream.lastBatch() == 19)
        try expectVisits(stream, point)
        try stream.finishAndCompare(with: try NotebookStream.undisturbedRows())
    }

    @Test("killed at moments nobody chose") func unpredictable() throws {
        let stream = try NotebookStream(files: 400, rows: 100)
        let whole = try stream.run("whole")
        #expect(whole.status == 0, "\(whole.stderr)")
        let expected = try stream.rows("whole")
        var random = SplitMix(state: 20_160_726)
        var strikes = 0
        // A run that comes to its end before its kill is no strike; the next checkpoint gets the rest.
        for checkpoint in (0..<20).map({ "ck\($0)" }) where strikes < 20 {
            var last = -1
            while strikes < 20, last < stream.files - 1 {
                let seen = min(last + 1 + Int(random.next() % 8), stream.files - 1)
                let yields = random.next() % 400
                let running = try stream.start(checkpoint)
                try running.wait(until: "commits/\(seen)") { stream.newestLog(checkpoint) >= seen }
                for _ in 0..<yields { sched_yield() }
                running.send(SIGKILL)
                let signal = try running.wait().signal
                last = try stream.lastBatch(checkpoint)
                #expect(last >= seen && (signal == SIGKILL || last == stream.files - 1))
                #expect(try stream.total(checkpoint) == (last + 1) * stream.rowsPerFile)
                if signal == SIGKILL && last < stream.files - 1 { strikes += 1 }
            }
            try stream.finishAndCompare(checkpoint, with: expected)
        }
        #expect(strikes == 20)
    }

    /// Returns once no process holds the lock file: a killed process has ended only when its last thread has.
    private func waitUntilFree(_ path: String) throws {
        let file = open(path, O_RDWR | O_CLOEXEC)
        try #require(file >= 0)
        defer { close(file) }
        #expect(flock(file, LOCK_EX) == 0)
    }

    @Test("a whole process group killed: two runs and their shell") func group() throws {
        let stream = try NotebookStream()
        let script = """
            "$0" run job.sql --checkpoint ck & "$0" run job.sql --checkpoint beside & wait
            """
        // Each run stops itself in its ninth batch, so that the kill finds both at work however slow we are.
        let shell = CommandRunner(
            "/bin/bash", environment: ["TIDEMARK_FAILPOINT": "compute.before:9:stop"],
            directory: stream.directory.path)
        for round in 1...3 {
            let running = try shell.start(["-c", script, CommandRunner.tidemarkPath])
            let group = running.processIdentifier
            #expect(getpgid(group) == group)
            try running.wait(until: "batch \(round * 8 - 1) of both") {
                min(stream.newestLog("ck"), stream.newestLog("beside")) >= round * 8 - 1
            }
            kill(-group, SIGKILL)
            #expect(try running.wait().signal == SIGKILL)
            // The shell's children end at their own pace.
            for checkpoint in ["ck", "beside"] { try waitUntilFree(stream.path("\(checkpoint)/lock")) }
        }
        for checkpoint in ["ck", "beside"] {
            #expect(try stream.lastBatch(checkpoint) == 23)
            try stream.finishAndCompare(checkpoint, with: try NotebookStream.undisturbedRows())
        }
    }
}

extension FailPoint {
    /// Those that only a query with a file sink passes; `SinkKillTests` has their strikes.
    static let ofFileSinks = allCases.filter { $0.rawValue.hasPrefix("sink.") }
    /// Those of `tidemark backup` and `rollback`, which a run does not pass.
    static let ofOtherCommands = allCases.filter {
        $0.rawValue.hasPrefix("rollback.") || $0.rawValue.hasPrefix("backup.")
    }
}
