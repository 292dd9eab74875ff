package import TideColumnar

/// Rows as JSON lines in the form of Spark's `toJSON` and JSON writer: keys in column order, structs as
/// objects.
package struct JSONRowWriter: FileRowWriter {
    private let times: TimeFormats
    private let ignoresNulls: Bool
    private let lineSeparator: [UInt8]

    /// Timestamps are written in `zone`, NULLs left out.
    package init(zone: ZoneRules) { self.init(TimeFormats(zone: zone)) }

    /// - Parameters:
    ///   - ignoresNulls: leaves NULLs out, in structs too (Spark's `ignoreNullFields`).
    ///   - lineSeparator: what ends each line (`lineSep`).
    package init(_ times: TimeFormats, ignoresNulls: Bool = true, lineSeparator: String = "\n") {
        self.times = times
        self.ignoresNulls = ignoresNulls
        self.lineSeparator = Array(lineSeparator.utf8)
    }

    package func appendHeader(_ schema: Schema, to output: inout [UInt8]) {}

    /// Appends one line a row.
    package func append(_ batch: RecordBatch, to output: inout [UInt8]) {
        for row in 0..<batch.count { append(batch.row(at: row), batch.schema, to: &output) }
    }

    package func append(_ row: [Value], _ schema: Schema, to output: inout [UInt8]) {
        append(row, fields: schema.fields, to: &output)
        output.append(contentsOf: lineSeparator)
    }

    private func append(_ values: [Value], fields: [Field], to output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        var isFirst = true
        for (value, field) in zip(values, fields) where !(ignoresNulls && value.isNull) {
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            JSONEscapes.appendQuoted(field.name.utf8, to: &output)
            output.append(UInt8(ascii: ":"))
            append(value, type: field.type, to: &output)
        }
        output.append(UInt8(ascii: "}"))
    }

    /// Appends one value; NULLs in structs are left out, in arrays and maps they stay.
    package func append(_ value: Value, type: DataType, to output: inout [UInt8]) {
        switch value {
        case .null: output.append(ascii: "null")
        case .boolean(let flag): output.append(ascii: flag ? "true" : "false")
        case .tinyint(let number): output.appendDecimal(Int(number))
        case .smallint(let number): output.appendDecimal(Int(number))
        case .int(let number): output.appendDecimal(Int(number))
        case .bigint(let number): output.appendDecimal(Int(number))
        case .float(let number): JSONNumbers.append(number, to: &output)
        case .double(let number): JSONNumbers.append(number, to: &output)
        case .decimal(let number): output.append(ascii: number.scientificText)
        case .string(let text): JSONEscapes.appendQuoted(text.bytes, to: &output)
        case .binary(let bytes): quoted(&output) { Base64.append(bytes, to: &$0) }
        case .timestamp(let time): escaped(&output) { times.append(timestamp: time, to: &$0) }
        case .timestampNTZ(let time): quoted(&output) { Timestamps.appendLocalISO(time, to: &$0) }
        case .date(let days): escaped(&output) { times.append(date: days, to: &$0) }
        case .interval(let length, let units):
            quoted(&output) { $0.append(ascii: Intervals.format(length, units)) }
        case .structure(let values):
            guard case .structure(let fields) = type else { return }
            append(values, fields: fields, to: &output)
        case .array(let elements): append(elements, type, to: &output)
        case .map(let entries): append(entries, type, to: &output)
        }
    }

    private func quoted(_ output: inout [UInt8], _ append: (inout [UInt8]) -> Void) {
        output.append(UInt8(ascii: "\""))
        append(&output)
        output.append(UInt8(ascii: "\""))
    }

    /// Appends a text that a pattern makes, whose literals may need escapes.
    private func escaped(_ output: inout [UInt8], _ append: (inout [UInt8]) -> Void) {
        guard times.hasPatterns else { return quoted(&output, append) }
        var text: [UInt8] = []
        append(&text)
        JSONEscapes.appendQuoted(text, to: &output)
    }

    private func append(_ elements: [Value], _ type: DataType, to output: inout [UInt8]) {
        guard case .array(let elementType) = type else { return }
        output.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            append(element, type: elementType, to: &output)
        }
        output.append(UInt8(ascii: "]"))
    }

    private func append(_ entries: [MapEntry], _ type: DataType, to output: inout [UInt8]) {
        guard case .map(_, let valueType) = type else { return }
        output.append(UInt8(ascii: "{"))
        for (index, entry) in entries.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            JSONEscapes.appendQuoted(key(entry.key), to: &output)
            output.append(UInt8(ascii: ":"))
            append(entry.value, type: valueType, to: &output)
        }
        output.append(UInt8(ascii: "}"))
    }

    /// A MAP's key as the name of a member: Java's text of what Spark keeps of it, times as their numbers.
    private func key(_ value: Value) -> [UInt8] {
        var text: [UInt8] = []
        switch value {
        case .date(let days): text.appendDecimal(Int(days))
        case .timestamp(let time), .timestampNTZ(let time), .interval(let time, _):
            text.appendDecimal(Int(time))
        case .structure(let fields):
            text.append(UInt8(ascii: "["))
            for (index, field) in fields.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                text.append(contentsOf: field.isNull ? Array("null".utf8) : key(field))
            }
            text.append(UInt8(ascii: "]"))
        case .decimal(let number): text.append(ascii: number.scientificText)
        case .string(let string): return string.bytes
        default: ValueText.append(value, zone: times.zone, to: &text)
        }
        return text
    }
}
