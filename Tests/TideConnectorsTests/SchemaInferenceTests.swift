import TestSupport
import Testing
import TideColumnar
import TideDurableIO
import TideFormats
import TideModel

@testable import TideConnectors

/// Columns inferred over files, whatever the threads and the place a block is cut at.
@Suite struct SchemaInferenceTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func write(_ name: String, _ text: String, at seconds: Int64 = 1_000_000_000) throws {
        let path = directory.path(name)
        try FileSystem.writeAtomically(Array(text.utf8), to: path, isDurable: false)
        try FileSystem.setModificationTime(path, ns: seconds * 1_000_000_000)
    }

    private func infer(
        threads: Int = 2, _ options: (String, String)...
    ) throws -> SchemaInference.Outcome {
        let options = try FileSourceOptions(
            ([("path", "in")] + options).map { (key: $0.0, value: $0.1, range: nil) })
        let files = try SchemaInference.files(SourceFiles(root: directory.path), clock: SystemClock())
        return try SchemaInference(
            SourceFiles(root: directory.path), options: options, zone: .utc, threads: threads
        )
        .outcome(of: files)
    }

    private func text(_ outcome: SchemaInference.Outcome) -> String {
        outcome.columns.map { "\($0.name) \($0.type.sqlName)" }.joined(separator: ", ")
    }

    @Test("one odd line among large files decides, by any number of threads", arguments: [1, 2, 7])
    func threads(threads: Int) throws {
        let lines = (0..<60_000).map { "{\"time\":\($0),\"action\":\"Open\",\"n\":{\"x\":\($0)}}\n" }.joined()
        #expect(lines.utf8.count > 2 * SliceHash.blockBytes)
        try write("a", lines)
        try write("b", lines + "{\"time\":1.5,\"extra\":true}\n" + lines)
        try write("c", "{\"extra\":null}")
        try write(".hidden", "{\"hidden\":1}\n")
        let outcome = try infer(threads: threads)
        #expect(text(outcome) == "action STRING, extra BOOLEAN, n STRUCT<x: BIGINT>, time DOUBLE")
        #expect(outcome.lines == 180_002)
        #expect(outcome.malformedLines == 0)
        #expect(outcome.files == 3)
    }

    @Test("malformed lines add a column in mode PERMISSIVE, none in DROPMALFORMED, and are counted")
    func malformed() throws {
        try write("a", "{\"a\":1}\nx\n5\n")
        let permissive = try infer()
        #expect(text(permissive) == "_corrupt_record STRING, a BIGINT")
        #expect(permissive.lines == 3)
        #expect(permissive.malformedLines == 2)
        #expect(text(try infer(("columnNameOfCorruptRecord", "bad"))) == "a BIGINT, bad STRING")
        let dropping = try infer(("mode", "DROPMALFORMED"))
        #expect(text(dropping) == "a BIGINT")
        #expect(dropping.malformedLines == 2)
    }

    @Test("each option acts")
    func options() throws {
        let lines = (0..<1_000).map {
            "{\"a\":\($0),\"b\":\"2016-07-26\",\"c\":null,\"d\":[true]}\n"
        }
        try write("a", lines.joined())
        #expect(text(try infer()) == "a BIGINT, b STRING, c STRING, d ARRAY<BOOLEAN>")
        #expect(
            text(try infer(("primitivesAsString", "true")))
                == "a STRING, b STRING, c STRING, d ARRAY<STRING>")
        #expect(
            text(try infer(("inferTimestamp", "TRUE"), ("dropFieldIfAllNull", "true")))
                == "a BIGINT, b TIMESTAMP, d ARRAY<BOOLEAN>")
        let sample = try infer(("samplingRatio", "0.25"))
        #expect((200..<300).contains(sample.lines))
        #expect(try infer(("samplingRatio", "1.0")).lines == 1_000)
    }

    @Test("what ends it names the earliest file and byte, by any number of threads", arguments: [1, 4])
    func errors(threads: Int) throws {
        let lines = (0..<60_000).map { "{\"time\":\($0),\"action\":\"Open\"}\n" }.joined()
        try write("a", lines, at: 1)
        try write("b", lines + "nonsense\n" + lines + "nonsense\n", at: 2)
        try write("c", "{\"a\":1,\"a\":2}\n", at: 3)
        let failing = try #require(throws: TidemarkError.self) {
            _ = try infer(threads: threads, ("mode", "FAILFAST"))
        }
        #expect(
            failing.description == """
                error [MALFORMED_RECORD]: the line at byte \(lines.utf8.count) of '\(directory.path)/b' \
                cannot be read (malformed-json): nonsense
                  next: mend the line, or read with mode PERMISSIVE or DROPMALFORMED, which count such lines
                """)
        let repeated = try #require(throws: TidemarkError.self) { _ = try infer(threads: threads) }
        #expect(
            repeated.description == """
                error [INVALID_SCHEMA]: field 'a' stands twice in the object at byte 0 of \
                '\(directory.path)/c': no columns can be inferred
                  next: mend the line, or list the columns: the last value of a field counts then
                """)
    }

    @Test("of a file that is still being written, only the lines that have their end count")
    func growingFile() throws {
        let clock = ManualClock(microseconds: 1_000_000_000_500_000)
        try write("whole", "{\"a\":1}\n")
        try write("old", "{\"b\":1}", at: 999_999_000)
        try write("growing", "{\"c\":1}\n{\"d\":1}\n{\"e\":")
        try write("begun", "{\"f\"")
        let slices = try SchemaInference.wholeLines(
            SourceFiles(root: directory.path), settleTimeUs: 1_000_000, clock: clock)
        #expect(
            Set(slices.map { "\($0.path) \($0.start)-\($0.end)" })
                == ["whole 0-8", "old 0-7", "growing 0-16"])
    }
}
