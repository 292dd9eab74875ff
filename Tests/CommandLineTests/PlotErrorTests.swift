import Testing
import TideModel

/// What is said of a chart that cannot be drawn, word for word.
@Suite("Errors of charts")
struct PlotErrorTests {

    private static let columns: [CommandRefusal] = [
        CommandRefusal(
            .plotColumnNotFound,
            ["plot", "events/1.json", "--x", "acton", "--y", "n"],
            """
            error [UNRESOLVED_COLUMN]: --x: the column acton cannot be found
              next: did you mean action?
            """),
        CommandRefusal(
            .plotColumnNotFound,
            ["plot", "events/1.json", "--x", "zzz", "--y", "n"],
            """
            error [UNRESOLVED_COLUMN]: --x: the column zzz cannot be found
              next: the columns are: time, action, n
            """),
        CommandRefusal(
            .plotColumnAmbiguous,
            ["plot", "alike/1.json", "--x", "a", "--y", "a"],
            """
            error [AMBIGUOUS_REFERENCE]: --x: several columns are named a
              next: give each column a name of its own in the SELECT: .. AS name
            """),
        CommandRefusal(
            .plotNotNumeric,
            ["plot", "events/1.json", "--x", "n", "--y", "action"],
            """
            error [DATATYPE_MISMATCH]: --y: a bar's length is a number, action is a STRING
              next: the numeric columns are: n
            """),
        CommandRefusal(
            .plotNoNumber,
            ["query", "ck", "SELECT action FROM s", "--plot"],
            """
            error [DATATYPE_MISMATCH]: no column of the result is numeric, so there is nothing to draw: \
            action STRING
              next: select a number as well, for example count(*)
            """,
            setup: "eval \"$JOB\""),
        CommandRefusal(
            .plotTooLarge,
            ["plot", "rows.json", "--x", "n", "--y", "n"],
            """
            error [INVALID_PARAMETER_VALUE]: the chart would have 10001 categories along x, the most is \
            10000
              next: group by a longer window, or select fewer rows with WHERE or LIMIT
            """,
            setup: "for i in {1..10001}; do echo \"{\\\"n\\\":$i.5}\"; done > rows.json"),
    ]

    private static let files: [CommandRefusal] = [
        CommandRefusal(
            .plotInputAbsent,
            ["plot", "none", "--x", "a", "--y", "b"],
            """
            error [PATH_NOT_FOUND]: there is no checkpoint and no file of rows at 'none'
              next: give a checkpoint directory, a file such as query --format json prints, or - for stdin
            """),
        CommandRefusal(
            .plotFileWithSQL,
            ["plot", "events/1.json", "SELECT 1", "--x", "action", "--y", "n"],
            """
            error [USAGE]: 'events/1.json' holds rows, and SQL is for a checkpoint
              next: leave the SQL out, or compute the rows first: tidemark sql .. --format json | \
            tidemark plot -
            """),
        CommandRefusal(
            .plotRowMalformed,
            ["plot", "rows.json", "--x", "a", "--y", "b"],
            """
            error [MALFORMED_RECORD]: rows.json:1: unexpected character at byte 1
              next: a row is a JSON object on a line of its own, as query --format json prints it
            """,
            setup: "echo \"{x\" > rows.json"),
        CommandRefusal(
            .plotInputNotReadable,
            ["plot", "/proc/self/mem", "--x", "a", "--y", "b"],
            """
            error [PATH_NOT_READABLE]: cannot read '/proc/self/mem': Input/output error
              next: make it readable, then run the same command again
            """),
        CommandRefusal(
            .plotOutputNotFile,
            ["plot", "events/1.json", "--x", "action", "--y", "n", "--svg", "photos"],
            """
            error [PATH_NOT_READABLE]: --svg: 'photos' is there and is no regular file
              next: give the name of a file, or - for stdout
            """),
        CommandRefusal(
            .plotOutputFailed,
            ["plot", "events/1.json", "--x", "action", "--y", "n", "--svg", "none/x.svg"],
            """
            error [PATH_NOT_READABLE]: cannot write 'none/x.svg': No such file or directory
              next: give another name, or - for stdout
            """),
    ]

    @Test("columns that make no chart", arguments: columns)
    func columnsRows(_ row: CommandRefusal) throws { try row.check() }

    @Test("files that cannot be read or written", arguments: files)
    func filesRows(_ row: CommandRefusal) throws { try row.check() }
}
