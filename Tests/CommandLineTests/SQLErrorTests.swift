import Testing
import TideModel

/// What is said of SQL that cannot be run, word for word.
@Suite("Errors of SQL")
struct SQLErrorTests {
    private static let e = CommandRefusal.events

    private static let syntax: [CommandRefusal] = [
        .sql(
            .literalTypeUnknown, "SELECT tuna 'x'",
            """
            error [PARSE_SYNTAX_ERROR]: unexpected string 'x' after 'tuna'
              line 1:8 | SELECT tuna 'x'
                                ^^^^^^^^
              next: literals with a type are DATE '..', TIMESTAMP '..' and INTERVAL '..'
            """),
        .sql(
            .literalOutOfRange, "SELECT 9223372036854775808L",
            """
            error [PARSE_SYNTAX_ERROR]: 9223372036854775808 does not fit BIGINT
              line 1:8 | SELECT 9223372036854775808L
                                ^^^^^^^^^^^^^^^^^^^^
              next: the range is -9223372036854775808 to 9223372036854775807
            """),
        .sql(
            .literalOutOfRange, "SELECT -1e400",
            """
            error [PARSE_SYNTAX_ERROR]: -1e400 does not fit DOUBLE
              line 1:8 | SELECT -1e400
                                ^^^^^^
              next: the range is -1.7976931348623157E308 to 1.7976931348623157E308
            """),
        .sql(
            .intervalLiteralWrong, "SELECT INTERVAL '10 foos'",
            """
            error [PARSE_SYNTAX_ERROR]: invalid interval: 'foos' is not a unit
              line 1:8 | SELECT INTERVAL '10 foos'
                                ^^^^^^^^^^^^^^^^^^
              next: write for example INTERVAL '1 hour 30 minutes'
            """),
        .sql(
            .textUnterminated, "SELECT 'a",
            """
            error [PARSE_SYNTAX_ERROR]: unterminated string
              line 1:8 | SELECT 'a
                                ^
              next: close it with '
            """),
        .sql(
            .characterUnexpected, "SELECT a # b",
            """
            error [PARSE_SYNTAX_ERROR]: unexpected character '#'
              line 1:10 | SELECT a # b
                                   ^
              next: a name with other characters than ASCII letters, digits and _ goes in backquotes
            """),
        .sql(
            .nestedTooDeep, "SELECT " + String(repeating: "(", count: 101) + "1",
            """
            error [PARSE_SYNTAX_ERROR]: nested deeper than 100 levels
              line 1:106 | SELECT \
            (((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((\
            ((((((1
                                                                                                          \
                                      ^
              next: split it, for example with a subquery in FROM
            """),
        .sql(
            .clauseTwice,
            "CREATE TABLE t (a INT) USING json OPTIONS (path 'a') OPTIONS (path 'b')",
            """
            error [PARSE_SYNTAX_ERROR]: OPTIONS is given twice
              line 1:54 | CREATE TABLE t (a INT) USING json OPTIONS (path 'a') OPTIONS (path 'b')
                                                                               ^^^^^^^
              next: put all of it into one clause
            """),
        .sql(
            .tableWithoutUsing, "CREATE TABLE t (a INT)",
            """
            error [UNSUPPORTED_FEATURE]: CREATE TABLE without USING is not supported
              line 1:14 | CREATE TABLE t (a INT)
                                       ^
              next: say what the files hold: USING json OPTIONS (path '..')
            """),
        .sql(
            .streamWithoutSelect, "CREATE STREAMING TABLE t",
            """
            error [UNSUPPORTED_FEATURE]: a streaming table without AS SELECT is not supported
              line 1:24 | CREATE STREAMING TABLE t
                                                 ^
              next: say what it holds: CREATE STREAMING TABLE .. AS SELECT ..
            """),
        .sql(
            .streamWithOptions, "CREATE STREAMING TABLE t OPTIONS (a '1') AS SELECT 1",
            """
            error [PARSE_SYNTAX_ERROR]: OPTIONS is not allowed on a streaming table
              line 1:26 | CREATE STREAMING TABLE t OPTIONS (a '1') AS SELECT 1
                                                   ^^^^^^^
              next: write TBLPROPERTIES ('key' = 'value')
            """),
        .sql(
            .columnTwice, "CREATE TABLE t (a INT, A INT) USING json",
            """
            error [INVALID_SCHEMA]: column 'A' is declared twice
              line 1:24 | CREATE TABLE t (a INT, A INT) USING json
                                                 ^
              next: names compare without regard to case; rename one
            """),
        .sql(
            .typeUnknown, "CREATE TABLE t (a TIMESTMP) USING json",
            """
            error [PARSE_SYNTAX_ERROR]: unknown type 'TIMESTMP'
              line 1:19 | CREATE TABLE t (a TIMESTMP) USING json
                                            ^^^^^^^^
              next: did you mean TIMESTAMP?
            """),
        .sql(
            .tokenUnexpected, "SELECT a FORM t",
            """
            error [PARSE_SYNTAX_ERROR]: unexpected 'FORM', expected ',', FROM, WHERE, GROUP BY, HAVING, \
            ORDER BY, LIMIT or end of statement
              line 1:10 | SELECT a FORM t
                                   ^^^^
              next: did you mean FROM?
            """),
        .sql(
            .constructUnsupported, "SELECT a FROM t EXCEPT SELECT 1",
            """
            error [UNSUPPORTED_FEATURE]: EXCEPT is not supported
              line 1:17 | SELECT a FROM t EXCEPT SELECT 1
                                          ^^^^^^
            """),
    ]

