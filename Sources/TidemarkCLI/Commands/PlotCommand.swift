import ArgumentParser
import TideColumnar
import TideDurableIO
import TideFormats
import TideModel
import TidePlots
import Tidemark

/// `tidemark plot`: rows as bars, on the terminal or as an SVG picture.
struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draw rows as bars, on the terminal or as an SVG picture.",
        usage: "tidemark plot SOURCE [SQL] --x COL --y COL [--by COL] [options]",
        discussion: """
            The rows are those of a SELECT over a checkpoint (without SQL: of its whole streaming table), or \
            the lines of a file such as query --format json prints; - reads them from stdin. Rows of one bar \
            are added, and a note says so.
            """)

    @Argument(help: ArgumentHelp("A checkpoint directory, a file of rows, or -.", valueName: "SOURCE"))
    var source: String

    @Argument(help: ArgumentHelp("A SELECT over the job's streaming table.", valueName: "SQL"))
    var sql: String?

    @Option(name: .customLong("x"), help: ArgumentHelp("The column along the axis.", valueName: "COL"))
    var xColumn: String

    @Option(name: .customLong("y"), help: ArgumentHelp("The numeric column: the bars.", valueName: "COL"))
    var yColumn: String

    @Option(name: .customLong("by"), help: ArgumentHelp("The column of the series.", valueName: "COL"))
    var series: String?

    @Option(help: ArgumentHelp("How the series of one x stand together.", valueName: "KIND"))
    var kind = BarChart.Arrangement.stacked

    @Option(
        help: ArgumentHelp(
            "Write an SVG picture instead; an older one is replaced; - is stdout.", valueName: "FILE"))
    var svg: String?

    func run() throws { try perform() }

    private func perform() throws {
        let result = try rows()
        let output: ChartOutput = svg.map { .svg($0) } ?? .terminal
        try output.draw(result, arrangement: kind) {
            try ChartColumns(x: xColumn, y: yColumn, by: series, in: $0.schema)
        }
        if let note = result.note { StandardError.line("note: \(note)") }
    }

    private func rows() throws -> QueryResult {
        let path = try absolutePath(source)
        let kind = source == "-" ? nil : try FileSystem.status(path)?.kind
        if kind == .directory {
            let query = try CheckpointQuery(checkpoint: path)
            return try sql.map { try query.run($0) } ?? query.runAll()
        }
        guard source == "-" || kind != nil else { throw TidemarkError(.plotInputAbsent, ["path": source]) }
        guard sql == nil else { throw TidemarkError(.plotFileWithSQL, ["path": source]) }
        do {
            let text = source == "-" ? try FileSystem.readStandardInput() : try FileSystem.readStream(path)
            let batch = try JSONRowReader.read(text)
            return QueryResult(schema: batch.schema, batches: [batch], zone: .utc)
        } catch let failure as IOFailure {
            throw TidemarkError(.plotInputNotReadable, ["path": source, "failure": failure.reason])
        } catch let error as JSONRowError {
            throw TidemarkError(
                .plotRowMalformed,
                [
                    "path": source == "-" ? "stdin" : source, "line": String(error.line),
                    "reason": error.reason,
                ])
        }
    }
}

extension BarChart.Arrangement: ExpressibleByArgument {}
