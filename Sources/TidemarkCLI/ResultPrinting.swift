import TideColumnar
import TideFormats
import Tidemark

extension OutputFormat {
    /// Prints a query's rows; a result without columns (there is no checkpoint state yet) prints nothing.
    func print(_ result: QueryResult, to output: inout StandardOutput) throws {
        try self.print(result.rows, to: &output)
    }

    /// Prints rows as they come; a table needs all of them for the widths of its columns.
    func print(_ rows: QueryRows, to output: inout StandardOutput) throws {
        guard rows.schema.count > 0 else { return }
        var bytes: [UInt8] = []
        switch self {
        case .table:
            TablePrinter(zone: rows.zone).append(try rows.collect().whole(), to: &bytes)
        case .json:
            while let batch = try rows.next() {
                JSONRowWriter(zone: rows.zone).append(batch, to: &bytes)
                try output.write(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        case .csv:
            CSVRowWriter(zone: rows.zone).appendHeader(rows.schema, to: &bytes)
            while let batch = try rows.next() {
                CSVRowWriter(zone: rows.zone).append(batch, to: &bytes)
                try output.write(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        try output.write(bytes)
    }
}
