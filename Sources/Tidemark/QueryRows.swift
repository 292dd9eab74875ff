package import TideColumnar
import TideExecution

/// The rows of a query, computed as they are pulled.
package struct QueryRows {
    package let schema: Schema
    /// The session's time zone, for printing.
    package let zone: ZoneRules
    /// Something the reader of the rows should know, for stderr.
    package let note: String?
    private let source: any RecordBatchSource

    init(schema: Schema, zone: ZoneRules, source: any RecordBatchSource, note: String? = nil) {
        self.schema = schema
        self.zone = zone
        self.source = source
        self.note = note
    }

    /// The next rows, one at least; nil at the end. Throws `TidemarkError`.
    package func next() throws -> RecordBatch? {
        while let batch = try source.next() {
            if batch.count > 0 { return batch }
        }
        return nil
    }

    /// All rows that are left. Throws `TidemarkError`.
    package func collect() throws -> QueryResult {
        var batches: [RecordBatch] = []
        while let batch = try next() { batches.append(batch) }
        return QueryResult(schema: schema, batches: batches, zone: zone, note: note)
    }
}

extension QueryResult {
    /// The rows, to be pulled.
    package var rows: QueryRows {
        QueryRows(schema: schema, zone: zone, source: StoredBatches(batches), note: note)
    }
}
