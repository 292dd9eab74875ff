import Testing
import TideColumnar
import TideModel
import TidePlanning
import TideStreaming
import Tidemark

/// What a job may not say, and what the user is told.
@Suite struct JobFileTests {
    private static let table = "CREATE TABLE e (a INT, t TIMESTAMP) USING json OPTIONS (path 'e');\n"
    private static let stream = "CREATE STREAMING TABLE s AS SELECT a, count(*) FROM STREAM e GROUP BY a"

    /// The printed error without the lines of the SQL.
    private func refusal(_ sql: String, table: String? = nil) throws -> [String] {
        let error = try #require(throws: TidemarkError.self) {
            var settings = RunSettings(checkpoint: "/ck")
            settings.table = table
            _ = try JobFile(text: sql, baseDirectory: "/base").streamingJob(settings)
        }
        return error.description.split(separator: "\n").map(String.init).filter {
            $0.hasPrefix("error") || $0.hasPrefix("  next")
        }
    }

    @Test("a streaming table reads a stream through a view, which is analysed where it stands")
    func view() throws {
        let view = "CREATE TEMP VIEW v (b) AS SELECT a FROM STREAM e WHERE a > 1;\n"
        let job = "\(Self.table)\(view)CREATE STREAMING TABLE s AS SELECT b, count(*) FROM v GROUP BY b"
        let streaming = try JobFile(text: job, baseDirectory: "/base")
            .streamingJob(RunSettings(checkpoint: "/ck"))
        #expect(
            streaming.query.explain() == """
                Project [b, count(1)]
                  Aggregate by [b] compute [count(*)]
                    Project [a AS b]
                      Project [a]
                        Filter (a > 1)
                          Scan STREAM e [a INT]
                """)
        #expect(
            try refusal("\(Self.table)\(view)CREATE VIEW V AS SELECT 1 AS x; \(Self.stream)")
                == [
                    "error [TABLE_OR_VIEW_ALREADY_EXISTS]: table 'V' is created twice",
                    "  next: give one of them another name",
                ])
        #expect(
            try refusal("\(Self.table)CREATE VIEW v AS SELECT zz FROM STREAM e; \(Self.stream)")
                == [
                    "error [UNRESOLVED_COLUMN]: the column zz cannot be found",
                    "  next: the columns are: a, t",
                ])
        #expect(
            try refusal("\(Self.table)SHOW TABLES; \(Self.stream)")
                == [
                    "error [USAGE]: a job holds tables, views and streaming tables only",
                    "  next: take the statement out, or run it with tidemark sql",
                ])
    }

    @Test(
        "tables that cannot be read are refused by name",
        arguments: [
            (
                "CREATE TABLE e (a INT) USING csv OPTIONS (path 'e')",
                [
                    "error [UNSUPPORTED_FEATURE]: csv files are not supported by this version",
                    "  next: use json",
                ]
            ),
            (
                "CREATE TABLE e (s MAP<INT, INT>) USING json OPTIONS (path 'e')",
                [
                    "error [UNSUPPORTED_FEATURE]: column 's' is a MAP<INT, INT>, which this version "
                        + "cannot read from JSON",
                    "  next: leave it out, or declare it STRING to get its JSON text",
                ]
            ),
            (
                "\(table)CREATE TABLE E (b INT) USING json OPTIONS (path 'f')",
                [
                    "error [TABLE_OR_VIEW_ALREADY_EXISTS]: table 'E' is created twice",
                    "  next: give one of them another name",
                ]
            ),
            (
                "\(table)\(stream.replacing(" s ", with: " e "))",
                [
                    "error [TABLE_OR_VIEW_ALREADY_EXISTS]: table 'e' is created twice",
                    "  next: give one of them another name",
                ]
            ),
        ] as [(String, [String])])
    func tables(sql: String, expected: [String]) throws {
        #expect(try refusal(sql) == expected)
    }

    @Test(
        "sinks and modes that are not there are refused by name",
        arguments: [
            (
                "USING orc TBLPROPERTIES ('path' = 'out')",
                [
                    "error [UNSUPPORTED_FEATURE]: there is no file sink 'orc' in this version",
                    "  next: use json, csv or text; without USING the result lives in the checkpoint",
                ]
            ),
            (
                "TBLPROPERTIES ('outputMode' = 'append')",
                [
                    "error [UNSUPPORTED_STREAMING_OPERATION]: output mode 'append' is not supported for "
                        + "streaming aggregations without watermark: any group may still change",
                    "  next: add WATERMARK and group by a window of the event time, or use 'complete'",
                ]
            ),
            (
                "TBLPROPERTIES ('outputMode' = 'whole')",
                [
                    "error [INVALID_OPTION_VALUE]: output mode 'whole' does not exist",
                    "  next: the output modes are: append, update, complete",
                ]
            ),
            (
                "TBLPROPERTIES ('outputMod' = 'complete')",
                [
                    "error [UNKNOWN_OPTION]: a streaming table without USING has no property 'outputMod'",
                    "  next: did you mean outputMode?",
                ]
            ),
        ] as [(String, [String])])
    func sinks(clause: String, expected: [String]) throws {
        let sql = Self.table + Self.stream.replacing("s AS", with: "s \(clause) AS")
        #expect(try refusal(sql) == expected)
    }

    @Test("outputMode complete may be said")
    func complete() throws {
        let clause = "s TBLPROPERTIES ('outputmode' = 'COMPLETE') AS"
        let sql = Self.table + Self.stream.replacing("s AS", with: clause)
        let job = try JobFile(text: sql, baseDirectory: "/base")
        #expect(try job.streamingJob(RunSettings(checkpoint: "/ck")).sources.map(\.root) == ["/base/e"])
    }

    @Test("which streaming table is to run must be clear")
    func choice() throws {
        let second = Self.stream.replacing(" s ", with: " counts ")
        let both = "\(Self.table)\(Self.stream);\n\(second)"
        #expect(
            try refusal(both) == [
                "error [USAGE]: the job has 2 streaming tables: s, counts",
                "  next: say which: --table NAME, with a checkpoint directory each",
            ])
        #expect(
            try refusal(both, table: "count") == [
                "error [TABLE_OR_VIEW_NOT_FOUND]: the job has no streaming table 'count'",
                "  next: did you mean counts?",
            ])
        #expect(
            try refusal(Self.table) == [
                "error [USAGE]: the job has no streaming table",
                "  next: add CREATE STREAMING TABLE name AS SELECT .. FROM STREAM table ..",
            ])
        #expect(
            try refusal("\(Self.table)\(Self.stream); SELECT 1") == [
                "error [USAGE]: the job has a SELECT outside a streaming table, which tidemark run has no "
                    + "use for",
                "  next: take it out, or run it with tidemark sql",
            ])
        var settings = RunSettings(checkpoint: "/ck")
        settings.table = "COUNTS"
        #expect(try JobFile(text: both, baseDirectory: "/base").streamingJob(settings).table == "counts")
    }

    @Test("a query takes one SELECT; a SELECT of tidemark sql takes no STREAM")
    func selects() throws {
        let session = try Session(baseDirectory: "/base") { _ in }
        let query = try #require(try session.execute(script: "\(Self.table)SELECT * FROM STREAM e").first)
        let error = try #require(throws: TidemarkError.self) { _ = try query.run() }
        #expect(error.code == .streamingQuery)
        #expect(
            error.message == "queries with streaming sources must be executed with writeStream.start()")
    }
}
