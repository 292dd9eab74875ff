import Foundation
import TestSupport
import Testing
import TideFormats

/// `tidemark crashtest` in each of its modes: what it finds, what it counts and what it prints.
@Suite("The command crashtest", .timeLimit(.minutes(10)))
struct CrashTestCommandTests {
    private static let hasStrace = FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")

    private static let sinkJob = """
        CREATE TABLE events (time TIMESTAMP, action STRING)
        USING json OPTIONS (path 'events', maxFilesPerTrigger '1');
        CREATE STREAMING TABLE counts USING json TBLPROPERTIES ('path' = 'out')
        AS SELECT time, action FROM STREAM events;
        """

    private func crashtest(_ stream: NotebookStream, _ arguments: String...) throws -> [JSONValue] {
        let result = try stream.tidemark().run(["crashtest", "job.sql", "--json", "--seed", "5"] + arguments)
        #expect(result.status == 0, "\(result)")
        return try result.lines.map(json)
    }

    /// What a mode must have: each fault has struck, states were seen, and the end is as it should be.
    private func expectPassed(_ lines: [JSONValue], mode: String, strikes: Int) throws {
        #expect(lines.count == 3)
        #expect(lines[0]["seed"]?.integer == 5)
        #expect(lines[1]["mode"]?.string == mode)
        let struck = try #require(lines[1]["faults"]?.elements).map { $0["struck"]?.integer ?? 0 }
        #expect(struck.allSatisfy { $0 > 0 } && struck.reduce(0, +) >= strikes, "\(lines[1].text)")
        #expect(lines[1]["states"]?.integer ?? 0 > 1)
        #expect(lines[2]["result"]?.string == "passed")
        #expect(lines[2]["states"] == lines[1]["states"])
    }

    @Test(
        "a job that counts and a job with a file sink, in modes that need nothing but us",
        arguments: [("sigkill", 6, 6), ("failpoints", 12, 12), ("damage", 20, 15)], [false, true])
    func modes(mode: (name: String, kills: Int, strikes: Int), hasSink: Bool) throws {
        let stream = try NotebookStream(files: 4, rows: 20, job: hasSink ? Self.sinkJob : nil)
        let lines = try crashtest(stream, "--mode", mode.name, "--kills", "\(mode.kills)", "--verify-fast")
        try expectPassed(lines, mode: mode.name, strikes: mode.strikes)
        // The job's own directory has been left alone.
        #expect(!stream.exists("ck") && !stream.exists("out"))
    }

    @Test(
        "kills and errors at system calls, by the preloaded recorder",
        arguments: [("syscalls", 30, 26), ("errors", 40, 40)], [false, true])
    func calls(mode: (name: String, kills: Int, strikes: Int), hasSink: Bool) throws {
        let stream = try NotebookStream(files: 3, rows: 20, job: hasSink ? Self.sinkJob : nil)
        let lines = try crashtest(stream, "--mode", mode.name, "--kills", "\(mode.kills)", "--verify-fast")
        try expectPassed(lines, mode: mode.name, strikes: mode.strikes)
    }

    @Test(
        "without the recorder strace interferes with calls, and power cuts are left out",
        .enabled(if: hasStrace, "strace is not installed"))
    func traced() throws {
        let stream = try NotebookStream(files: 3, rows: 20, job: Self.sinkJob)
        let alone = try TemporaryDirectory("tide-alone")
        let tool = alone.path("tidemark")
        try FileManager.default.copyItem(atPath: CommandRunner.tidemarkPath, toPath: tool)
        func lines(_ mode: String) throws -> [JSONValue] {
            let result = try CommandRunner(tool, directory: stream.directory.path).run(
                "crashtest", "job.sql", "--json", "--seed", "5", "--mode", mode, "--kills", "9",
                "--verify-fast")
            #expect(result.status == 0, "\(result)")
            return try result.lines.map(json)
        }
        for mode in ["syscalls", "errors"] { try expectPassed(try lines(mode), mode: mode, strikes: 8) }
        let cuts = try lines("powercut")
        let leftOut = try #require(cuts[1]["leftOut"]?.elements).compactMap(\.string)
        #expect(leftOut.contains { $0.hasPrefix("libTidemarkRecorder.so is not beside the command") })
        let faults = try #require(cuts[1]["faults"]?.elements).compactMap { $0["fault"]?.string }
        #expect(!faults.contains("power cut"))
        let short = try CommandRunner(tool, directory: stream.directory.path)
            .run("crashtest", "job.sql", "--schedule", "pwrite64#30=SHORT")
        #expect(short.status == 1 && short.stdout.contains("is not beside the command"), "\(short)")
    }

