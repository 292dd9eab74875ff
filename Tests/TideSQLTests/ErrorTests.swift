import TestSupport
import TideModel
import Testing

@testable import TideSQL

@Suite struct ErrorTests {
    @Test("A misspelt keyword is named, even where it passed for an alias")
    func misspelt() {
        expect(
            .tokenUnexpected,
            "SELECT a FORM t",
            """
            error [PARSE_SYNTAX_ERROR]: unexpected 'FORM', expected ',', FROM, WHERE, GROUP BY, HAVING, \
            ORDER BY, LIMIT or end of statement
              line 1:10 | SELECT a FORM t
                                   ^^^^
              next: did you mean FROM?
            """)
        expect(
            .tokenUnexpected,
            "SELECT a\nFROM t\n  WHER b",
            """
            error [PARSE_SYNTAX_ERROR]: unexpected 'WHER', expected WHERE, GROUP BY, HAVING, ORDER BY, \
            LIMIT or end of statement
              line 3:3 |   WHER b
                           ^^^^
              next: did you mean WHERE?
            """)
        expect(
            .tokenUnexpected,
            "SELECT a FROM t GROUP a",
            """
            error [PARSE_SYNTAX_ERROR]: unexpected 'GROUP', expected WHERE, GROUP BY, HAVING, ORDER BY, \
            LIMIT or end of statement
              line 1:17 | SELECT a FROM t GROUP a
                                          ^^^^^
              next: did you mean GROUP BY?
            """)
        expect(
            .tokenUnexpected,
            "SELCT 1",
            """
            error [PARSE_SYNTAX_ERROR]: unexpected 'SELCT', expected SELECT, CREATE, DROP, SHOW, \
            DESCRIBE, EXPLAIN, SET or VALUES
              line 1:1 | SELCT 1
                         ^^^^^
              next: did you mean SELECT?
            """)
        expect(
            .tokenUnexpected,
            "CREATE TABEL t USING json",
            """
            error [PARSE_SYNTAX_ERROR]: unexpected 'TABEL', expected TABLE, STREAMING TABLE, VIEW or \
            TEMPORARY VIEW
              line 1:8 | CREATE TABEL t USING json
                                ^^^^^
              next: did you mean TABLE?
            """)
    }

    @Test("A text that ends too early says what is missing")
    func early() {
        expect(
            .tokenUnexpected,
            "SELECT a FROM (SELECT b FROM t",
            """
            error [PARSE_SYNTAX_ERROR]: unexpected end of statement, expected ')'
              line 1:31 | SELECT a FROM (SELECT b FROM t
                                                        ^
            """)
        expect(
            .tokenUnexpected,
            "SELECT a FROM t WHERE a = 'x' AND;",
            """
            error [PARSE_SYNTAX_ERROR]: unexpected end of statement, expected an expression
              line 1:34 | SELECT a FROM t WHERE a = 'x' AND;
                                                           ^
            """)
        expect(
            .textUnterminated,
            "SELECT 'it\n-- no end",
            """
            error [PARSE_SYNTAX_ERROR]: unterminated string
              line 1:8 | SELECT 'it
                                ^
              next: close it with '
            """)
        expect(
            .textUnterminated,
            "SELECT 1 /* a /* b */",
            """
            error [PARSE_SYNTAX_ERROR]: unterminated comment
              line 1:10 | SELECT 1 /* a /* b */
                                   ^^
              next: close it with */; comments nest, so each /* needs its own
            """)
        expect(
            .textUnterminated,
            "SELECT `a",
            """
            error [PARSE_SYNTAX_ERROR]: unterminated quoted name
              line 1:8 | SELECT `a
                                ^
              next: close it with `
            """)
    }

