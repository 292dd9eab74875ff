import Foundation
import Testing
import TideColumnar
import TideFormats

/// Rows written by Apache Spark 4.3.0 (Fixtures/make_spark_rows.py) and by our writers.
struct RowWriterTests {
    static let schema = Schema([
        Field("b", .boolean), Field("i", .int), Field("l", .bigint), Field("d", .double), Field("s", .string),
        Field("t", .timestamp), Field("e", .date), Field("window", .window),
    ])

    static let rows: [[Value]] = [
        [
            .boolean(true), .int(1), .bigint(2), .double(1.5), .string("Open"),
            .timestamp(1_469_501_107_000_000),
            .date(17_008),
            .structure([.timestamp(1_469_498_400_000_000), .timestamp(1_469_502_000_000_000)]),
        ],
        [
            .boolean(false), .int(.min), .bigint(.min), .double(-0.0), .string(""),
            .timestamp(1_469_501_107_123_456), .date(-719_162), .structure([.timestamp(-1), .null]),
        ],
        Array(repeating: .null, count: 8),
        [
            .boolean(true), .int(0), .bigint(0), .double(.nan), .string(#"a"b,c\d/"#),
            .timestamp(-62_135_596_800_000_000), .date(2_932_896), .structure([.null, .null]),
        ],
        row(-.infinity, "\t\r\nf\u{8}\u{7}\u{B}\u{1F}\u{7F}", 1_469_501_107_120_000, 0),
        row(.infinity, "\u{e9}\u{4e16}\u{754c}\u{1F600}", 0, -1),
        row(1e7, " x ", 0, -1),
        row(1e-5, "x", 0, -1),
    ]

    static func row(_ double: Double, _ text: UTF8String, _ microseconds: Int64, _ days: Int32) -> [Value] {
        [
            .boolean(true), .int(7), .bigint(7), .double(double), .string(text), .timestamp(microseconds),
            .date(days), .null,
        ]
    }

    static let batch = RecordBatch(schema: schema, rows: rows)

    static func fixture(_ name: String) throws -> String {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
        return try String(contentsOf: file, encoding: .utf8)
    }

    @Test("JSON lines are those of Spark's toJSON")
    func json() throws {
        var output: [UInt8] = []
        JSONRowWriter(zone: .utc).append(Self.batch, to: &output)
        #expect(String(decoding: output, as: UTF8.self) == (try Self.fixture("spark-rows.json")))
    }

    @Test("The grid is that of Spark's show without truncation")
    func table() throws {
        var output: [UInt8] = []
        TablePrinter(zone: .utc).append(Self.batch, to: &output)
        #expect(String(decoding: output, as: UTF8.self) == (try Self.fixture("spark-rows.txt")))
    }

    @Test("An empty result is a header between rules, columns at least three wide")
    func emptyTable() {
        var output: [UInt8] = []
        let schema = Schema([Field("a", .int), Field("count", .bigint)])
        TablePrinter(zone: .utc).append(RecordBatch(schema: schema, rows: []), to: &output)
        #expect(
            String(decoding: output, as: UTF8.self) == "+---+-----+\n|a  |count|\n+---+-----+\n+---+-----+\n")
    }

    @Test("CSV fields are quoted where RFC 4180 asks for it; NULL is empty, the empty string is two quotes")
    func csv() {
        let schema = Schema([
            Field("s", .string), Field("a,b", .bigint), Field("t", .timestamp), Field("d", .double),
        ])
        let rows: [[Value]] = [
            [.string("x"), .bigint(1), .timestamp(0), .double(1.5)], [.string(""), .null, .null, .null],
            [.null, .null, .null, .double(.nan)], [.string("a,b"), .null, .null, .null],
            [.string("say \"hi\""), .null, .null, .null], [.string("two\nlines"), .null, .null, .null],
        ]
        var output: [UInt8] = []
        CSVRowWriter(zone: .utc).appendHeader(schema, to: &output)
        CSVRowWriter(zone: .utc).append(RecordBatch(schema: schema, rows: rows), to: &output)
        #expect(
            String(decoding: output, as: UTF8.self) == """
                s,"a,b",t,d
                x,1,1970-01-01T00:00:00.000Z,1.5
                "",,,
                ,,,NaN
                "a,b",,,
                "say ""hi""\",,,
                "two
                lines",,,

                """)
    }
}
