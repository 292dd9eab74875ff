import Foundation
import TestSupport
import Testing
import TideDurableIO

/// What is larger or nested deeper than anything meant, through the whole command under `ulimit -v`: an
/// answer or a named error, never a signal.
@Suite("Hostile sizes", .timeLimit(.minutes(5)))
struct HostileSizeTests {
    private static let many = 100_000
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("hostile-sizes") }

    /// Runs a script of statements in at most so much address space.
    private func sql(_ text: String, megabytes: Int = 1_024) throws -> CommandResult {
        let script = directory.path("script.sql")
        try FileSystem.writeAtomically(Array(text.utf8), to: script, isDurable: false)
        let command = "ulimit -v \(megabytes * 1_024); exec \"$0\" sql \"$1\" --format json"
        return try CommandRunner("/bin/bash").run("-c", command, CommandRunner.tidemarkPath, script)
    }

    private static func repeated(_ text: String) -> String { String(repeating: text, count: many) }

    /// SQL and the error it ends with, as stderr begins.
    private static let refused: [String: String] = [
        "SELECT \(repeated("("))1\(repeated(")"))":
            "error [PARSE_SYNTAX_ERROR]: nested deeper than 100 levels",
        "SELECT \(repeated("upper("))'a'\(repeated(")"))":
            "error [PARSE_SYNTAX_ERROR]: nested deeper than 100 levels",
        "SELECT \(repeated("CASE WHEN true THEN "))1\(repeated(" END"))":
            "error [PARSE_SYNTAX_ERROR]: nested deeper than 100 levels",
        "SELECT \(repeated("NOT "))true": "error [PARSE_SYNTAX_ERROR]: nested deeper than 400 levels",
        "SELECT \(repeated("- "))1": "error [PARSE_SYNTAX_ERROR]: nested deeper than 400 levels",
        "SELECT 1\(repeated(" + 1"))": "error [PARSE_SYNTAX_ERROR]: nested deeper than 400 levels",
        "SELECT a\(repeated("[0]"))": "error [PARSE_SYNTAX_ERROR]: nested deeper than 400 levels",
        "SELECT 1\(repeated("::INT"))": "error [PARSE_SYNTAX_ERROR]: nested deeper than 400 levels",
        "CREATE TABLE t (a \(repeated("STRUCT<a: "))INT\(repeated(">"))) USING json":
            "error [PARSE_SYNTAX_ERROR]: nested deeper than 100 levels",
        "CREATE TABLE t (a \(repeated("ARRAY<"))INT\(repeated(">"))) USING json":
            "error [PARSE_SYNTAX_ERROR]: nested deeper than 100 levels",
        "SELECT 1 FROM VALUES (1)\(repeated(" CROSS JOIN VALUES (1)"))":
            "error [PARSE_SYNTAX_ERROR]: nested deeper than 100 levels",
        "SELECT \(repeated("9"))": "error [PARSE_SYNTAX_ERROR]: 9999999999999999999999999999999999999999 ",
        "SELECT 1e999999999": "error [PARSE_SYNTAX_ERROR]: 1e999999999 does not fit DOUBLE",
        "SELECT INTERVAL '999999999999999999' YEAR":
            "error [INVALID_PARAMETER_VALUE]: '999999999999999999 year' is not an interval",
        "SELECT \(String(repeating: "x", count: 65_536)) FROM VALUES (1) AS t(a)":
            "error [UNRESOLVED_COLUMN]: the column xxxx",
        "SELECT repeat('x', 2147483647)":
            "error [INVALID_PARAMETER_VALUE]: repeat makes a text of 2147483647 bytes, more than 16777216",
    ]

    @Test("SQL too deep or too large is refused by name", arguments: refused.keys.sorted())
    func refusedSQL(text: String) throws {
        let result = try sql(text)
        #expect(result.status == 2, "\(result.signal ?? 0)")
        let expected = try #require(Self.refused[text])
        #expect(result.stderr.hasPrefix(expected), "\(result.stderr.prefix(300))")
    }

    @Test("100,000 terms, rows, branches, queries and columns are run")
    func longSQL() throws {
        let terms = (0..<Self.many).map { "a = \($0)" }
        #expect(
            try sql("SELECT a FROM VALUES (7) AS t(a) WHERE \(terms.joined(separator: " OR "))").lines
                == [#"{"a":7}"#])
        #expect(
            try sql("SELECT a FROM VALUES (7) AS t(a) WHERE a = 7\(Self.repeated(" AND true"))").lines
                == [#"{"a":7}"#])
        let branches = (0..<Self.many).map { "WHEN a = \($0) THEN \($0)" }
        #expect(
            try sql("SELECT CASE \(branches.joined(separator: " ")) END AS b FROM VALUES (7) AS t(a)").lines
                == [#"{"b":7}"#])
        #expect(
            try sql("SELECT count(*) AS n FROM (SELECT 1\(Self.repeated(" UNION ALL SELECT 1")))").lines
                == [#"{"n":100001}"#])
        try FileSystem.writeAtomically(
            Array(#"{"c7":1}"#.utf8), to: directory.path("rows.json"), isDurable: false)
        let columns = (0..<Self.many).map { "c\($0) INT" }
        #expect(
            try sql(
                "CREATE TABLE t (\(columns.joined(separator: ", "))) USING json OPTIONS (path 'rows.json'); "
                    + "SELECT * FROM t"
            ).lines == [#"{"c7":1}"#])
    }

    @Test("a name of 64 KiB is a name")
    func longName() throws {
        let name = String(repeating: "x", count: 65_536)
        #expect(try sql("SELECT 1 AS \(name)").lines == [#"{"\#(name)":1}"#])
    }

    @Test("a line of 100,000 brackets is a bad line, declared and inferred")
    func nestedLines() throws {
        let lines =
            Self.repeated("[") + Self.repeated("]") + "\n" + Self.repeated(#"{"a":"#) + "1"
            + Self.repeated("}") + "\n" + #"{"a":2}"# + "\n"
        try FileSystem.writeAtomically(Array(lines.utf8), to: directory.path("deep.json"), isDurable: false)
        for columns in ["(a INT)", ""] {
            let result = try sql(
                "CREATE TABLE t \(columns) USING json OPTIONS (path 'deep.json'); SELECT count(a) AS a, "
                    + "count(*) AS n FROM t")
            #expect(result.lines == [#"{"a":1,"n":3}"#], "\(result.stderr)")
        }
        let strict = try sql(
            "CREATE TABLE t (a INT) USING json OPTIONS (path 'deep.json', mode 'FAILFAST'); SELECT a FROM t")
        #expect(strict.status == 3)
        #expect(strict.stderr.hasPrefix("error [MALFORMED_RECORD]: "))
    }

    @Test(
        "a line of 1 GiB is refused with its place, in twice its size of memory",
        .enabled(
            if: ProcessInfo.processInfo.environment["TIDEMARK_BINARY"] != nil,
            "only a binary that is built for release reads it in seconds"))
    func longLine() throws {
        let path = directory.path("long.json")
        try FileSystem.writeAtomically(Array("{}\n".utf8), to: path, isDurable: false)
        // A hole: it takes no room on the disk.
        #expect(truncate(path, 1 << 30) == 0)
        for columns in ["(a INT)", ""] {
            let result = try sql(
                "CREATE TABLE t \(columns) USING json OPTIONS (path 'long.json'); SELECT a FROM t",
                megabytes: 2_560)
            #expect(result.status == 3, "\(result.signal ?? 0)")
            #expect(
                result.stderr == """
                    error [MALFORMED_RECORD]: the line at byte 3 of '\(path)' is longer than 1071644672 bytes
                      next: break it up or move the file away, then run the same command again

                    """)
        }
    }
}
