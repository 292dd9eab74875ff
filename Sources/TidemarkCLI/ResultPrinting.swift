import TideColumnar
import TideFormats
import Tidemark

extension OutputFormat {
    /// Prints a query's rows; a result without columns (there is no checkpoint state yet) prints nothing.
    func print(_ result: QueryResult, to output: inout StandardOutput) throws {
        guard result.schema.count > 0 else { return }
        var bytes: [UInt8] = []
        switch self {
        case .table:
            TablePrinter(zone: result.zone).append(try result.whole(), to: &bytes)
        case .json:
            for batch in result.batches {
                JSONRowWriter(zone: result.zone).append(batch, to: &bytes)
                try output.write(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        case .csv:
            CSVRowWriter(zone: result.zone).appendHeader(result.schema, to: &bytes)
            for batch in result.batches {
                CSVRowWriter(zone: result.zone).append(batch, to: &bytes)
                try output.write(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        try output.write(bytes)
    }
}
