import ArgumentParser
import TideCrashHarness
import TideDurableIO
import TideFormats
import TideModel
import Tidemark

/// `tidemark crashtest`: a job, or any resumable command, under faults.
struct CrashTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crashtest",
        abstract: "Put a job, or any resumable command, through crashes and compare.",
        usage: """
            tidemark crashtest JOB.sql [--mode MODE] [--kills N] [--seed N] [--json]
            tidemark crashtest [--verify 'COMMAND'] [options] -- COMMAND ...
            tidemark crashtest --self-test
            """,
        discussion: """
            A job runs in a copy of its own, first undisturbed, then from scratch again and again under \
            faults, until it comes to its end; what can be seen in between is always what some batch has \
            left, and at the end rows, sink and `tidemark verify` are as without faults. A command is \
            killed and started again in copies of the directory until it ends by itself; then --verify \
            ends with 0, or all files are those of an undisturbed run.

            Exit status: 0 nothing found; 1 something is lost, changed or left over, or a fault never \
            struck: the smallest schedule is printed, and its directory is kept. What the machine cannot \
            do (strace is not installed) is left out with a line that says so.
            """)

    @Argument(help: ArgumentHelp("The job file.", valueName: "JOB.sql"))
    var job: String?

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("Instead of a job: a command and its arguments.", valueName: "COMMAND"))
    var command: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            How many faults each mode tries. (default: 200, of powercut 1000; of failpoints and \
            syscalls each one once)
            """, valueName: "N"))
    var kills: Int?

    @Option(
        help: ArgumentHelp(
            """
            How many trials go on at once, each in a copy of its own. (default: of a job as many as there \
            are processors, of a command one)
            """, valueName: "N"))
    var jobs: Int?

    @Option(
        help: ArgumentHelp("The same seed draws the same faults. (default: a random one)", valueName: "N"))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            """
            What a job is put through: SIGKILL at random moments (sigkill), kills and errors at the steps \
            of a batch (failpoints), SIGKILL at the n-th system call (syscalls), system calls that fail \
            (errors), damaged files (damage), power cuts (powercut), or all of them.
            """, valueName: "MODE"))
    var mode: String?

    @Option(help: ArgumentHelp("Which streaming table, where the job has several.", valueName: "NAME"))
    var table: String?

    @Flag(help: "Verify a job's result with the engine instead of the naive evaluator.")
    var verifyFast = false

    @Option(
        help: ArgumentHelp(
            "A shell's command that ends with 0 where the command's result is right.", valueName: "COMMAND"))
    var verify: String?

    @Option(help: ArgumentHelp("Where the command starts. (default: here)", valueName: "DIR"))
    var directory: String?

    @Option(
        help: ArgumentHelp(
            "Files that may differ, such as '*.log'; may be given several times.", valueName: "PATTERN"))
    var ignore: [String] = []

    @Option(help: ArgumentHelp("Try this schedule alone, as a failed test prints it.", valueName: "FAULTS"))
    var schedule: String?

    @Flag(help: "Test the harness: it has to find faults that are there.")
    var selfTest = false

    @Flag(help: "Print JSON objects, one a line, instead of text.")
    var json = false

    func run() throws {
        try TidemarkError.requireOption("--kills", kills, in: 1...10_000_000)
        try TidemarkError.requireOption("--jobs", jobs, in: 1...64)
        try refuseMixtures()
        let faults = try schedule.map { text in
            guard let faults = Fault.schedule(parsing: text) else {
                throw TidemarkError.wrongValue(
                    of: "--schedule", text, expected: "faults as a failed test prints them")
            }
            return faults
        }
        let modes = try chosenModes()
        try SignalFlag.install()
        let scratch = try Scratch()
        var isKept = false
        // A directory that cannot be removed is in nobody's way.
        defer { if !isKept { try? scratch.remove() } }
        do {
            let outcome = try perform(scratch, modes, faults)
            isKept = outcome?.finding != nil
            if let interruption = outcome?.interruption, outcome?.finding == nil { throw interruption }
            if outcome?.isPassed == false { throw ExitCode(ExitStatus.negative.rawValue) }
        } catch let interruption as CrashTestInterrupted {
            throw ExitCode(128 + interruption.signal)
        }
    }

    /// The modes that are asked for; in the order of their list.
    private func chosenModes() throws -> [CrashMode] {
        guard let mode else { return [.sigkill] }
        if mode == "all" { return CrashMode.allCases }
        guard let chosen = CrashMode(rawValue: mode) else {
            let names = CrashMode.allCases.map(\.rawValue) + ["all"]
            throw TidemarkError.wrongValue(
                of: "--mode", mode, expected: alternatives(names),
                suggestion: suggestion(for: mode, among: names))
        }
        return [chosen]
    }

    /// Refuses options that have no meaning for what is tested.
    private func refuseMixtures() throws {
        func refuse(_ first: String, _ second: String, if isWrong: Bool) throws {
            if isWrong { throw TidemarkError(.crashTestTargetTwice, ["first": first, "second": second]) }
        }
        let isCommand = !command.isEmpty
        try refuse("a job", "a command", if: job != nil && isCommand)
        try refuse("--self-test", "a job or a command", if: selfTest && (job != nil || isCommand))
        guard job != nil || isCommand || selfTest else { throw TidemarkError(.crashTestTargetAbsent) }
        try refuse("--mode", "a command", if: isCommand && mode != nil)
        try refuse("--table", "a command", if: isCommand && table != nil)
        try refuse("--verify-fast", "a command", if: isCommand && verifyFast)
        try refuse("--verify", "a job", if: job != nil && verify != nil)
        try refuse("--directory", "a job", if: job != nil && directory != nil)
        try refuse("--ignore", "a job", if: job != nil && !ignore.isEmpty)
        try refuse("--schedule", "--self-test", if: selfTest && schedule != nil)
        try refuse("--schedule", "--jobs", if: schedule != nil && jobs != nil)
        try refuse("--self-test", "--jobs", if: selfTest && jobs != nil)
        try refuse("--schedule", "--mode", if: schedule != nil && mode != nil)
    }

    private func perform(
        _ scratch: Scratch, _ modes: [CrashMode], _ faults: [Fault]?
    ) throws -> CrashTest.Outcome? {
        let seed = seed ?? UInt64(Randomness.uuid().prefix(8), radix: 16) ?? 0
        let printer = CrashTestPrinter(isJSON: json, seed: seed, options: options)
        if selfTest { return try runSelfTest(scratch, seed, printer) }
        let test = CrashTest(seed: seed, count: kills) { StandardError.line($0) }
        let outcome: CrashTest.Outcome
        if job != nil {
            let target = try JobTarget(try crashJob(), in: scratch)
            try printer.begin(
                "undisturbed, \(target.batchCount) batches in "
                    + Figures.duration(Int64(target.undisturbedMicroseconds) * 1_000))
            outcome =
                try faults.map { try CrashTest.run($0, on: target, report: printer.report) }
                ?? test.run(
                    modes,
                    on: try beside(target, jobs ?? Machine.processorCount) {
                        try JobTarget(beside: target, in: scratch.room($0))
                    }, report: printer.report)
        } else {
            let target = try CommandTarget(
                command, directory: directory ?? ".", verification: verify,
                ignoring: ignore.map(IgnoredPath.init), in: scratch)
            try printer.begin(
                "undisturbed, it takes " + Figures.duration(Int64(target.undisturbedMicroseconds) * 1_000))
            outcome =
                try faults.map { try CrashTest.run($0, on: target, report: printer.report) }
                ?? test.run(
                    try beside(target, jobs ?? 1) {
                        try CommandTarget(beside: target, in: scratch.room($0))
                    }, report: printer.report)
        }
        try printer.end(outcome)
        return outcome
    }

    /// A target, and what `another` makes with the numbers from 2.
    private func beside<Target>(
        _ target: Target, _ count: Int, _ another: (Int) throws -> Target
    ) rethrows -> [Target] {
        try [target] + (2..<count + 1).map(another)
    }

    private func runSelfTest(
        _ scratch: Scratch, _ seed: UInt64, _ printer: CrashTestPrinter
    ) throws -> CrashTest.Outcome? {
        var outcome = CrashTest.Outcome()
        try CrashSelfTest(seed: seed, tool: try Self.ownPath(), in: scratch).run { canary in
            try printer.report(canary)
            if !canary.isPassed { outcome.missed.append(canary.name) }
        }
        return outcome
    }

    private static func ownPath() throws -> String { try FileSystem.realPath("/proc/self/exe") }

    private func crashJob() throws -> CrashJob {
        let text = try JobText(file: job, expression: nil)
        let relocation = try JobRelocation(text.sql, baseDirectory: text.baseDirectory, table: table)
        var crashJob = CrashJob(
            tool: try Self.ownPath(), text: relocation.text,
            inputs: relocation.inputs.map { CrashJob.Input(from: $0.from, to: $0.to) },
            table: relocation.table, sink: relocation.sink)
        crashJob.isSinkReplaced = relocation.isComplete
        crashJob.verifiesFast = verifyFast
        return crashJob
    }

    /// The words behind `tidemark crashtest --schedule ..` that test the same thing.
    private var options: [String] {
        var words: [String] = []
        if let table { words += ["--table", table] }
        if verifyFast { words.append("--verify-fast") }
        if let verify { words += ["--verify", verify] }
        if let directory { words += ["--directory", directory] }
        for pattern in ignore { words += ["--ignore", pattern] }
        return words + (job.map { [$0] } ?? ["--"] + command)
    }
}
