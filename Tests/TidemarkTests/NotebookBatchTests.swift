import Foundation
import TestSupport
import Testing
import TideDurableIO
import TideSamples
import Tidemark

/// The notebook's cells 8 to 18: its first file in batch, against the published figures.
@Suite struct NotebookBatchTests {
    private struct Figures: Decodable {
        let firstEventSeconds: Int64
        let file0Hourly: [Figure]
        let file0Sliding: [Figure]
        let timeline: [Figure]
    }

    /// Action, time, count.
    private struct Figure: Decodable, Hashable {
        let action: String
        let time: String
        let count: Int

        init(_ action: String, _ time: String, _ count: Int) {
            (self.action, self.time, self.count) = (action, time, count)
        }

        init(from decoder: any Decoder) throws {
            var items = try decoder.unkeyedContainer()
            action = try items.decode(String.self)
            time = try items.decode(String.self)
            count = try items.decode(Int.self)
        }
    }

    private let directory: TemporaryDirectory
    private let session: Session
    private let printed = Printed()
    private let figures: Figures

    init() throws {
        directory = try TemporaryDirectory()
        try EventDirectory(path: directory.path + "/all").write()
        try FileSystem.createDirectory(directory.path + "/first")
        try FileManager.default.copyItem(
            atPath: directory.path + "/all/file-0.json", toPath: directory.path + "/first/file-0.json")
        session = try Session(threads: 2, output: printed.sink)
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../CommandLineTests/Fixtures/notebook-figures.json")
        figures = try JSONDecoder().decode(Figures.self, from: Data(contentsOf: path))
    }

    private let jsonSchema = Schema([Field("time", .timestamp), Field("action", .string)])

    private func input(_ name: String = "first") -> DataFrame {
        session.read.schema(jsonSchema).json("\(directory.path)/\(name)")
    }

    /// Rows of action, window, count.
    private func windows(_ frame: DataFrame) async throws -> Set<Figure> {
        let formatter = ISO8601DateFormatter()
        return Set(
            try await frame.collect().map { row in
                let start: Int64 = try row.get("window", as: Row.self).get("start")
                return Figure(
                    try row.get("action"),
                    formatter.string(from: Date(timeIntervalSince1970: Double(start) / 1_000_000)),
                    try row.get("count"))
            })
    }

    @Test("cell 9: the schema, and the first twenty events") func schemaAndRows() async throws {
        try await input().printSchema()
        #expect(
            printed.take()
                == "root\n |-- time: timestamp (nullable = true)\n |-- action: string (nullable = true)\n\n")
        try await input().show()
        let lines = printed.take().split(separator: "\n")
        #expect(
            lines.prefix(4) == [
                "+-------------------+------+", "|               time|action|",
                "+-------------------+------+", "|2016-07-26 02:45:07|  Open|",
            ])
        #expect(lines.count == 25)
        #expect(lines.last == "only showing top 20 rows")
        #expect(try await input().count() == 2_000)
    }

    @Test("cells 11 and 12: actions in all, first and last date") func totals() async throws {
        try await input().groupBy("action").count().orderBy("action").show()
        #expect(
            printed.take() == """
                +------+-----+
                |action|count|
                +------+-----+
                | Close|  531|
                |  Open| 1469|
                +------+-----+


                """)
        let text = try String(contentsOfFile: directory.path + "/first/file-0.json", encoding: .utf8)
        let seconds = text.matches(of: /"time":(\d+)/).compactMap { Int64($0.output.1) }
        let least = try await input().select(.min("time")).first()
        #expect(try least?.get("min(time)") == figures.firstEventSeconds * 1_000_000)
        let greatest = try await input().select(.max("time")).first()
        #expect(try greatest?.get("max(time)") == (seconds.max() ?? 0) * 1_000_000)
        try await input().select(.min("time")).show()
        #expect(printed.take().contains("|2016-07-26 02:45:07|"))
    }

    @Test("cells 13 and 14: windows of an hour, and with half an hour's overlap") func windowCounts()
        async throws
    {
        let hours = input().groupBy("action", .window("time", "1 hour")).count()
        #expect(try await windows(hours) == Set(figures.file0Hourly))
        let sliding = input().groupBy("action", .window("time", "1 hour", "30 minutes")).count()
        #expect(try await windows(sliding).isSuperset(of: figures.file0Sliding))
        // The notebook shows ten rows; what it cut off are the windows at both ends.
        #expect(try await windows(sliding).count == figures.file0Sliding.count)
    }

    @Test("cells 15 to 18: the counts as a view, asked in SQL") func view() async throws {
        try await input().groupBy("action", .window("time", "1 hour")).count()
            .createOrReplaceTempView("static_counts")
        let totals = try await session.sql(
            "select action, sum(count) as total_actions from static_counts group by action")
        #expect(Set(try await totals.collect().map(\.description)) == ["[Close,531]", "[Open,1469]"])
        let timeline = try await session.sql(
            """
            -- How many actions (Close and Open separately) is within each time window \
            (in the table static_counts)
            -- Make a plot
            select action, date_format(window.end, "MMM-dd HH:mm") as time, count from static_counts \
            order by time, action
            """)
        try await timeline.show(truncate: false)
        #expect(
            printed.take() == """
                +------+------------+-----+
                |action|time        |count|
                +------+------------+-----+
                |Close |Jul-26 03:00|11   |
                |Open  |Jul-26 03:00|179  |
                |Close |Jul-26 04:00|344  |
                |Open  |Jul-26 04:00|1001 |
                |Close |Jul-26 05:00|176  |
                |Open  |Jul-26 05:00|289  |
                +------+------------+-----+


                """)
    }

    @Test("all files give the published timeline of the whole stream") func wholeStream() async throws {
        let rows = try await input("all").groupBy("action", .window("time", "1 hour")).count()
            .select("action", .dateFormat("window.end", "MMM-dd HH:mm").alias("time"), "count")
            .orderBy("time", "action").take(figures.timeline.count)
        let found = try rows.map { row in
            Figure(try row.get("action"), try row.get("time"), try row.get("count"))
        }
        #expect(found == figures.timeline)
    }
}
