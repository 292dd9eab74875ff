import ArgumentParser
import TideAdmin
import TideCheckpoint
import TideFormats
import TideModel

/// `tidemark rollback`: puts a checkpoint back to the end of an older batch.
struct RollbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Put a checkpoint back to the end of an older batch.",
        usage: "tidemark rollback CHECKPOINT --to-batch N [--apply] [options]",
        discussion: """
            Without --apply nothing is changed: it prints what would be undone, which input is read again \
            and which files of a sink are withdrawn. With it the tables are put back in one transaction, \
            as a new batch; the next run reads again from there. tidemark inspect says how far back the \
            history reaches.
            """)

    @Argument(help: ArgumentHelp("The checkpoint directory.", valueName: "CHECKPOINT"))
    var checkpoint: String

    @Option(help: ArgumentHelp("The batch to whose end to go back.", valueName: "N"))
    var toBatch: Int64

    @Flag(help: "Do it instead of printing what would be done.")
    var apply = false

    @Flag(help: "What was made of rows handed to foreachBatch, foreach or the console is taken care of.")
    var sinkHandled = false

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    /// Files listed in words; --json has them all.
    private static let filesShown = 20

    func run() throws {
        try TidemarkError.requireOption("--to-batch", Int(toBatch), in: 0...Int.max)
        let rollback = Rollback(
            checkpoint: try absolutePath(checkpoint), target: toBatch, isSinkHandled: sinkHandled)
        let report = apply ? try rollback.apply() : try rollback.preview()
        var output = StandardOutput()
        if json {
            try output.line(report.json.text)
        } else {
            try write(report, to: &output)
        }
        try output.finish()
    }

    private func write(_ report: RollbackReport, to output: inout StandardOutput) throws {
        guard !report.batches.isEmpty else {
            return try output.line("nothing to undo: it is at the end of batch \(toBatch)")
        }
        try output.line(
            "undone      \(report.batchesInWords), \(Figures.grouped(report.inputRows)) input rows")
        try output.line("read again  \(Self.counted(report.files.count, "file"))")
        for file in report.files.prefix(Self.filesShown) {
            try output.line("  \(file.path) from \(file.start) to \(file.end)")
        }
        if !report.goneFiles.isEmpty {
            try output.line("gone        \(Self.counted(report.goneFiles.count, "file")) of them")
            for path in report.goneFiles.prefix(Self.filesShown) { try output.line("  \(path)") }
        }
        if let root = report.sinkRoot, report.isResultReplaced {
            try output.line("replaced    the file of \(root), by the next run")
        } else if let root = report.sinkRoot {
            try output.line("withdrawn   \(Self.counted(report.sinkFiles.count, "file")) of \(root)")
            for path in report.sinkFiles.prefix(Self.filesShown) { try output.line("  \(path)") }
        }
        if let sink = report.handedTo {
            try output.line("not undone  what \(sink) made of their rows")
        }
        try output.line(
            report.newBatch.map { "batch \($0) put the tables back to the end of batch \(toBatch)" }
                ?? "nothing was changed; --apply does it")
    }

    private static func counted(_ count: Int, _ noun: String) -> String {
        "\(Figures.grouped(Int64(count))) \(noun)\(count == 1 ? "" : "s")"
    }
}
