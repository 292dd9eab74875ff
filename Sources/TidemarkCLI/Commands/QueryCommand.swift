import ArgumentParser
import TideModel
import Tidemark

/// `tidemark query`: a SELECT over the result of a job, also while it runs.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Query the result of a job, also while it runs.",
        discussion: """
            The rows are those of one batch boundary: a snapshot that no running batch changes.
            """)

    @Argument(help: ArgumentHelp("The checkpoint directory.", valueName: "CHECKPOINT"))
    var checkpoint: String

    @Argument(help: ArgumentHelp("A SELECT over the job's streaming table.", valueName: "SQL"))
    var sql: String

    @Option(help: ArgumentHelp("How rows are printed.", valueName: "FORMAT"))
    var format = OutputFormat.table

    @Flag(help: .hidden)
    var plot = false

    func run() throws {
        if plot { throw TidemarkError.unavailable("--plot") }
        try perform()
    }

    private func perform() throws {
        let result = try CheckpointQuery(checkpoint: try absolutePath(checkpoint)).run(sql)
        var output = StandardOutput()
        try format.print(result, to: &output)
        try output.finish()
        if let note = result.note { StandardError.line("note: \(note)") }
    }
}
