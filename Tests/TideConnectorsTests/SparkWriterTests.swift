import Foundation
import Testing
import TideColumnar
import TideFormats
import TideModel

@testable import TideConnectors

/// Files as Apache Spark 4.3's writers make them of the same rows (Fixtures/make_spark_writers.py).
@Suite("Files as Spark writes them") struct SparkWriterTests {
    private struct Corpus {
        let frames: [String: RecordBatch]
        let cases: [JSONValue]
    }

    private static let corpus = Result {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/spark-writers.json")
        let json = try JSONValue(parsing: [UInt8](Data(contentsOf: file)))
        let rows = try #require(json["rows"]?.elements).map { row in
            try zip(#require(row.elements), all.fields).map { Self.value($0, $1.type) }
        }
        return Corpus(
            frames: [
                "all": RecordBatch(schema: all, rows: rows),
                "text": RecordBatch(schema: Schema([all.fields[0]]), rows: rows.map { [$0[0]] }),
                "pair": RecordBatch(
                    schema: Schema([all.fields[0], all.fields[2]]), rows: rows.map { [$0[0], $0[2]] }),
                "struct": RecordBatch(schema: structs, rows: rows.map(Self.structRow)),
            ], cases: try #require(json["cases"]?.elements))
    }

    private static let all = Schema([
        Field("s", .string), Field("i", .int), Field("l", .bigint), Field("d", .double),
        Field("b", .boolean), Field("t", .timestamp), Field("day", .date),
    ])

    private static let structs = Schema([
        Field("name", .string),
        Field("w", .structure([Field("start", .timestamp), Field("end", .string)])),
        Field("n", .structure([Field("x", .int), Field("inner", .structure([Field("y", .double)]))])),
        Field("m", .structure([Field("z", .boolean)])),
    ])

    private static func structRow(_ row: [Value]) -> [Value] {
        [
            row[0], .structure([row[5], row[0]]), .structure([row[1], .structure([row[3]])]),
            row[1].isNull ? .null : .structure([row[4]]),
        ]
    }

    private static func value(_ json: JSONValue, _ type: DataType) -> Value {
        switch (json, type) {
        case (.string(let text), .double):
            return .double(["nan": .nan, "inf": .infinity, "-inf": -.infinity][text] ?? Double(text) ?? 0)
        case (.string(let text), _): return .string(UTF8String(text))
        case (.bool(let flag), _): return .boolean(flag)
        case (.integer(let number), .int): return .int(Int32(number))
        case (.integer(let number), .date): return .date(Int32(number))
        case (.integer(let number), .timestamp): return .timestamp(number)
        case (.integer(let number), _): return .bigint(number)
        default: return .null
        }
    }

    private static func renderer(_ test: JSONValue, _ schema: Schema) throws -> FileRenderer {
        let format = try #require(FileSinkOptions.Format(rawValue: test["format"]?.string ?? ""))
        let options = try #require(test["options"]?.pairs).map {
            (key: $0.key, value: $0.value.string ?? "", range: SourceRange?.none)
        }
        let columns = try #require(test["partitionBy"]?.elements).compactMap(\.string)
        let settings = FileSinkSettings(
            try FileSinkOptions(format, options), root: "/out", mode: .append, partitionColumns: columns)
        return try FileRenderer(
            settings, result: schema, zone: try ZoneRules(named: test["zone"]?.string ?? ""))
    }

    /// The bytes of the files by directory.
    private static func files(_ test: JSONValue, _ rows: RecordBatch) throws -> [String: String] {
        let made = try renderer(test, rows.schema).files(of: [rows], batch: 7)
        var files: [String: String] = [:]
        for file in made {
            guard case .bytes(let bytes) = file.content else { continue }
            #expect(file.length == Int64(bytes.count) && file.checksum == crc32c(bytes))
            let parts = file.path.split(separator: "/")
            let suffix = test["format"]?.string == "text" ? "txt" : test["format"]?.string ?? ""
            #expect(parts.last == "part-00000-00000000000000000007-c000.\(suffix)")
            files[parts.count == 1 ? "." : parts.dropLast().joined(separator: "/")] =
                String(decoding: bytes, as: UTF8.self)
        }
        return files
    }

