import Testing
import TideModel

/// What is said of statements and functions that cannot be, word for word.
@Suite("Errors of statements and functions")
struct StatementErrorTests {
    private static let e = CommandRefusal.events
    private static let job = CommandRefusal.job

    private static let statements: [CommandRefusal] = [
        .sql(
            .viewIfNotExists, "CREATE OR REPLACE TEMP VIEW IF NOT EXISTS v AS SELECT 1",
            """
            error [PARSE_SYNTAX_ERROR]: IF NOT EXISTS does not go with OR REPLACE
              line 1:1 | CREATE OR REPLACE TEMP VIEW IF NOT EXISTS v AS SELECT 1
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              next: write CREATE OR REPLACE VIEW, or leave it out
            """),
        .sql(
            .escapeLength, "SELECT 'a' LIKE 'b' ESCAPE 'xy'",
            """
            error [PARSE_SYNTAX_ERROR]: the escape 'xy' of LIKE must be one character
              line 1:28 | SELECT 'a' LIKE 'b' ESCAPE 'xy'
                                                     ^^^^
              next: write for example ESCAPE '/'
            """),
        .sql(
            .viewExists,
            "CREATE TEMP VIEW v AS SELECT 1 AS a;\nCREATE TEMP VIEW V AS SELECT 2",
            """
            error [TABLE_OR_VIEW_ALREADY_EXISTS]: there is already a view 'V'
              line 2:18 | CREATE TEMP VIEW V AS SELECT 2
                                           ^
              next: choose another name, or write CREATE OR REPLACE VIEW
            """),
        .sql(
            .viewOverTable, "\(e)CREATE VIEW e AS SELECT 2",
            """
            error [TABLE_OR_VIEW_ALREADY_EXISTS]: 'e' is a table, which a view cannot replace
              line 2:13 | CREATE VIEW e AS SELECT 2
                                      ^
              next: choose another name, or drop it first: DROP TABLE e
            """),
        .sql(
            .dropViewOfTable, "\(e)DROP VIEW e",
            """
            error [TABLE_OR_VIEW_NOT_FOUND]: 'e' is a table, not a view
              line 2:11 | DROP VIEW e
                                    ^
              next: write DROP TABLE e
            """),
        .sql(
            .columnAliasCount, "CREATE TEMP VIEW v (a, b) AS SELECT 1",
            """
            error [INVALID_PARAMETER_VALUE]: 2 column names are given for 1 columns
              line 1:20 | CREATE TEMP VIEW v (a, b) AS SELECT 1
                                             ^^^^^^
              next: the columns are: 1
            """),
        .sql(
            .valuesLength, "VALUES (1), (2, 3)",
            """
            error [INVALID_PARAMETER_VALUE]: row 2 of VALUES has 2 values, the first has 1
              line 1:14 | VALUES (1), (2, 3)
                                       ^
              next: give every row the same number of values
            """),
        .sql(
            .valuesType, "VALUES (1), (true)",
            """
            error [INVALID_PARAMETER_VALUE]: column 1 of VALUES has the types INT and BOOLEAN, which have \
            none in common
              line 1:9 | VALUES (1), (true)
                                 ^
              next: cast the values to one type
            """),
        .sql(
            .constructUnsupported, "SELECT * FROM csv.`e`",
            """
            error [UNSUPPORTED_FEATURE]: reading csv files is not supported
              line 1:15 | SELECT * FROM csv.`e`
                                        ^^^^^^^
              next: use json.`path`
            """),
        .sql(
            .inputAbsent, "SELECT * FROM json.`none`",
            """
            error [PATH_NOT_FOUND]: input path 'DIR/none' does not exist
              next: create it or correct OPTIONS (path ..); a relative path starts at the job file
            """),
        .run(
            .notInJobFile, "SHOW TABLES;\n\(job)",
            """
            error [USAGE]: a job holds tables, views and streaming tables only
              line 1:1 | SHOW TABLES;
                         ^^^^^^^^^^^
              next: take the statement out, or run it with tidemark sql
            """),
    ]

    private static let functions: [CommandRefusal] = [
        .sql(
            .textTooLong, "SELECT repeat('abc', 1000000000)",
            """
            error [INVALID_PARAMETER_VALUE]: repeat makes a text of 3000000000 bytes, more than 16777216
              next: ask for a shorter one
            """),
        .sql(
            .likeEscape, "SELECT 'a' LIKE 'b!' ESCAPE '!'",
            """
            error [INVALID_PARAMETER_VALUE]: the LIKE pattern 'b!' has the escape '!' before no %, _ or '!'
              next: write the escape twice where it stands for itself
            """),
        .sql(
            .likeEscape, "SELECT 'a' LIKE '!b' ESCAPE '!'",
            """
            error [INVALID_PARAMETER_VALUE]: the LIKE pattern '!b' has the escape '!' before no %, _ or '!'
              next: write the escape twice where it stands for itself
            """),
        .sql(
            .integerOverflow, "SELECT abs(CAST(-2147483648 AS INT))",
            """
            error [ARITHMETIC_OVERFLOW]: 0 - -2147483648 overflows INT
              next: cast an operand to BIGINT or DOUBLE, or filter such rows
            """),
        .sql(
            .functionOverflow, "SELECT ceil(1e300)",
            """
            error [ARITHMETIC_OVERFLOW]: ceil of 1.0E300 overflows BIGINT
              next: cast the argument to DOUBLE, or filter such rows before
            """),
        .sql(
            .calendarOverflow, "SELECT date_add(DATE '2024-01-01', 2147483647)",
            """
            error [ARITHMETIC_OVERFLOW]: the result of date_add is out of the range of DATE
              next: filter such rows before
            """),
        .sql(
            .patternNotReadable, "SELECT to_timestamp('2024', 'E')",
            """
            error [UNSUPPORTED_FEATURE]: text cannot be read by the pattern 'E': E is for formatting only
              next: use y M d H h a m s S, Z X x and literal text
            """),
        .sql(
            .textAgainstPattern, "SELECT to_timestamp('x', 'yyyy')",
            """
            error [CAST_INVALID_INPUT]: STRING 'x' does not fit the pattern 'yyyy'
              next: correct the value or the pattern, or filter such rows before
            """),
        .sql(
            .scaleNotConstant, "SELECT round(1.5, a) FROM (SELECT 1 AS a)",
            """
            error [DATATYPE_MISMATCH]: the digits of round must be a constant, not a
              line 1:8 | SELECT round(1.5, a) FROM (SELECT 1 AS a)
                                ^^^^^^^^^^^^^
              next: write for example round(x, 2)
            """),
        .sql(
            .partUnknown, "SELECT extract(fortnight FROM TIMESTAMP '2024-01-01 00:00:00')",
            """
            error [INVALID_PARAMETER_VALUE]: there is no part fortnight of a time
              line 1:8 | SELECT extract(fortnight FROM TIMESTAMP '2024-01-01 00:00:00')
                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              next: the parts are: YEAR, QUARTER, MONTH, WEEK, DAY, DOW, DOY, HOUR, MINUTE
            """),
        .sql(
            .clockInConstant, "SELECT count(*) LIMIT unix_timestamp()",
            """
            error [INVALID_PARAMETER_VALUE]: the clock cannot be read in a constant
              next: write the time: TIMESTAMP '..'
            """),
    ]

    @Test("statements", arguments: statements)
    func statementsRows(_ row: CommandRefusal) throws { try row.check() }

    @Test("functions", arguments: functions)
    func functionsRows(_ row: CommandRefusal) throws { try row.check() }
}
