import ArgumentParser
import TideAdmin
import TideFormats

/// `tidemark restore`: makes a checkpoint of a backup.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a checkpoint of a backup.",
        usage: "tidemark restore BACKUP DEST [--json]",
        discussion: """
            The backup is read whole and compared with its manifest first. A backup whose sink of files has \
            newer batches is refused: they would be written twice. The job goes on with tidemark run and \
            reads again what was read after the backup. Exit status: 3 for a damaged backup or a newer sink.
            """)

    @Argument(help: ArgumentHelp("The backup.", valueName: "BACKUP"))
    var backup: String

    @Argument(help: ArgumentHelp("The checkpoint to make; absent or empty.", valueName: "DEST"))
    var destination: String

    @Flag(help: "Print the manifest instead of text.")
    var json = false

    func run() throws {
        let manifest = try Backup(path: try absolutePath(backup))
            .restore(to: try absolutePath(destination))
        var output = StandardOutput()
        if json {
            try output.line(manifest.json.text)
        } else {
            try output.line("restored \(manifest.summary) to \(destination)")
        }
        try output.finish()
    }
}
