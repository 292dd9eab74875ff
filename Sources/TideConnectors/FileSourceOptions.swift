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
    package var onChangedInput: ChangedInputPolicy
    package var mode: ParseMode
    /// The column that holds the text of malformed lines (`columnNameOfCorruptRecord`).
    package var corruptColumn: String
    /// How columns that the table does not list are inferred.
    package var inference: InferenceOptions
    /// How long a file without a closing newline must have been left alone, in microseconds.
    package var settleTimeUs: Int64
    /// What counts as JSON beside what the standard says.
    package var leniency: JSONLeniency
    /// How files divide into records.
    package var text: TextFormat
    /// Which files below the path belong to the table.
    package var selection: FileSelection
    /// Where names of directories begin to be partitions (`basePath`), as written; nil for the path.
    package var basePath: String?
    /// The newest files first.
    package var isLatestFirst: Bool
    /// Files so much older than the newest one read are left out, in microseconds; nil for none.
    package var maxFileAgeUs: Int64?
    /// Files of one name are one file, in whatever directory.
    package var goesByName: Bool
    package var cleaning: SourceCleaning
    /// Columns whose values stand in the names of directories, outermost first (`partitionColumns`).
    package var partitionColumns: [String]
    /// What the operator should know of the options.
    package var notes: [String]

    /// Cut of large inputs when nothing is said.
    package static let defaultMaxBytesPerTrigger: Int64 = 128 << 20

    private typealias Option = SourceOption

    /// The files at a root, read by these options.
    ///
    /// - Throws: `TidemarkError` (`invalidOption`) where `basePath` is elsewhere.
    package func files(root: String) throws -> SourceFiles {
        var selection = selection
        if !partitionColumns.isEmpty {
            let (skipped, taken) = try PartitionDiscovery.base(root, selection, basePath)
            selection.partitions = PartitionLayout(columns: partitionColumns, skipped: skipped, taken: taken)
        }
        return SourceFiles(
            root: root, text: text, selection: selection, archive: cleaning.archive,
            mayGrow: appends == .follow)
    }

    /// Where the path begins that the files lie below, as written.
    package var rootPath: String { selection.pattern?.root ?? path }

    /// Checks `options`; keys compare without regard to case.
    ///
    /// - Throws: `TidemarkError` (`unsupported`, `optionNotFound`, `invalidOption`) pointing at the option.
    package init(_ options: [SourceOption]) throws {
        for option in options { try Self.requireKnown(option, option.key.lowercased()) }
        let given = try OptionValues(options)
        guard let path = given["path"], !path.value.isEmpty else {
            throw TidemarkError(.pathOptionAbsent, range: given["path"]?.range)
        }
        self.path = path.value
        let (files, bytes) = (given["maxfilespertrigger"], given["maxbytespertrigger"])
        if let files, let bytes {
            throw TidemarkError(
                .optionsExclusive, ["first": files.key, "second": bytes.key], range: bytes.range)
        }
        maxFilesPerTrigger = try files.map { Int(try OptionValues.positive($0)) }
        maxBytesPerTrigger = try bytes.map(OptionValues.positive) ?? Self.defaultMaxBytesPerTrigger
        appends = try given.value("appends", Self.appendPolicy) ?? .error
        onChangedInput =
            try given.value("onchangedinput") { option in
                guard let policy = ChangedInputPolicy(rawValue: option.value.lowercased()) else {
                    throw OptionValues.wrong(option, among: ChangedInputPolicy.allCases.map(\.rawValue))
                }
                return policy
            } ?? .stop
        mode = try given.value("mode", Self.parseMode) ?? .permissive
        corruptColumn =
            try given.text("columnnameofcorruptrecord", expected: "the name of a column")
            ?? NDJSONFormat.defaultCorruptColumn
        leniency = try Self.leniency(given)
        inference = try Self.inference(given)
        inference.leniency = leniency
        settleTimeUs = try given.value("settletime", OptionValues.duration) ?? 1_000_000
        text = try TextFormat(given)
        selection = try FileSelection(given)
        basePath = try given.text("basepath", expected: "a directory")
        partitionColumns =
            try given.text("partitioncolumns", expected: "names of columns")?.split(separator: "/")
            .map(String.init) ?? []
        isLatestFirst = try given.flag("latestfirst") ?? false
        goesByName = try given.flag("filenameonly") ?? false
        cleaning = try SourceCleaning(given)
        notes = try Self.cacheNotes(given)
        let age = try given.value("maxfileage", OptionValues.age)
        maxFileAgeUs = age
        if age != nil, isLatestFirst, files != nil || bytes != nil {
            // As Spark: with both, old files would never have their turn.
            maxFileAgeUs = nil
            notes.append("maxFileAge has no effect beside latestFirst and a limit: every file has its turn")
        }
        try requireFollowable(given)
    }

    // MARK: Names

    private static let known =
        [
            "path", "maxFilesPerTrigger", "maxBytesPerTrigger", "appends", "onChangedInput", "mode",
            "settleTime",
            "columnNameOfCorruptRecord", "primitivesAsString", "samplingRatio", "dropFieldIfAllNull",
            "inferTimestamp", "multiLine", "lineSep", "encoding", "charset", "pathGlobFilter",
            "recursiveFileLookup", "basePath", "partitionColumns", "latestFirst", "maxFileAge",
            "fileNameOnly",
            "cleanSource", "sourceArchiveDir", "maxCachedFiles", "discardCachedInputRatio",
        ] + JSONLeniency.options.map(\.name)

    /// Spark's options of a file stream and of its JSON reader that this version refuses by name.
    private static let refused: Set<String> = [
        "prefersdecimal", "dateformat", "timestampformat", "timestampntzformat", "timezone", "locale",
        "enabledatetimeparsingfallback", "compression", "maxnestingdepth", "maxnumlen",
        "maxstringlen", "singlevariantcolumn", "useunsaferow", "ignorenullfields",
    ]

    private static func requireKnown(_ option: Option, _ key: String) throws {
        switch key {
        case "modifiedbefore", "modifiedafter":
            throw TidemarkError(.optionNotOfStreams, ["option": option.key], range: option.range)
        case "ignorecorruptfiles", "ignoremissingfiles":
            throw TidemarkError(.optionLosesInput, ["option": option.key], range: option.range)
        case _ where refused.contains(key):
            throw TidemarkError(.optionUnsupported, ["option": option.key], range: option.range)
        default: break
        }
        guard known.contains(where: { $0.lowercased() == key }) else {
            let nearest = suggestion(for: option.key, among: known, kind: "options")
            throw TidemarkError(
                .optionUnknown, ["option": option.key, "suggestion": nearest], range: option.range)
        }
    }

    // MARK: Values

    private static func appendPolicy(_ option: Option) throws -> AppendPolicy {
        guard let policy = AppendPolicy(rawValue: option.value.lowercased()) else {
            throw OptionValues.wrong(option, among: AppendPolicy.allCases.map(\.rawValue))
        }
        return policy
    }

    /// What grows can be no single record, and is never read to its end.
    private func requireFollowable(_ given: OptionValues) throws {
        guard appends == .follow else { return }
        let wrong = text.isMultiLine ? "multiline" : cleaning.mode == .off ? "" : "cleansource"
        guard let option = given[wrong] else { return }
        throw TidemarkError(
            .optionsExclusive, ["first": "appends = follow", "second": option.key], range: option.range)
    }

    private static func parseMode(_ option: Option) throws -> ParseMode {
        guard let mode = ParseMode(rawValue: option.value.uppercased()) else {
            throw OptionValues.wrong(option, among: ParseMode.allCases.map(\.rawValue))
        }
        return mode
    }

    private static func inference(_ given: OptionValues) throws -> InferenceOptions {
        var options = InferenceOptions()
        options.primitivesAsString = try given.flag("primitivesasstring") ?? false
        options.dropsNullFields = try given.flag("dropfieldifallnull") ?? false
        options.infersTimestamps = try given.flag("infertimestamp") ?? false
        options.samplingRatio = try given.value("samplingratio", OptionValues.ratio) ?? 1
        return options
    }

    private static func leniency(_ given: OptionValues) throws -> JSONLeniency {
        var leniency = JSONLeniency.standard
        for (name, member) in JSONLeniency.options {
            switch try given.flag(name.lowercased()) {
            case true: leniency.insert(member)
            case false: leniency.remove(member)
            case nil: continue
            }
        }
        return leniency
    }

    /// Spark keeps files of a listing for batches that follow. Here a listing is kept until it is read to
    /// its end, so that these options have nothing to set.
    private static func cacheNotes(_ given: OptionValues) throws -> [String] {
        var notes: [String] = []
        if let option = given["maxcachedfiles"] {
            guard let count = Int64(option.value), count >= 0 else {
                throw OptionValues.wrong(option, expected: "an integer of at least 0")
            }
            notes.append("\(option.key) has no effect: a listing is kept until all of it is read")
        }
        if let option = given["discardcachedinputratio"] {
            guard let ratio = Double(option.value), ratio >= 0, ratio <= 1 else {
                throw OptionValues.wrong(option, expected: "a number from 0 to 1")
            }
            notes.append("\(option.key) has no effect: a listing is kept until all of it is read")
        }
        return notes
    }
}

