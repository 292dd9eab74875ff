import ArgumentParser
import TideAdmin
import TideCheckpoint
import TideFormats

/// `tidemark backup`: a checked copy of a checkpoint, also while it runs.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy a checkpoint, also while its job runs.",
        usage: "tidemark backup CHECKPOINT DEST [--json]",
        discussion: """
            DEST gets the state as the last batch left it and a manifest with its digest; it appears whole, \
            synced and checked, or not at all. Input files and the files of a sink are not part of it. \
            tidemark restore makes a checkpoint of it.
            """)

    @Argument(help: ArgumentHelp("The checkpoint directory.", valueName: "CHECKPOINT"))
    var checkpoint: String

    @Argument(help: ArgumentHelp("The backup to make; must not exist.", valueName: "DEST"))
    var destination: String

    @Flag(help: "Print the manifest instead of text.")
    var json = false

    func run() throws {
        let manifest = try Backup(path: try absolutePath(destination))
            .make(of: try absolutePath(checkpoint))
        var output = StandardOutput()
        if json {
            try output.line(manifest.json.text)
        } else {
            try output.line("backed up \(manifest.summary) to \(destination)")
        }
        try output.finish()
    }
}

extension BackupManifest {
    /// `batch 7, 24 entries, 84.0 KB`.
    var summary: String {
        let end = lastBatch < 0 ? "no batch yet" : "batch \(lastBatch)"
        return "\(end), \(Figures.grouped(entries)) entries, \(Figures.bytes(state.bytes))"
    }
}
