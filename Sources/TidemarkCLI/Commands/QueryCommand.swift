import ArgumentParser
import TideModel
import TidePlots
import Tidemark

/// `tidemark query`: a SELECT over the result of a job, also while it runs.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Query the result of a job, also while it runs.",
        discussion: """
            The rows are those of one batch boundary: a snapshot that no running batch changes. \
            --plot takes the first time, date or window column as x (else the string column with the most \
            different values), the first numeric column as y, and the first string column left as the \
            series; tidemark plot takes them by name.
            """)

    @Argument(help: ArgumentHelp("The checkpoint directory.", valueName: "CHECKPOINT"))
    var checkpoint: String

    @Argument(help: ArgumentHelp("A SELECT over the job's streaming table.", valueName: "SQL"))
    var sql: String

    @Option(help: ArgumentHelp("How rows are printed.", valueName: "FORMAT"))
    var format = OutputFormat.table

    @Flag(help: "Draw the rows as bars instead of printing them.")
    var plot = false

    func validate() throws {
        if plot, format != .table {
            throw ValidationError("--plot draws the rows; leave --format out, or --plot.")
        }
    }

    func run() throws { try perform() }

    private func perform() throws {
        let result = try CheckpointQuery(checkpoint: try absolutePath(checkpoint)).run(sql)
        if plot {
            try ChartOutput.terminal.draw(result, columns: ChartColumns.init(choosingFor:))
        } else {
            var output = StandardOutput()
            try format.print(result, to: &output)
            try output.finish()
        }
        if let note = result.note { StandardError.line("note: \(note)") }
    }
}
