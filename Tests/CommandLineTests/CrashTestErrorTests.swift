import TestSupport
import Testing
import TideModel

/// What `tidemark crashtest` refuses to test.
@Suite("Refusals of crashtest")
struct CrashTestErrorTests {
    private static let rows: [CommandRefusal] = [
        CommandRefusal(
            .crashTestTargetAbsent, ["crashtest", "--kills", "3"],
            "error [USAGE]: there is nothing to test\n"
                + "  next: name a job file, or give a command behind --"),
        CommandRefusal(
            .crashTestTargetTwice, ["crashtest", "job.sql", "--", "true"],
            "error [USAGE]: a job and a command do not go together\n  next: leave one of the two out"),
        CommandRefusal(
            .crashTestTargetTwice, ["crashtest", "--mode", "damage", "--", "true"],
            "error [USAGE]: --mode and a command do not go together\n  next: leave one of the two out"),
        CommandRefusal(
            .crashTestUndisturbed, ["crashtest", "--", "/bin/sh", "-c", "echo no >&2; exit 3"],
            "error [USAGE]: without any fault: the command ended with status 3: no\n"
                + "  next: make it run to its end with the same result each time, then test it again"),
        CommandRefusal(
            .crashTestUndisturbed, ["crashtest", "--verify", "test -e result", "--", "true"],
            "error [USAGE]: without any fault: the verification ended with status 1\n"
                + "  next: make it run to its end with the same result each time, then test it again"),
        CommandRefusal(
            .crashTestChanging,
            ["crashtest", "--", "/bin/sh", "-c", "cat /proc/sys/kernel/random/uuid > id"],
            "error [USAGE]: two runs without any fault leave different files: 'id' has other bytes\n"
                + "  next: say what counts with --verify 'COMMAND', or leave such files out with "
                + "--ignore 'PATTERN'"),
        CommandRefusal(
            .flagWrong, ["crashtest", "--schedule", "kill@now", "--", "true"],
            "error [USAGE]: --schedule is 'kill@now', expected faults as a failed test prints them"),
        CommandRefusal(
            .flagWrong, ["crashtest", "job.sql", "--mode", "syscall"],
            "error [USAGE]: --mode is 'syscall', expected sigkill, failpoints, syscalls, powercut, errors, "
                + "damage or all\n  next: did you mean syscalls?"),
        CommandRefusal(
            .flagWrong, ["crashtest", "job.sql", "--kills", "0"],
            "error [USAGE]: --kills is '0', expected a whole number from 1 to 10000000"),
    ]

    @Test("what cannot be tested: 2, and why", arguments: rows) func refused(_ row: CommandRefusal) throws {
        try row.check()
    }
}
