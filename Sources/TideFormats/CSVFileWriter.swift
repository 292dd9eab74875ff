package import TideColumnar

/// Rows as Spark's CSV writer makes them (univocity-parsers, CsvWriter): a value is quoted where it has a
/// separator, a quote or a line end in it, blanks around values are dropped, and a line without any byte is
/// not written.
package struct CSVFileWriter: FileRowWriter {
    /// Spark's options, with its defaults; characters are ASCII.
    package struct Options: Hashable, Sendable {
        package var hasHeader = false
        package var separator = UInt8(ascii: ",")
        package var quote = UInt8(ascii: "\"")
        package var escape = UInt8(ascii: "\\")
        package var quotesAll = false
        /// Whether a value with a quote in it is quoted.
        package var escapesQuotes = true
        package var nullValue = ""
        package var emptyValue = "\"\""
        package var ignoresLeadingBlanks = true
        package var ignoresTrailingBlanks = true

        package init() {}
    }

    private let options: Options
    private let times: TimeFormats
    private let nullValue: [UInt8]
    private let emptyValue: [UInt8]

    package init(_ options: Options, _ times: TimeFormats) {
        self.options = options
        self.times = times
        nullValue = Array(options.nullValue.utf8)
        emptyValue = Array(options.emptyValue.utf8)
    }

    package func appendHeader(_ schema: Schema, to output: inout [UInt8]) {
        guard options.hasHeader else { return }
        let names = schema.fields.map { Value.string(UTF8String(bytes: Array($0.name.utf8))) }
        append(names, schema, to: &output)
    }

    package func append(_ row: [Value], _ schema: Schema, to output: inout [UInt8]) {
        let start = output.count
        var text: [UInt8] = []
        for (index, value) in row.enumerated() {
            if index > 0 { output.append(options.separator) }
            text.removeAll(keepingCapacity: true)
            switch value {
            case .null:
                append(nullValue[...], isFirst: index == 0, isReplacement: true, to: &output)
                continue
            case .timestamp(let microseconds): times.append(timestamp: microseconds, to: &text)
            case .timestampNTZ(let microseconds): Timestamps.appendLocalISO(microseconds, to: &text)
            case .date(let days): times.append(date: days, to: &text)
            default: ValueText.append(value, zone: times.zone, to: &text)
            }
            append(value: text, isFirst: index == 0, to: &output)
        }
        if output.count > start { output.append(UInt8(ascii: "\n")) }
    }

    private func append(value: [UInt8], isFirst: Bool, to output: inout [UInt8]) {
        var text = value[...]
        if options.ignoresLeadingBlanks { text = text.drop { $0 <= UInt8(ascii: " ") } }
        let isBlank = options.ignoresTrailingBlanks && text.allSatisfy { $0 <= UInt8(ascii: " ") }
        if text.isEmpty || isBlank {
            append(emptyValue[...], isFirst: isFirst, isReplacement: true, to: &output)
        } else {
            append(text, isFirst: isFirst, isReplacement: false, to: &output)
        }
    }

    /// - Parameter isReplacement: what stands for NULL or an empty text, which may have its own quotes.
    private func append(
        _ text: ArraySlice<UInt8>, isFirst: Bool, isReplacement: Bool, to output: inout [UInt8]
    ) {
        let quote = options.quote
        if isReplacement, text.count >= 2, text.first == quote, text.last == quote {
            output.append(contentsOf: text)
            return
        }
        var trimmed = text
        if options.ignoresTrailingBlanks, !isReplacement {
            while let last = trimmed.last, last <= UInt8(ascii: " ") { trimmed.removeLast() }
        }
        let isComment = isFirst && text.first == UInt8(ascii: "#")
        let isQuoted =
            options.quotesAll || text.first == quote || isComment
            || text.contains {
                $0 == options.separator || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
                    || options.escapesQuotes && $0 == quote
            }
        guard isQuoted else {
            output.append(contentsOf: trimmed)
            return
        }
        output.append(quote)
        for byte in trimmed {
            if byte == quote || byte == options.escape && options.escape != quote {
                output.append(options.escape)
            }
            output.append(byte)
        }
        output.append(quote)
    }
}
