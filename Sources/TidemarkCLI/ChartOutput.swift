import TideColumnar
import TideDurableIO
import TideModel
import TidePlots
import Tidemark

/// Where a chart goes: bars on stdout, or an SVG picture.
enum ChartOutput {
    case terminal
    /// A file, which is replaced as a whole, or `-` for stdout.
    case svg(String)

    /// Draws a query's rows; what the reader should know goes to stderr.
    ///
    /// Without rows nothing is drawn, and a note says so.
    func draw(
        _ result: QueryResult, arrangement: BarChart.Arrangement = .stacked,
        columns: (RecordBatch) throws -> ChartColumns
    ) throws {
        let rows = try result.whole()
        guard rows.count > 0 else {
            // Before the first batch there may not even be columns to choose from.
            if result.schema.count > 0 { _ = try columns(rows) }
            if result.note == nil { StandardError.line("note: there are no rows; nothing is drawn") }
            return
        }
        let columns = try columns(rows)
        let chart = try BarChart(rows, columns: columns, zone: result.zone, arrangement: arrangement)
        switch self {
        case .terminal: try Self.print(TerminalChart(chart, style: Terminal.stdoutStyle).text)
        case .svg("-"): try Self.print(SVGChart(chart).text)
        case .svg(let path): try Self.write(SVGChart(chart).text, to: path)
        }
        for note in chart.notes { StandardError.line("note: \(note)") }
    }

    private static func print(_ text: String) throws {
        var output = StandardOutput()
        try output.write(text)
        try output.finish()
    }

    private static func write(_ text: String, to path: String) throws {
        do {
            // Renaming over a device or a pipe would put a file in its place; a link stays, its file changes.
            var target = try absolutePath(path)
            if let status = try FileSystem.status(target) {
                guard status.kind == .file else { throw TidemarkError(.plotOutputNotFile, ["path": path]) }
                target = try FileSystem.realPath(target)
            }
            try FileSystem.writeAtomically(
                Array(text.utf8), to: target, isDurable: true)
        } catch let failure as IOFailure where !failure.isOutOfSpace {
            throw TidemarkError(.plotOutputFailed, ["path": path, "failure": failure.reason])
        }
    }
}