    @Test("backups, restores and rollbacks cut off in the middle of a job", arguments: [false, true])
    func otherCommands(hasSink: Bool) throws {
        let stream = try NotebookStream(files: 8, rows: 20, job: hasSink ? Self.sinkJob : nil)
        let schedules = [
            "commit.after:4:kill,rollback-to-1/rollback.committed:1:kill",
            "commit.after:4:kill,rollback-to-1/rollback.restored:1:error",
            "commit.after:4:kill,backup/backup.described:1:kill",
            "commit.after:4:kill,restore/birth.built:1:kill",
        ]
        for schedule in schedules {
            let lines = try crashtest(stream, "--schedule", schedule, "--verify-fast")
            let faults = try #require(lines[1]["faults"]?.elements)
            #expect(faults.map { $0["struck"]?.integer } == [1, 1], "\(schedule)")
            #expect(lines[2]["result"]?.string == "passed")
        }
    }

    @Test("a signal ends it with what was counted so far, and nothing is left behind") func interrupted()
        throws
    {
        let stream = try NotebookStream(files: 6, rows: 20)
        let place = try TemporaryDirectory("tide-interrupted")
        let running = try CommandRunner.tidemark(
            environment: ["TMPDIR": place.path], directory: stream.directory.path
        ).start(["crashtest", "job.sql", "--kills", "100000", "--seed", "5", "--json", "--jobs", "2"])
        // The second target's directory is made when the first has been measured.
        func hasBegun() -> Bool {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
            return names.contains {
                FileManager.default.fileExists(atPath: place.path("\($0)/2/trial"))
            }
        }
        while running.isAlive, !hasBegun() { sched_yield() }
        running.send(SIGINT)
        let result = try running.wait()
        #expect(result.status == 130, "\(result)")
        #expect(result.lines.last.map { $0.contains("\"result\":\"interrupted\"") } == true, "\(result)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == [])
    }

    @Test(
        "power cuts at every moment, also in a recovery; broken rules of syncing are caught",
        arguments: [false, true])
    func powerCuts(hasSink: Bool) throws {
        let stream = try NotebookStream(files: 4, rows: 20, job: hasSink ? Self.sinkJob : nil)
        let lines = try crashtest(stream, "--mode", "powercut", "--kills", "60", "--verify-fast")
        try expectPassed(lines, mode: "powercut", strikes: 60)
        let faults = lines[1]["faults"]?.elements?.compactMap { $0["fault"]?.string }
        // Those of real file systems need a machine that can make them.
        #expect(faults?.prefix(2) == ["power cut", "power cut in recovery"])
        let outcomes = try #require(lines[1]["outcomes"]?.pairs).map(\.key)
        #expect(outcomes.count { $0.hasPrefix("mutant caught: ") } == (hasSink ? 5 : 3))
        let leftOut = try #require(lines[1]["leftOut"]?.elements).compactMap(\.string)
        #expect(!leftOut.contains { $0.contains("ecorder") }, "\(leftOut)")
        let again = try crashtest(stream, "--schedule", "powercut#7.2:8:1")
        #expect(again.last?["result"]?.string == "passed")
    }

