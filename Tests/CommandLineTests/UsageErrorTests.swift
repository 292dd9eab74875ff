import Foundation
import TestSupport
import Testing
import TideModel

/// Command lines that are refused, word for word.
@Suite("Usage errors")
struct UsageErrorTests {
    private static let job =
        "create table e (a int) using json options (path 'e'); create streaming table s as "
        + "select a, count(*) from stream e group by a"

    /// `run` with one more option; with `=`, so that a value may begin with a dash.
    private static func run(_ option: String) -> [String] {
        ["run", "-e", job, "--checkpoint", "ck", option]
    }

    private static let commands: [CommandRefusal] = [
        CommandRefusal(
            .commandUnknown, ["verfy", "ck"],
            "error [USAGE]: there is no command 'verfy'\n  next: did you mean verify?"),
        CommandRefusal(
            .commandUnknown, ["help", "rnu"],
            "error [USAGE]: there is no command 'rnu'\n  next: did you mean run?"),
        CommandRefusal(
            .commandUnknown, ["generate", "stories"],
            "error [USAGE]: there is no command 'stories'\n  next: the commands are: events, access, keys"),
        CommandRefusal(
            .flagUnknown, ["inspect", "ck", "--filez"],
            "error [USAGE]: tidemark inspect has no option --filez\n  next: did you mean --files?"),
        CommandRefusal(
            .flagUnknown, ["run", "job.sql", "--chekpoint=ck"],
            "error [USAGE]: tidemark run has no option --chekpoint\n  next: did you mean --checkpoint?"),
        CommandRefusal(
            .flagUnknown, ["-x"],
            "error [USAGE]: tidemark has no option -x\n  next: the options are: --help, --version"),
        CommandRefusal(
            .argumentMissing, ["run", "job.sql"],
            "error [USAGE]: --checkpoint <DIR> is missing\n  next: `tidemark run --help` says what to give"),
        CommandRefusal(
            .argumentMissing, ["query", "ck"],
            "error [USAGE]: <SQL> is missing\n  next: `tidemark query --help` says what to give"),
        CommandRefusal(
            .argumentValueMissing, ["inspect", "ck", "--batch", "-1"],
            "error [USAGE]: --batch <N> lacks its value\n"
                + "  next: write it behind the option, and one that starts with a dash so: --option=-value"),
        CommandRefusal(
            .argumentUnexpected, ["query", "ck", "select", "1"],
            "error [USAGE]: tidemark query has no use for '1'\n"
                + "  next: put a text with blanks in quotes; `tidemark query --help` says what to give"),
        CommandRefusal(
            .commandLineWrong, ["inspect", "ck", "--json=3"],
            "error [USAGE]: the option '--json' does not take any value, but '3' was specified\n"
                + "  next: `tidemark inspect --help` says what to give"),
        CommandRefusal(
            .plotWithFormat, ["query", "ck", "SELECT 1", "--format", "json", "--plot"],
            "error [USAGE]: --plot draws the rows, --format json prints them\n"
                + "  next: leave one of the two out"),
        CommandRefusal(
            .textTwice, ["run", "job.sql", "-e", "SELECT 1", "--checkpoint", "ck"],
            "error [USAGE]: the SQL is given twice, as a file and with -e\n  next: leave one of the two out"),
        CommandRefusal(
            .textMissing, ["sql"],
            "error [USAGE]: no SQL is given\n  next: name a file, or give it as text with -e"),
        CommandRefusal(
            .failPointsWrong, ["sql", "-e", "SELECT 1"],
            "error [USAGE]: TIDEMARK_FAILPOINT: 'nowhere:1' is not NAME:NTH[:kill|error|nospace|stop]\n"
                + "  next: unset TIDEMARK_FAILPOINT unless this is a test of failures",
            environment: ["TIDEMARK_FAILPOINT": "nowhere:1"]),
    ]

