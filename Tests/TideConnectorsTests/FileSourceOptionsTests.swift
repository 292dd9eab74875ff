import Testing
import TideFormats
import TideModel

@testable import TideConnectors

@Suite struct FileSourceOptionsTests {
    private func options(_ pairs: (String, String)...) throws -> FileSourceOptions {
        try FileSourceOptions(pairs.map { (key: $0.0, value: $0.1, range: nil) })
    }

    @Test("defaults")
    func defaults() throws {
        let options = try options(("path", "in"))
        #expect(options.path == "in")
        #expect(options.maxFilesPerTrigger == nil)
        #expect(options.maxBytesPerTrigger == 134_217_728)
        #expect(options.appends == .error)
        #expect(options.onChangedInput == .stop)
        #expect(!(try options.files(root: "/in").mayGrow))
        #expect(options.mode == .permissive)
        #expect(options.settleTimeUs == 1_000_000)
        #expect(options.corruptColumn == "_corrupt_record")
        #expect(options.inference == InferenceOptions())
        #expect(options.text == .lines && options.selection == FileSelection() && options.notes == [])
        #expect(!options.isLatestFirst && !options.goesByName && options.maxFileAgeUs == nil)
        #expect(options.cleaning.mode == .off && options.partitionColumns == [])
    }

    @Test("options of the files and their records")
    func files() throws {
        let options = try options(
            ("path", "in/{a,b}/*.json"), ("pathGlobFilter", "*.json"), ("recursiveFileLookup", "true"),
            ("multiLine", "true"), ("encoding", "utf-16"), ("maxFileAge", "36h"), ("fileNameOnly", "true"),
            ("cleanSource", "ARCHIVE"), ("sourceArchiveDir", "old"), ("partitionColumns", "day/hour"),
            ("maxCachedFiles", "5"))
        #expect(options.rootPath == "in")
        #expect(options.selection.isRecursive && options.selection.nameFilter?.text == "*.json")
        #expect(options.text.isMultiLine && options.text.encoding?.name == "UTF-16")
        #expect(options.maxFileAgeUs == 36 * 3_600_000_000 && options.goesByName)
        #expect(options.cleaning.mode == .archive && options.cleaning.archive == "old")
        #expect(options.partitionColumns == ["day", "hour"])
        #expect(options.notes == ["maxCachedFiles has no effect: a listing is kept until all of it is read"])
    }

    @Test(
        "times as Java options have them",
        arguments: [
            ("7d", 604_800_000_000), ("50s", 50_000_000), ("100ms", 100_000), ("250us", 250),
            ("2m", 120_000_000),
            ("2min", 120_000_000), ("1h", 3_600_000_000), ("5", 5_000), ("1 day", 86_400_000_000),
        ] as [(String, Int64)])
    func ages(text: String, microseconds: Int64) throws {
        #expect(try options(("path", "in"), ("maxFileAge", text)).maxFileAgeUs == microseconds)
    }

