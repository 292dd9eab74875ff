import Foundation
import TestSupport
import Testing
import TideFormats

/// Lines that are no records, in the three modes.
@Suite("Malformed lines", .timeLimit(.minutes(5)))
struct MalformedLineTests {
    private static let lines = [
        #"{"time":1469501112,"action":"Open"}"#, "nonsense", #"{"time":1469501113,"action":"Close"}"#,
        #"{"time":"soon","action":"Close"}"#, #"{"time":1469501114"#, #"{"time":1469501115,"action":"Open"}"#,
    ]

    /// The byte at which a line begins.
    private static func offset(_ line: Int) -> Int64 {
        Int64(lines.prefix(line).reduce(0) { $0 + $1.utf8.count + 1 })
    }

    private func stream(mode: String, _ lines: [String] = lines) throws -> NotebookStream {
        let stream = try NotebookStream(files: 1)
        try FileManager.default.createDirectory(
            atPath: stream.path("lines"), withIntermediateDirectories: false)
        try Data((lines.joined(separator: "\n") + "\n").utf8)
            .write(to: URL(fileURLWithPath: stream.path("lines/a.json")))
        let job = """
            CREATE TABLE events (time TIMESTAMP, action STRING)
            USING json OPTIONS (path 'lines', mode '\(mode)');
            CREATE STREAMING TABLE counts AS SELECT action, count(*) AS count, count(time) AS times
            FROM STREAM events GROUP BY action;
            """
        try Data(job.utf8).write(to: URL(fileURLWithPath: stream.path("job.sql")))
        return stream
    }

    private func rows(_ stream: NotebookStream) throws -> [String] {
        try stream.tidemark().run("query", "ck", "select * from counts order by action", "--format", "json")
            .lines
    }

    @Test(
        "bad lines are counted and their places kept",
        arguments: [
            (
                "PERMISSIVE",
                [
                    #"{"count":2,"times":0}"#, #"{"action":"Close","count":2,"times":1}"#,
                    #"{"action":"Open","count":2,"times":2}"#,
                ]
            ),
            (
                "DROPMALFORMED",
                [#"{"action":"Close","count":1,"times":1}"#, #"{"action":"Open","count":2,"times":2}"#]
            ),
        ])
    func counted(mode: String, expected: [String]) throws {
        let stream = try stream(mode: mode)
        let result = try stream.run()
        #expect(result.status == 0)
        #expect(result.stderr.contains(" rows, 3 bad\n"), "\(result.stderr)")
        #expect(try rows(stream) == expected)
        let read = try #require(try stream.inspect("ck", "--batch", "0")["batch"]?["read"]?[0])
        #expect(read["badRows"]?.integer == 3)
        let offsets = read["rejectOffsets"]?.elements?.compactMap(\.integer)
        #expect(offsets == [Self.offset(1), Self.offset(3), Self.offset(4)])
        for fast in [false, true] { #expect(try stream.verify(fast: fast).status == 0) }
    }

    @Test("FAILFAST stops at the first bad line, by file and byte; mended, the same command goes on")
    func failFast() throws {
        let stream = try stream(mode: "FAILFAST")
        let result = try stream.run()
        #expect(result.status == 3)
        #expect(
            result.stderr == """
                error [MALFORMED_RECORD]: the line at byte \(Self.offset(1)) of \
                '\(stream.path("lines/a.json"))' cannot be read (malformed-json): nonsense
                  next: mend the line, or read with mode PERMISSIVE or DROPMALFORMED, which count such lines

                """)
        #expect(try stream.lastBatch() == -1)
        let good = [Self.lines[0], Self.lines[2], Self.lines[5]].joined(separator: "\n") + "\n"
        try Data(good.utf8).write(to: URL(fileURLWithPath: stream.path("lines/a.json")))
        #expect(try stream.run().status == 0)
        #expect(
            try rows(stream) == [
                #"{"action":"Close","count":1,"times":1}"#, #"{"action":"Open","count":2,"times":2}"#,
            ])
    }
}
