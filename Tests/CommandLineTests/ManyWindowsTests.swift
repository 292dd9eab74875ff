import Foundation
import TestSupport
import Testing

/// Memory stays bounded however many windows expire at once.
@Suite("Very many windows at once", .timeLimit(.minutes(10)))
struct ManyWindowsTests {
    private static let users = 1_400

    /// Each record is in 3,600 windows, and each user has one: five million groups that one record expires.
    private static let job = """
        CREATE TABLE events (time TIMESTAMP, user STRING)
        USING json OPTIONS (path 'events', maxFilesPerTrigger '1');
        CREATE STREAMING TABLE counts SINK TBLPROPERTIES ('outputMode' = 'append'PATH)
        AS SELECT user, window(time, '1 hour', '1 second') AS w, count(*) AS n
           FROM STREAM events WATERMARK time DELAY OF INTERVAL 10 MINUTES
           GROUP BY user, window(time, '1 hour', '1 second');
        """

    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory("tide-windows")
        let events = URL(fileURLWithPath: directory.path("events"))
        try FileManager.default.createDirectory(at: events, withIntermediateDirectories: false)
        let lines = (0..<Self.users).map { user in
            "{\"time\":\"2016-07-26T12:00:\(10 + user % 50)Z\",\"user\":\"user-\(user)\"}\n"
        }
        try Data(lines.joined().utf8).write(to: events.appendingPathComponent("1.json"))
        try Data("{\"time\":\"2016-07-28T00:00:00Z\",\"user\":\"z\"}\n".utf8)
            .write(to: events.appendingPathComponent("2.json"))
        for name in ["1.json", "2.json"] {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: name == "1.json" ? 1_000 : 2_000)],
                ofItemAtPath: events.appendingPathComponent(name).path)
        }
    }

    /// Runs `tidemark` with half a gigabyte of memory of its own.
    private func limited(_ arguments: String...) throws -> CommandResult {
        var shell = CommandRunner("/bin/bash", directory: directory.path)
        shell.timeoutSeconds = 500
        return try shell.run(
            ["-c", "ulimit -d 524288; exec \"$0\" \"$@\"", CommandRunner.tidemarkPath] + arguments)
    }

    @Test(
        "five million expire within half a gigabyte, into the result and into a sink",
        arguments: [false, true])
    func expire(intoSink: Bool) throws {
        let job = Self.job.replacingOccurrences(of: "SINK ", with: intoSink ? "USING json " : "")
            .replacingOccurrences(of: "PATH", with: intoSink ? ", 'path' = 'out'" : "")
        try Data(job.utf8).write(to: URL(fileURLWithPath: directory.path("job.sql")))
        let run = try limited("run", "job.sql", "--checkpoint", "ck", "--progress", "none")
        #expect(run.status == 0, "\(run)")
        let sum = "SELECT count(*) AS groups, sum(n) AS rows, count(DISTINCT user) AS users FROM "
        let expected = #"{"groups":5040000,"rows":5040000,"users":1400}"#
        if intoSink {
            let read = "CREATE TABLE out (user STRING, n BIGINT) USING json OPTIONS (path 'out'); \(sum)out"
            let found = try limited("sql", "-e", read, "--format", "json")
            #expect(found.lines == [expected], "\(found)")
        } else {
            let found = try limited("query", "ck", sum + "counts", "--format", "json")
            #expect(found.lines == [expected], "\(found)")
        }
    }
}