    @Test("A wrong token is shown with what could stand there")
    func wrong() {
        expect(
            .tokenUnexpected,
            "SELECT a, FROM t",
            """
            error [PARSE_SYNTAX_ERROR]: unexpected 'FROM', expected an expression
              line 1:11 | SELECT a, FROM t
                                    ^^^^
              next: a name that is spelt like a keyword goes in backquotes
            """)
        expect(
            .tokenUnexpected,
            "SELECT a AS \"x\" FROM t",
            """
            error [PARSE_SYNTAX_ERROR]: unexpected string "x", expected an alias
              line 1:13 | SELECT a AS "x" FROM t
                                      ^^^
            """)
        expect(
            .characterUnexpected,
            "SELECT caf\u{E9} FROM t",
            """
            error [PARSE_SYNTAX_ERROR]: unexpected character '\u{E9}'
              line 1:11 | SELECT caf\u{E9} FROM t
                                    ^
              next: a name with other characters than ASCII letters, digits and _ goes in backquotes
            """)
        expect(
            .typeUnknown,
            "CREATE TABLE t (a INT, b TIMESTMAP) USING json",
            """
            error [PARSE_SYNTAX_ERROR]: unknown type 'TIMESTMAP'
              line 1:26 | CREATE TABLE t (a INT, b TIMESTMAP) USING json
                                                   ^^^^^^^^^
              next: did you mean TIMESTAMP?
            """)
        expect(
            .tokenUnexpected,
            "CREATE TABLE t USING json OPTIONS (path)",
            """
            error [PARSE_SYNTAX_ERROR]: unexpected ')', expected a value for path (a string, a \
            number, true or false)
              line 1:40 | CREATE TABLE t USING json OPTIONS (path)
                                                                 ^
            """)
        expect(
            .intervalLiteralWrong,
            "SELECT interval '10 foos'",
            """
            error [PARSE_SYNTAX_ERROR]: invalid interval: 'foos' is not a unit
              line 1:8 | SELECT interval '10 foos'
                                ^^^^^^^^^^^^^^^^^^
              next: write for example INTERVAL '1 hour 30 minutes'
            """)
    }

    @Test("Twice the same column or option is refused where it is written")
    func twice() {
        expect(
            .columnTwice,
            "CREATE TABLE t (a INT, A STRING) USING json",
            """
            error [INVALID_SCHEMA]: column 'A' is declared twice
              line 1:24 | CREATE TABLE t (a INT, A STRING) USING json
                                                 ^
              next: names compare without regard to case; rename one
            """)
        expect(
            .optionTwice,
            "CREATE TABLE t USING json OPTIONS (path 'a', PATH 'b')",
            """
            error [INVALID_OPTION_VALUE]: option 'PATH' is given twice
              line 1:46 | CREATE TABLE t USING json OPTIONS (path 'a', PATH 'b')
                                                                       ^^^^
              next: names compare without regard to case; leave one out
            """)
    }

    @Test("What Spark has and Tidemark has not is refused by name")
    func refused() {
        expect(
            .constructUnsupported,
            "SELECT a FROM t u EXCEPT SELECT a FROM v",
            """
            error [UNSUPPORTED_FEATURE]: EXCEPT is not supported
              line 1:19 | SELECT a FROM t u EXCEPT SELECT a FROM v
                                            ^^^^^^
            """)
        expect(
            .constructUnsupported,
            "SELECT sum(a) OVER (PARTITION BY b) FROM t",
            """
            error [UNSUPPORTED_FEATURE]: the window function sum(..) OVER is not supported
              line 1:8 | SELECT sum(a) OVER (PARTITION BY b) FROM t
                                ^^^
            """)
        expect(
            .constructUnsupported,
            "CREATE OR REFRESH STREAMING TABLE t AS SELECT 1",
            """
            error [UNSUPPORTED_FEATURE]: CREATE OR REFRESH is not supported
              line 1:1 | CREATE OR REFRESH STREAMING TABLE t AS SELECT 1
                         ^^^^^^^^^^^^^^^^^
              next: write CREATE STREAMING TABLE
            """)
        expect(
            .streamWithOptions,
            "CREATE STREAMING TABLE t USING json OPTIONS (path 'x') AS SELECT 1",
            """
            error [PARSE_SYNTAX_ERROR]: OPTIONS is not allowed on a streaming table
              line 1:37 | CREATE STREAMING TABLE t USING json OPTIONS (path 'x') AS SELECT 1
                                                              ^^^^^^^
              next: write TBLPROPERTIES ('key' = 'value')
            """)
    }

