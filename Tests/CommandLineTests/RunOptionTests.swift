import TestSupport
import Testing

/// Values of `run`'s options that are none.
@Suite struct RunOptionTests {
    @Test(
        "an option's value that means nothing is refused with what would",
        arguments: [
            (
                ["--trigger", "sometimes"],
                "error [USAGE]: --trigger is 'sometimes'\n"
                    + "  next: use available-now, once, or an interval such as '10 seconds'\n"
            ),
            (
                ["--trigger", "-1 seconds"],
                "error [USAGE]: --trigger is '-1 seconds'\n"
                    + "  next: use available-now, once, or an interval such as '10 seconds'\n"
            ),
            (
                ["--time-zone", "Mars/Olympus"],
                "error [USAGE]: there is no time zone 'Mars/Olympus'\n"
                    + "  next: use UTC, an offset such as +02:00, or a region such as Europe/Paris\n"
            ),
            (
                ["--source-root", "=x"],
                "error [USAGE]: --source-root is '=x'\n  next: write it OLD=NEW\n"
            ),
        ])
    func values(arguments: [String], expected: String) throws {
        let job =
            "create table e (a int) using json options (path 'e'); create streaming table s as "
            + "select a, count(*) from stream e group by a"
        let directory = try TemporaryDirectory("tide-options")
        // With `=`, so that a value may begin with a dash.
        let option = "\(arguments[0])=\(arguments[1])"
        let result = try CommandRunner.tidemark(directory: directory.path)
            .run("run", "-e", job, "--checkpoint", "ck", option)
        #expect(result.status == 2)
        #expect(result.stderr == expected)
    }
}
