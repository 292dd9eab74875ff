import TestSupport
import Testing

/// The frame of the command line: exit statuses, help, and refusals by name.
@Suite("Command line usage")
struct UsageTests {
    @Test(
        "help and version go to stdout with status 0",
        arguments: [
            ["--help"], ["--version"], ["help", "run"], ["run", "--help"], ["query", "--help"],
            ["sql", "--help"], ["inspect", "--help"], ["verify", "--help"], ["generate", "events", "--help"],
            ["plot", "--help"],
        ])
    func help(arguments: [String]) throws {
        let result = try CommandRunner.tidemark().run(arguments)
        #expect(result.status == 0)
        #expect(!result.stdout.isEmpty && result.stderr.isEmpty)
        #expect(result.lines.allSatisfy { $0.count <= 80 })
    }

    @Test(
        "usage errors end with status 2 and say what is wrong",
        arguments: [
            (["run"], "--checkpoint"),
            (["run", "job.sql"], "--checkpoint"),
            (["run", "job.sql", "-e", "SELECT 1", "--checkpoint", "ck"], "one of the two"),
            (["run", "job.sql", "--checkpoint", "ck", "--threads", "0"], "--threads"),
            (["run", "job.sql", "--checkpoint", "ck", "--thread", "2"], "--threads"),
            (["run", "job.sql", "--checkpoint", "ck", "--source-root", "x"], "OLD=NEW"),
            (["query", "ck"], "SQL"),
            (["query", "ck", "SELECT 1", "--format", "xml"], "xml"),
            (["query", "ck", "SELECT 1", "--format", "json", "--plot"], "--plot"),
            (["plot", "ck", "--y", "count"], "--x"),
            (["plot", "ck", "--x", "a", "--y", "b", "--kind", "pie"], "pie"),
            (["inspect"], "CHECKPOINT"),
            (["generate", "events", "d", "--files", "0"], "--files"),
            (["generate", "events", "d", "--rows", "many"], "many"),
            (["verfy", "ck"], "tidemark verify"),
            (["nonsense"], "nonsense"),
        ])
    func usage(arguments: [String], text: String) throws {
        let result = try CommandRunner.tidemark().run(arguments)
        #expect(result.status == 2)
        #expect(result.stdout.isEmpty)
        #expect(result.stderr.hasPrefix("error [USAGE]: "), "\(result.stderr)")
        #expect(result.stderr.contains(text), "\(result.stderr)")
    }

    @Test(
        "parts of the contract that come later are refused by name",
        arguments: [
            (["run", "j.sql", "--checkpoint", "ck", "--durability", "pipelined"], "--durability pipelined"),
            (["run", "j.sql", "--checkpoint", "ck", "--sink-durability", "each"], "--sink-durability each"),
            (["run", "j.sql", "--checkpoint", "ck", "--wait-for-space"], "--wait-for-space"),
            (["run", "j.sql", "--checkpoint", "ck", "--progress", "json"], "--progress json"),
            (["inspect", "ck", "--check"], "--check"),
            (["crashtest", "job.sql"], "tidemark crashtest"),
            (["backup", "ck", "dest"], "tidemark backup"),
            (["restore", "b", "dest"], "tidemark restore"),
            (["rollback", "ck", "--to-batch", "3"], "tidemark rollback"),
            (["diff", "a", "b"], "tidemark diff"),
        ])
    func later(arguments: [String], name: String) throws {
        let result = try CommandRunner.tidemark().run(arguments)
        #expect(result.status == 2)
        #expect(
            result.stderr == "error [UNSUPPORTED_FEATURE]: `\(name)` is not available in this version\n")
    }

    @Test("a fail point that does not exist is a usage error") func failPoint() throws {
        let result = try CommandRunner.tidemark(environment: ["TIDEMARK_FAILPOINT": "nowhere:1"])
            .run("--version")
        #expect(result.status == 2)
        #expect(result.stderr.contains("nowhere:1"))
    }

    @Test("a closed stdout ends quietly, a full one with status 4") func brokenOutput() throws {
        let shell = CommandRunner("/bin/bash", environment: ["TOOL": CommandRunner.tidemarkPath])
        let closed = try shell.run("-c", "set -o pipefail; \"$TOOL\" --help | true")
        #expect(closed.status == 0 && closed.stderr.isEmpty)
        let full = try shell.run("-c", "\"$TOOL\" --help >/dev/full")
        #expect(full.status == 4)
        #expect(full.stderr.contains("STORAGE_FULL"))
    }
}
