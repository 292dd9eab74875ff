import Foundation
import TestSupport
import Testing
import TideDurableIO

@Suite("Fail points")
struct FailPointTests {
    @Test("rules are read in order, from one visit on, with kill as the default")
    func rules() {
        let (rules, problem) = FailPoints.parse("commit.before:1,drain.after:12:error,close.after:2:stop")
        #expect(problem == nil)
        #expect(rules.map(\.point) == [.commitBefore, .drainAfter, .closeAfter])
        #expect(rules.map(\.nth) == [1, 12, 2])
        #expect(rules.map(\.action) == [.kill, .error, .stop])
    }

    @Test("an empty variable is one that is not set")
    func empty() {
        let (rules, problem) = FailPoints.parse("")
        #expect(rules == [])
        #expect(problem == nil)
    }

    @Test(
        "a malformed rule is refused, naming it",
        arguments: [
            ",", "commit.before", "commit.before:0", "commit.before:x", "commit.before:1:boom", "nowhere:1",
            "commit.before:1:kill:1", "commit.before:-1",
        ])
    func malformed(text: String) {
        let (rules, problem) = FailPoints.parse(text)
        #expect(rules == [])
        let rule = text == "," ? "" : text
        #expect(problem?.hasPrefix("TIDEMARK_FAILPOINT: '\(rule)' is not NAME:NTH") == true)
    }

    @Test("a point kills the process on the visit it was told, and the log shows what was reached before")
    func kill() async throws {
        let directory = try TemporaryDirectory("fail")
        let log = directory.path("log")
        await #expect(processExitsWith: .signal(SIGKILL)) { [log = log as String] in
            setenv("TIDEMARK_FAILPOINT", "commit.merged:2", 1)
            setenv("TIDEMARK_FAILPOINT_LOG", log, 1)
            for _ in 0..<3 {
                try FailPoints.hit(.commitBefore)
                try FailPoints.hit(.commitMerged)
            }
        }
        let reached = try String(decoding: FileSystem.readFile(log), as: UTF8.self)
        #expect(reached == "commit.before\ncommit.merged\ncommit.before\ncommit.merged\n")
    }

    @Test("a point fails with the error it was told, once, and other points do not")
    func errors() async {
        await #expect(processExitsWith: .success) {
            setenv("TIDEMARK_FAILPOINT", "drain.before:1:nospace,drain.after:2:error", 1)
            let full = #expect(throws: IOFailure.self) { try FailPoints.hit(.drainBefore) }
            #expect(full?.isOutOfSpace == true)
            try FailPoints.hit(.drainBefore)
            try FailPoints.hit(.drainAfter)
            #expect(throws: IOFailure(operation: "fail point", path: "drain.after", errno: EIO)) {
                try FailPoints.hit(.drainAfter)
            }
            try FailPoints.hit(.commitBefore)
            #expect(FailPoints.configurationProblem == nil)
        }
    }

    @Test("malformed rules switch nothing on and are reported")
    func problem() async {
        await #expect(processExitsWith: .success) {
            setenv("TIDEMARK_FAILPOINT", "commit.before:1,oops", 1)
            #expect(FailPoints.configurationProblem?.contains("'oops'") == true)
            try FailPoints.hit(.commitBefore)
        }
    }

    @Test("without the environment every point is passed")
    func inactive() throws {
        for point in FailPoint.allCases { try FailPoints.hit(point) }
        #expect(FailPoints.configurationProblem == nil)
        #expect(FailPoint.allCases.count == 47)
    }
}
