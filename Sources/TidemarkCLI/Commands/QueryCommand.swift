import ArgumentParser
import TideModel
import TidePlots
import Tidemark

/// `tidemark query`: a SELECT over the result of a job, also while it runs.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Query the result of a job, also while it runs.",
        usage: "tidemark query CHECKPOINT SQL [--batch N] [--format FORMAT | --plot]",
        discussion: """
            The rows are those of one batch boundary: a snapshot that no running batch changes. \
            --batch takes an older one, as far back as the history reaches (tidemark inspect says how far). \
            --plot takes the first time, date or window column as x (else the string column with the most \
            different values), the first numeric column as y, and the first string column left as the \
            series; tidemark plot takes them by name.
            """)

    @Argument(help: ArgumentHelp("The checkpoint directory.", valueName: "CHECKPOINT"))
    var checkpoint: String

    @Argument(help: ArgumentHelp("A SELECT over the job's streaming table.", valueName: "SQL"))
    var sql: String

    @Option(help: ArgumentHelp("The result at the end of an older batch.", valueName: "N"))
    var batch: Int64?

    @Option(help: ArgumentHelp("How rows are printed.", valueName: "FORMAT"))
    var format = OutputFormat.table

    @Flag(help: "Draw the rows as bars instead of printing them.")
    var plot = false

    func run() throws {
        try TidemarkError.requireOption("--batch", batch.map(Int.init), in: 0...Int.max)
        if plot, format != .table { throw TidemarkError(.plotWithFormat, ["format": format.rawValue]) }
        try perform()
    }

    private func perform() throws {
        let query = try CheckpointQuery(checkpoint: try absolutePath(checkpoint), batch: batch)
        if plot {
            let result = try query.run(sql)
            try ChartOutput.terminal.draw(result, columns: ChartColumns.init(choosingFor:))
            note(result.note)
        } else {
            var output = StandardOutput()
            let note = try query.run(sql) { rows in
                try format.print(rows, to: &output)
                return rows.note
            }
            try output.finish()
            self.note(note)
        }
    }

    private func note(_ text: String?) {
        if let text { StandardError.line("note: \(text)") }
    }
}