    @Test("maxFileAge has no effect beside latestFirst and a limit, and says so")
    func ageAndLatest() throws {
        let options = try options(
            ("path", "in"), ("maxFileAge", "1d"), ("latestFirst", "true"), ("maxFilesPerTrigger", "1"))
        #expect(options.maxFileAgeUs == nil && options.isLatestFirst)
        #expect(
            options.notes == [
                "maxFileAge has no effect beside latestFirst and a limit: every file has its turn"
            ])
    }

    @Test("keys and the values of choices do not mind case")
    func given() throws {
        let options = try options(
            ("PATH", "in"), ("MaxFilesPerTrigger", "3"), ("mode", "failfast"), ("appends", "IGNORE"),
            ("onChangedInput", "AS-NEW"), ("settleTime", "250 milliseconds"),
            ("columnNameOfCorruptRecord", "Bad"), ("PrimitivesAsString", "TRUE"),
            ("dropFieldIfAllNull", "true"), ("inferTimestamp", "True"), ("samplingRatio", "0.5"))
        #expect(options.corruptColumn == "Bad")
        #expect(options.inference.primitivesAsString)
        #expect(options.inference.dropsNullFields)
        #expect(options.inference.infersTimestamps)
        #expect(options.inference.samplingRatio == 0.5)
        #expect(options.maxFilesPerTrigger == 3)
        #expect(options.mode == .failFast)
        #expect(options.appends == .ignore)
        #expect(options.onChangedInput == .asNew)
        #expect(options.settleTimeUs == 250_000)
    }

    @Test(
        "what is not supported, unknown or wrong is refused by name",
        arguments: [
            (
                [("path", "in"), ("maxFilesPerTriger", "1")],
                "error [UNKNOWN_OPTION]: a json table has no option 'maxFilesPerTriger'\n"
                    + "  next: did you mean maxFilesPerTrigger?"
            ),
            (
                [("path", "in"), ("latestFirst", "maybe")],
                "error [INVALID_OPTION_VALUE]: option 'latestFirst' is 'maybe', expected 'true' or 'false'"
            ),
            (
                [("path", "in"), ("modifiedAfter", "2020-01-01T00:00:00")],
                "error [INVALID_OPTION_VALUE]: option 'modifiedAfter' is not allowed in file stream sources\n"
                    + "  next: leave it out; pathGlobFilter chooses files by their names"
            ),
            (
                [("path", "in"), ("maxFileAge", "x")],
                "error [INVALID_OPTION_VALUE]: option 'maxFileAge' is 'x', expected a time such as '7d' or "
                    + "'7 days'"
            ),
            (
                [("path", "in"), ("cleanSource", "foo")],
                "error [INVALID_OPTION_VALUE]: option 'cleanSource' is 'foo', expected 'archive', 'delete' "
                    + "or 'off'"
            ),
            (
                [("path", "in"), ("maxCachedFiles", "-1")],
                "error [INVALID_OPTION_VALUE]: option 'maxCachedFiles' is '-1', expected an integer of at "
                    + "least 0"
            ),
            (
                [("path", "in"), ("discardCachedInputRatio", "2")],
                "error [INVALID_OPTION_VALUE]: option 'discardCachedInputRatio' is '2', expected a number "
                    + "from 0 to 1"
            ),
            (
                [("path", "in"), ("lineSep", "")],
                "error [INVALID_OPTION_VALUE]: option 'lineSep' is '', expected one character at least"
            ),
            (
                [("path", "in"), ("encoding", "nonsense")],
                "error [INVALID_OPTION_VALUE]: option 'encoding' is 'nonsense', expected an encoding that "
                    + "iconv knows, such as 'UTF-8' or 'ISO-8859-1'"
            ),
            (
                [("path", "in"), ("encoding", "UTF-16LE")],
                "error [INVALID_OPTION_VALUE]: option 'encoding' is 'UTF-16LE', expected the option lineSep "
                    + "beside it, or multiLine 'true'"
            ),
            (
                [("path", "in"), ("encoding", "UTF-16"), ("lineSep", "|")],
                "error [INVALID_OPTION_VALUE]: option 'encoding' is 'UTF-16', expected the order of its "
                    + "bytes ('UTF-16LE' or 'UTF-16BE') unless multiLine is 'true'"
            ),
            (
                [("path", "in"), ("encoding", "US-ASCII"), ("lineSep", "\u{E9}")],
                "error [INVALID_OPTION_VALUE]: option 'encoding' is 'US-ASCII', expected an encoding that "
                    + "has the characters of lineSep"
            ),
            (
                [("path", "in"), ("maxFilesPerTrigger", "0")],
                "error [INVALID_OPTION_VALUE]: option 'maxFilesPerTrigger' is '0', expected "
                    + "a positive integer"
            ),
            (
                [("path", "in"), ("maxFilesPerTrigger", "1"), ("maxBytesPerTrigger", "1")],
                "error [INVALID_OPTION_VALUE]: options 'maxFilesPerTrigger' and "
                    + "'maxBytesPerTrigger' can't be "
                    + "both set at the same time\n  next: leave one out"
            ),
            (
                [("path", "in"), ("appends", "follow"), ("multiLine", "true")],
                "error [INVALID_OPTION_VALUE]: options 'appends = follow' and 'multiLine' can't be both set "
                    + "at the same time\n  next: leave one out"
            ),
            (
                [("path", "in"), ("appends", "follow"), ("cleanSource", "delete")],
                "error [INVALID_OPTION_VALUE]: options 'appends = follow' and 'cleanSource' can't be both "
                    + "set at the same time\n  next: leave one out"
            ),
            (
                [("path", "in"), ("onChangedInput", "new")],
                "error [INVALID_OPTION_VALUE]: option 'onChangedInput' is 'new', expected 'stop', 'skip' or "
                    + "'as-new'"
            ),
            (
                [("path", "in"), ("prefersDecimal", "true")],
                "error [UNSUPPORTED_FEATURE]: option 'prefersDecimal' is not supported by "
                    + "this version\n  next: leave it out"
            ),
            (
                [("path", "in"), ("timestampFormat", "yyyy")],
                "error [UNSUPPORTED_FEATURE]: option 'timestampFormat' is not supported by "
                    + "this version\n  next: leave it out"
            ),
            (
                [("path", "in"), ("inferTimestamp", "yes")],
                "error [INVALID_OPTION_VALUE]: option 'inferTimestamp' is 'yes', expected 'true' or 'false'"
            ),
            (
                [("path", "in"), ("samplingRatio", "0")],
                "error [INVALID_OPTION_VALUE]: option 'samplingRatio' is '0', expected "
                    + "a number above 0 and at most 1"
            ),
            (
                [("path", "in"), ("samplingRatio", "1.5")],
                "error [INVALID_OPTION_VALUE]: option 'samplingRatio' is '1.5', expected "
                    + "a number above 0 and at most 1"
            ),
            (
                [("path", "in"), ("columnNameOfCorruptRecord", "")],
                "error [INVALID_OPTION_VALUE]: option 'columnNameOfCorruptRecord' is '', expected "
                    + "the name of a column"
            ),
            (
                [],
                "error [INVALID_OPTION_VALUE]: a json table needs the option 'path'\n"
                    + "  next: add OPTIONS (path 'directory')"
            ),
            (
                [("path", "in/[a")],
                "error [INVALID_OPTION_VALUE]: the pattern '[a' is wrong: '[' is not closed, or runs "
                    + "backwards\n  next: close it, or put a backslash before a character that stands for "
                    + "itself"
            ),
        ] as [([(String, String)], String)])
    func refusals(pairs: [(String, String)], expected: String) throws {
        let error = try #require(throws: TidemarkError.self) {
            _ = try FileSourceOptions(pairs.map { (key: $0.0, value: $0.1, range: nil) })
        }
        #expect(error.description == expected)
    }
}
