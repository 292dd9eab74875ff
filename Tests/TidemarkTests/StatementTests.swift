import StreamSupport
import TestSupport
import Testing
import TideFormats
import TideModel
import Tidemark

/// Statements that ask about a session or change it, as SQL.
@Suite struct StatementTests {
    private let workshop: Workshop
    private static let setup = """
        CREATE TABLE Events (time TIMESTAMP, action STRING) USING json OPTIONS (path 'in');
        CREATE TEMP VIEW opens (t, a) AS SELECT * FROM events WHERE action LIKE 'O%';

        """

    init() throws {
        workshop = try Workshop()
        try workshop.land(
            "1.json",
            #"{"time":"2016-07-26T02:45:07Z","action":"Open"}"# + "\n"
                + #"{"time":"2016-07-26T02:50:00Z","action":"Close"}"# + "\n")
    }

    private func session() throws -> Session {
        try Session(baseDirectory: workshop.directory.path) { _ in }
    }

    /// The rows of the last statement as JSON, a line each.
    private func rows(_ sql: String) throws -> [String] {
        guard let last = try session().execute(script: Self.setup + sql).last else { return ["nothing"] }
        let result = try last.run()
        var bytes: [UInt8] = []
        for batch in result.batches { JSONRowWriter(zone: result.zone).append(batch, to: &bytes) }
        return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(
        "SHOW, DESCRIBE and SET answer with Spark's columns",
        arguments: [
            (
                "SHOW TABLES",
                [
                    #"{"namespace":"default","tableName":"events","isTemporary":false}"#,
                    #"{"namespace":"","tableName":"opens","isTemporary":true}"#,
                ]
            ),
            ("SHOW TABLES LIKE 'E*'", [#"{"namespace":"default","tableName":"events","isTemporary":false}"#]),
            (
                "SHOW TABLES 'x | OPENS'", [#"{"namespace":"","tableName":"opens","isTemporary":true}"#]
            ),
            ("SHOW VIEWS", [#"{"namespace":"","viewName":"opens","isTemporary":true}"#]),
            ("SHOW VIEWS LIKE 'e*'", []),
            ("SHOW COLUMNS IN opens", [#"{"col_name":"t"}"#, #"{"col_name":"a"}"#]),
            (
                "DESCRIBE opens",
                [
                    #"{"col_name":"t","data_type":"timestamp"}"#, #"{"col_name":"a","data_type":"string"}"#,
                ]
            ),
            (
                "DESC opens A",
                [
                    #"{"info_name":"col_name","info_value":"a"}"#,
                    #"{"info_name":"data_type","info_value":"string"}"#,
                    #"{"info_name":"comment","info_value":"NULL"}"#,
                ]
            ),
            (
                "DESCRIBE QUERY SELECT window(t, '1 hour') AS w, count(*) AS n FROM opens GROUP BY 1",
                [
                    #"{"col_name":"w","data_type":"struct<start:timestamp,end:timestamp>"}"#,
                    #"{"col_name":"n","data_type":"bigint"}"#,
                ]
            ),
            (
                "SET TIME ZONE 'Europe/Berlin'; SET spark.sql.session.timeZone",
                [#"{"key":"spark.sql.session.timeZone","value":"Europe/Berlin"}"#]
            ),
        ] as [(String, [String])])
    func answers(sql: String, expected: [String]) throws { #expect(try rows(sql) == expected) }

    @Test("EXTENDED adds where a table's files are")
    func extended() throws {
        #expect(
            try rows("DESCRIBE TABLE EXTENDED EVENTS").dropFirst(4) == [
                ##"{"col_name":"Table","data_type":"EVENTS","comment":""}"##,
                #"{"col_name":"Type","data_type":"EXTERNAL","comment":""}"#,
                #"{"col_name":"Provider","data_type":"json","comment":""}"#,
                #"{"col_name":"Location","data_type":"\#(workshop.directory.path)/in","comment":""}"#,
            ])
    }

    @Test("EXPLAIN shows the plan that runs, EXTENDED also what was written")
    func explain() throws {
        let select = "SELECT a FROM opens WHERE upper(a) = 'OPEN' ORDER BY ALL"
        let physical = """
            == Physical Plan ==
            Sort [a]
              Project [a]
                Filter (upper(a) = 'OPEN')
                  Project [action AS a]
                    Project [action]
                      Filter like(action, 'O%', '\\')
                        Scan Events [action STRING]

            """
        let script = try session().execute(
            script: Self.setup + "EXPLAIN \(select); EXPLAIN EXTENDED \(select)")
        #expect(
            try script.map { try $0.run().onlyText() } == [
                String(physical.dropLast()),
                """
                == Parsed Logical Plan ==
                Sort [ALL]
                  Project [a]
                    Filter (upper(a) = 'OPEN')
                      UnresolvedRelation opens

                == Analyzed Logical Plan ==
                a: string
                \(physical.split(separator: "\n").dropFirst().joined(separator: "\n"))

                \(physical.dropLast())
                """,
            ])
    }

    @Test(
        "views are made, replaced, hidden and dropped",
        arguments: [
            ("SELECT count(*) AS n FROM opens", [#"{"n":1}"#]),
            ("CREATE OR REPLACE TEMP VIEW opens AS SELECT 7 AS n; SELECT * FROM opens", [#"{"n":7}"#]),
            (
                "CREATE VIEW IF NOT EXISTS opens AS SELECT 7 AS n; SELECT count(*) AS n FROM opens",
                [#"{"n":1}"#]
            ),
            ("CREATE TEMP VIEW events AS SELECT 3 AS n; SELECT * FROM Events", [#"{"n":3}"#]),
            (
                "CREATE TEMP VIEW events AS SELECT 3; DROP VIEW events; SELECT count(*) AS n FROM events",
                [#"{"n":2}"#]
            ),
            ("DROP VIEW opens; DROP VIEW IF EXISTS opens; SHOW VIEWS", []),
            ("DROP TABLE opens; DROP TABLE events; SHOW TABLES", []),
            (
                "CREATE TEMP VIEW v AS VALUES (1, 'a'), (2, 'b'); SELECT col2 FROM v WHERE col1 = 2",
                [#"{"col2":"b"}"#]
            ),
            ("SELECT upper(j.action) AS a FROM json.`in` j WHERE j.action <> 'Open'", [#"{"a":"CLOSE"}"#]),
        ] as [(String, [String])])
    func views(sql: String, expected: [String]) throws { #expect(try rows(sql) == expected) }

    @Test(
        "what cannot be done is refused at its place",
        arguments: [
            (
                "CREATE TEMP VIEW Opens AS SELECT 1",
                """
                error [TABLE_OR_VIEW_ALREADY_EXISTS]: there is already a view 'Opens'
                  line 3:18 | CREATE TEMP VIEW Opens AS SELECT 1
                                               ^^^^^
                  next: choose another name, or write CREATE OR REPLACE VIEW
                """
            ),
            (
                "CREATE OR REPLACE VIEW events AS SELECT 1",
                """
                error [TABLE_OR_VIEW_ALREADY_EXISTS]: 'events' is a table, which a view cannot replace
                  line 3:24 | CREATE OR REPLACE VIEW events AS SELECT 1
                                                     ^^^^^^
                  next: choose another name, or drop it first: DROP TABLE events
                """
            ),
            (
                "DROP VIEW events",
                """
                error [TABLE_OR_VIEW_NOT_FOUND]: 'events' is a table, not a view
                  line 3:11 | DROP VIEW events
                                        ^^^^^^
                  next: write DROP TABLE events
                """
            ),
            (
                "DROP TABLE opns",
                """
                error [TABLE_OR_VIEW_NOT_FOUND]: the table or view opns cannot be found
                  line 3:12 | DROP TABLE opns
                                         ^^^^
                  next: did you mean opens?
                """
            ),
            (
                "DESCRIBE opens tt",
                """
                error [UNRESOLVED_COLUMN]: the column tt cannot be found
                  line 3:16 | DESCRIBE opens tt
                                             ^^
                  next: did you mean t?
                """
            ),
            (
                "CREATE TEMP VIEW v (x) AS SELECT 1, 2",
                """
                error [INVALID_PARAMETER_VALUE]: 1 column names are given for 2 columns
                  line 3:20 | CREATE TEMP VIEW v (x) AS SELECT 1, 2
                                                 ^^^
                  next: the columns are: 1, 2
                """
            ),
            (
                "SET spark.sql.session.timezone = UTC",
                """
                error [UNKNOWN_OPTION]: there is no setting 'spark.sql.session.timezone'
                  line 3:1 | SET spark.sql.session.timezone = UTC
                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  next: did you mean spark.sql.session.timeZone?
                """
            ),
            (
                "CREATE TEMP VIEW IF NOT EXISTS v AS SELECT 1",
                """
                error [PARSE_SYNTAX_ERROR]: IF NOT EXISTS does not go with TEMPORARY
                  line 3:1 | CREATE TEMP VIEW IF NOT EXISTS v AS SELECT 1
                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  next: write CREATE OR REPLACE VIEW, or leave it out
                """
            ),
            (
                "SELECT 'a' LIKE 'b' ESCAPE 'xy'",
                """
                error [PARSE_SYNTAX_ERROR]: the escape 'xy' of LIKE must be one character
                  line 3:28 | SELECT 'a' LIKE 'b' ESCAPE 'xy'
                                                         ^^^^
                  next: write for example ESCAPE '/'
                """
            ),
            (
                "SELECT repeat('abc', 2000000000)",
                """
                error [INVALID_PARAMETER_VALUE]: repeat makes a text of 6000000000 bytes, more than 16777216
                  next: ask for a shorter one
                """
            ),
            (
                "SELECT 'a' LIKE 'b/c' ESCAPE '/'",
                """
                error [INVALID_PARAMETER_VALUE]: the LIKE pattern 'b/c' has the escape '/' before no %, _ \
                or '/'
                  next: write the escape twice where it stands for itself
                """
            ),
            (
                "SELECT floor(1e300D)",
                """
                error [ARITHMETIC_OVERFLOW]: floor of 1.0E300 overflows BIGINT
                  next: cast the argument to DOUBLE, or filter such rows before
                """
            ),
            (
                "SELECT timestamp_millis(9223372036854775807)",
                """
                error [ARITHMETIC_OVERFLOW]: the result of timestamp_millis is out of the range of TIMESTAMP
                  next: filter such rows before
                """
            ),
            (
                "SELECT to_timestamp('x', 'yyyy')",
                """
                error [CAST_INVALID_INPUT]: STRING 'x' does not fit the pattern 'yyyy'
                  next: correct the value or the pattern, or filter such rows before
                """
            ),
            (
                "SELECT to_timestamp('Tue', 'E')",
                """
                error [UNSUPPORTED_FEATURE]: text cannot be read by the pattern 'E': E is for formatting only
                  next: use y M d H h a m s S, Z X x and literal text
                """
            ),
        ])
    func refusals(sql: String, text: String) throws {
        let error = try #require(throws: TidemarkError.self) { _ = try rows(sql) }
        #expect(error.description == text)
    }
}
