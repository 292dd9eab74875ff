package import TideColumnar
package import TideModel

/// How the lines of a table's JSON files become rows.
package struct NDJSONFormat: Sendable, Hashable {
    /// The whole table's columns; keys match their names byte for byte.
    package let schema: Schema
    /// Ordinals of the columns to read, ascending; the others are not looked at.
    package let required: [Int]
    package let mode: ParseMode
    /// For timestamps that name no zone.
    package let zone: ZoneRules

    package init(schema: Schema, required: [Int], mode: ParseMode, zone: ZoneRules) {
        self.schema = schema
        self.required = required
        self.mode = mode
        self.zone = zone
    }

    /// The columns that decoding gives.
    package var output: Schema { Schema(required.map { schema.fields[$0] }) }

    /// Whether JSON values can be read into the type: all but VOID and STRUCT.
    package static func canRead(_ type: DataType) -> Bool {
        switch type {
        case .boolean, .int, .bigint, .double, .string, .timestamp, .date: true
        case .void, .structure: false
        }
    }
}

/// The rows of a run of lines.
package struct DecodedLines: Sendable {
    /// The required columns, in order.
    package let batch: RecordBatch
    package let rejects: RejectSummary

    package init(batch: RecordBatch, rejects: RejectSummary) {
        self.batch = batch
        self.rejects = rejects
    }
}
