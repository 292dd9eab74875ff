package import TideColumnar

/// Rows as JSON lines in the form of Spark's `toJSON`: keys in column order, NULLs left out, structs as
/// objects.
package struct JSONRowWriter: Sendable {
    private let zone: ZoneRules

    /// Timestamps are written in `zone`.
    package init(zone: ZoneRules) { self.zone = zone }

    /// Appends one line a row.
    package func append(_ batch: RecordBatch, to output: inout [UInt8]) {
        for row in 0..<batch.count {
            append(batch.row(at: row), type: .structure(batch.schema.fields), to: &output)
            output.append(UInt8(ascii: "\n"))
        }
    }

    private func append(_ values: [Value], type: DataType, to output: inout [UInt8]) {
        guard case .structure(let fields) = type else { return }
        output.append(UInt8(ascii: "{"))
        var isFirst = true
        for (value, field) in zip(values, fields) where !value.isNull {
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            JSONEscapes.appendQuoted(field.name.utf8, to: &output)
            output.append(UInt8(ascii: ":"))
            append(value, type: field.type, to: &output)
        }
        output.append(UInt8(ascii: "}"))
    }

    private func append(_ value: Value, type: DataType, to output: inout [UInt8]) {
        switch value {
        case .null: output.append(ascii: "null")
        case .boolean(let flag): output.append(ascii: flag ? "true" : "false")
        case .int(let number): output.appendDecimal(Int(number))
        case .bigint(let number): output.appendDecimal(Int(number))
        case .double(let number): JSONNumbers.append(number, to: &output)
        case .string(let text): JSONEscapes.appendQuoted(text.bytes, to: &output)
        case .timestamp(let microseconds):
            output.append(UInt8(ascii: "\""))
            Timestamps.appendISO(microseconds, zone: zone, to: &output)
            output.append(UInt8(ascii: "\""))
        case .date(let days):
            output.append(UInt8(ascii: "\""))
            Dates.append(days, to: &output)
            output.append(UInt8(ascii: "\""))
        case .structure(let values): append(values, type: type, to: &output)
        }
    }
}