    private static let values: [CommandRefusal] = [
        CommandRefusal(
            .flagWrong, run("--trigger=sometimes"),
            "error [USAGE]: --trigger is 'sometimes', expected available-now, once, or an interval such as "
                + "'10 seconds'"),
        CommandRefusal(
            .flagWrong, run("--trigger=avalable-now"),
            "error [USAGE]: --trigger is 'avalable-now', expected available-now, once, or an interval such "
                + "as '10 seconds'\n  next: did you mean available-now?"),
        CommandRefusal(
            .flagWrong, run("--trigger=-1 seconds"),
            "error [USAGE]: --trigger is '-1 seconds', expected available-now, once, or an interval such as "
                + "'10 seconds'"),
        CommandRefusal(
            .flagWrong, run("--time-zone=Europe/Pariss"),
            "error [USAGE]: --time-zone is 'Europe/Pariss', expected UTC, an offset such as +02:00, or a "
                + "region such as Europe/Paris\n  next: did you mean Europe/Paris?"),
        CommandRefusal(
            .flagWrong, run("--time-zone=Mars/Olympus"),
            "error [USAGE]: --time-zone is 'Mars/Olympus', expected UTC, an offset such as +02:00, or a "
                + "region such as Europe/Paris"),
        CommandRefusal(
            .flagWrong, run("--source-root==x"), "error [USAGE]: --source-root is '=x', expected OLD=NEW"),
        CommandRefusal(
            .flagWrong, run("--verify-state=ful"),
            "error [USAGE]: --verify-state is 'ful', expected quick or full\n  next: did you mean full?"),
        CommandRefusal(
            .flagWrong, run("--progress=jsn"),
            "error [USAGE]: --progress is 'jsn', expected auto, bar, json or none\n"
                + "  next: did you mean json?"),
        CommandRefusal(
            .flagWrong, ["query", "ck", "SELECT 1", "--format", "xml"],
            "error [USAGE]: --format is 'xml', expected table, json or csv"),
        CommandRefusal(
            .flagWrong, ["plot", "ck", "--x", "a", "--y", "b", "--kind", "pie"],
            "error [USAGE]: --kind is 'pie', expected stacked or grouped"),
        CommandRefusal(
            .flagWrong, run("--threads=0"),
            "error [USAGE]: --threads is '0', expected a whole number of at least 1"),
        CommandRefusal(
            .flagWrong, run("--max-batches=two"),
            "error [USAGE]: --max-batches is 'two', expected a whole number"),
        CommandRefusal(
            .flagWrong, ["generate", "events", "d", "--files", "0"],
            "error [USAGE]: --files is '0', expected a whole number from 1 to 100000"),
        CommandRefusal(
            .flagWrong, ["generate", "access", "d", "--rows", "1000001"],
            "error [USAGE]: --rows is '1000001', expected a whole number from 1 to 1000000"),
        CommandRefusal(
            .flagWrong, ["generate", "keys", "d", "--distinct", "0"],
            "error [USAGE]: --distinct is '0', expected a whole number from 1 to 1000000000"),
        CommandRefusal(
            .flagWrong, ["generate", "keys", "d", "--order", "tme"],
            "error [USAGE]: --order is 'tme', expected random or time\n  next: did you mean time?"),
        CommandRefusal(
            .flagWrong, ["inspect", "ck", "--batch=-1"],
            "error [USAGE]: --batch is '-1', expected a whole number of at least 0"),
    ]

    @Test("a command line that means nothing: 2, what is wrong, and what was meant", arguments: commands)
    func command(_ row: CommandRefusal) throws {
        try row.check(in: try TemporaryDirectory("tide-usage"))
    }

    @Test("an option's value that means nothing: what would do, and what was meant", arguments: values)
    func value(_ row: CommandRefusal) throws {
        try row.check(in: try TemporaryDirectory("tide-usage"))
    }

    @Test(
        "parts of the contract that come later are refused by name",
        arguments: [
            (run("--durability=pipelined"), "--durability pipelined")
        ])
    func later(arguments: [String], name: String) throws {
        let text =
            "error [UNSUPPORTED_FEATURE]: `\(name)` is not available in this version\n"
            + "  next: `tidemark --help` shows what there is"
        try CommandRefusal(.notAvailable, arguments, text)
            .check(in: try TemporaryDirectory("tide-usage"))
    }

    private static let files: [CommandRefusal] = [
        CommandRefusal(
            .jobFileAbsent, ["run", "nowhere.sql", "--checkpoint", "ck"],
            "error [PATH_NOT_FOUND]: cannot read the job file: open DIR/nowhere.sql: "
                + "No such file or directory (2)\n"
                + "  next: correct the path; a job may also be given as text with -e"),
        CommandRefusal(
            .jobFileNotReadable, ["sql", "folder"],
            "error [PATH_NOT_READABLE]: cannot read the job file: pread DIR/folder: Is a directory (21)\n"
                + "  next: name a file you may read; a job may also be given as text with -e"),
        CommandRefusal(
            .jobNotText, ["sql", "latin.sql"],
            "error [USAGE]: the job file 'latin.sql' is not UTF-8\n  next: save it as UTF-8"),
        CommandRefusal(
            .eventsMixed, ["generate", "events", "folder"],
            "error [DIRECTORY_NOT_EMPTY]: 'folder' is not empty; generated files do not mix with others\n"
                + "  next: give a directory that does not exist yet, or empty this one"),
        CommandRefusal(
            .pathAbsent, ["generate", "events", "latin.sql/below"],
            "error [PATH_NOT_FOUND]: mkdir latin.sql/below: Not a directory (20)\n"
                + "  next: correct the path, or make what it names"),
        CommandRefusal(
            .pathForbidden, ["generate", "events", "latin.sql"],
            "error [PATH_NOT_READABLE]: mkdir latin.sql: File exists (17)\n"
                + "  next: allow this user to use it, or name another path"),
    ]

    @Test("a file that cannot be used is named with the reason", arguments: files)
    func file(_ row: CommandRefusal) throws {
        let directory = try TemporaryDirectory("tide-usage")
        try Data([0x27, 0xE4, 0x27]).write(to: URL(fileURLWithPath: directory.path("latin.sql")))
        try FileManager.default.createDirectory(
            atPath: directory.path("folder/below"), withIntermediateDirectories: true)
        try row.check(in: directory)
    }
}