    private static let names: [CommandRefusal] = [
        .sql(
            .columnUnknown, "\(e)SELECT acton FROM e",
            """
            error [UNRESOLVED_COLUMN]: the column acton cannot be found
              line 2:8 | SELECT acton FROM e
                                ^^^^^
              next: did you mean action?
            """),
        .sql(
            .relationNotFound, "SELECT a FROM event",
            """
            error [TABLE_OR_VIEW_NOT_FOUND]: the table or view event cannot be found
              line 1:15 | SELECT a FROM event
                                        ^^^^^
            """),
        .sql(
            .columnUnknown, "\(e)SELECT ation.x FROM e",
            """
            error [UNRESOLVED_COLUMN]: the column ation.x cannot be found
              line 2:8 | SELECT ation.x FROM e
                                ^^^^^^^
              next: did you mean n?
            """),
        .sql(
            .fieldOfNoStruct, "\(e)SELECT action.x FROM e",
            """
            error [FIELD_NOT_FOUND]: action has the type STRING, which has no field x
              line 2:8 | SELECT action.x FROM e
                                ^^^^^^^^
              next: only a STRUCT has fields
            """),
        .sql(
            .fieldUnknown,
            "\(e)SELECT window.ende FROM (SELECT window(time, '1 hour') AS window FROM e)",
            """
            error [FIELD_NOT_FOUND]: window has no field ende
              line 2:8 | SELECT window.ende FROM (SELECT window(time, '1 hour') AS window FROM e)
                                ^^^^^^^^^^^
              next: did you mean end?
            """),
        .sql(
            .starUnknown, "\(e)SELECT f.* FROM e AS events",
            """
            error [TABLE_OR_VIEW_NOT_FOUND]: f.* names no table of FROM
              line 2:8 | SELECT f.* FROM e AS events
                                ^^^
              next: the tables are: events
            """),
        .sql(
            .starUnknown, "\(e)SELECT x.* FROM e",
            """
            error [TABLE_OR_VIEW_NOT_FOUND]: x.* names no table of FROM
              line 2:8 | SELECT x.* FROM e
                                ^^^
              next: did you mean e?
            """),
        .sql(
            .columnOfSeveralTables, "SELECT a FROM (SELECT 1 AS a, 2 AS a)",
            """
            error [AMBIGUOUS_REFERENCE]: a is ambiguous: a or a
              line 1:8 | SELECT a FROM (SELECT 1 AS a, 2 AS a)
                                ^
              next: qualify the column with its table, or give one of them another name
            """),
        .sql(
            .outputOfSeveralColumns, "\(e)SELECT action AS x, n AS x FROM e ORDER BY x",
            """
            error [AMBIGUOUS_REFERENCE]: x is ambiguous: several columns of the SELECT list have that name
              line 2:44 | SELECT action AS x, n AS x FROM e ORDER BY x
                                                                     ^
              next: give one of them another name
            """),
        .sql(
            .functionUnknown, "\(e)SELECT coutn(n) FROM e",
            """
            error [UNRESOLVED_ROUTINE]: there is no function coutn
              line 2:8 | SELECT coutn(n) FROM e
                                ^^^^^^^^
              next: did you mean count?
            """),
    ]

