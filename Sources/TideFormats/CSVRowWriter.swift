package import TideColumnar

/// Rows as CSV: RFC 4180 quoting, lines ended by `\n`, timestamps as in Spark's CSV writer.
///
/// NULL is an empty field and the empty string `""`, so that a reader can tell them apart (Spark's
/// `nullValue` and `emptyValue` by default). Structs, arrays, maps and BINARY, which Spark's writer
/// refuses, are written as `show` prints them.
package struct CSVRowWriter: Sendable {
    private let zone: ZoneRules

    /// Timestamps are written in `zone`.
    package init(zone: ZoneRules) { self.zone = zone }

    /// Appends the line of column names.
    package func appendHeader(_ schema: Schema, to output: inout [UInt8]) {
        for (index, field) in schema.fields.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            append(Array(field.name.utf8), to: &output)
        }
        output.append(UInt8(ascii: "\n"))
    }

    /// Appends one line a row.
    package func append(_ batch: RecordBatch, to output: inout [UInt8]) {
        var text: [UInt8] = []
        for row in 0..<batch.count {
            for (index, column) in batch.columns.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                let value = column.value(at: row)
                text.removeAll(keepingCapacity: true)
                switch value {
                case .null: continue
                case .timestamp(let microseconds): Timestamps.appendISO(microseconds, zone: zone, to: &text)
                case .timestampNTZ(let microseconds): Timestamps.appendLocalISO(microseconds, to: &text)
                default: ValueText.append(value, zone: zone, to: &text)
                }
                append(text, to: &output)
            }
            output.append(UInt8(ascii: "\n"))
        }
    }

    private func append(_ text: [UInt8], to output: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        let special = [UInt8(ascii: ","), quote, UInt8(ascii: "\n"), UInt8(ascii: "\r")]
        guard text.isEmpty || text.contains(where: special.contains) else {
            output.append(contentsOf: text)
            return
        }
        output.append(quote)
        for byte in text {
            if byte == quote { output.append(quote) }
            output.append(byte)
        }
        output.append(quote)
    }
}
