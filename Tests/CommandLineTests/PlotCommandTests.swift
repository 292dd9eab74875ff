import Foundation
import TestSupport
import Testing

/// `query --plot` and `plot`: what they print, where, and how they refuse.
@Suite("Plots")
struct PlotCommandTests {
    /// File 0 of the notebook, in the checkpoint `ck`.
    private let stream: NotebookStream

    init() throws {
        stream = try NotebookStream(files: 1)
        let run = try stream.run()
        try #require(run.status == 0, "\(run.stderr)")
    }

    private func run(_ environment: [String: String] = [:], _ arguments: String...) throws -> CommandResult {
        var tool = stream.tidemark()
        tool.environment.merge(Self.plain) { $1 }
        tool.environment.merge(environment) { $1 }
        return try tool.run(arguments)
    }

    /// Runs a line of shell; `$TOOL` is the command.
    private func shell(_ environment: [String: String], _ line: String) throws -> CommandResult {
        var environment = environment
        environment["TOOL"] = CommandRunner.tidemarkPath
        for (name, value) in Self.plain where environment[name] == nil {
            environment[name] = value
        }
        return try CommandRunner("/bin/bash", environment: environment, directory: stream.directory.path)
            .run("-c", line)
    }

    private func shell(_ line: String) throws -> CommandResult { try shell([:], line) }

    /// What of the environment tells how charts look.
    private static let plain = ["LC_ALL": "C", "COLUMNS": "80", "TERM": "xterm", "NO_COLOR": ""]

    private static let file0 = """
        count by window and action
        # Close   - Open
        window (start), 2016-07-26, UTC
        02:00 |#-------- 190
        03:00 |#################----------------------------------------------- 1,345
        04:00 |########-------------- 465
              +---------+--------+---------+--------+---------+--------+---------+
              0        200      400       600      800      1,000    1,200     1,400

        """

    @Test("query --plot draws the notebook's file 0, as docs/plots.md shows it") func query() throws {
        let result = try run([:], "query", "ck", "select * from counts", "--plot")
        #expect(result.status == 0 && result.stderr.isEmpty)
        #expect(result.stdout == Self.file0)
        let document = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("docs/plots.md")
        #expect(try String(contentsOf: document, encoding: .utf8).contains(Self.file0))
    }

