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
    /// How long a file without a closing newline must have been left alone, in microseconds.
    package var settleTimeUs: Int64

    /// Cut of large inputs when nothing is said.
    package static let defaultMaxBytesPerTrigger: Int64 = 128 << 20

    /// Spark's options of a file stream and of its JSON reader that this version refuses by name.
    private static let refused: Set<String> = [
        "latestfirst", "maxfileage", "filenameonly", "maxcachedfiles", "discardcachedinputratio",
        "cleansource",
        "sourcearchivedir", "recursivefilelookup", "pathglobfilter", "modifiedbefore", "modifiedafter",
        "basepath", "ignorecorruptfiles", "ignoremissingfiles", "primitivesasstring", "prefersdecimal",
        "allowcomments", "allowunquotedfieldnames", "allowsinglequotes", "allownumericleadingzeros",
        "allownonnumericnumbers", "allowbackslashescapinganycharacter", "allowunquotedcontrolchars",
        "columnnameofcorruptrecord", "dateformat", "timestampformat", "timestampntzformat", "timezone",
        "multiline", "linesep", "encoding", "charset", "samplingratio", "dropfieldifallnull", "locale",
        "enabledatetimeparsingfallback", "compression", "maxnestingdepth", "maxnumlen", "maxstringlen",
        "singlevariantcolumn",
    ]

    private static let known = [
        "path", "maxFilesPerTrigger", "maxBytesPerTrigger", "appends", "onChangedInput", "mode", "settleTime",
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
                throw TidemarkError(
                    .invalidOption, "option '\(option.key)' is given twice", range: option.range)
            }
        }
        guard let path = given["path"], !path.value.isEmpty else {
            throw TidemarkError(
                .invalidOption, "a json table needs the option 'path'",
                remedy: "add OPTIONS (path 'directory')")
        }
        try Self.requirePlainPath(path)
        self.path = path.value
        if let files = given["maxfilespertrigger"], let bytes = given["maxbytespertrigger"] {
            throw TidemarkError(
                .invalidOption,
                "options '\(files.key)' and '\(bytes.key)' can't be both set at the same time",
                remedy: "leave one out", range: bytes.range)
        }
        maxFilesPerTrigger = try given["maxfilespertrigger"].map { Int(try Self.positive($0)) }
        maxBytesPerTrigger =
            try given["maxbytespertrigger"].map(Self.positive) ?? Self.defaultMaxBytesPerTrigger
        appends = try given["appends"].map(Self.appendPolicy) ?? .error
        mode = try given["mode"].map(Self.parseMode) ?? .permissive
        settleTimeUs = try given["settletime"].map(Self.duration) ?? 1_000_000
        if let policy = given["onchangedinput"] { try Self.requireStop(policy) }
    }

    private static func requireKnown(_ option: Option, _ key: String) throws {
        if refused.contains(key) {
            throw TidemarkError(
                .unsupported, "option '\(option.key)' is not supported by this version",
                remedy: "leave it out", range: option.range)
        }
        guard known.contains(where: { $0.lowercased() == key }) else {
            let nearest = nearestName(to: option.key, among: known)
            throw TidemarkError(
                .optionNotFound, "a json table has no option '\(option.key)'",
                remedy: nearest.map { "did you mean '\($0)'?" }
                    ?? "options: \(known.joined(separator: ", "))",
                range: option.range)
        }
    }

    private static func requirePlainPath(_ option: Option) throws {
        if option.value.contains(where: { "*?[{".contains($0) }) {
            throw TidemarkError(
                .unsupported, "path '\(option.value)' has wildcards, which this version does not expand",
                remedy: "name the directory", range: option.range)
        }
    }

    private static func positive(_ option: Option) throws -> Int64 {
        guard let number = Int64(option.value), number > 0 else {
            throw TidemarkError(
                .invalidOption, "option '\(option.key)' is '\(option.value)', expected a positive integer",
                range: option.range)
        }
        return number
    }

    private static func appendPolicy(_ option: Option) throws -> AppendPolicy {
        if let policy = AppendPolicy(rawValue: option.value.lowercased()) { return policy }
        if option.value.lowercased() == "follow" {
            throw TidemarkError(
                .unsupported, "option 'appends' = 'follow' is not supported by this version",
                remedy: "use 'error' or 'ignore'", range: option.range)
        }
        throw TidemarkError(
            .invalidOption, "option 'appends' is '\(option.value)', expected 'error' or 'ignore'",
            range: option.range)
    }

    private static func parseMode(_ option: Option) throws -> ParseMode {
        guard let mode = ParseMode(rawValue: option.value.uppercased()) else {
            let modes = ParseMode.allCases.map(\.rawValue).joined(separator: ", ")
            throw TidemarkError(
                .invalidOption, "option 'mode' is '\(option.value)', expected one of \(modes)",
                range: option.range)
        }
        return mode
    }

    private static func requireStop(_ option: Option) throws {
        switch option.value.lowercased() {
        case "stop": return
        case "skip", "as-new":
            throw TidemarkError(
                .unsupported,
                "option 'onChangedInput' = '\(option.value)' is not supported by this version",
                remedy: "use 'stop'", range: option.range)
        default:
            throw TidemarkError(
                .invalidOption, "option 'onChangedInput' is '\(option.value)', expected 'stop'",
                range: option.range)
        }
    }

    private static func duration(_ option: Option) throws -> Int64 {
        guard let microseconds = try? intervalMicroseconds(option.value), microseconds >= 0 else {
            throw TidemarkError(
                .invalidOption,
                "option '\(option.key)' is '\(option.value)', expected a time such as '1 second'",
                range: option.range)
        }
        return microseconds
    }
}
