import Foundation
import TestSupport
import Testing
import TideFormats

/// The checkpoint in checkpoints-example/ is of an earlier day, another place and other inodes: this
/// version must open, inspect, verify and continue it, and its README must show what is printed.
@Suite struct ExampleCheckpointTests {
    private let directory: TemporaryDirectory
    private let tool: CommandRunner

    /// A copy as a clone has it: no lock files, and no mtime that the checkpoint knows.
    init() throws {
        directory = try TemporaryDirectory("tide-example")
        try FileManager.default.copyItem(
            atPath: Self.root.appendingPathComponent("checkpoints-example").path,
            toPath: directory.path("copy"))
        for lock in ["checkpoint/lock", "checkpoint/state/lock.mdb"] {
            try? FileManager.default.removeItem(atPath: directory.path("copy/" + lock))
        }
        tool = CommandRunner.tidemark(directory: directory.path("copy"))
        for (index, file) in Self.files.enumerated() {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000 - Double(index) * 60)],
                ofItemAtPath: directory.path("copy/events/" + file))
        }
    }

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let files = (0...3).map { "file-\($0).json" }

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

    private func inspected(_ options: String...) throws -> JSONValue {
        try JSONValue(parsing: try tool.run(["inspect", "checkpoint", "--json"] + options).stdout)
    }

    @Test("the copy differs from what the checkpoint knows: every inode and mtime, and the path")
    func differs() throws {
        let report = try inspected("--files")
        let known = try #require(report["files"]?.elements)
        #expect(known.count == Self.files.count)
        for (file, entry) in zip(Self.files, known) {
            let path = directory.path("copy/events/" + file)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            let inode = try #require(attributes[.systemFileNumber] as? Int)
            #expect(entry["path"]?.string == file)
            #expect(entry["inode"]?.integer != Int64(inode))
            let written = try #require(attributes[.modificationDate] as? Date)
            let seconds = try #require(entry["mtimeNs"]?.integer) / 1_000_000_000
            #expect(seconds != Int64(written.timeIntervalSince1970))
        }
        let root = try #require(report["source"]?["root"]?.string)
        #expect(root != directory.path("copy/events"))
        #expect(!FileManager.default.fileExists(atPath: root))
    }

    @Test("it verifies and answers as it did, and shows what was rejected")
    func opens() throws {
        let verified = try tool.run("verify", "checkpoint")
        #expect(verified.status == 0 && verified.lines.last == "verify identical", "\(verified)")
        #expect(try timeline() == Self.rows)
        let report = try inspected("--batch", "3")
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
        let report = try inspected("--batch", "4")
        #expect(report["batch"]?["read"]?.elements?.map { $0["path"]?.string } == ["file-4.json"])
        #expect(report["totals"]?["inputRows"]?.integer == 124)
        #expect(try tool.run("verify", "checkpoint").status == 0)
    }

    @Test("the commands in its README print what stands there")
    func readme() throws {
        let binary = URL(fileURLWithPath: CommandRunner.tidemarkPath).deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let document = Self.root.appendingPathComponent("checkpoints-example/README.md").path
        let filled = try CommandRunner("/usr/bin/env", environment: ["PATH": "\(binary):\(path)"]).run(
            "python3", "-B", Self.root.appendingPathComponent("scripts/lib/transcripts.py").path,
            document, directory.path("copy"), "/tmp/example")
        #expect(filled.status == 0, "\(filled)")
        #expect(
            filled.stdout.split(separator: "\n")
                == (try String(contentsOfFile: document, encoding: .utf8))
                .split(separator: "\n"))
    }
}
