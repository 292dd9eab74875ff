package import TideColumnar
package import TideModel

/// How the lines of a table's JSON files become rows.
package struct NDJSONFormat: Sendable, Hashable {
    /// The whole table's columns; keys match their names byte for byte.
    package let schema: Schema
    /// Ordinals of the columns to read, ascending; the others are not looked at.
    package let required: [Int]
    package let mode: ParseMode
    /// The name of the column, if there is such a one, that holds the text of malformed lines.
    package let corruptColumn: String
    /// For timestamps that name no zone.
    package let zone: ZoneRules
    /// What counts as JSON beside what the standard says.
    package let leniency: JSONLeniency

    /// Spark's `spark.sql.columnNameOfCorruptRecord`.
    package static let defaultCorruptColumn = "_corrupt_record"

    package init(
        schema: Schema, required: [Int], mode: ParseMode, corruptColumn: String = defaultCorruptColumn,
        zone: ZoneRules, leniency: JSONLeniency = .standard
    ) {
        self.schema = schema
        self.required = required
        self.mode = mode
        self.corruptColumn = corruptColumn
        self.zone = zone
        self.leniency = leniency
    }

    /// The same with other columns to read.
    package func reading(_ required: [Int]) -> NDJSONFormat {
        NDJSONFormat(
            schema: schema, required: required, mode: mode, corruptColumn: corruptColumn, zone: zone,
            leniency: leniency)
    }

    /// The columns that decoding gives.
    package var output: Schema { Schema(required.map { schema.fields[$0] }) }

    /// Where in `output` the column of malformed lines is: a STRING column of just that name, which no field
    /// of an object fills.
    var corruptOrdinal: Int? {
        output.fields.firstIndex {
            $0.type == .string && $0.name.utf8.elementsEqual(corruptColumn.utf8)
        }
    }

    /// Whether JSON values can be read into the type: not VOID, and a MAP's keys are STRING.
    package static func canRead(_ type: DataType) -> Bool {
        switch type {
        case .void: false
        case .structure(let fields): fields.allSatisfy { canRead($0.type) }
        case .array(let element): canRead(element)
        case .map(let key, let value): key == .string && canRead(value)
        default: true
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
