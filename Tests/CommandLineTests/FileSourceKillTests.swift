import Foundation
import TestSupport
import Testing
import TideDurableIO

/// Runs killed inside a compressed file, and between a commit and the cleaning of what it read.
@Suite("File sources, killed and started again", .timeLimit(.minutes(5)))
struct FileSourceKillTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("tide-files") }

    private func job(_ options: String) -> String {
        """
        CREATE TABLE events (action STRING, n INT) USING json OPTIONS (path 'in', \(options));
        CREATE STREAMING TABLE counts AS
        SELECT action, count(*) AS count, sum(n) AS total FROM STREAM events GROUP BY action;
        """
    }

    private func land(_ name: String, _ bytes: [UInt8]) throws {
        let path = URL(fileURLWithPath: directory.path("in/" + name))
        try FileManager.default.createDirectory(
            at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: path)
        try FileSystem.setModificationTime(path.path, ns: 1_000_000_000_000_000_000)
    }

    @discardableResult private func run(_ options: String, failPoint: String? = nil) throws -> CommandResult {
        try CommandRunner.tidemark(
            environment: failPoint.map { ["TIDEMARK_FAILPOINT": $0] } ?? [:], directory: directory.path
        ).run("run", "-e", job(options), "--checkpoint", "ck", "--progress", "none")
    }

    private func rows() throws -> [String] {
        try CommandRunner.tidemark(directory: directory.path).run(
            "query", "ck", "SELECT * FROM counts ORDER BY action", "--format", "json"
        ).lines
    }

    private func verify(_ more: String...) throws -> CommandResult {
        try CommandRunner.tidemark(directory: directory.path).run(["verify", "ck"] + more)
    }

    @Test(
        "inside a compressed file, at every step of a batch",
        arguments: [
            ("a.gz", CompressedSamples.linesGzip), ("a.gz", CompressedSamples.linesGzipMembers),
            ("a.zst", CompressedSamples.linesZstandard), ("a.zst", CompressedSamples.linesZstandardFrames),
        ])
    func compressed(name: String, bytes: [UInt8]) throws {
        try land(name, bytes)
        let options = "maxBytesPerTrigger '150'"
        let points = ["plan.after:2", "compute.after:1", "commit.merged:2", "commit.after:1", "log.before:1"]
        for point in points {
            let result = try run(options, failPoint: point + ":kill")
            #expect(result.signal == SIGKILL, "\(point): \(result)")
        }
        #expect(try run(options).status == 0)
        #expect(
            try rows() == [
                #"{"action":"a","count":14,"total":273}"#, #"{"action":"b","count":13,"total":247}"#,
                #"{"action":"c","count":13,"total":260}"#,
            ])
        for checked in [try verify(), try verify("--fast")] { #expect(checked.status == 0, "\(checked)") }
    }

    @Test("between commit and clean: the next start cleans; verify reads from the archive")
    func archived() throws {
        try land("a.json", Array(CompressedSamples.lines.utf8))
        let options = "cleanSource 'archive', sourceArchiveDir 'old'"
        let killed = try run(options, failPoint: "log.before:1:kill")
        #expect(killed.signal == SIGKILL)
        let file = directory.path("in/a.json")
        #expect(FileManager.default.fileExists(atPath: file))
        #expect(try run(options).status == 0)
        #expect(!FileManager.default.fileExists(atPath: file))
        let archived = directory.path("old") + file
        #expect(FileManager.default.fileExists(atPath: archived))
        for checked in [try verify(), try verify("--fast")] { #expect(checked.status == 0, "\(checked)") }
        try Data("{}\n".utf8).write(to: URL(fileURLWithPath: archived))
        #expect(try verify().status == 3)
        try FileManager.default.removeItem(atPath: archived)
        let gone = try verify()
        #expect(gone.status == 3)
        #expect(gone.stderr.contains("cannot verify: input file '\(file)' that batch 0 read is gone"))
    }

    @Test("files that are deleted when they are read are gone for verify")
    func deleted() throws {
        try land("a.json", Array(CompressedSamples.lines.utf8))
        #expect(try run("cleanSource 'delete'", failPoint: "commit.after:1:kill").signal == SIGKILL)
        #expect(try run("cleanSource 'delete'").status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path("in")) == [])
        let result = try verify()
        #expect(result.status == 3)
        #expect(result.stderr.contains("/in/a.json' that batch 0 read is gone"))
        #expect(try run("cleanSource 'delete'").stderr.contains("not there any more") == false)
    }

    @Test("a batch query reads compressed files, partitions and patterns")
    func batch() throws {
        try land("day=1/a.gz", CompressedSamples.linesGzip)
        try land("day=2/a.zst", CompressedSamples.bigZstandard)
        let tool = CommandRunner.tidemark(directory: directory.path)
        let table = "CREATE TABLE e (action STRING, n INT) USING json OPTIONS (path 'in');"
        let result = try tool.run(
            "sql", "-e", table + "SELECT day, count(*) AS c, sum(n) AS s FROM e GROUP BY day ORDER BY day",
            "--format", "json")
        #expect(result.lines == [#"{"day":1,"c":40,"s":780}"#, #"{"day":2,"c":1200,"s":3594}"#])
        let rows = try tool.run(
            "sql", "-e", table + "SELECT n, day FROM e WHERE n = 39", "--format", "json")
        #expect(rows.lines == [#"{"n":39,"day":1}"#])
        let pattern = table.replacing("'in'", with: "'in/*/*.gz'")
        let chosen = try tool.run("sql", "-e", pattern + "SELECT count(*) AS c FROM e", "--format", "json")
        #expect(chosen.lines == [#"{"c":40}"#])
    }
}