extension TextFormat {
    /// What `multiLine`, `lineSep` and `encoding` (or `charset`) say.
    fileprivate init(_ given: OptionValues) throws {
        self.init()
        isMultiLine = try given.flag("multiline") ?? false
        separator = try given.text("linesep", expected: "one character at least")
        guard let option = given["encoding"] ?? given["charset"] else { return }
        guard let encoding = TextEncoding(named: option.value) else {
            throw OptionValues.wrong(
                option, expected: "an encoding that iconv knows, such as 'UTF-8' or 'ISO-8859-1'")
        }
        if !isMultiLine {
            // Records are cut out of the bytes before anything is known of a mark at their front.
            if encoding.needsMark {
                throw OptionValues.wrong(
                    option,
                    expected: "the order of its bytes ('\(encoding.name)LE' or '\(encoding.name)BE') "
                        + "unless multiLine is 'true'")
            }
            guard encoding.unitBytes == 1 || separator != nil else {
                throw OptionValues.wrong(
                    option, expected: "the option lineSep beside it, or multiLine 'true'")
            }
            guard encoding.bytes(of: separator ?? "\n") != nil else {
                throw OptionValues.wrong(option, expected: "an encoding that has the characters of lineSep")
            }
        }
        self.encoding = encoding == .utf8 ? nil : encoding
    }
}