    @Test(
        "Each refused construct has its own message",
        arguments: [
            ("SELECT a FROM t INTERSECT SELECT b FROM u", "INTERSECT is"),
            ("SELECT a FROM t EXCEPT SELECT b", "EXCEPT is"),
            ("INSERT INTO t SELECT 1", "the statement INSERT is"),
            ("SELECT a FROM t LATERAL VIEW explode(b) x AS y", "LATERAL is"),
            ("SELECT a FROM t JOIN LATERAL (SELECT 1)", "LATERAL is"),
            ("SELECT a FROM t PIVOT (sum(b) FOR c IN (1))", "PIVOT is"),
            ("SELECT a FROM t TABLESAMPLE (1 ROWS)", "TABLESAMPLE is"),
            ("CREATE TEMPORARY TABLE t USING json", "CREATE TEMPORARY TABLE is"),
            ("CREATE GLOBAL TEMP VIEW v AS SELECT 1", "CREATE GLOBAL is"),
            ("SHOW FUNCTIONS", "SHOW FUNCTIONS is"), ("DROP SCHEMA s", "DROP SCHEMA is"),
            ("DESCRIBE FUNCTION abs", "DESCRIBE FUNCTION is"), ("EXPLAIN COST SELECT 1", "EXPLAIN COST is"),
            ("SELECT a FROM t WHERE a IN (SELECT 1)", "IN (subquery) is"),
            ("SELECT ~a", "the bitwise operator ~ is"),
            ("SELECT a & b", "the bitwise operator & is"),
            ("SELECT a >> b", "the shift operator >> is"),
            ("SELECT (SELECT 1)", "a subquery as a value is"),
            ("CREATE TABLE t (a INT) USING json PARTITIONED BY (a)", "the table clause PARTITIONED is"),
            ("CREATE TABLE IF NOT EXISTS t USING json", "IF NOT EXISTS is"),
            ("SELECT a FROM range(10)", "a table function such as range is"),
            ("SELECT a FROM t LIMIT 1 OFFSET 2", "OFFSET is"),
            ("SELECT sum(a) IGNORE NULLS FROM t", "IGNORE NULLS is"),
            ("SELECT a FROM t GROUP BY a WITH CHECK", "WITH CHECK is"),
            ("CREATE TABLE t (a INT, PRIMARY KEY (a)) USING json", "the constraint PRIMARY is"),
        ])
    func refusals(text: String, what: String) {
        let error = #expect(throws: TidemarkError.self) { try SQLParser.parseStatements(text) }
        #expect(error?.code == .unsupported)
        #expect(error?.message == what + " not supported")
    }

    @Test("A DECIMAL type has at most 38 digits, its scale among them")
    func decimalTypes() {
        expect(
            .decimalTypeWrong, "SELECT CAST(1 AS DECIMAL(39, 0))",
            """
            error [PARSE_SYNTAX_ERROR]: not a type: a DECIMAL has at most 38 digits, not 39
              line 1:18 | SELECT CAST(1 AS DECIMAL(39, 0))
                                           ^^^^^^^^^^^^^^
              next: write DECIMAL(precision, scale) with at most 38 digits, scale of them behind the point
            """)
    }

    private func expect(
        _ condition: ErrorCondition, _ text: String, _ description: String,
        _ location: SourceLocation = #_sourceLocation
    ) {
        do throws(TidemarkError) {
            _ = try SQLParser.parseStatements(text)
            Issue.record("accepted", sourceLocation: location)
        } catch {
            #expect(error.description == description, sourceLocation: location)
            #expect(condition.fits(error.description), sourceLocation: location)
        }
    }
}