    @Test("plot takes columns by name, from a checkpoint, a query, a file and stdin") func sources() throws {
        let columns = ["--x", "window", "--y", "COUNT", "--by", "action"]
        let whole = try stream.tidemark().run(["plot", "ck"] + columns)
        let some = try stream.tidemark().run(
            ["plot", "ck", "select * from counts where count > 200"] + columns)
        #expect(whole.status == 0 && some.status == 0 && whole.stdout != some.stdout)
        #expect(
            try run([:], "plot", "ck", "--x", "window", "--y", "count", "--by", "action").stdout == Self.file0
        )
        let options = "--x window --y count --by action"
        for line in [
            "$TOOL query ck 'select * from counts' --format json | $TOOL plot - \(options)",
            "$TOOL query ck 'select * from counts' --format json > f.json; $TOOL plot f.json \(options)",
            "$TOOL plot <($TOOL query ck 'select * from counts' --format json) \(options)",
        ] {
            let result = try shell(line)
            #expect(result.status == 0 && result.stderr.isEmpty, "\(result.stderr)")
            #expect(result.stdout == Self.file0)
        }
    }

    @Test("the notebook's own query: time is x although action comes first") func notebook() throws {
        let sql = """
            select action, date_format(window.end, "MMM-dd HH:mm") as time, count from counts
            order by time, action
            """
        let result = try run(["COLUMNS": "60"], "query", "ck", sql, "--plot")
        #expect(
            result.stdout == """
                count by time and action
                # Close   - Open
                time
                Jul-26 03:00 |----- 190
                Jul-26 04:00 |#########--------------------------- 1,345
                Jul-26 05:00 |#####------- 465
                             +------------+-------------+------------+
                             0           500          1,000        1,500

                """)
    }

    @Test("without --by the rows of an x are added, and a note says so") func added() throws {
        let result = try run([:], "plot", "ck", "--x", "action", "--y", "count")
        #expect(result.lines.contains { $0.hasPrefix("Close |") && $0.hasSuffix(" 531") })
        #expect(result.lines.contains { $0.hasPrefix("Open  |") && $0.hasSuffix(" 1,469") })
        #expect(result.stderr == "note: 2 bars are sums of several rows\n")
        let grouped = try run(
            [:], "plot", "ck", "--x", "window", "--y", "count", "--by", "action", "--kind", "grouped")
        #expect(grouped.lines.count == 11 && grouped.stderr.isEmpty)
    }

    @Test("blocks where the locale is UTF-8, colours on a terminal unless NO_COLOR is set") func looks()
        throws
    {
        for (variables, isUnicode) in [
            (["LC_ALL": "C.UTF-8"], true), (["LC_ALL": "", "LC_CTYPE": "en_US.utf8", "LANG": "C"], true),
            (["LC_ALL": "C", "LANG": "C.UTF-8"], false),
            (["LC_ALL": "", "LC_CTYPE": "", "LANG": "C.UTF-8"], true),
        ] {
            let result = try run(variables, "query", "ck", "select * from counts", "--plot")
            #expect(result.stdout.contains("\u{2588}") == isUnicode, "\(variables)")
            #expect(!result.stdout.contains("\u{1B}"))
        }
        let line = "script -qec \"$TOOL plot ck --x window --y count --by action\" /dev/null"
        for (variables, isColored) in [
            ([:], true), (["NO_COLOR": "1"], false), (["NO_COLOR": ""], true), (["TERM": "dumb"], false),
        ] {
            let result = try shell(variables.merging(["LC_ALL": "C.UTF-8"]) { $1 }, line)
            #expect(result.stdout.contains("\u{1B}[38;5;32m") == isColored, "\(variables) \(result)")
            #expect(result.stdout.contains("\u{2591}") != isColored)
            #expect(result.stdout.contains("1,345"))
        }
    }

    @Test(
        "the width is the terminal's, else $COLUMNS, else 80", arguments: [("120", 120), ("x", 80), ("", 80)])
    func width(columns: String, width: Int) throws {
        let result = try run(["COLUMNS": columns], "query", "ck", "select * from counts", "--plot")
        let longest = result.lines.map(\.count).max() ?? 0
        #expect(longest <= width && longest > width - 10)
        let terminal = try shell(
            ["COLUMNS": columns],
            "script -qec \"stty cols 50; $TOOL plot ck --x window --y count --by action\" /dev/null")
        let lines = terminal.stdout.split(whereSeparator: \.isNewline)
        #expect(lines.allSatisfy { $0.replacing(/\u{1B}\[[0-9;]+m/, with: "").count <= 50 })
    }

    @Test("--svg writes a whole file over an older one, or to stdout") func svg() throws {
        let options = ["--x", "window", "--y", "count", "--by", "action"]
        try Data("old".utf8).write(to: URL(fileURLWithPath: stream.path("chart.svg")))
        let result = try stream.tidemark().run(["plot", "ck", "--svg", "chart.svg"] + options)
        #expect(result.status == 0 && result.stdout.isEmpty && result.stderr.isEmpty)
        let text = try String(contentsOfFile: stream.path("chart.svg"), encoding: .utf8)
        #expect(text.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\"") && text.hasSuffix("</svg>\n"))
        #expect(text.contains("<title>03:00, Open: 1,001</title>"))
        #expect(!stream.exists(".chart.svg.tmp"))
        #expect(try stream.tidemark().run(["plot", "ck", "--svg", "-"] + options).stdout == text)
        let link = try shell(
            "ln -s chart.svg link.svg; $TOOL plot ck --x action --y count --svg link.svg; test -L link.svg")
        #expect(link.status == 0)
        #expect(
            try String(contentsOfFile: stream.path("chart.svg"), encoding: .utf8).contains(
                "<title>Close: 531"))
    }

    @Test("no rows: a note, status 0, no file") func empty() throws {
        let none = "note: there are no rows; nothing is drawn\n"
        let query = try run([:], "query", "ck", "select * from counts where count < 0", "--plot")
        #expect(query.status == 0 && query.stdout.isEmpty && query.stderr == none)
        let file = try shell("$TOOL plot - --x a --y b --svg none.svg < /dev/null")
        #expect(file.status == 0 && file.stdout.isEmpty && file.stderr == none)
        #expect(!stream.exists("none.svg"))
    }

    @Test(
        "what cannot be drawn is refused with what can",
        arguments: [
            (
                "$TOOL plot ck --x windw --y count",
                """
                error [UNRESOLVED_COLUMN]: --x: the column windw cannot be found
                  next: did you mean window?
                """
            ),
            (
                "$TOOL plot ck --x window --y total",
                """
                error [UNRESOLVED_COLUMN]: --y: the column total cannot be found
                  next: the columns are: action, window, count
                """
            ),
            (
                "$TOOL plot ck --x window --y count --by actions",
                """
                error [UNRESOLVED_COLUMN]: --by: the column actions cannot be found
                  next: did you mean action?
                """
            ),
            (
                "$TOOL plot ck --x window --y action",
                """
                error [DATATYPE_MISMATCH]: --y: a bar's length is a number, action is a STRING
                  next: the numeric columns are: count
                """
            ),
            (
                "$TOOL plot ck 'select action, window from counts' --x window --y action",
                """
                error [DATATYPE_MISMATCH]: --y: a bar's length is a number, action is a STRING
                  next: no column is numeric: action STRING, window STRUCT<start: TIMESTAMP, end: TIMESTAMP>
                """
            ),
            (
                "$TOOL plot ck 'select count as n, count as N, action from counts' --x action --y n",
                """
                error [AMBIGUOUS_REFERENCE]: --y: several columns are named n
                  next: give each column a name of its own in the SELECT: .. AS name
                """
            ),
            (
                "$TOOL query ck 'select action from counts' --plot",
                """
                error [DATATYPE_MISMATCH]: no column of the result is numeric, so there is nothing to draw: \
                action STRING
                  next: select a number as well, for example count(*)
                """
            ),
            (
                "$TOOL plot nowhere --x a --y b",
                """
                error [PATH_NOT_FOUND]: there is no checkpoint and no file of rows at 'nowhere'
                  next: give a checkpoint directory, a file such as query --format json prints, or - for stdin
                """
            ),
            (
                "$TOOL plot job.sql 'select 1' --x a --y b",
                """
                error [USAGE]: 'job.sql' holds rows, and SQL is for a checkpoint
                  next: leave the SQL out, or compute the rows first: tidemark sql .. --format json | \
                tidemark plot -
                """
            ),
            (
                "$TOOL plot ck --x action --y count --svg /dev/null",
                """
                error [PATH_NOT_READABLE]: --svg: '/dev/null' is there and is no regular file
                  next: give the name of a file, or - for stdout
                """
            ),
            (
                "$TOOL plot ck --x action --y count --svg no/where.svg",
                """
                error [PATH_NOT_READABLE]: cannot write 'no/where.svg': No such file or directory
                  next: give another name, or - for stdout
                """
            ),
        ])
    func refused(line: String, text: String) throws {
        let result = try shell(line)
        #expect(result.stderr == text + "\n")
        #expect(result.status == 2 && result.stdout.isEmpty)
    }

    @Test("a line that is no row ends with status 3 and its number") func malformed() throws {
        let result = try shell("printf '{\"a\":1}\\n{\"a\"\\n' > bad.json; $TOOL plot bad.json --x a --y a")
        #expect(result.status == 3 && result.stdout.isEmpty)
        #expect(
            result.stderr == """
                error [MALFORMED_RECORD]: bad.json:2: the text ends too early at byte 4
                  next: a row is a JSON object on a line of its own, as query --format json prints it

                """)
        let directory = try shell("mkdir -p d; $TOOL plot d --x a --y a")
        #expect(directory.status == 2 && directory.stderr.contains("CHECKPOINT_NOT_FOUND"))
    }
}
