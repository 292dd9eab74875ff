import Foundation
import Tidemark

extension Notebook {
    /// Cells 3 to 18: the files as they lie there.
    func batchCells() async throws {
        try files()
        let counts = try await staticCounts()
        try await staticSQL(counts)
    }

    private func files() throws {
        cell(3, "the files")
        let names = try FileManager.default.contentsOfDirectory(atPath: events)
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for name in names {
            let size =
                try FileManager.default.attributesOfItem(atPath: "\(events)/\(name)")[.size] as? Int ?? 0
            print("\(name), \(size) bytes")
            let number = name.dropFirst("file-".count).dropLast(".json".count)
            if let published = figures.sizeByFileNumber[String(number)] { try expect(size, published) }
        }
        try expect(names.count, 50)

        cell(5, "the first records of one file")
        let text = try String(contentsOfFile: events + "/file-0.json", encoding: .utf8)
        print(text.prefix(36 * 3), terminator: "")
    }

    /// Cells 8 to 14, over file 0: the published tables are those of that file.
    private func staticCounts() async throws -> DataFrame {
        cell(8, "a schema")
        let schema = try Schema(ddl: "time TIMESTAMP, action STRING")

        cell(9, "read with the schema")
        let withSchema = session.read.schema(schema).json(events + "/file-0.json")
        try await withSchema.printSchema()
        try await withSchema.show(5)

        cell(10, "and without: time is a number, columns are in order of name")
        let withoutSchema = session.read.json(events + "/file-0.json")
        try await withoutSchema.printSchema()
        try await withoutSchema.show(5)
        try expect(try await withoutSchema.schema.ddl, "action STRING, time BIGINT")

        cell(11, "Open and Close actions")
        let totals = withSchema.groupBy("action").count().orderBy("action")
        try await show(totals, equals: figures.totals("file_0", column: "count"))

        cell(12, "least and greatest time")
        try await withSchema.select(.min("time")).show()
        try await withSchema.select(.max("time")).show()
        let first = try await withoutSchema.agg(.min("time")).collect()[0].get(0, as: Int64.self)
        try expect(Int(first), figures.firstEventSeconds)

        cell(13, "by hour")
        let counts = withSchema.groupBy("action", .window("time", "1 hour")).count()
        try await show(counts.orderBy("window", "action"), equals: Figures.windowed(figures.file0Hourly))

        cell(14, "by hour, every 30 minutes")
        let sliding = withSchema.groupBy("action", .window("time", "1 hour", "30 minutes")).count()
        try await show(sliding.orderBy("window", "action"), equals: Figures.windowed(figures.file0Sliding))
        return counts
    }

    private func staticSQL(_ counts: DataFrame) async throws {
        cell(15, "a view for SQL")
        try await counts.createOrReplaceTempView("static_counts")

        cell(17, "totals in SQL")
        let totals = try await session.sql(
            """
            -- Count all Open and Close actions in the table static_counts  
            select action, sum(count) as total_actions from static_counts group by action

            """)
        try await show(totals.orderBy("action"), equals: figures.totals("file_0", column: "total_actions"))

        cell(18, "the timeline in SQL")
        let timeline = try await session.sql(
            """
            -- How many actions (Close and Open separately) is within each time window \
            (in the table static_counts)
            -- Make a plot
            select action, date_format(window.end, "MMM-dd HH:mm") as time, count from static_counts \
            order by time, action

            """)
        try await show(
            timeline,
            equals: Figures.timed(Array(figures.timeline.prefix(4)))
                + [
                    #"{"action":"Close","time":"Jul-26 05:00","count":176}"#,
                    #"{"action":"Open","time":"Jul-26 05:00","count":289}"#,
                ])
    }
}
