import Foundation
import TestSupport
import Testing

/// Runs that follow, skip or read anew a file that changed, killed at every step and started again.
@Suite("Changed input, killed and started again", .timeLimit(.minutes(5)))
struct InputPolicyKillTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("tide-changes") }

    private func job(_ options: String) -> String {
        """
        CREATE TABLE events (action STRING, n INT) USING json OPTIONS (path 'in', \(options));
        CREATE STREAMING TABLE counts AS
        SELECT action, count(*) AS count, sum(n) AS total FROM STREAM events GROUP BY action;
        """
    }

    private func shell(_ script: String) throws {
        #expect(try CommandRunner("/bin/bash", directory: directory.path).run("-ec", script).status == 0)
    }

    private func run(_ options: String, failPoint: String? = nil) throws -> CommandResult {
        try CommandRunner.tidemark(
            environment: failPoint.map { ["TIDEMARK_FAILPOINT": $0] } ?? [:], directory: directory.path
        ).run("run", "-e", job(options), "--checkpoint", "ck", "--progress", "none")
    }

    private func rows() throws -> [String] {
        try CommandRunner.tidemark(directory: directory.path).run(
            "query", "ck", "SELECT * FROM counts ORDER BY action", "--format", "json"
        ).lines
    }

    /// Options, what a shell does after the first run, the rows in the end, and verify's exit status.
    static let cases: [(options: String, change: String, rows: [String], verified: Int32)] = [
        (
            "appends 'follow'", "echo '{\"action\":\"a\",\"n\":2}' >> in/log",
            [#"{"action":"a","count":2,"total":3}"#, #"{"action":"m","count":1,"total":5}"#], 0
        ),
        (
            "appends 'follow'",
            "echo '{\"action\":\"a\",\"n\":2}' >> in/log; mv in/log in/log.1; "
                + "echo '{\"action\":\"c\",\"n\":7}' > in/log",
            [
                #"{"action":"a","count":2,"total":3}"#, #"{"action":"c","count":1,"total":7}"#,
                #"{"action":"m","count":1,"total":5}"#,
            ], 0
        ),
        (
            "onChangedInput 'skip'", "echo '{\"action\":\"z\",\"n\":9}' > in/log",
            [#"{"action":"a","count":1,"total":1}"#, #"{"action":"m","count":1,"total":5}"#], 3
        ),
        (
            "onChangedInput 'as-new'", "echo '{\"action\":\"z\",\"n\":9}' > in/log",
            [
                #"{"action":"a","count":1,"total":1}"#, #"{"action":"m","count":1,"total":5}"#,
                #"{"action":"z","count":1,"total":9}"#,
            ], 3
        ),
    ]

    @Test(
        "at every step of the batch the rows are those of an undisturbed run",
        arguments: cases.indices,
        [
            "plan.before", "plan.after", "compute.after", "commit.before", "commit.merged", "commit.after",
            "log.before",
        ])
    func killed(index: Int, point: String) throws {
        let (options, change, expected, verified) = Self.cases[index]
        try shell("mkdir in; echo '{\"action\":\"a\",\"n\":1}' > in/log")
        #expect(try run(options).status == 0)
        try shell(change + "; echo '{\"action\":\"m\",\"n\":5}' > in/more")
        #expect(try run(options, failPoint: point + ":1:kill").signal == SIGKILL)
        let result = try run(options)
        #expect(result.status == 0, "\(result)")
        #expect(try rows() == expected)
        #expect(try run(options).status == 0)
        #expect(try rows() == expected)
        let verification = try CommandRunner.tidemark(directory: directory.path).run("verify", "ck")
        #expect(verification.status == verified, "\(verification)")
    }

    @Test(
        "a moved directory: everything under another name, its checkpoint beside it or told by --source-root")
    func movedDirectory() throws {
        try shell("mkdir -p old/in; echo '{\"action\":\"a\",\"n\":1}' > old/in/log")
        let options = "appends 'follow'"
        func run(_ directory: String, _ more: String...) throws -> CommandResult {
            let sql = job(options).replacing("'in'", with: "'\(directory)/in'")
            return try CommandRunner.tidemark(directory: self.directory.path)
                .run(["run", "-e", sql, "--checkpoint", "ck", "--progress", "none"] + more)
        }
        #expect(try run("old").status == 0)
        try shell("mv old new; echo '{\"action\":\"a\",\"n\":2}' >> new/in/log")
        #expect(try run("new").status == 2)
        let root = directory.path("old/in") + "=" + directory.path("new/in")
        #expect(try run("new", "--source-root", root).status == 0)
        #expect(try rows() == [#"{"action":"a","count":2,"total":3}"#])
        #expect(try CommandRunner.tidemark(directory: directory.path).run("verify", "ck").status == 0)
    }
}
