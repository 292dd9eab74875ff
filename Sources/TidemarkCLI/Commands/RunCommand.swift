import ArgumentParser
import TideColumnar
import TideDurableIO
import TideModel
import TideStreaming
import Tidemark

/// `tidemark run`: one query over a stream of files, batch by batch, into a checkpoint.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a job as exactly-once micro-batches.",
        usage: "tidemark run [JOB.sql | -e SQL] --checkpoint DIR [options]",
        discussion: """
            The job is SQL: CREATE TABLE statements for the inputs and a CREATE STREAMING TABLE; --table \
            says which one where there are several, each with a checkpoint of its own. Run the same command \
            again after a kill or a crash: it goes on where the last commit stands. \
            Progress goes to stderr.
            """)

    /// What a batch waits for before it counts as done (`--durability`).
    enum Durability: String, ExpressibleByArgument, CaseIterable {
        case safe, pipelined
    }

    /// When a file sink's directory is synced (`--sink-durability`).
    enum SinkDurability: String, ExpressibleByArgument, CaseIterable {
        case batch, each
    }

    /// How much of the state is checked at the start (`--verify-state`).
    enum StateCheck: String, ExpressibleByArgument, CaseIterable {
        case quick, full
    }

    @Argument(help: ArgumentHelp("The job file.", valueName: "JOB.sql"))
    var job: String?

    @Option(name: .short, help: ArgumentHelp("The job as text, instead of a file.", valueName: "SQL"))
    var expression: String?

    @Option(help: ArgumentHelp("The checkpoint directory; made when absent.", valueName: "DIR"))
    var checkpoint: String

    @Option(
        help: ArgumentHelp(
            """
            When batches start: available-now (all that is there, then end), once (one batch, then end), \
            or an interval such as '10 seconds' ('0 seconds': as soon as there is data).
            """, valueName: "WHEN"))
    var trigger = "available-now"

    @Option(help: ArgumentHelp("Which streaming table, where the job has several.", valueName: "NAME"))
    var table: String?

    @Option(help: ArgumentHelp("Threads that read and compute. (default: the cores)", valueName: "N"))
    var threads: Int?

    @Option(help: ArgumentHelp("Progress on stderr.", valueName: "HOW"))
    var progress = ProgressMode.auto

    @Option(help: ArgumentHelp("End after this many batches.", valueName: "N"))
    var maxBatches: Int?

    @Option(help: ArgumentHelp("Time zone of the session. (default: UTC)", valueName: "ZONE"))
    var timeZone: String?

    @Flag(help: "Plan the uncommitted batch afresh instead of reusing its plan.")
    var replan = false

    @Option(help: ArgumentHelp("The source directory has moved from OLD to NEW.", valueName: "OLD=NEW"))
    var sourceRoot: String?

    @Option(help: ArgumentHelp("How the state is checked at the start.", valueName: "HOW"))
    var verifyState: StateCheck = .quick

    @Option(help: .hidden)
    var durability: Durability = .safe

    @Flag(help: "When the checkpoint's disk is full, wait for space between the steps instead of ending.")
    var waitForSpace = false

    @Option(
        help: ArgumentHelp(
            """
            When the names of a file sink's files are made durable: every 16 batches or second (batch), or \
            with each batch (each).
            """, valueName: "WHEN"))
    var sinkDurability: SinkDurability = .batch

    func run() throws {
        try TidemarkError.requireOption("--threads", threads, in: 1...Int.max)
        try TidemarkError.requireOption("--max-batches", maxBatches, in: 1...Int.max)
        if durability == .pipelined { throw TidemarkError.unavailable("--durability pipelined") }
        try perform()
    }

    private func perform() throws {
        let settings = try settings()
        let text = try JobText(file: job, expression: expression)
        let file = try JobFile(text: text.sql, baseDirectory: text.baseDirectory)
        let streaming = try file.streamingJob(settings)
        try SignalFlag.install()
        let display = RunDisplay(
            mode: progress, root: streaming.sources.map(\.writtenPath).joined(separator: ", "))
        let execution = try MicroBatchExecution(
            streaming, stopSignal: { SignalFlag.received },
            wait: { _ = SignalFlag.wait(upToNanoseconds: $0) }, wakeup: Wakeup(hearsSignals: true),
            report: display.show)
        let summary = try display.closing { try execution.run() }
        display.summarize(summary)
        if case .stopped(let signal?) = summary.ending, !TriggerScheduler(streaming.trigger).isUnending {
            throw ExitCode(128 + signal)
        }
    }

    private func settings() throws -> RunSettings {
        var settings = RunSettings(checkpoint: try absolutePath(checkpoint))
        settings.table = table
        settings.trigger = try Self.parseTrigger(trigger)
        settings.threads = threads ?? Machine.processorCount
        settings.maxBatches = maxBatches
        if let timeZone { settings.zone = try ZoneRules(option: timeZone) }
        settings.replans = replan
        settings.verifiesFullState = verifyState == .full
        settings.waitsForSpace = waitForSpace
        settings.syncsSinkEachBatch = sinkDurability == .each
        if let sourceRoot { settings.movedRoots = [try MovedRoot.parse(sourceRoot)] }
        return settings
    }

    /// `available-now`, `once`, or an interval.
    static func parseTrigger(_ text: String) throws -> Trigger {
        switch text.lowercased() {
        case "available-now": return .availableNow
        case "once": return .once
        default:
            guard let microseconds = try? intervalMicroseconds(text), microseconds >= 0 else {
                throw TidemarkError.wrongValue(
                    of: "--trigger", text,
                    expected: "available-now, once, or an interval such as '10 seconds'",
                    suggestion: suggestion(for: text, among: ["available-now", "once"]))
            }
            return .processingTime(microseconds: microseconds)
        }
    }
}