    @Test("a schedule is tried alone; paths outside of the job's directory get copies")
    func schedule() throws {
        let stream = try NotebookStream(files: 3, rows: 20)
        let other = try TemporaryDirectory("tide-job")
        let job = Self.sinkJob.replacing("'events'", with: "'\(stream.path("events"))/file-*.json'")
            .replacing("'out'", with: "'\(stream.path("sink"))'")
        try Data(job.utf8).write(to: URL(fileURLWithPath: other.path("job.sql")))
        let result = try CommandRunner.tidemark(directory: other.path).run(
            "crashtest", "job.sql", "--schedule", "commit.after:2:kill,sink.renamed:1:nospace,kill@60000000us"
        )
        #expect(result.status == 1, "the last kill comes too late: \(result)")
        #expect(result.stdout.contains("\n  commit.after kill     1 of 1\n"), "\(result)")
        #expect(result.stdout.contains("\n  sink.renamed nospace  1 of 1\n"), "\(result)")
        #expect(result.lines.last == "never struck: kill")
        #expect(!stream.exists("sink"))
    }

    @Test("the harness finds what it is given to find") func selfTest() throws {
        let result = try CommandRunner.tidemark().run("crashtest", "--self-test", "--seed", "1")
        #expect(result.status == 0, "\(result)")
        let ends = Dictionary(
            uniqueKeysWithValues: result.lines.map { line in
                let parts = line.split(separator: ": ", maxSplits: 2)
                return (String(parts[0]), String(parts[1]))
            })
        #expect(
            ends == [
                "command": "caught", "sigkill": "caught", "failpoints": "caught", "damage": "caught",
                "syscalls": "caught", "errors": "caught", "powercut": "caught",
            ])
    }

    /// A directory with a script of the fixtures and files of numbers.
    private func sums(_ script: String) throws -> TemporaryDirectory {
        let place = try TemporaryDirectory("tide-sums")
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/\(script)")
        try FileManager.default.copyItem(at: source, to: URL(fileURLWithPath: place.path(script)))
        try FileManager.default.createDirectory(atPath: place.path("in"), withIntermediateDirectories: true)
        for number in 10..<26 {
            try Data("\(number)\n1\n".utf8).write(to: URL(fileURLWithPath: place.path("in/\(number)")))
        }
        return place
    }

    @Test("a script that is not safe is caught, with the schedule and the directory that show it")
    func unsafeScript() throws {
        let place = try sums("unsafe-sums.sh")
        let tool = CommandRunner.tidemark(directory: place.path)
        let result = try tool.run("crashtest", "--kills", "200", "--seed", "3", "--", "./unsafe-sums.sh")
        #expect(result.status == 1, "\(result)")
        let tail = result.lines.drop { !$0.hasPrefix("failed: ") }
        #expect(tail.count == 4, "\(result)")
        #expect(tail.first?.contains("undisturbed") == true || tail.first?.contains("other bytes") == true)
        let again = try #require(tail.first { $0.hasPrefix("  again: ") })
        #expect(
            again.contains("tidemark crashtest --schedule kill") && again.hasSuffix(" -- ./unsafe-sums.sh"))
        let kept = try #require(tail.last?.dropFirst("  kept: ".count))
        let files = try FileManager.default.contentsOfDirectory(atPath: String(kept))
        #expect(files.contains("result.txt"))
        // It is SCRATCH/1/trial.
        let scratch = URL(fileURLWithPath: String(kept)).deletingLastPathComponent()
        try FileManager.default.removeItem(at: scratch.deletingLastPathComponent())
        #expect(!FileManager.default.fileExists(atPath: place.path("result.txt")))
    }

    @Test("the version that publishes whole files passes; what counts may be said by a command")
    func safeScript() throws {
        let place = try sums("safe-sums.sh")
        let tool = CommandRunner.tidemark(directory: place.path)
        let result = try tool.run("crashtest", "--kills", "20", "--seed", "3", "--", "./safe-sums.sh")
        #expect(result.status == 0, "\(result)")
        #expect(
            result.lines.last?.hasPrefix("passed: nothing lost, nothing twice, nothing changed; ") == true)
        let verified = try CommandRunner.tidemark().run(
            "crashtest", "--kills", "4", "--directory", place.path, "--verify",
            "test $(wc -l < result.txt) = 16", "--", "/bin/sh", "safe-sums.sh")
        #expect(verified.status == 0, "\(verified)")
    }
}
