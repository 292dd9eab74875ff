import Foundation
import TestSupport
import Testing
import TideColumnar
import TideDurableIO
import TideFormats
import TideModel

@testable import TideConnectors

/// Files, directories and texts as Apache Spark 4.3.0 reads them: Fixtures/spark-*.json hold what it said.
@Suite struct SparkFilesTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    static func fixture(_ name: String) throws -> JSONValue {
        let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        return try JSONValue(parsing: try Data(contentsOf: fixtures.appending(path: name)))
    }

    private func land(_ path: String, _ bytes: [UInt8] = Array("{}\n".utf8)) throws {
        let whole = directory.path(path)
        _ = try FileSystem.createDirectory(FileSystem.parent(of: whole))
        try FileSystem.writeAtomically(bytes, to: whole, isDurable: false)
    }

    // MARK: Partitions

    /// Types that Spark infers and we have not.
    private static let otherTypes = [
        "decimal(19,0)": "DOUBLE", "decimal(10,0)": "DOUBLE", "decimal(30,0)": "DOUBLE", "time(6)": "STRING",
        "void": "STRING",
    ]

    private func text(_ value: Value) -> String? {
        value.isNull ? nil : ValueText.text(value, zone: .utc)
    }

    @Test("types and values of partition columns")
    func partitions() throws {
        let cases = try #require(try Self.fixture("spark-partitions.json")["cases"]?.elements)
        #expect(cases.count == 30)
        for entry in cases {
            let name = try #require(entry["case"]?.string)
            let names = try #require(entry["directories"]?.elements).compactMap(\.string)
            for directory in names { try land("\(name)/\(directory)/f") }
            let root = directory.path(name)
            guard let type = entry["type"]?.string else {
                #expect(throws: TidemarkError.self, "\(name)") {
                    _ = try PartitionDiscovery.find(
                        root: root, selection: FileSelection(), basePath: nil, zone: .utc)
                }
                continue
            }
            let found = try #require(
                try PartitionDiscovery.find(
                    root: root, selection: FileSelection(), basePath: nil, zone: .utc))
            #expect(found.layout.columns == ["k"])
            #expect(
                found.fields.map(\.type.sqlName) == [Self.otherTypes[type] ?? type.uppercased()], "\(name)")
            if Self.otherTypes[type] != nil && type != "void" { continue }
            let values = try names.map {
                try found.layout.values(
                    root: root, path: "\($0)/f", types: found.fields.map(\.type), zone: .utc)[0]
            }
            let expected = try #require(entry["values"]?.elements).map(\.string)
            // The text of a DOUBLE differs between Python and Java.
            if found.fields[0].type == .double {
                let numbers = values.map { if case .double(let number) = $0 { number } else { Double.nan } }
                let wanted = expected.map { $0.flatMap { Double($0) } ?? .nan }
                #expect(zip(numbers, wanted).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }, "\(name)")
            } else {
                #expect(values.map(text) == expected, "\(name)")
            }
        }
    }

    // MARK: Patterns

    @Test("which files a pattern names")
    func globs() throws {
        let fixture = try Self.fixture("spark-globs.json")
        for file in try #require(fixture["files"]?.elements).compactMap(\.string) { try land("g/" + file) }
        let cases = try #require(fixture["cases"]?.elements)
        #expect(cases.count == 23)
        for entry in cases {
            let pattern = try #require(entry["pattern"]?.string)
            if entry["error"] != nil {
                #expect(throws: TidemarkError.self, "\(pattern)") { _ = try PathPattern(pattern) }
                continue
            }
            var selection = FileSelection()
            let parsed = try PathPattern(pattern)
            selection.pattern = parsed
            let root = directory.path(parsed.root)
            let found = try selection.files(in: root).map(\.path)
            let expected = try #require(entry["files"]?.elements).compactMap(\.string)
            // Without wildcards but a backslash Spark looks for a file with a backslash in its name.
            if pattern.contains("[\\a]") { continue }
            #expect(
                found.map { parsed.root == "g" ? $0 : String((parsed.root + "/" + $0).dropFirst(2)) }.sorted()
                    == expected.sorted(), "\(pattern)")
        }
    }

    // MARK: Records

    private static let schema = Schema([
        Field("n", .int), Field("s", .string), Field("_corrupt_record", .string),
    ])

    /// Cases that we read where Spark refuses or misreads them, and why.
    ///
    /// - Encodings beside Spark's list, and those of single bytes without `lineSep`: read.
    /// - A byte order mark before UTF-16LE or UTF-8 that was named: no part of the text, as without a name.
    /// - One byte that is no UTF-8 in a record of lines without an encoding: the record is malformed.
    private static func isKnownDifference(_ entry: JSONValue) -> Bool {
        let name = entry["case"]?.string ?? ""
        let encoding = entry["options"]?["encoding"]?.string
        if name == "enc utf_16_le_bom" { return true }
        if name == "enc utf-8-sig", encoding != nil, entry["options"]?["multiLine"] != nil { return true }
        if name == "enc latin-1", encoding == nil || encoding == "UTF-8" { return true }
        guard entry["error"] != nil, let encoding, let known = TextEncoding(named: encoding) else {
            return false
        }
        return !known.needsMark && (known.unitBytes == 1 || entry["options"]?["lineSep"] != nil)
    }

    @Test("records by multiLine, lineSep and encoding, with their byte order marks")
    func texts() throws {
        let cases = try #require(try Self.fixture("spark-texts.json")["cases"]?.elements)
        #expect(cases.count == 98)
        for entry in cases where !Self.isKnownDifference(entry) {
            let name = try #require(entry["case"]?.string)
            let encoded = try #require(entry["bytes"]?.string)
            let bytes = [UInt8](try #require(Data(base64Encoded: encoded)))
            try land("text", bytes)
            let options = try #require(entry["options"]?.pairs).map { ($0.key, $0.value.string ?? "") }
            if entry["error"] != nil {
                #expect(throws: TidemarkError.self, "\(name) \(options)") { _ = try rows(options) }
                continue
            }
            let expected = try #require(entry["rows"]?.elements).map { row in
                try #require(row.elements).map { $0.integer.map { "\($0)" } ?? $0.string ?? "-" }
            }
            let found = try rows(options).map { $0.map { text($0) ?? "-" } }
            #expect(
                Set(found) == Set(expected) && found.count == expected.count, "\(name) \(options) \(found)")
        }
    }

    private static let values = Schema([
        Field("a", .int), Field("b", .double), Field("c", .string), Field("d", .date), Field("t", .timestamp),
        Field("_corrupt_record", .string),
    ])

    @Test("what counts as JSON, by the options that say so")
    func leniency() throws {
        let cases = try #require(try Self.fixture("spark-json-options.json")["cases"]?.elements)
        var seen = 0
        for entry in cases {
            let options = try #require(entry["options"]?.pairs).map { ($0.key, $0.value.string ?? "") }
            guard options.allSatisfy({ $0.0.hasPrefix("allow") }) else { continue }
            seen += 1
            let line = try #require(entry["line"]?.string)
            try land("text", [UInt8](try #require(Data(base64Encoded: line))))
            let expected = try #require(entry["row"]?.elements).map { $0.string ?? "-" }
            let found = try rows(options, Self.values).map { row in
                row.map { value in
                    // Python says inf.
                    if case .double(let number) = value, number.isInfinite {
                        return number < 0 ? "-inf" : "inf"
                    }
                    if case .double(let number) = value, number.isNaN { return "nan" }
                    return text(value) ?? "-"
                }
            }
            #expect(found == [expected], "\(entry["case"]?.string ?? "") \(options)")
        }
        #expect(seen > 30)
    }

    private func rows(
        _ pairs: [(String, String)], _ schema: Schema = schema
    ) throws -> [[Value]] {
        let options = try FileSourceOptions(
            ([("path", "text")] + pairs).map { (key: $0.0, value: $0.1, range: nil) })
        let files = try options.files(root: directory.path("text"))
        let format = NDJSONFormat(
            schema: schema, required: Array(schema.fields.indices), mode: options.mode, zone: .utc,
            leniency: options.leniency)
        let decoder = NDJSONDecoder(format)
        var rows: [[Value]] = []
        for slice in try SchemaInference.files(files, clock: SystemClock()) {
            let reader = try SliceReader(files, slice: slice)
            var block = 0
            while try reader.hasBlock(block) {
                _ = try reader.decode(block, with: decoder) { rows += $0.batch.rows }
                block += 1
            }
        }
        return rows
    }
}
