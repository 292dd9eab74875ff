import TideColumnar
import TideFormats
package import TideModel

/// The options of a sink of files, checked once; names and values as Spark's writers have them.
package struct FileSinkOptions: Hashable, Sendable {
    package enum Format: String, Hashable, Sendable, CaseIterable {
        case json, csv, text

        /// How the files' names end.
        package var suffix: String { self == .text ? "txt" : rawValue }
    }

    package let format: Format
    /// As written, by lower-case name; without `path` and `outputMode`.
    package let written: [String: String]
    private var timestampFormat: DateTimePattern?
    private var dateFormat: DateTimePattern?
    private var zone: ZoneRules?
    private var ignoresNulls = true
    /// What ends a line.
    private(set) var lineSeparator = "\n"
    private var csv = CSVFileWriter.Options()

    /// One option as written, with its place in the SQL.
    package typealias Option = (key: String, value: String, range: SourceRange?)

    /// - Throws: `TidemarkError` (`optionNotFound`, `unsupported`, `invalidOption`) pointing at the option.
    package init(_ format: Format, _ options: [Option]) throws {
        self.format = format
        var written: [String: String] = [:]
        for option in options {
            let key = option.key.lowercased()
            guard written.updateValue(option.value, forKey: key) == nil else {
                throw TidemarkError(.optionTwice, ["option": option.key], range: option.range)
            }
        }
        self.written = written
        for option in options { try set(option) }
    }

    /// Whether the files begin with the names of the columns.
    package var hasHeader: Bool { format == .csv && csv.hasHeader }

    /// The time zone of the files, for a session in `session`.
    func zone(session: ZoneRules) -> ZoneRules { zone ?? session }

    /// The writer, for a session in `session`.
    func writer(session: ZoneRules) -> any FileRowWriter {
        let times = TimeFormats(zone: zone ?? session, timestamp: timestampFormat, date: dateFormat)
        switch format {
        case .json: return JSONRowWriter(times, ignoresNulls: ignoresNulls, lineSeparator: lineSeparator)
        case .csv: return CSVFileWriter(csv, times)
        case .text: return TextRowWriter(lineSeparator: lineSeparator)
        }
    }

    private static func known(_ format: Format) -> [String] {
        let times = ["timestampFormat", "dateFormat", "timeZone"]
        switch format {
        case .json: return times + ["ignoreNullFields", "lineSep", "compression"]
        case .csv:
            return times + [
                "header", "sep", "delimiter", "quote", "escape", "quoteAll", "escapeQuotes", "nullValue",
                "emptyValue", "ignoreLeadingWhiteSpace", "ignoreTrailingWhiteSpace", "lineSep", "compression",
            ]
        case .text: return ["lineSep", "compression"]
        }
    }

    /// Options of Spark's file sink and writers that this version refuses by name.
    private static let refused: Set<String> = [
        "encoding", "charset", "retention", "locale", "chartoescapequoteescaping", "timestampntzformat",
        "maxrecordsperfile", "writenonasciicharacterasencoded", "comment", "codec", "pretty", "extension",
    ]

    private mutating func set(_ option: Option) throws {
        let key = option.key.lowercased()
        let known = Self.known(format)
        if Self.refused.contains(key) {
            throw TidemarkError(
                .sinkOptionUnsupported, ["option": option.key, "format": format.rawValue],
                range: option.range)
        }
        guard known.contains(where: { $0.lowercased() == key }) else {
            throw TidemarkError(
                .sinkOptionUnknown,
                [
                    "option": option.key, "format": format.rawValue,
                    "suggestion": suggestion(
                        for: option.key, among: ["path", "outputMode"] + known, kind: "options"),
                ], range: option.range)
        }
        switch key {
        case "timestampformat": timestampFormat = try pattern(option)
        case "dateformat": dateFormat = try pattern(option)
        case "timezone": zone = try timeZone(option)
        case "ignorenullfields": ignoresNulls = try flag(option)
        case "linesep": lineSeparator = try separator(option)
        case "compression": try requireUncompressed(option)
        default: try setCSV(option, key)
        }
    }

    private mutating func setCSV(_ option: Option, _ key: String) throws {
        switch key {
        case "header": csv.hasHeader = try flag(option)
        case "sep", "delimiter": csv.separator = try character(option)
        case "quote": csv.quote = try character(option)
        case "escape": csv.escape = try character(option)
        case "quoteall": csv.quotesAll = try flag(option)
        case "escapequotes": csv.escapesQuotes = try flag(option)
        case "nullvalue": csv.nullValue = option.value
        case "emptyvalue": csv.emptyValue = option.value
        case "ignoreleadingwhitespace": csv.ignoresLeadingBlanks = try flag(option)
        case "ignoretrailingwhitespace": csv.ignoresTrailingBlanks = try flag(option)
        default: preconditionFailure("the option \(key) is known and not read")
        }
    }

    private func flag(_ option: Option) throws -> Bool {
        switch option.value.lowercased() {
        case "true": return true
        case "false": return false
        default: throw wrong(option, expected: "true or false", among: ["true", "false"])
        }
    }

    /// One character of ASCII; `\t` is written as it is or with a backslash.
    private func character(_ option: Option) throws -> UInt8 {
        let text = option.value == "\\t" ? "\t" : option.value
        guard text.utf8.count == 1, let byte = text.utf8.first, byte < 0x80, byte != 0, byte != 0x0A,
            byte != 0x0D
        else { throw wrong(option, expected: "one character of ASCII, no line end") }
        return byte
    }

    private func separator(_ option: Option) throws -> String {
        if format == .csv, option.value != "\n" { throw wrong(option, expected: "a line feed") }
        if option.value.isEmpty { throw wrong(option, expected: "a text that is not empty") }
        return option.value
    }

    private func pattern(_ option: Option) throws -> DateTimePattern {
        do { return try DateTimePattern(option.value) } catch {
            throw wrong(option, expected: "a datetime pattern (\(error.message))")
        }
    }

    private func timeZone(_ option: Option) throws -> ZoneRules {
        do { return try ZoneRules(named: option.value) } catch {
            throw wrong(option, expected: "a time zone (\(error.message))")
        }
    }

    private func requireUncompressed(_ option: Option) throws {
        guard ["none", "uncompressed"].contains(option.value.lowercased()) else {
            throw wrong(option, expected: "none; this version does not compress", among: ["none"])
        }
    }

    private func wrong(_ option: Option, expected: String, among values: [String] = []) -> TidemarkError {
        TidemarkError(
            .optionWrong,
            [
                "option": option.key, "value": option.value, "expected": expected,
                "suggestion": suggestion(for: option.value, among: values),
            ], range: option.range)
    }
}
