import TestSupport
import Testing
import TideModel

/// The frame of the command line: exit statuses, help, and refusals by name.
@Suite("Command line usage")
struct UsageTests {
    @Test(
        "help and version go to stdout with status 0",
        arguments: [
            ["--help"], ["--version"], ["help", "run"], ["run", "--help"], ["query", "--help"],
            ["sql", "--help"], ["inspect", "--help"], ["verify", "--help"], ["generate", "events", "--help"],
            ["generate", "access", "--help"], ["generate", "keys", "--help"], ["plot", "--help"],
        ])
    func help(arguments: [String]) throws {
        let result = try CommandRunner.tidemark().run(arguments)
        #expect(result.status == 0)
        #expect(!result.stdout.isEmpty && result.stderr.isEmpty)
        #expect(result.lines.allSatisfy { $0.count <= 80 })
    }

    @Test("a closed stdout ends quietly, a full one with status 4") func brokenOutput() throws {
        let shell = CommandRunner("/bin/bash", environment: ["TOOL": CommandRunner.tidemarkPath])
        let closed = try shell.run("-c", "set -o pipefail; \"$TOOL\" --help | true")
        #expect(closed.status == 0 && closed.stderr.isEmpty)
        let full = try shell.run("-c", "\"$TOOL\" --help >/dev/full")
        #expect(full.status == 4)
        #expect(
            full.stderr == """
                error [STORAGE_FULL]: cannot write the result to stdout: No space left on device
                  next: free some space, then run the same command again

                """)
        #expect(ErrorCondition.outputDiskFull.fits(full.stderr))
        let none = try shell.run("-c", "\"$TOOL\" --help >&-")
        #expect(none.status == 4)
        #expect(
            none.stderr == """
                error [STORAGE_FAILED]: cannot write the result to stdout: Bad file descriptor
                  next: look at what stdout leads to, then run the same command again

                """)
        #expect(ErrorCondition.outputFailed.fits(none.stderr))
    }
}
