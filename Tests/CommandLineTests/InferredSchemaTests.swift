import Foundation
import TestSupport
import Testing

/// Tables without columns on the command line: what is said, and what comes out.
@Suite("Inferred schemas", .timeLimit(.minutes(5)))
struct InferredSchemaCommandTests {
    private static let job = """
        CREATE TABLE events USING json OPTIONS (path 'events', maxFilesPerTrigger '10');
        CREATE STREAMING TABLE counts AS
        SELECT action, window(timestamp_seconds(time), '1 hour') AS window, count(*) AS count
        FROM STREAM events GROUP BY action, window(timestamp_seconds(time), '1 hour');

        """
        .replacingOccurrences(of: "timestamp_seconds(time)", with: "CAST(time AS TIMESTAMP)")

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    private func counts(_ stream: NotebookStream, _ checkpoint: String) throws -> [String] {
        try stream.tidemark().run(
            "query", checkpoint, "select action, window.end as end, count from counts order by end, action",
            "--format", "json"
        ).lines
    }

    @Test("the notebook's stream without columns: one note at the first start, the same counts, verified")
    func run() throws {
        let stream = try NotebookStream()
        #expect(try stream.run("declared").status == 0)
        try write(Self.job, to: stream.path("job.sql"))
        let first = try stream.run("ck", "--max-batches", "2", "--progress", "none")
        #expect(first.status == 0, "\(first.stderr)")
        #expect(
            first.stderr.hasPrefix(
                "note: table events: inferred schema action STRING, time BIGINT from 100,000 lines "
                    + "of 50 files; give the columns to skip this pass\n"), "\(first.stderr)")
        let second = try stream.run("ck", "--progress", "none")
        #expect(second.status == 0)
        #expect(second.stderr == "")
        #expect(try counts(stream, "ck") == counts(stream, "declared"))
        #expect(try counts(stream, "ck").count > 100)
        #expect(try stream.tidemark().run("verify", "ck").stdout.hasSuffix("verify identical\n"))
    }

    @Test("sql notes each table that a query reads, on stderr; the rows are as without the note")
    func sql() throws {
        let stream = try NotebookStream(files: 2)
        let result = try stream.tidemark().run(
            "sql", "-e",
            """
            CREATE TABLE inferred USING json OPTIONS (path 'events');
            CREATE TABLE declared (time TIMESTAMP, action STRING) USING json OPTIONS (path 'events');
            CREATE TABLE unused USING json OPTIONS (path 'nowhere');
            SELECT * FROM inferred LIMIT 3; SELECT * FROM declared LIMIT 3; SELECT max(time) FROM inferred
            """)
        #expect(result.status == 0)
        #expect(
            result.stderr
                == "note: table inferred: inferred schema action STRING, time BIGINT from 4,000 lines of "
                + "2 files; give the columns to skip this pass\n")
        #expect(
            result.stdout == """
                +------+----------+
                |action|time      |
                +------+----------+
                |Open  |1469501107|
                |Open  |1469501117|
                |Open  |1469501124|
                +------+----------+

                +-------------------+------+
                |time               |action|
                +-------------------+------+
                |2016-07-26 02:45:07|Open  |
                |2016-07-26 02:45:17|Open  |
                |2016-07-26 02:45:24|Open  |
                +-------------------+------+

                +----------+
                |max(time) |
                +----------+
                |1469510378|
                +----------+

                """)
    }

    private static let next =
        "  next: give the columns: CREATE TABLE name (column TYPE, ..) USING json .., "
        + "or a reader's schema(..)\n"

    private static let refused: [(lines: String?, options: String, status: Int32, text: String)] = [
        (
            nil, "", 2,
            "error [UNABLE_TO_INFER_SCHEMA]: the columns of table 'e' cannot be inferred: 'DIR/in' holds no "
                + "file yet\n" + next
        ),
        (
            "{}\n\n", "", 2,
            "error [UNABLE_TO_INFER_SCHEMA]: the columns of table 'e' cannot be inferred: there is no field "
                + "in 1 line of 1 file in 'DIR/in'\n" + next
        ),
        (
            "{\"a\":1}\n{\"b\":1,\"b\":2}\n", "", 2,
            """
            error [INVALID_SCHEMA]: field 'b' stands twice in the object at byte 8 of 'DIR/in/f': no columns \
            can be inferred
              next: mend the line, or list the columns: the last value of a field counts then

            """
        ),
        (
            "{\"a\":1,\"B\":1}\n{\"b\":2}\n", "", 2,
            "error [INVALID_SCHEMA]: the columns of table 'e' cannot be inferred: its fields 'B' and 'b' "
                + "differ in case only\n" + next
        ),
        (
            "{\"a\":1}\nnonsense\n", ", mode 'FAILFAST'", 3,
            """
            error [MALFORMED_RECORD]: the line at byte 8 of 'DIR/in/f' cannot be read (malformed-json): \
            nonsense
              next: mend the line, or read with mode PERMISSIVE or DROPMALFORMED, which count such lines

            """
        ),
    ]

    @Test("columns that cannot be inferred, in batch and as a stream", arguments: refused)
    func refusals(lines: String?, options: String, status: Int32, text: String) throws {
        let directory = try TemporaryDirectory("tide-inferred")
        try FileManager.default.createDirectory(
            atPath: directory.path("in"), withIntermediateDirectories: false)
        if let lines { try write(lines, to: directory.path("in/f")) }
        let tool = CommandRunner.tidemark(directory: directory.path)
        let table = "CREATE TABLE e USING json OPTIONS (path 'in'\(options))"
        let batch = try tool.run("sql", "-e", "\(table); SELECT * FROM e")
        let stream = try tool.run(
            "run", "-e", "\(table); CREATE STREAMING TABLE s AS SELECT a, count(*) FROM STREAM e GROUP BY a",
            "--checkpoint", "ck")
        for result in [batch, stream] {
            #expect(result.status == status)
            #expect(result.stdout == "")
            #expect(result.stderr.replacingOccurrences(of: directory.path, with: "DIR") == text)
        }
        #expect(!FileManager.default.fileExists(atPath: directory.path("ck")))
    }

    @Test("a corrupt column that is declared is filled, and must be STRING")
    func declaredCorruptColumn() throws {
        let directory = try TemporaryDirectory("tide-inferred")
        try write("{\"a\":1}\nnonsense\n{\"a\":\"x\"}\n", to: directory.path("f"))
        let tool = CommandRunner.tidemark(directory: directory.path)
        let columns = "(a INT, bad TYPE) USING json OPTIONS (path 'f', columnNameOfCorruptRecord 'bad')"
        func run(_ type: String) throws -> CommandResult {
            try tool.run(
                "sql", "--format", "json", "-e",
                "CREATE TABLE e \(columns.replacingOccurrences(of: "TYPE", with: type)); SELECT * FROM e")
        }
        #expect(
            try run("STRING").lines
                == [#"{"a":1}"#, #"{"bad":"nonsense"}"#, #"{"bad":"{\"a\":\"x\"}"}"#])
        let refused = try run("BIGINT")
        #expect(refused.status == 2)
        #expect(
            refused.stderr.hasPrefix(
                """
                error [INVALID_SCHEMA]: column 'bad', which takes the text of malformed lines, is BIGINT; it \
                must be STRING
                """), "\(refused.stderr)")
    }
}
