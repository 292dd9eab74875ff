import Testing
import TideColumnar
import TideModel

@testable import TidePlots

@Suite("Charts from tables")
struct BarChartTests {
    private static let hour: Int64 = 3_600_000_000
    /// 2016-07-26 02:00 UTC.
    private static let start: Int64 = 1_469_498_400_000_000

    private static func window(_ hours: Int64) -> Value {
        .structure([.timestamp(start + hours * hour), .timestamp(start + (hours + 1) * hour)])
    }

    private static let counts = RecordBatch(
        schema: Schema([Field("action", .string), Field("window", .window), Field("count", .bigint)]),
        rows: [
            [.string("Open"), window(1), .bigint(1_001)], [.string("Close"), window(0), .bigint(11)],
            [.string("Open"), window(0), .bigint(179)], [.string("Close"), window(3), .bigint(176)],
        ])

    @Test("windows ascend and show their start, gaps keep their place, series are in order of name")
    func windows() throws {
        let columns = try ChartColumns(choosingFor: Self.counts)
        #expect(columns == ChartColumns(x: 1, y: 2, series: 0))
        let chart = try BarChart(Self.counts, columns: columns, zone: .utc)
        #expect(chart.title == "count by window and action")
        #expect(chart.xTitle == "window (start), 2016-07-26, UTC")
        #expect(chart.categories == ["02:00", "03:00", "04:00", "05:00"])
        #expect(
            chart.series == [
                BarChart.Series(name: "Close", values: [11, nil, nil, 176]),
                BarChart.Series(name: "Open", values: [179, 1_001, nil, nil]),
            ])
        #expect(chart.notes == ["no row for 1 of the 4 times between the first and the last"])
        #expect(chart.extent == (0, 1_001))
        #expect(chart.segments(of: 0).map(\.outer) == [11, 190])
    }

    @Test(
        "x, y and series by the types of the result",
        arguments: [
            ([("action", .string), ("time", .timestamp), ("n", .bigint)], 1, 2, 0),
            ([("n", .bigint), ("d", .date)], 1, 0, nil),
            ([("flag", .boolean), ("n", .int)], 0, 1, nil),
            ([("hour", .int), ("n", .double), ("m", .double)], 0, 1, nil),
            ([("n", .bigint)], nil, 0, nil),
            ([("w", .window), ("t", .timestamp), ("n", .int), ("b", .boolean)], 0, 2, 3),
        ] as [([(String, DataType)], Int?, Int, Int?)])
    func choice(fields: [(String, DataType)], x: Int?, y: Int, series: Int?) throws {
        let schema = Schema(fields.map { Field($0.0, $0.1) })
        let batch = RecordBatch(schema: schema, rows: [fields.map { _ in Value.null }])
        #expect(try ChartColumns(choosingFor: batch) == ChartColumns(x: x, y: y, series: series))
    }

    @Test("of string columns the one with the most different values is x: the notebook's query")
    func strings() throws {
        let schema = Schema([Field("action", .string), Field("time", .string), Field("count", .bigint)])
        let rows = ["03:00", "04:00", "05:00"].flatMap { time in
            ["Close", "Open"].map { [Value.string(UTF8String($0)), .string(UTF8String(time)), .bigint(1)] }
        }
        let batch = RecordBatch(schema: schema, rows: rows)
        #expect(try ChartColumns(choosingFor: batch) == ChartColumns(x: 1, y: 2, series: 0))
        let tie = RecordBatch(schema: schema, rows: [rows[0]])
        #expect(try ChartColumns(choosingFor: tie) == ChartColumns(x: 0, y: 2, series: 1))
    }

    @Test("rows of one bar are added; NULL, NaN and what no double holds are left out; all is said")
    func sums() throws {
        let batch = RecordBatch(
            schema: Schema([Field("k", .string), Field("v", .double)]),
            rows: [
                [.string("a"), .double(1)], [.string("b"), .double(.nan)], [.string("a"), .double(2)],
                [.string("c"), .null], [.null, .double(5)], [.string("d"), .double(1.7e308)],
                [.string("d"), .double(1.7e308)],
            ])
        let chart = try BarChart(batch, columns: ChartColumns(x: 0, y: 1, series: nil), zone: .utc)
        #expect(chart.categories == ["a", "b", "c", "NULL", "d"])
        #expect(chart.series == [BarChart.Series(name: "v", values: [3, nil, nil, 5, nil])])
        #expect(
            chart.notes == [
                "left out: 1 row whose v is NULL",
                "left out: 3 rows whose v is NaN, infinite or too large",
                "1 bar is the sum of several rows",
            ])
    }

    @Test("of nine series the seven largest are shown, the others added") func others() throws {
        let batch = RecordBatch(
            schema: Schema([Field("k", .string), Field("s", .bigint), Field("v", .int)]),
            rows: (1...9).map { [.string("a"), .bigint($0), .int(Int32(10 - $0))] })
        let chart = try BarChart(batch, columns: ChartColumns(x: 0, y: 2, series: 1), zone: .utc)
        #expect(chart.series.map(\.name) == ["1", "2", "3", "4", "5", "6", "7", "2 others"])
        #expect(chart.series.map { $0.values[0] } == [9, 8, 7, 6, 5, 4, 3, 3])
        #expect(chart.notes == ["of 9 series the 7 largest are shown, the others added up"])
    }

    @Test(
        "what all times share stands in the title",
        arguments: [
            ([0, 3_600], ["02:00", "03:00"], "t, 2016-07-26, UTC"),
            ([0, 1], ["02:00:00", "02:00:01"], "t, 2016-07-26, UTC"),
            ([0, 86_400], ["Jul-26 02:00", "Jul-27 02:00"], "t, 2016, UTC"),
            ([-7_200, 79_200], ["Jul-26", "Jul-27"], "t, 2016, UTC"),
            ([-7_200], ["2016-07-26"], "t, UTC"),
            ([0, 31_536_000], ["2016-07-26 02:00", "2017-07-26 02:00"], "t, UTC"),
            ([0, 3_600, 5_400], ["02:00", "03:00", "03:30"], "t, 2016-07-26, UTC"),
        ] as [([Int64], [String], String)])
    func times(seconds: [Int64], labels: [String], title: String) throws {
        let batch = RecordBatch(
            schema: Schema([Field("t", .timestamp), Field("v", .int)]),
            rows: seconds.map { [.timestamp(Self.start + $0 * 1_000_000), .int(1)] })
        let chart = try BarChart(batch, columns: ChartColumns(x: 0, y: 1, series: nil), zone: .utc)
        #expect(chart.categories.filter { labels.contains($0) } == labels)
        #expect(chart.xTitle == title)
    }

    @Test("times that are not evenly spaced, or too far apart, get no places between") func uneven() throws {
        for seconds in [[0, 10, 17], [0, 1, 1_000_000]] as [[Int64]] {
            let batch = RecordBatch(
                schema: Schema([Field("t", .timestamp), Field("v", .int)]),
                rows: seconds.map { [.timestamp($0 * 1_000_000), .int(1)] })
            let chart = try BarChart(batch, columns: ChartColumns(x: 0, y: 1, series: nil), zone: .utc)
            #expect(chart.categories.count == 3)
            #expect(chart.notes == ["the times are not evenly spaced, the bars are"])
        }
    }

    @Test("the clock of the zone is shown") func zone() throws {
        let columns = try ChartColumns(x: "WINDOW", y: "Count", by: "action", in: Self.counts.schema)
        let chart = try BarChart(
            Self.counts, columns: columns, zone: try ZoneRules(named: "America/New_York"))
        #expect(chart.categories == ["Jul-25 22:00", "Jul-25 23:00", "Jul-26 00:00", "Jul-26 01:00"])
        #expect(chart.xTitle == "window (start), 2016, America/New_York")
    }

    @Test("too many categories are refused, not cut") func limit() throws {
        let batch = RecordBatch(
            schema: Schema([Field("v", .bigint)]), rows: (0...10_000).map { [.bigint($0)] })
        let error = #expect(throws: TidemarkError.self) {
            try BarChart(batch, columns: ChartColumns(x: nil, y: 0, series: nil), zone: .utc)
        }
        #expect(
            error?.description == """
                error [INVALID_PARAMETER_VALUE]: the chart would have 10001 categories along x, \
                the most is 10000
                  next: group by a longer window, or select fewer rows with WHERE or LIMIT
                """)
    }
}