extension FileSelection {
    /// What `path`, `pathGlobFilter` and `recursiveFileLookup` say.
    fileprivate init(_ given: OptionValues) throws {
        self.init()
        let pattern = try given.value("path") { try PathPattern($0.value) }
        self.pattern = pattern?.isPattern == true ? pattern : nil
        nameFilter = try given.value("pathglobfilter") { try Glob($0.value) }
        isRecursive = try given.flag("recursivefilelookup") ?? false
    }
}

/// What becomes of files that are read to their end (`cleanSource`).
package struct SourceCleaning: Hashable, Sendable {
    package enum Mode: String, Hashable, Sendable, CaseIterable {
        case archive, delete, off
    }

    package var mode = Mode.off
    /// Where archived files go, below which they keep their whole path; as written until the table makes it
    /// absolute.
    package var archive: String?

    /// What `cleanSource` and `sourceArchiveDir` say.
    init(_ given: OptionValues) throws {
        let option = given["cleansource"]
        mode =
            try option.map { option in
                guard let mode = Mode(rawValue: option.value.lowercased()) else {
                    throw OptionValues.wrong(option, among: Mode.allCases.map(\.rawValue))
                }
                return mode
            } ?? .off
        let directory = try given.text("sourcearchivedir", expected: "a directory")
        guard mode == .archive else { return }
        guard let directory else {
            throw TidemarkError(.archiveDirectoryAbsent, range: option?.range)
        }
        archive = directory
    }
}
