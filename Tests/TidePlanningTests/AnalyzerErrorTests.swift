import TestSupport
import Testing
import TideModel

@Suite struct AnalyzerErrorTests {
    /// A query, and the whole text of its refusal.
    static let refusals: [(condition: ErrorCondition, sql: String, text: String)] = [
        (
            .relationNotFound,
            "SELECT * FROM event",
            """
            error [TABLE_OR_VIEW_NOT_FOUND]: the table or view event cannot be found
              line 1:15 | SELECT * FROM event
                                        ^^^^^
              next: did you mean events?
            """
        ),
        (
            .columnUnknown,
            "SELECT acton FROM events",
            """
            error [UNRESOLVED_COLUMN]: the column acton cannot be found
              line 1:8 | SELECT acton FROM events
                                ^^^^^
              next: did you mean action?
            """
        ),
        (
            .columnUnknown,
            "SELECT zzz FROM events",
            """
            error [UNRESOLVED_COLUMN]: the column zzz cannot be found
              line 1:8 | SELECT zzz FROM events
                                ^^^
              next: the columns are: time, action, user, n
            """
        ),
        (
            .fieldUnknown,
            "SELECT window.ende FROM counts",
            """
            error [FIELD_NOT_FOUND]: window has no field ende
              line 1:8 | SELECT window.ende FROM counts
                                ^^^^^^^^^^^
              next: did you mean end?
            """
        ),
        (
            .fieldOfNoStruct,
            "SELECT action.end FROM counts",
            """
            error [FIELD_NOT_FOUND]: action has the type STRING, which has no field end
              line 1:8 | SELECT action.end FROM counts
                                ^^^^^^^^^^
              next: only a STRUCT has fields
            """
        ),
        (
            .functionUnknown,
            "SELECT cuont(*) FROM events",
            """
            error [UNRESOLVED_ROUTINE]: there is no function cuont
              line 1:8 | SELECT cuont(*) FROM events
                                ^^^^^^^^
              next: did you mean count?
            """
        ),
        (
            .argumentCountWrong,
            "SELECT date_format(time) FROM events",
            """
            error [WRONG_NUM_ARGS]: date_format takes 2 arguments, but 1 was given
              line 1:8 | SELECT date_format(time) FROM events
                                ^^^^^^^^^^^^^^^^^
            """
        ),
        (
            .typesMismatch,
            "SELECT time + 1 FROM events",
            """
            error [DATATYPE_MISMATCH]: cannot resolve "(time + 1)" due to data type mismatch: \
            + does not take TIMESTAMP and INT
              line 1:8 | SELECT time + 1 FROM events
                                ^^^^^^^^
              next: cast an operand to the type it should have
            """
        ),
        (
            .typesMismatch,
            "SELECT action FROM events WHERE n",
            """
            error [DATATYPE_MISMATCH]: cannot resolve "n" due to data type mismatch: \
            WHERE needs a BOOLEAN, not INT
              line 1:33 | SELECT action FROM events WHERE n
                                                          ^
              next: cast an operand to the type it should have
            """
        ),
        (
            .columnNotGrouped,
            "SELECT user, count(*) FROM events GROUP BY action",
            """
            error [MISSING_AGGREGATION]: user is neither in GROUP BY nor inside an aggregate function
              line 1:8 | SELECT user, count(*) FROM events GROUP BY action
                                ^^^^
              next: add user to GROUP BY, or aggregate it: min(user)
            """
        ),
        (
            .aggregateMisplaced,
            "SELECT action FROM events WHERE count(*) > 1",
            """
            error [INVALID_AGGREGATE]: the aggregate function count is not allowed in WHERE
              line 1:33 | SELECT action FROM events WHERE count(*) > 1
                                                          ^^^^^^^^
              next: filter groups with HAVING
            """
        ),
        (
            .aggregateNested,
            "SELECT sum(max(n)) FROM events",
            """
            error [INVALID_AGGREGATE]: an aggregate function inside another one: sum
              line 1:12 | SELECT sum(max(n)) FROM events
                                     ^^^^^^
              next: aggregate in a subquery first
            """
        ),
        (
            .positionOutside,
            "SELECT action FROM events ORDER BY 2",
            """
            error [INVALID_PARAMETER_VALUE]: ORDER BY 2: the SELECT list has the positions 1 to 1
              line 1:36 | SELECT action FROM events ORDER BY 2
                                                             ^
              next: name the column instead
            """
        ),
        (
            .limitWrong,
            "SELECT action FROM events LIMIT -1",
            """
            error [INVALID_PARAMETER_VALUE]: LIMIT must not be negative, but is -1
              line 1:33 | SELECT action FROM events LIMIT -1
                                                          ^^
              next: write a constant integer of at least 0
            """
        ),
        (
            .intervalVaries,
            "SELECT window(time, '1 month') FROM events",
            """
            error [INVALID_PARAMETER_VALUE]: the interval '1 month' has months or years, whose length varies
              line 1:21 | SELECT window(time, '1 month') FROM events
                                              ^^^^^^^^^
              next: write it in weeks, days or smaller units
            """
        ),
        (
            .windowsDiffer,
            "SELECT window(time, '1 hour'), window(time, '2 hours') FROM events",
            """
            error [UNSUPPORTED_FEATURE]: several different windows in one SELECT
              line 1:32 | SELECT window(time, '1 hour'), window(time, '2 hours') FROM events
                                                         ^^^^^^^^^^^^^^^^^^^^^^^
              next: a SELECT has one window(..); compute the other one in a query of its own
            """
        ),
        (
            .patternWrong,
            "SELECT date_format(time, 'b') FROM events",
            """
            error [INVALID_PARAMETER_VALUE]: the pattern 'b' of date_format: unknown pattern letter 'b'
              line 1:8 | SELECT date_format(time, 'b') FROM events
                                ^^^^^^^^^^^^^^^^^^^^^^
              next: put text in quotes: 'text'
            """
        ),
        (
            .tableNotStreamable,
            "SELECT action FROM STREAM counts",
            """
            error [UNSUPPORTED_STREAMING_OPERATION]: counts cannot be read as a stream
              line 1:27 | SELECT action FROM STREAM counts
                                                    ^^^^^^
              next: leave STREAM out to read what it holds now
            """
        ),
        (
            .outputOfSeveralColumns,
            "SELECT action AS x, user AS x FROM events ORDER BY x",
            """
            error [AMBIGUOUS_REFERENCE]: x is ambiguous: several columns of the SELECT list have that name
              line 1:52 | SELECT action AS x, user AS x FROM events ORDER BY x
                                                                             ^
              next: give one of them another name
            """
        ),
        (
            .constructUnsupported,
            "SELECT action FROM events WHERE action RLIKE 'a'",
            """
            error [UNSUPPORTED_FEATURE]: RLIKE is not supported
              line 1:33 | SELECT action FROM events WHERE action RLIKE 'a'
                                                          ^^^^^^^^^^^^^^^^
              next: use LIKE with % and _, or contains, startswith, endswith
            """
        ),
        (
            .functionUnknown,
            "SELECT uper(action) FROM events",
            """
            error [UNRESOLVED_ROUTINE]: there is no function uper
              line 1:8 | SELECT uper(action) FROM events
                                ^^^^^^^^^^^^
              next: did you mean upper?
            """
        ),
        (
            .argumentCountWrong,
            "SELECT substring(action) FROM events",
            """
            error [WRONG_NUM_ARGS]: substring takes 2 to 3 arguments, but 1 was given
              line 1:8 | SELECT substring(action) FROM events
                                ^^^^^^^^^^^^^^^^^
            """
        ),
        (
            .typesMismatch,
            "SELECT hour(n) FROM events",
            """
            error [DATATYPE_MISMATCH]: cannot resolve "hour(n)" due to data type mismatch: \
            n must be a TIMESTAMP, not INT
              line 1:8 | SELECT hour(n) FROM events
                                ^^^^^^^
              next: cast an operand to the type it should have
            """
        ),
        (
            .scaleNotConstant,
            "SELECT round(2.5, n) FROM events",
            """
            error [DATATYPE_MISMATCH]: the digits of round must be a constant, not n
              line 1:8 | SELECT round(2.5, n) FROM events
                                ^^^^^^^^^^^^^
              next: write for example round(x, 2)
            """
        ),
        (
            .partUnknown,
            "SELECT extract(era FROM time) FROM events",
            """
            error [INVALID_PARAMETER_VALUE]: there is no part era of a time
              line 1:8 | SELECT extract(era FROM time) FROM events
                                ^^^^^^^^^^^^^^^^^^^^^^
              next: the parts are: YEAR, QUARTER, MONTH, WEEK, DAY, DOW, DOY, HOUR, MINUTE
            """
        ),
        (
            .filterOfValue,
            "SELECT upper(action) FILTER (WHERE n > 1) FROM events",
            """
            error [INVALID_AGGREGATE]: FILTER does not apply to upper(action), which is not an aggregate \
            function
              line 1:8 | SELECT upper(action) FILTER (WHERE n > 1) FROM events
                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              next: leave FILTER out, or use CASE WHEN
            """
        ),
        (
            .fractionOutside,
            "SELECT percentile(n, 50) FROM events",
            """
            error [INVALID_PARAMETER_VALUE]: the fractions of percentile must be numbers from 0 to 1, not 50
              line 1:8 | SELECT percentile(n, 50) FROM events
                                ^^^^^^^^^^^^^^^^^
              next: write for example percentile(x, 0.95)
            """
        ),
        (
            .groupingWithoutSets,
            "SELECT grouping(action) FROM events GROUP BY action",
            """
            error [INVALID_AGGREGATE]: grouping is for GROUP BY with ROLLUP, CUBE or GROUPING SETS
              line 1:8 | SELECT grouping(action) FROM events GROUP BY action
                                ^^^^^^^^^^^^^^^^
              next: leave grouping out, or write GROUP BY ROLLUP (..)
            """
        ),
        (
            .groupingOfOther,
            "SELECT grouping(n) FROM events GROUP BY ROLLUP (action, user)",
            """
            error [INVALID_AGGREGATE]: grouping(n) is not of the keys of GROUP BY
              line 1:8 | SELECT grouping(n) FROM events GROUP BY ROLLUP (action, user)
                                ^^^^^^^^^^^
              next: the keys are: action, user; grouping takes one of them, grouping_id all or none
            """
        ),
        (
            .groupingSetsMany,
            "SELECT 1 FROM events GROUP BY CUBE (n,n,n,n,n,n,n,n,n,n,n,n,n)",
            """
            error [UNSUPPORTED_FEATURE]: more than 4096 grouping sets in one query are not supported
              line 1:31 | SELECT 1 FROM events GROUP BY CUBE (n,n,n,n,n,n,n,n,n,n,n,n,n)
                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              next: name those needed with GROUPING SETS
            """
        ),
        (
            .valuesLength,
            "SELECT * FROM VALUES (1, 2), (3)",
            """
            error [INVALID_PARAMETER_VALUE]: row 2 of VALUES has 1 values, the first has 2
              line 1:31 | SELECT * FROM VALUES (1, 2), (3)
                                                        ^
              next: give every row the same number of values
            """
        ),
        (
            .valuesType,
            "SELECT * FROM VALUES (1), ('a')",
            """
            error [INVALID_PARAMETER_VALUE]: column 1 of VALUES has the types INT and STRING, which have \
            none in common
              line 1:23 | SELECT * FROM VALUES (1), ('a')
                                                ^
              next: cast the values to one type
            """
        ),
        (
            .clockInConstant,
            "SELECT * FROM VALUES (current_timestamp())",
            """
            error [INVALID_PARAMETER_VALUE]: the clock cannot be read in a constant
              next: write the time: TIMESTAMP '..'
            """
        ),
        (
            .columnAliasCount,
            "SELECT * FROM events AS e(a, b)",
            """
            error [INVALID_PARAMETER_VALUE]: 2 column names are given for 4 columns
              line 1:26 | SELECT * FROM events AS e(a, b)
                                                   ^^^^^^
              next: the columns are: time, action, user, n
            """
        ),
    ]

    @Test("a refusal says what, where and what to write instead", arguments: refusals)
    func refusal(condition: ErrorCondition, sql: String, text: String) throws {
        let error = try #require(throws: TidemarkError.self) { try plan(sql) }
        #expect(error.description == text)
        #expect(condition.fits(text))
    }
}
