import Foundation
import Testing
import TideColumnar
import TideFormats
import TideModel

/// Columns that Apache Spark 4.3.0 inferred into Fixtures/spark-schemas.jsonl (made by
/// make_spark_schemas.py).
struct SparkSchemaTests {
    struct Case {
        var lines: [[UInt8]]
        var options = InferenceOptions()
        var mode = ParseMode.permissive
        var corruptColumn = NDJSONFormat.defaultCorruptColumn
        /// nil where Spark refuses the input.
        var ddl: String?

        init(_ json: JSONValue) throws {
            lines = try #require(json["lines"]?.elements).map(latin1)
            for (key, value) in try #require(json["options"]?.pairs) {
                switch (key, value.string) {
                case ("primitivesAsString", "true"): options.primitivesAsString = true
                case ("dropFieldIfAllNull", "true"): options.dropsNullFields = true
                case ("inferTimestamp", "true"): options.infersTimestamps = true
                case ("mode", let name?): mode = try #require(ParseMode(rawValue: name))
                case ("columnNameOfCorruptRecord", let name?): corruptColumn = name
                default: Issue.record("an option the test does not know: \(key)")
                }
            }
            ddl = json["ddl"]?.string
        }

        /// What we infer, in Spark's words; nil where we refuse the input.
        func found(_ findings: LineFindings) -> String? {
            let columns = findings.columns(options, mode: mode, corruptColumn: corruptColumn)
            let schema = Schema(columns.map { Field($0.name, $0.type.columnType) })
            if schema.fields.contains(where: { schema.ordinals(named: $0.name).count > 1 }) { return nil }
            return InferredColumns.ddl(columns)
        }
    }

    /// Where we differ: integers past BIGINT are DOUBLE, as there is no DECIMAL; a time without a date is no
    /// TIMESTAMP, as its day would depend on the day it is read; only ASCII letters need no quotes.
    static func inOurWords(_ ddl: String) -> String {
        ddl.replacing(/DECIMAL\(\d+,0\)/, with: "DOUBLE")
    }

    static func cases() throws -> [Case] { try fixture("spark-schemas.jsonl").map(Case.init) }

    private static func fixture(_ name: String) throws -> [JSONValue] {
        let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        let text = try Data(contentsOf: fixtures.appending(path: name))
        return try text.split(separator: UInt8(ascii: "\n")).map { try JSONValue(parsing: $0) }
    }

    @Test("The columns are those that Spark infers, whoever looks at which lines")
    func agreesWithSpark() throws {
        let cases = try Self.cases()
        #expect(cases.count == 98)
        for expected in cases {
            let shown = Comment(
                rawValue: expected.lines.map { String(decoding: $0.prefix(80), as: UTF8.self) }
                    .joined(separator: "\n"))
            let ddl = expected.ddl.map(Self.inOurWords)
            if expected.lines == [Array(#"{"a":"12:30"}"#.utf8)] {
                #expect(ddl == "a TIMESTAMP")
                #expect(try Self.infer(expected, [expected.lines]) == "a STRING")
                continue
            }
            #expect(try Self.infer(expected, [expected.lines]) == ddl, shown)
            #expect(try Self.infer(expected, expected.lines.reversed().map { [$0] }) == ddl, shown)
        }
    }

    /// The columns of parts that are looked at one by one and merged.
    private static func infer(_ expected: Case, _ parts: [[[UInt8]]]) throws -> String? {
        var findings = LineFindings()
        for part in parts {
            do {
                let bytes = Array(part.joined(separator: [UInt8(ascii: "\n")]))
                findings.merge(try InferredColumns.findings(bytes, expected.options, expected.mode))
            } catch is MalformedLine {
                return nil
            } catch is RepeatedField {
                return nil
            }
        }
        return expected.found(findings)
    }

    @Test("The column of malformed lines holds what Spark puts there, by both readers")
    func corruptRecords() throws {
        let schema = Schema([Field("a", .bigint), Field("_corrupt_record", .string)])
        let format = NDJSONFormat(schema: schema, required: [0, 1], mode: .permissive, zone: .utc)
        for json in try Self.fixture("spark-corrupt.jsonl") {
            let line = try latin1(json["line"])
            let expected = try #require(json["rows"]?.elements).map { row in
                [
                    row.elements?[0].integer.map { Value.bigint($0) } ?? .null,
                    row.elements?[1].string.map { Value.string(UTF8String($0)) } ?? .null,
                ]
            }
            #expect(TolerantReader(format).rows(ofLine: line).rows == expected)
            #expect(try JSONLines.decode(line, NDJSONDecoder(format)).batch.rows == expected)
        }
    }

    @Test(
        "A column of malformed lines of another name, between good lines; bytes that are no text are mended")
    func otherCorruptColumn() throws {
        let schema = Schema([Field("bad", .string), Field("_corrupt_record", .string), Field("a", .bigint)])
        let text =
            Array("{\"a\":1,\"bad\":\"x\",\"_corrupt_record\":\"mine\"}\n{\"a\":\"".utf8) + [0xFF]
            + Array("\"}\r\n{\"a\":2}\n".utf8)
        let expected: [[Value]] = [
            [.null, .string("mine"), .bigint(1)], [.string("{\"a\":\"\u{FFFD}\"}"), .null, .null],
            [.null, .null, .bigint(2)],
        ]
        for (mode, rows) in [(ParseMode.permissive, expected), (.dropMalformed, [expected[0], expected[2]])] {
            let format = NDJSONFormat(
                schema: schema, required: [0, 1, 2], mode: mode, corruptColumn: "bad", zone: .utc)
            #expect(try JSONLines.decode(text, NDJSONDecoder(format)).batch.rows == rows)
        }
    }
}

/// The bytes of a text with a byte a character.
private func latin1(_ json: JSONValue?) throws -> [UInt8] {
    try #require(json?.string).unicodeScalars.map { UInt8($0.value) }
}
