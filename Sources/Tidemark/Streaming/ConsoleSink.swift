import TideCheckpoint
import TideColumnar
import TideExecution
import TideFormats
import TideModel
import TidePlanning
import TideStreaming

/// Prints each batch as Spark's console sink does (ConsoleWrite.printRows).
struct ConsoleSink: Sendable {
    private static let rule = String(repeating: "-", count: 43)

    var rows = 20
    var truncation = Truncation.at(20)
    let zone: ZoneRules
    let output: Session.TextSink

    /// - Parameter options: `numRows` and `truncate`, by lower-case key.
    init(options: [String: String], zone: ZoneRules, output: @escaping Session.TextSink) throws {
        self.zone = zone
        self.output = output
        if let text = options["numrows"] {
            guard let count = Int(text), count >= 0 else {
                throw TidemarkError(
                    .writerOptionValue,
                    ["option": "numRows", "value": text, "expected": "a number of rows"])
            }
            rows = count
        }
        if let text = options["truncate"] {
            switch text.lowercased() {
            case "true": truncation = .at(20)
            case "false": truncation = .none
            default:
                throw TidemarkError(
                    .writerOptionValue,
                    ["option": "truncate", "value": text, "expected": "true or false"])
            }
        }
    }

    var sink: StreamingSink {
        StreamingSink("ConsoleTable", deliveryFormat: "console") { batch, reader in try show(batch, reader) }
    }

    /// Prints the rows of a committed batch, in complete mode the whole result, and counts them.
    private func show(_ batch: Int64, _ reader: CheckpointReader) throws -> Int64 {
        let (text, count) = try reader.snapshot { snapshot -> (String, Int64) in
            guard let stored = try StoredResult(snapshot),
                let source = try stored.rowsOfLastBatch(snapshot, reader)
            else { return ("", 0) }
            var count: Int64 = 0
            var shown: [RecordBatch] = []
            while let next = try source.next() {
                let missing = rows - Int(min(count, Int64(rows)))
                if missing > 0 { shown.append(next.prefix(min(missing, next.count))) }
                count += Int64(next.count)
            }
            let table = try RecordBatch.concatenate(shown, schema: stored.query.schema)
            return (batchText(batch, table, isCut: count > Int64(rows)), count)
        }
        try output(text)
        return count
    }

    private func batchText(_ batch: Int64, _ table: RecordBatch, isCut: Bool) -> String {
        var bytes = Array("\(Self.rule)\nBatch: \(batch)\n\(Self.rule)\n".utf8)
        TablePrinter(zone: zone, truncatingAt: truncation.length).append(table, to: &bytes)
        let end = isCut ? "only showing top \(rows) row\(rows == 1 ? "" : "s")\n" : "\n"
        return String(decoding: bytes, as: UTF8.self) + end
    }
}
