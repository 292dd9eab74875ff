import StreamSupport
import Testing
import TideModel
import TideStreaming
import Tidemark

/// What the console sink prints; the expected text is Spark's 4.3.
@Suite struct ConsoleSinkTests {
    @Test("a batch of a query that appends shows the batch's rows")
    func append() async throws {
        let stream = try SessionStream()
        for file in 0..<2 {
            try stream.workshop.land(
                "\(file)", "{\"action\":\"Close\"}\n{\"action\":\"Open\"}\n", at: Int64(file))
        }
        let query = try await stream.events().select("action").writeStream.format("console")
            .option("truncate", false).trigger(.availableNow).start()
        try await query.awaitTermination()
        #expect(
            stream.printed == """
                -------------------------------------------
                Batch: 0
                -------------------------------------------
                +------+
                |action|
                +------+
                |Close |
                |Open  |
                +------+

                -------------------------------------------
                Batch: 1
                -------------------------------------------
                +------+
                |action|
                +------+
                |Close |
                |Open  |
                +------+


                """)
        #expect(query.recentProgress.map(\.sink.numOutputRows) == [2, 2])
        #expect(query.lastProgress?.sink.description == "ConsoleTable")
        #expect(query.name == nil)
    }

    @Test("a batch of an aggregation shows the whole result, cut to so many rows and characters")
    func complete() async throws {
        let stream = try SessionStream()
        try stream.workshop.land(
            "0",
            (0..<4).map { "{\"action\":\"\($0) and a text that is too long\",\"n\":\($0)}\n" }.joined())
        let query = try await stream.counts.writeStream.format("console").outputMode("complete")
            .option("NUMROWS", 3).trigger(.availableNow).start()
        try await query.awaitTermination()
        #expect(
            stream.printed == """
                -------------------------------------------
                Batch: 0
                -------------------------------------------
                +--------------------+-----+
                |              action|count|
                +--------------------+-----+
                |0 and a text that...|    1|
                |1 and a text that...|    1|
                |2 and a text that...|    1|
                +--------------------+-----+
                only showing top 3 rows

                """)
        #expect(query.lastProgress?.sink.numOutputRows == 4)
    }

    @Test("a batch that was committed and not printed is printed at the next start")
    func again() async throws {
        let stream = try SessionStream()
        try stream.land("0", "a", 1...1)
        func start(_ output: @escaping @Sendable (String) throws -> Void) async throws -> StreamingQuery {
            let stream = try SessionStream(workshop: stream.workshop, output: output)
            let query = try await stream.counts.writeStream.format("console").outputMode("complete")
                .option("checkpointLocation", "ck").trigger(.availableNow).start()
            return query
        }
        let failed = try await start { _ in throw TidemarkError(.noThread) }
        await #expect(throws: StreamingQueryException.self) { try await failed.awaitTermination() }
        let printed = Monitor("")
        let query = try await start { text in printed.update { $0 += text } }
        try await query.awaitTermination()
        #expect(query.recentProgress.filter { $0.numInputRows > 0 }.isEmpty)
        #expect(printed.read { $0 }.hasPrefix(String(repeating: "-", count: 43) + "\nBatch: 0\n"))
        #expect(printed.read { $0 }.contains("|     a|    1|"))
    }
}
