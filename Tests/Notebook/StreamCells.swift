import Foundation
import Tidemark

extension Notebook {
    /// Cells 21 to 38: the same as a stream, one file a batch; the files land while it runs.
    func streamCells() async throws {
        cell(21, "the same query over a stream")
        let input = session.readStream
            .schema("time TIMESTAMP, action STRING")
            .option("maxFilesPerTrigger", 1)
            .json(landing)
        let counts = input.groupBy("action", .window("time", "1 hour")).count()
        print(try await counts.isStreaming)
        try expect(try await counts.isStreaming, true)
        try land(0...0)
        try await displays(input, counts)

        cell(25, "start it")
        try session.conf.set("spark.sql.shuffle.partitions", "2")
        let query = try await counts.writeStream
            .format("memory").queryName("counts").outputMode("complete").start()
        try await query.processAllAvailable()

        cell(27, "the result after the first file")
        let first = try await session.sql("SELECT *\nFROM counts\n")
        try await show(first.orderBy("window", "action"), equals: Figures.windowed(figures.file0Hourly))

        try land(1...42)
        try await query.processAllAvailable()
        for number in [29, 32, 34] {
            cell(number, "the timeline after 43 files")
            try await timeline()
        }
        cell(36, "totals after 43 files: more opens than closes")
        let totals = try await session.sql(
            """
            select action, sum(count) as total_count 
            from counts 
            group by action 
            order by action
            """)
        try await show(totals, equals: figures.totals("first_43_files", column: "total_count"))

        try land(43...49)
        try await query.processAllAvailable()
        try await show(totals, equals: figures.totals("all_50_files", column: "total_count"))
        if let progress = query.lastProgress { print(progress) }
        try expect(query.lastProgress?.batchId, 49)

        cell(38, "stop it")
        await query.stop()
        print("active: \(query.isActive)")
        try expect(query.isActive, false)
        try expect(query.exception == nil, true)
    }

    /// Cells 22 and 23: what a notebook displays of a streaming DataFrame is a query of its own.
    private func displays(_ input: DataFrame, _ counts: DataFrame) async throws {
        cell(22, "the input")
        let rows = try await input.writeStream
            .format("memory").queryName("input_display").trigger(.availableNow).start()
        try await rows.awaitTermination()
        let shown = session.table("input_display")
        try await shown.show(10)
        try expect(try await shown.count(), 2_000)

        cell(23, "the counts")
        let groups = try await counts.writeStream
            .format("memory").queryName("counts_display").outputMode("complete").trigger(.availableNow)
            .start()
        try await groups.awaitTermination()
        try await show(
            session.table("counts_display").orderBy("window", "action"),
            equals: Figures.windowed(figures.file0Hourly))
    }

    private func timeline() async throws {
        let table = try await session.sql(
            """
            select action, date_format(window.end, "MMM-dd HH:mm") as time, count
            from counts
            order by time, action

            """)
        try await table.show()
        let rows = try await table.toJSON()
        try expect(Array(rows.prefix(figures.timeline.count)), Figures.timed(figures.timeline))
    }

    /// Puts files into the directory the stream reads, whole, as a rename does.
    private func land(_ numbers: ClosedRange<Int>) throws {
        for number in numbers {
            try FileManager.default.copyItem(
                atPath: "\(events)/file-\(number).json", toPath: "\(events)/../landing.part")
            let time =
                try FileManager.default.attributesOfItem(
                    atPath: "\(events)/file-\(number).json")[.modificationDate] ?? Date.distantPast
            try FileManager.default.setAttributes(
                [.modificationDate: time], ofItemAtPath: "\(events)/../landing.part")
            try FileManager.default.moveItem(
                atPath: "\(events)/../landing.part", toPath: "\(landing)/file-\(number).json")
        }
    }
}
