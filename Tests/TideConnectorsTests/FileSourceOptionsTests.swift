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
        #expect(options.mode == .permissive)
        #expect(options.settleTimeUs == 1_000_000)
        #expect(options.corruptColumn == "_corrupt_record")
        #expect(options.inference == InferenceOptions())
    }

    @Test("keys and the values of choices do not mind case")
    func given() throws {
        let options = try options(
            ("PATH", "in"), ("MaxFilesPerTrigger", "3"), ("mode", "failfast"), ("appends", "IGNORE"),
            ("onChangedInput", "stop"), ("settleTime", "250 milliseconds"),
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
                [("path", "in"), ("latestFirst", "true")],
                "error [UNSUPPORTED_FEATURE]: option 'latestFirst' is not supported by "
                    + "this version\n  next: leave it out"
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
                [("path", "in"), ("appends", "follow")],
                "error [UNSUPPORTED_FEATURE]: option 'appends' = 'follow' is not supported by this version\n"
                    + "  next: use 'error' or 'ignore'"
            ),
            (
                [("path", "in"), ("onChangedInput", "skip")],
                "error [UNSUPPORTED_FEATURE]: option 'onChangedInput' = 'skip' is not "
                    + "supported by this version\n  next: use 'stop'"
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
                [("path", "in/*.json")],
                "error [UNSUPPORTED_FEATURE]: path 'in/*.json' has wildcards, which this "
                    + "version does not expand\n  next: name the directory"
            ),
        ] as [([(String, String)], String)])
    func refusals(pairs: [(String, String)], expected: String) throws {
        let error = try #require(throws: TidemarkError.self) {
            _ = try FileSourceOptions(pairs.map { (key: $0.0, value: $0.1, range: nil) })
        }
        #expect(error.description == expected)
    }
}
