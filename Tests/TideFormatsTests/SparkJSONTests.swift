import Foundation
import Testing
import TideColumnar
import TideFormats
import TideModel

/// Lines that Apache Spark 4.3.0 read into Fixtures/spark-json.jsonl (made by make_spark_json.py).
struct SparkJSONTests {
    struct Case {
        let line: [UInt8]
        let isBad: Bool
        let rows: [[Value]]
    }

    /// Where we differ, and why.
    ///
    /// - Bytes that are not well-formed UTF-8 (The Unicode Standard, table 3-7) make the record malformed.
    ///   Jackson lets overlong forms, surrogates and code points past U+10FFFF through, as `?` or as raw
    ///   bytes.
    /// - A syntax error makes the record malformed. Spark goes on behind a value that is nested too deeply
    ///   and reads what is left of it as more fields.
    /// - Keys may be longer than 50,000 bytes.
    static func isKnownDifference(_ line: [UInt8]) -> Bool {
        let deepString = Array("{\"s\":".utf8) + [UInt8](repeating: UInt8(ascii: "["), count: 1_000)
        let longKey = Array("{\"".utf8) + [UInt8](repeating: UInt8(ascii: "n"), count: 50_001)
        return String(validating: line, as: UTF8.self) == nil || line.starts(with: deepString)
            || line.starts(with: longKey)
    }

    static func cases() throws -> [Case] {
        let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        let text = try Data(contentsOf: fixtures.appending(path: "spark-json.jsonl"))
        return try text.split(separator: UInt8(ascii: "\n")).map { line in
            let json = try JSONValue(parsing: line)
            return Case(
                line: try latin1(json["line"]), isBad: json["bad"] == true,
                rows: try #require(json["rows"]?.elements).map(row))
        }
    }

    private static func latin1(_ json: JSONValue?) throws -> [UInt8] {
        try #require(json?.string).unicodeScalars.map { UInt8($0.value) }
    }

    private static func row(_ json: JSONValue) throws -> [Value] {
        try zip(JSONLines.schema.fields, try #require(json.elements)).map { field, json in
            if json == .null { return .null }
            switch field.type {
            case .boolean: return .boolean(json == true)
            case .int: return .int(Int32(try #require(json.integer)))
            case .bigint: return .bigint(try #require(json.integer))
            case .double:
                let text = try #require(json.string).replacing("Infinity", with: "inf")
                return .double(try #require(Double(text)))
            case .timestamp: return .timestamp(try #require(json.integer))
            case .date: return .date(Int32(try #require(json.integer)))
            default: return .string(UTF8String(bytes: try latin1(json)))
            }
        }
    }

    @Test("Each line gives the rows that Spark gives, in modes PERMISSIVE and DROPMALFORMED")
    func agreesWithSpark() throws {
        let permissive = TolerantReader(JSONLines.format())
        let dropping = TolerantReader(JSONLines.format(.dropMalformed))
        let decoder = NDJSONDecoder(JSONLines.format())
        let cases = try Self.cases()
        #expect(cases.count > 400)
        for expected in cases where !Self.isKnownDifference(expected.line) {
            let shown = Comment(rawValue: String(decoding: expected.line.prefix(200), as: UTF8.self))
            let found = permissive.rows(ofLine: expected.line)
            #expect(JSONLines.spelt(found.rows) == JSONLines.spelt(expected.rows), shown)
            #expect((found.reject != nil) == expected.isBad, shown)
            let kept = dropping.rows(ofLine: expected.line)
            #expect(
                JSONLines.spelt(kept.rows) == (expected.isBad ? [] : JSONLines.spelt(expected.rows)), shown)
            #expect(kept.reject == found.reject, shown)
            let decoded = try JSONLines.decode(expected.line, decoder)
            #expect(JSONLines.spelt(decoded.batch.rows) == JSONLines.spelt(expected.rows), shown)
            #expect(decoded.rejects.total == (expected.isBad ? 1 : 0), shown)
        }
    }

    @Test("All lines as one file give the same rows in the same order")
    func oneFile() throws {
        let cases = try Self.cases().filter { !Self.isKnownDifference($0.line) }
        let bytes = Array(cases.map(\.line).joined(separator: [UInt8(ascii: "\n")]))
        let decoded = try JSONLines.decode(bytes, NDJSONDecoder(JSONLines.format()))
        #expect(JSONLines.spelt(decoded.batch.rows) == JSONLines.spelt(cases.flatMap(\.rows)))
        #expect(decoded.rejects.total == Int64(cases.count(where: \.isBad)))
    }
}
