import ArgumentParser
import TideCheckpoint
import TideFormats
import TideInspection
import TideModel

/// `tidemark inspect`: what a checkpoint holds, for people and scripts.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what a checkpoint holds.",
        usage: "tidemark inspect CHECKPOINT [--json] [--check] [options]",
        discussion: """
            Takes no lock that a run needs; a running job may be inspected. Exit status of --check: 0 all \
            is as it was written; 3 something is not (says which file and page).
            """)

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

    @Flag(help: "Check every page and entry of the state, and the logs beside it, without LMDB.")
    var check = false

    func run() throws {
        try TidemarkError.requireOption("--batch", batch.map(Int.init), in: 0...Int.max)
        let root = try absolutePath(checkpoint)
        let checked = check ? try CheckpointCheck(root: root) : nil
        var output = StandardOutput()
        // A check alone prints nothing else: there may be nothing else that can be read.
        let wantsReport = !check || batch != nil || files || state
        if let checked {
            try output.write(
                json ? checked.json.text + "\n" : CheckText(check: checked).text + (wantsReport ? "\n" : ""))
            try output.flush()
        }
        if wantsReport { try report(root, to: &output) }
        try output.finish()
        if let checked, checked.findingCount > 0 {
            let found = checked.findingCount == 1 ? "1 finding" : "\(checked.findingCount) findings"
            throw TidemarkError(.checkpointCheckFailed, ["path": root, "found": found])
        }
    }

    private func report(_ root: String, to output: inout StandardOutput) throws {
        let parts = CheckpointReport.Parts(batch: batch, files: files, state: state)
        let report = try CheckpointReport(root: root, parts: parts)
        if json {
            try output.line(report.json.text)
        } else {
            try InspectText(report: report).print(to: &output)
        }
    }
}
