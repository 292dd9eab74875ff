import Foundation
import TestSupport
import Testing
import TideFormats

/// The checkpoint in checkpoints-example/ is of an earlier day, another place and other inodes: this
/// version must open, verify and continue it.
@Suite struct ExampleCheckpointTests {
    private let directory: TemporaryDirectory
    private let tool: CommandRunner

    init() throws {
        directory = try TemporaryDirectory("tide-example")
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        try FileManager.default.copyItem(
            atPath: root.appendingPathComponent("checkpoints-example").path, toPath: directory.path("copy"))
        for lock in ["checkpoint/lock", "checkpoint/state/lock.mdb"] {
            try? FileManager.default.removeItem(atPath: directory.path("copy/" + lock))
        }
        tool = CommandRunner.tidemark(directory: directory.path("copy"))
    }

    private static let rows = [
        #"{"action":"Open","time":"Jul-26 03:00","count":4}"#,
        #"{"action":"Close","time":"Jul-26 04:00","count":7}"#,
        #"{"action":"Open","time":"Jul-26 04:00","count":20}"#,
        #"{"action":"Close","time":"Jul-26 05:00","count":17}"#,
        #"{"action":"Open","time":"Jul-26 05:00","count":19}"#,
        #"{"action":"Close","time":"Jul-26 06:00","count":20}"#,
        #"{"action":"Open","time":"Jul-26 06:00","count":21}"#,
        #"{"action":"Close","time":"Jul-26 07:00","count":6}"#,
        #"{"action":"Open","time":"Jul-26 07:00","count":7}"#,
    ]

    private func timeline() throws -> [String] {
        try tool.run(
            "query", "checkpoint",
            "select action, date_format(window.end, 'MMM-dd HH:mm') as time, count from counts "
                + "order by time, action",
            "--format", "json"
        ).lines
    }

    @Test("it verifies and answers as it did, and shows what was rejected")
    func opens() throws {
        let verified = try tool.run("verify", "checkpoint")
        #expect(verified.status == 0 && verified.lines.last == "verify identical", "\(verified)")
        #expect(try timeline() == Self.rows)
        let report = try JSONValue(
            parsing: try tool.run("inspect", "checkpoint", "--json", "--batch", "3").stdout)
        #expect(report["lastBatch"]?.integer == 3)
        #expect(report["format"]?.integer == 1)
        #expect(report["totals"]?["inputRows"]?.integer == 123)
        #expect(report["batch"]?["read"]?[0]?["rejectOffsets"] == [0, 37])
    }

    @Test("it goes on with a new file, and reads none of the old ones again")
    func continues() throws {
        try Data("{\"time\":1469502000,\"action\":\"Open\"}\n".utf8)
            .write(to: URL(fileURLWithPath: directory.path("copy/events/file-4.json")))
        let run = try tool.run("run", "job.sql", "--checkpoint", "checkpoint")
        #expect(run.status == 0, "\(run)")
        var expected = Self.rows
        expected[2] = #"{"action":"Open","time":"Jul-26 04:00","count":21}"#
        #expect(try timeline() == expected)
        #expect(try tool.run("verify", "checkpoint").status == 0)
    }
}