    /// Whether the options are refused here and do something in Spark: separators of several characters or
    /// none, a quote or escape of none, line ends in CSV.
    private static func isRefusedHere(_ test: JSONValue) -> Bool {
        let options = test["options"]
        let isCSV = test["format"]?.string == "csv"
        return isCSV
            && (options?["sep"]?.string == "||" || options?["quote"]?.string == ""
                || options?["escape"]?.string == "" || options?["lineSep"] != nil)
    }

    @Test("every byte, for every set of options") func bytes() throws {
        let corpus = try Self.corpus.get()
        var compared = 0
        for test in corpus.cases {
            let rows = try #require(corpus.frames[test["frame"]?.string ?? ""])
            let name = Comment(rawValue: test.text.prefix(160).description)
            if test["error"] != nil && test["partitionBy"]?[0]?.string != "d" || Self.isRefusedHere(test) {
                #expect(throws: (any Error).self, name) { try Self.renderer(test, rows.schema) }
                continue
            }
            guard let expected = test["files"]?.pairs else { continue }
            // univocity cuts a text of blanks in half when only one side is to be cut.
            let isCutOneSided =
                test["options"]?["ignoreLeadingWhiteSpace"] != nil
                && test["options"]?["ignoreTrailingWhiteSpace"] == nil
            let kept = isCutOneSided ? Self.without(rows, row: 12) : rows
            let made = try Self.files(test, kept)
            #expect(made.keys.sorted() == expected.map(\.key).sorted(), name)
            // Spark sorts the rows by directory and keeps no order in one; here it is that of the rows.
            let isPartitioned = test["partitionBy"]?[0] != nil
            for (directory, content) in expected where !isCutOneSided {
                let (found, wanted) = (made[directory] ?? "", content.string ?? "")
                #expect(isPartitioned ? Self.lines(found) == Self.lines(wanted) : found == wanted, name)
            }
            compared += 1
        }
        #expect(compared > 60)
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).sorted()
    }

    private static func without(_ rows: RecordBatch, row: Int) -> RecordBatch {
        var values = rows.rows
        values.remove(at: row)
        return RecordBatch(schema: rows.schema, rows: values)
    }

    @Test("update mode adds the batch; complete mode has one file, also without rows") func modes() throws {
        let rows = RecordBatch(schema: Schema([Field("a", .int)]), rows: [[.int(1)], [.null]])
        func files(_ mode: OutputMode, _ format: FileSinkOptions.Format, _ rows: [RecordBatch]) throws
            -> [String]
        {
            let options = try FileSinkOptions(format, format == .csv ? [("HEADER", "true", nil)] : [])
            let settings = FileSinkSettings(options, root: "/out", mode: mode)
            let schema = Schema([Field("a", .int)])
            return try FileRenderer(settings, result: schema, zone: .utc).files(of: rows, batch: 12).map {
                guard case .bytes(let bytes) = $0.content else { return "" }
                return "\($0.path) \($0.rows): \(String(decoding: bytes, as: UTF8.self))"
            }
        }
        #expect(
            try files(.update, .json, [rows]) == [
                "part-00000-00000000000000000012-c000.json 2: {\"a\":1,\"_batch\":12}\n{\"_batch\":12}\n"
            ])
        #expect(
            try files(.update, .csv, [rows]) == [
                "part-00000-00000000000000000012-c000.csv 2: a,_batch\n1,12\n,12\n"
            ])
        #expect(try files(.update, .json, []) == [])
        #expect(try files(.complete, .json, []) == ["part-00000-c000.json 0: "])
        #expect(try files(.complete, .csv, []) == ["part-00000-c000.csv 0: a\n"])
        #expect(try files(.complete, .csv, [rows]) == ["part-00000-c000.csv 2: a\n1\n"])
    }

    @Test("the names of a batch's files sort in the order of batches") func names() throws {
        let settings = FileSinkSettings(try FileSinkOptions(.text, []), root: "/out", mode: .append)
        let renderer = try FileRenderer(settings, result: Schema([Field("a", .string)]), zone: .utc)
        let batches: [Int64] = [0, 9, 10, 99, 100, 12_345_678_901, .max]
        let names = batches.map(renderer.name)
        #expect(names == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(names.last == "part-00000-09223372036854775807-c000.txt")
        #expect(names.map(FileRenderer.batch(ofName:)) == batches)
        #expect(FileRenderer.batch(ofName: "part-00000-c000.json") == nil)
    }
}
