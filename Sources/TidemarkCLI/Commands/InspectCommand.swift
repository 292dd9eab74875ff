import ArgumentParser
import TideFormats
import TideInspection
import TideModel

/// `tidemark inspect`: what a checkpoint holds, for people and scripts.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what a checkpoint holds.",
        usage: "tidemark inspect CHECKPOINT [--json] [--batch N] [--files] [--state]",
        discussion: "Takes no lock that a run needs; a running job may be inspected.")

    @Argument(help: ArgumentHelp("The checkpoint directory.", valueName: "CHECKPOINT"))
    var checkpoint: String

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    @Option(help: ArgumentHelp("Show one batch: what it read, its watermarks and times.", valueName: "N"))
    var batch: Int64?

    @Flag(help: "Show every input file with how far it has been read.")
    var files = false

    @Flag(help: "Show the state, entry by entry.")
    var state = false

    @Flag(help: .hidden)
    var check = false

    func run() throws {
        try TidemarkError.requireOption("--batch", batch.map(Int.init), in: 0...Int.max)
        if check { throw TidemarkError.unavailable("--check") }
        try perform()
    }

    private func perform() throws {
        let report = try CheckpointReport(
            root: try absolutePath(checkpoint),
            parts: CheckpointReport.Parts(batch: batch, files: files, state: state))
        var output = StandardOutput()
        if json {
            try output.line(report.json.text)
        } else {
            try InspectText(report: report).print(to: &output)
        }
        try output.finish()
    }
}
