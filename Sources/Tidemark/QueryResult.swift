package import TideColumnar
import TideExecution

/// The rows a query gave.
package struct QueryResult: Sendable {
    package var schema: Schema
    package var batches: [RecordBatch]
    /// The session's time zone, for printing.
    package var zone: ZoneRules
    /// Something the reader of the rows should know, for stderr.
    package var note: String?

    package init(schema: Schema, batches: [RecordBatch], zone: ZoneRules, note: String? = nil) {
        self.schema = schema
        self.batches = batches
        self.zone = zone
        self.note = note
    }

    /// All rows in one batch.
    ///
    /// - Throws: `TidemarkError` when a string column exceeds what one batch can hold.
    package func whole() throws -> RecordBatch { try .concatenate(batches, schema: schema) }

    /// The text of a result that is one string, without its last line's end; nil for any other.
    package func onlyText() throws -> String? {
        let rows = try whole()
        guard rows.count == 1, rows.columns.count == 1,
            case .string(let text) = rows.columns[0].value(at: 0)
        else { return nil }
        return text.text.hasSuffix("\n") ? String(text.text.dropLast()) : text.text
    }
}