    private static let queries: [CommandRefusal] = [
        .sql(
            .distinctOfValue, "SELECT nvl(DISTINCT 1, 2)",
            """
            error [INVALID_AGGREGATE]: DISTINCT does not apply to nvl, which is not an aggregate function
              line 1:8 | SELECT nvl(DISTINCT 1, 2)
                                ^^^^^^^^^^^^^^^^^^
              next: leave DISTINCT out
            """),
        .sql(
            .starMisplaced, "SELECT coalesce(*)",
            """
            error [INVALID_PARAMETER_VALUE]: * is not a value in SELECT
              line 1:17 | SELECT coalesce(*)
                                          ^
              next: * stands alone in the SELECT list or in count(*)
            """),
        .sql(
            .argumentCountWrong, "SELECT nullif(1)",
            """
            error [WRONG_NUM_ARGS]: nullif takes 2 arguments, but 1 was given
              line 1:8 | SELECT nullif(1)
                                ^^^^^^^^^
            """),
        .sql(
            .typesMismatch, "\(e)SELECT time + 1 FROM e",
            """
            error [DATATYPE_MISMATCH]: cannot resolve "(time + 1)" due to data type mismatch: + does not \
            take TIMESTAMP and INT
              line 2:8 | SELECT time + 1 FROM e
                                ^^^^^^^^
              next: cast an operand to the type it should have
            """),
        .sql(
            .positionOutside, "SELECT 1 ORDER BY 2",
            """
            error [INVALID_PARAMETER_VALUE]: ORDER BY 2: the SELECT list has the positions 1 to 1
              line 1:19 | SELECT 1 ORDER BY 2
                                            ^
              next: name the column instead
            """),
        .sql(
            .limitWrong, "SELECT 1 LIMIT -1",
            """
            error [INVALID_PARAMETER_VALUE]: LIMIT must not be negative, but is -1
              line 1:16 | SELECT 1 LIMIT -1
                                         ^^
              next: write a constant integer of at least 0
            """),
        .sql(
            .patternWrong, "\(e)SELECT date_format(time, 'b') FROM e",
            """
            error [INVALID_PARAMETER_VALUE]: the pattern 'b' of date_format: unknown pattern letter 'b'
              line 2:8 | SELECT date_format(time, 'b') FROM e
                                ^^^^^^^^^^^^^^^^^^^^^^
              next: put text in quotes: 'text'
            """),
        .sql(
            .aggregateInGrouping, "SELECT 1 GROUP BY count(*)",
            """
            error [INVALID_AGGREGATE]: an aggregate function is not allowed in GROUP BY
              line 1:19 | SELECT 1 GROUP BY count(*)
                                            ^^^^^^^^
              next: group by columns of the input, or aggregate in a subquery first
            """),
        .sql(
            .columnNotGrouped, "\(e)SELECT action, count(*) FROM e",
            """
            error [MISSING_AGGREGATION]: action is neither in GROUP BY nor inside an aggregate function
              line 2:8 | SELECT action, count(*) FROM e
                                ^^^^^^
              next: add GROUP BY action, or aggregate it: min(action)
            """),
        .sql(
            .columnNotGrouped, "\(e)SELECT action, n, count(*) FROM e GROUP BY action",
            """
            error [MISSING_AGGREGATION]: n is neither in GROUP BY nor inside an aggregate function
              line 2:16 | SELECT action, n, count(*) FROM e GROUP BY action
                                         ^
              next: add n to GROUP BY, or aggregate it: min(n)
            """),
        .sql(
            .aggregateMisplaced, "\(e)SELECT action FROM e WHERE count(*) > 1",
            """
            error [INVALID_AGGREGATE]: the aggregate function count is not allowed in WHERE
              line 2:28 | SELECT action FROM e WHERE count(*) > 1
                                                     ^^^^^^^^
              next: filter groups with HAVING
            """),
        .sql(
            .aggregateNested, "\(e)SELECT sum(max(n)) FROM e",
            """
            error [INVALID_AGGREGATE]: an aggregate function inside another one: sum
              line 2:12 | SELECT sum(max(n)) FROM e
                                     ^^^^^^
              next: aggregate in a subquery first
            """),
        .sql(
            .windowMisplaced,
            "\(e)SELECT action FROM e WHERE window(time, '1 hour') IS NOT NULL",
            """
            error [UNSUPPORTED_FEATURE]: window(..) is not supported in WHERE
              line 2:28 | SELECT action FROM e WHERE window(time, '1 hour') IS NOT NULL
                                                     ^^^^^^^^^^^^^^^^^^^^^^
              next: compute it in a subquery: FROM (SELECT window(..) AS window, .. FROM ..)
            """),
        .sql(
            .windowsDiffer,
            "\(e)SELECT window(time, '1 hour'), window(time, '1 day') FROM e",
            """
            error [UNSUPPORTED_FEATURE]: several different windows in one SELECT
              line 2:32 | SELECT window(time, '1 hour'), window(time, '1 day') FROM e
                                                         ^^^^^^^^^^^^^^^^^^^^^
              next: a SELECT has one window(..); compute the other one in a query of its own
            """),
        .sql(
            .windowArgumentWrong, "\(e)SELECT window(time, '0 hours') FROM e",
            """
            error [INVALID_PARAMETER_VALUE]: window: the size must be positive, not 0 microseconds
              line 2:21 | SELECT window(time, '0 hours') FROM e
                                              ^^^^^^^^^
              next: window(time, size, slide, start): 0 < slide <= size, -slide < start < slide
            """),
        .sql(
            .windowArgumentWrong, "\(e)SELECT window(time, '1 hour', '2 hours') FROM e",
            """
            error [INVALID_PARAMETER_VALUE]: window: the slide (7200000000 microseconds) must not exceed \
            the size (3600000000)
              line 2:31 | SELECT window(time, '1 hour', '2 hours') FROM e
                                                        ^^^^^^^^^
              next: window(time, size, slide, start): 0 < slide <= size, -slide < start < slide
            """),
        .sql(
            .windowDurationVaries, "\(e)SELECT window(time, action) FROM e",
            """
            error [INVALID_PARAMETER_VALUE]: window: a duration must be a constant interval
              line 2:21 | SELECT window(time, action) FROM e
                                              ^^^^^^
              next: write it as text, for example '1 hour'
            """),
        .sql(
            .intervalMalformed, "\(e)SELECT window(time, 'soon') FROM e",
            """
            error [INVALID_PARAMETER_VALUE]: 'soon' is not an interval
              line 2:21 | SELECT window(time, 'soon') FROM e
                                              ^^^^^^
              next: write a number and a unit, for example '1 hour', '30 minutes' or '1 day 2 hours'
            """),
        .sql(
            .intervalVaries, "\(e)SELECT window(time, '1 month') FROM e",
            """
            error [INVALID_PARAMETER_VALUE]: the interval '1 month' has months or years, whose length varies
              line 2:21 | SELECT window(time, '1 month') FROM e
                                              ^^^^^^^^^
              next: write it in weeks, days or smaller units
            """),
    ]

