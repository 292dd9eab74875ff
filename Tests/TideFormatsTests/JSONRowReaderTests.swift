import Testing
import TideColumnar

@testable import TideFormats

@Suite("Rows from JSON lines")
struct JSONRowReaderTests {
    private static let schema = Schema([
        Field("text", .string), Field("flag", .boolean), Field("whole", .bigint), Field("real", .double),
        Field("time", .timestamp), Field("day", .date), Field("window", .window),
    ])

    @Test("what JSONRowWriter prints comes back with its types and values") func roundTrip() throws {
        let window = Value.structure([.timestamp(1_469_498_400_000_000), .timestamp(1_469_502_000_000_000)])
        let rows: [[Value]] = [
            [
                .string("Open \"1\""), .boolean(true), .bigint(9_007_199_254_740_993), .double(0.5),
                .timestamp(-1_000), .date(-1), window,
            ],
            [
                .string("\u{141}"), .boolean(false), .bigint(-1), .double(.infinity),
                .timestamp(1_469_501_107_123_000), .date(17_000), window,
            ],
            [.string(""), .null, .bigint(0), .null, .null, .null, .null],
        ]
        for zone in [ZoneRules.utc, try ZoneRules(named: "America/New_York"), try ZoneRules(named: "+05:30")]
        {
            var text: [UInt8] = []
            JSONRowWriter(zone: zone).append(RecordBatch(schema: Self.schema, rows: rows), to: &text)
            let read = try JSONRowReader.read(text)
            #expect(read.schema == Self.schema)
            #expect(read.rows == rows)
        }
    }

    @Test(
        "types are what all values show",
        arguments: [
            (#"{"a":1}|{"a":2.5}"#, "a DOUBLE"),
            (#"{"a":1}|{"a":"NaN"}"#, "a DOUBLE"),
            (#"{"a":1}|{"a":"x"}"#, "a STRING"),
            (#"{"a":"NaN"}"#, "a DOUBLE"),
            (#"{"a":null}"#, "a VOID"),
            (#"{"b":1,"a":true}|{"c":"2016-07-26"}"#, "b BIGINT, a BOOLEAN, c DATE"),
            (#"{"a":"2016-07-26T02:00:00.000Z"}|{"a":"soon"}"#, "a STRING"),
            (#"{"a":"2016-07-26 02:00:00"}"#, "a STRING"),
            (#"{"a":{"start":"x","end":"y"}}"#, "a STRING"),
            (#"{"a":[1,2]}"#, "a STRING"),
            ("", ""),
        ])
    func types(lines: String, ddl: String) throws {
        let text = lines.split(separator: "|").joined(separator: "\r\n\n")
        #expect(try JSONRowReader.read(Array(text.utf8)).schema.ddl == ddl)
    }

    @Test(
        "a line that is no row is named",
        arguments: [
            ("{}\n\n[1]", 3, "not a JSON object"), ("{\"a\":1", 1, "the text ends too early at byte 6"),
        ])
    func refused(text: String, line: Int, reason: String) {
        let error = #expect(throws: JSONRowError.self) { try JSONRowReader.read(Array(text.utf8)) }
        #expect(error == JSONRowError(line: line, reason: reason))
    }
}
