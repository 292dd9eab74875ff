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
}
