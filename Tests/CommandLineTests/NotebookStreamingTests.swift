import TestSupport
import Testing
import TideDurableIO
import TideModel
import TideSamples
import Tidemark

@testable import TidemarkCLI

/// The notebook's cells 21 to 38 in Swift, with its published figures.
@Suite("The notebook's stream")
struct NotebookStreamingTests {
    /// What cells 29 to 34 show of the first fifteen hours: hour's end, Close, Open.
    private static let timeline: [(end: String, close: Int, open: Int)] = [
        ("03:00", 11, 179), ("04:00", 344, 1001), ("05:00", 815, 999), ("06:00", 1003, 1000),
        ("07:00", 1011, 993), ("08:00", 989, 1008), ("09:00", 985, 996), ("10:00", 983, 1000),
        ("11:00", 1022, 1007), ("12:00", 1028, 991), ("13:00", 960, 996), ("14:00", 1028, 1006),
        ("15:00", 994, 991), ("16:00", 988, 1020), ("17:00", 984, 992),
    ]

    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory("tide-notebook")
        try EventDirectory(path: directory.path("all"), files: 50, rows: 2_000, seed: 1).write()
        _ = try FileSystem.createDirectory(directory.path("events"))
    }

    /// Lets files land, as they were written.
    private func land(_ files: Range<Int>) throws {
        for file in files {
            let name = "file-\(file).json"
            try FileSystem.rename(
                directory.path("all/\(name)"), to: directory.path("events/\(name)"))
        }
    }

    @Test("the windowed counts build up in the memory table to the published totals")
    func cells() async throws {
        let session = try Session(threads: 2)
        func rows(_ sql: String) async throws -> [String] {
            try await session.sql(sql).collect().map(\.description)
        }
        // 21
        let streamingInput = session.readStream.schema("time TIMESTAMP, action STRING")
            .option("maxFilesPerTrigger", 1).json(directory.path("events"))
        let streamingCounts = streamingInput.groupBy(.col("action"), .window(.col("time"), "1 hour")).count()
        #expect(try await streamingCounts.isStreaming)
        // 25
        try session.conf.set("spark.sql.shuffle.partitions", "2")
        let query = try await streamingCounts.writeStream.format("memory").queryName("counts")
            .outputMode("complete").start()
        // 27: after the first file
        try land(0..<1)
        try await query.processAllAvailable()
        #expect(
            try await rows(
                "SELECT action, date_format(window.end, 'HH:mm') AS e, count FROM counts ORDER BY e, action")
                == [
                    "[Close,03:00,11]", "[Open,03:00,179]", "[Close,04:00,344]", "[Open,04:00,1001]",
                    "[Close,05:00,176]", "[Open,05:00,289]",
                ])
        // 29 to 34
        try land(1..<43)
        try await query.processAllAvailable()
        let timeline = try await rows(
            """
            select action, date_format(window.end, "MMM-dd HH:mm") as time, count
            from counts
            order by time, action
            """)
        let expected = Self.timeline.flatMap {
            ["[Close,Jul-26 \($0.end),\($0.close)]", "[Open,Jul-26 \($0.end),\($0.open)]"]
        }
        #expect(Array(timeline.prefix(expected.count)) == expected)
        // 36
        let totals = "select action, sum(count) as total_count from counts group by action order by action"
        #expect(try await rows(totals) == ["[Close,42499]", "[Open,43501]"])
        try land(43..<50)
        try await query.processAllAvailable()
        #expect(try await rows(totals) == ["[Close,50000]", "[Open,50000]"])
        let batches = query.recentProgress.filter { $0.numInputRows > 0 }
        #expect(batches.map(\.batchId) == Array(0..<50))
        #expect(batches.allSatisfy { $0.numInputRows == 2_000 })
        // 38
        await query.stop()
        #expect(!query.isActive)
        #expect(query.status.message == "Stopped")
        #expect(try await rows(totals) == ["[Close,50000]", "[Open,50000]"])
    }
}
