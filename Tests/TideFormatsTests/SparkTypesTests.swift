import Foundation
import Testing
import TideColumnar
import TideFormats
import TideModel

/// Lines that Apache Spark 4.3.0 read under schemas of nested and further types, into
/// Fixtures/spark-types.jsonl (made by make_spark_types.py).
struct SparkTypesTests {
    private struct Case {
        let schema: Schema
        let line: [UInt8]
        let isBad: Bool
        let json: String
        /// As Spark's cast to STRING prints the row; `null` in any case.
        let text: String
    }

    private static func cases() throws -> [Case] {
        let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        let text = try Data(contentsOf: fixtures.appending(path: "spark-types.jsonl"))
        let cases = try text.split(separator: UInt8(ascii: "\n")).map { line in
            let json = try JSONValue(parsing: line)
            return Case(
                schema: try Schema(ddl: try #require(json["ddl"]?.string)),
                line: try #require(json["line"]?.string).unicodeScalars.map { UInt8($0.value) },
                isBad: json["bad"] == true, json: try #require(json["json"]?.string),
                text: try #require(json["text"]?.string))
        }
        return cases.filter { !isKnownDifference($0) }
    }

    /// Where we differ, and why.
    ///
    /// - Behind text that is no Base64 Spark has lost its place in the line and reads no further field.
    /// - A FLOAT's text is the shortest that reads back, as Java's is since JDK 19; Spark ran on JDK 17.
    /// - A time of day without a date does not fit: its date would be the day it is read.
    private static func isKnownDifference(_ expected: Case) -> Bool {
        expected.isBad && expected.json == "{}" || expected.json.contains("2.14748365E9")
            || expected.json.contains("1.17549435E-38") || expected.line.starts(with: "{\"v\":[\"12:30".utf8)
    }

    private static func format(_ schema: Schema) -> NDJSONFormat {
        NDJSONFormat(schema: schema, required: [0, 1], mode: .permissive, zone: .utc)
    }

    private static func json(_ row: [Value], _ schema: Schema) -> String {
        var bytes: [UInt8] = []
        JSONRowWriter(zone: .utc).append(.structure(row), type: .structure(schema.fields), to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("Each line gives the row that Spark gives, by both readers, and is written as Spark writes it")
    func agreesWithSpark() throws {
        let cases = try Self.cases()
        #expect(cases.count > 1_350)
        var schema: Schema?
        var decoder = NDJSONDecoder(Self.format(Schema([Field("v", .int), Field("n", .int)])))
        for expected in cases {
            if schema != expected.schema { decoder = NDJSONDecoder(Self.format(expected.schema)) }
            schema = expected.schema
            let shown = Comment(
                rawValue: expected.schema.ddl + " " + String(decoding: expected.line, as: UTF8.self))
            let found = TolerantReader(Self.format(expected.schema)).rows(ofLine: expected.line)
            let row = try #require(found.rows.first, shown)
            #expect(Self.json(row, expected.schema) == expected.json, shown)
            #expect((found.reject != nil) == expected.isBad, shown)
            let isPlain = !expected.schema.ddl.contains("BINARY")
            let text = ValueText.text(.structure(row), zone: .utc)
            if isPlain { #expect(text.lowercased() == expected.text.lowercased(), shown) }
            let decoded = try JSONLines.decode(expected.line, decoder)
            #expect(decoded.batch.rows.map { Self.json($0, expected.schema) } == [expected.json], shown)
            #expect(decoded.rejects.total == (expected.isBad ? 1 : 0), shown)
        }
    }

    @Test("All lines of a schema as one file, lines to the tolerant reader among them, give the same rows")
    func oneFile() throws {
        for (schema, cases) in Dictionary(grouping: try Self.cases(), by: \.schema) {
            let bytes = Array(cases.map(\.line).joined(separator: [UInt8(ascii: "\n")]))
            let decoded = try JSONLines.decode(bytes, NDJSONDecoder(Self.format(schema)))
            #expect(decoded.batch.rows.map { Self.json($0, schema) } == cases.map(\.json), "\(schema.ddl)")
            #expect(decoded.rejects.total == Int64(cases.count(where: \.isBad)))
        }
    }

    @Test("A FLOAT is rounded once, from the text")
    func float() throws {
        let schema = Schema([Field("v", .float)])
        let format = NDJSONFormat(schema: schema, required: [0], mode: .permissive, zone: .utc)
        for text in [
            "1.00000005960464477539062500001", "1.000000059604644775390625", "16777217.0000001", "1e-46",
        ] {
            let line = Array("{\"v\":\(text)}".utf8)
            let expected = [[Value.float(try #require(Float(text)))]]
            #expect(TolerantReader(format).rows(ofLine: line).rows == expected)
            #expect(try JSONLines.decode(line, NDJSONDecoder(format)).batch.rows == expected)
        }
    }
}
