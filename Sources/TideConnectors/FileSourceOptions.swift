package import TideFormats
package import TideModel

/// The OPTIONS of a `USING json` table, checked once.
package struct FileSourceOptions: Hashable, Sendable {
    /// As written: relative to the job file.
    package var path: String
    /// At most this many files begin in a batch; nil for no limit.
    package var maxFilesPerTrigger: Int?
    /// At most this many bytes in a batch, one line at least.
    package var maxBytesPerTrigger: Int64
    package var appends: AppendPolicy
    package var mode: ParseMode
    /// The column that holds the text of malformed lines (`columnNameOfCorruptRecord`).
    package var corruptColumn: String
    /// How columns that the table does not list are inferred.
    package var inference: InferenceOptions
    /// How long a file without a closing newline must have been left alone, in microseconds.
    package var settleTimeUs: Int64
    /// How files divide into records.
    package var text = TextFormat.lines

    /// The files at a root, read by these options.
    package func files(root: String) -> SourceFiles { SourceFiles(root: root, text: text) }

    /// Cut of large inputs when nothing is said.
    package static let defaultMaxBytesPerTrigger: Int64 = 128 << 20

    /// Spark's options of a file stream and of its JSON reader that this version refuses by name.
    private static let refused: Set<String> = [
        "latestfirst", "maxfileage", "filenameonly", "maxcachedfiles", "discardcachedinputratio",
        "cleansource",
        "sourcearchivedir", "recursivefilelookup", "pathglobfilter", "modifiedbefore", "modifiedafter",
        "basepath", "ignorecorruptfiles", "ignoremissingfiles", "prefersdecimal",
        "allowcomments", "allowunquotedfieldnames", "allowsinglequotes", "allownumericleadingzeros",
        "allownonnumericnumbers", "allowbackslashescapinganycharacter", "allowunquotedcontrolchars",
        "dateformat", "timestampformat", "timestampntzformat", "timezone",
        "multiline", "linesep", "encoding", "charset", "locale",
        "enabledatetimeparsingfallback", "compression", "maxnestingdepth", "maxnumlen", "maxstringlen",
        "singlevariantcolumn",
    ]

    private static let known = [
        "path", "maxFilesPerTrigger", "maxBytesPerTrigger", "appends", "onChangedInput", "mode", "settleTime",
        "columnNameOfCorruptRecord", "primitivesAsString", "samplingRatio", "dropFieldIfAllNull",
        "inferTimestamp",
    ]

    /// One option as written, with its place in the SQL.
    package typealias Option = (key: String, value: String, range: SourceRange?)

    /// Checks `options`; keys compare without regard to case.
    ///
    /// - Throws: `TidemarkError` (`unsupported`, `optionNotFound`, `invalidOption`) pointing at the option.
    package init(_ options: [Option]) throws {
        var given: [String: Option] = [:]
        for option in options {
            let key = option.key.lowercased()
            try Self.requireKnown(option, key)
            if given.updateValue(option, forKey: key) != nil {
                throw TidemarkError(.optionTwice, ["option": option.key], range: option.range)
            }
        }
        guard let path = given["path"], !path.value.isEmpty else {
            throw TidemarkError(.pathOptionAbsent, range: given["path"]?.range)
        }
        try Self.requirePlainPath(path)
        self.path = path.value
        if let files = given["maxfilespertrigger"], let bytes = given["maxbytespertrigger"] {
            throw TidemarkError(
                .optionsExclusive, ["first": files.key, "second": bytes.key], range: bytes.range)
        }
        maxFilesPerTrigger = try given["maxfilespertrigger"].map { Int(try Self.positive($0)) }
        maxBytesPerTrigger =
            try given["maxbytespertrigger"].map(Self.positive) ?? Self.defaultMaxBytesPerTrigger
        appends = try given["appends"].map(Self.appendPolicy) ?? .error
        mode = try given["mode"].map(Self.parseMode) ?? .permissive
        corruptColumn =
            try given["columnnameofcorruptrecord"].map(Self.name) ?? NDJSONFormat.defaultCorruptColumn
        inference = try Self.inference(given)
        settleTimeUs = try given["settletime"].map(Self.duration) ?? 1_000_000
        if let policy = given["onchangedinput"] { try Self.requireStop(policy) }
    }

    private static func requireKnown(_ option: Option, _ key: String) throws {
        if refused.contains(key) {
            throw TidemarkError(.optionUnsupported, ["option": option.key], range: option.range)
        }
        guard known.contains(where: { $0.lowercased() == key }) else {
            let nearest = suggestion(for: option.key, among: known, kind: "options")
            throw TidemarkError(
                .optionUnknown, ["option": option.key, "suggestion": nearest], range: option.range)
        }
    }

    private static func requirePlainPath(_ option: Option) throws {
        if option.value.contains(where: { "*?[{".contains($0) }) {
            throw TidemarkError(.pathWildcards, ["path": option.value], range: option.range)
        }
    }

    private static func positive(_ option: Option) throws -> Int64 {
        guard let number = Int64(option.value), number > 0 else {
            throw wrong(option, expected: "a positive integer")
        }
        return number
    }

    private static func appendPolicy(_ option: Option) throws -> AppendPolicy {
        if let policy = AppendPolicy(rawValue: option.value.lowercased()) { return policy }
        if option.value.lowercased() == "follow" {
            throw unsupported(option, instead: "'error' or 'ignore'")
        }
        throw wrong(option, among: AppendPolicy.allCases.map(\.rawValue))
    }

    private static func parseMode(_ option: Option) throws -> ParseMode {
        guard let mode = ParseMode(rawValue: option.value.uppercased()) else {
            throw wrong(option, among: ParseMode.allCases.map(\.rawValue))
        }
        return mode
    }

    private static func inference(_ given: [String: Option]) throws -> InferenceOptions {
        var options = InferenceOptions()
        options.primitivesAsString = try given["primitivesasstring"].map(flag) ?? false
        options.dropsNullFields = try given["dropfieldifallnull"].map(flag) ?? false
        options.infersTimestamps = try given["infertimestamp"].map(flag) ?? false
        options.samplingRatio = try given["samplingratio"].map(ratio) ?? 1
        return options
    }

    private static func flag(_ option: Option) throws -> Bool {
        switch option.value.lowercased() {
        case "true": return true
        case "false": return false
        default:
            throw wrong(option, among: ["true", "false"])
        }
    }

    private static func ratio(_ option: Option) throws -> Double {
        guard let ratio = Double(option.value), ratio > 0, ratio <= 1 else {
            throw wrong(option, expected: "a number above 0 and at most 1")
        }
        return ratio
    }

    private static func name(_ option: Option) throws -> String {
        guard !option.value.isEmpty else { throw wrong(option, expected: "the name of a column") }
        return option.value
    }

    private static func requireStop(_ option: Option) throws {
        switch option.value.lowercased() {
        case "stop": return
        case "skip", "as-new":
            throw unsupported(option, instead: "'stop'")
        default:
            throw wrong(option, among: ["stop"])
        }
    }

    private static func duration(_ option: Option) throws -> Int64 {
        guard let microseconds = try? intervalMicroseconds(option.value), microseconds >= 0 else {
            throw wrong(option, expected: "a time such as '1 second'")
        }
        return microseconds
    }

    private static func wrong(_ option: Option, among values: [String]) -> TidemarkError {
        let expected = alternatives(values.map { "'\($0)'" })
        return wrong(
            option, expected: expected,
            suggestion: suggestion(for: option.value, among: values))
    }

    private static func wrong(
        _ option: Option, expected: String, suggestion: String = ""
    ) -> TidemarkError {
        TidemarkError(
            .optionWrong,
            ["option": option.key, "value": option.value, "expected": expected, "suggestion": suggestion],
            range: option.range)
    }

    private static func unsupported(_ option: Option, instead: String) -> TidemarkError {
        TidemarkError(
            .optionValueUnsupported,
            ["option": option.key, "value": option.value, "instead": instead], range: option.range)
    }
}
