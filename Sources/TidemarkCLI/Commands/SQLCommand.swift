import ArgumentParser
import Tidemark

/// `tidemark sql`: SQL over files as they are now, without a checkpoint.
struct SQLCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql",
        abstract: "Run SQL over files as they are now; prints each SELECT.",
        usage: "tidemark sql [FILE | -e SQL] [--format FORMAT]",
        discussion: "Several statements may follow one another, separated by semicolons.")

    @Argument(help: ArgumentHelp("A file with SQL.", valueName: "FILE"))
    var file: String?

    @Option(name: .short, help: ArgumentHelp("SQL as text, instead of a file.", valueName: "SQL"))
    var expression: String?

    @Option(help: ArgumentHelp("How rows are printed.", valueName: "FORMAT"))
    var format = OutputFormat.table

    func run() throws { try perform() }

    private func perform() throws {
        let text = try JobText(file: file, expression: expression)
        let session = try Session(
            baseDirectory: text.baseDirectory, notes: { StandardError.line("note: \($0)") },
            output: { StandardError.raw($0) })
        var output = StandardOutput()
        var isFirst = true
        try session.execute(script: text.sql) { rows, isText in
            if !isFirst, format == .table { try output.line("") }
            isFirst = false
            let result = try rows.run()
            if isText, format == .table, let text = try result.onlyText() {
                try output.line(text)
            } else {
                try format.print(result, to: &output)
            }
            try output.flush()
        }
        try output.finish()
    }
}