    private static let values: [CommandRefusal] = [
        .sql(
            .sumOverflow, "\(e)SELECT sum(n) FROM e",
            """
            error [ARITHMETIC_OVERFLOW]: the sum 9223372036854775808 of column sum(n) overflows BIGINT
              next: cast the argument of sum to DOUBLE
            """),
        .sql(
            .decimalSumOverflow,
            "SELECT sum(a) FROM VALUES (CAST(1e37 AS DECIMAL(38))), (CAST(9e37 AS DECIMAL(38))) AS t(a)",
            """
            error [ARITHMETIC_OVERFLOW]: column sum(a) overflows DECIMAL(38,0)
              next: cast the argument of the aggregate to DOUBLE
            """),
        .sql(
            .integerOverflow, "SELECT 2147483647 + 1",
            """
            error [ARITHMETIC_OVERFLOW]: 2147483647 + 1 overflows INT
              next: cast an operand to BIGINT or DOUBLE, or filter such rows
            """),
        .sql(
            .integerOverflow, "SELECT 9223372036854775807 * 2",
            """
            error [ARITHMETIC_OVERFLOW]: 9223372036854775807 * 2 overflows BIGINT
              next: cast an operand to DOUBLE, or filter such rows
            """),
        .sql(
            .valueNotOfType, "SELECT CAST('x' AS INT)",
            """
            error [CAST_INVALID_INPUT]: STRING 'x' cannot be cast to INT
              next: correct the value, or filter such rows before the cast
            """),
        .sql(
            .valueOutOfRange, "SELECT CAST(3000000000 AS INT)",
            """
            error [CAST_INVALID_INPUT]: BIGINT 3000000000 is out of the range of INT
              next: cast to a wider type, or filter such rows before the cast
            """),
        .sql(
            .divisionByZero, "SELECT 7 % 0",
            """
            error [DIVIDE_BY_ZERO]: division by zero: 7 % 0
              next: use nullif(divisor, 0) to get NULL instead
            """),
    ]

    @Test("SQL that does not follow the grammar", arguments: syntax)
    func syntaxRows(_ row: CommandRefusal) throws { try row.check() }

    @Test("names that are not there, or mean several things", arguments: names)
    func namesRows(_ row: CommandRefusal) throws { try row.check() }

    @Test("expressions and clauses that cannot be", arguments: queries)
    func queriesRows(_ row: CommandRefusal) throws { try row.check() }

    @Test("values that do not fit", arguments: values)
    func valuesRows(_ row: CommandRefusal) throws { try row.check() }
}
