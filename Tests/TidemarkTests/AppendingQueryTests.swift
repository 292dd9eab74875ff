import StreamSupport
import Testing
import TideModel
import TideStreaming
import Tidemark

/// Streaming queries without an aggregation, as a program holds them.
@Suite struct AppendingQueryTests {
    private let stream: SessionStream

    init() throws { stream = try SessionStream() }

    @Test(
        "a memory table has the input's rows in their order, batch by batch, and after the query was stopped")
    func memory() async throws {
        let query = try await stream.events().writeStream.format("memory").queryName("input").start()
        try await query.processAllAvailable()
        #expect(try await stream.rows("SELECT * FROM input") == [])
        try stream.land("0", "b", 1...2)
        try await query.processAllAvailable()
        #expect(try await stream.rows("SELECT * FROM input") == ["[b,1]", "[b,2]"])
        try stream.land("1", "a", 3...5)
        try stream.land("2", "c", 6...6)
        try await query.processAllAvailable()
        #expect(
            try await stream.rows("SELECT * FROM input")
                == ["[b,1]", "[b,2]", "[a,3]", "[a,4]", "[a,5]", "[c,6]"])
        #expect(query.recentProgress.map(\.batchId).suffix(3) == [0, 1, 2])
        #expect(query.recentProgress.filter { $0.numInputRows > 0 }.map(\.sink.numOutputRows) == [2, 3, 1])
        await query.stop()
        let input = stream.session.table("input")
        #expect(try await input.count() == 6)
        #expect(
            try await stream.rows("SELECT action, sum(n) FROM input GROUP BY action ORDER BY action")
                == ["[a,12]", "[b,3]", "[c,6]"])
        #expect(try await stream.rows("SELECT n FROM input WHERE n > 2 LIMIT 2") == ["[3]", "[4]"])
    }

    @Test("conditions and columns run per batch; over a checkpoint the rows go on, in update mode too")
    func goesOn() async throws {
        func run() async throws {
            let even = stream.events().where("n % 2 = 0").withColumn("half", Column.col("n") / 2)
            let query = try await even.writeStream.outputMode("update")
                .option("checkpointLocation", "ck").trigger(.availableNow).toTable("evens")
            try await query.awaitTermination()
        }
        try stream.land("0", "a", 1...4)
        try await run()
        try stream.land("1", "b", 5...8)
        try await run()
        #expect(
            try await stream.rows("SELECT * FROM evens")
                == ["[a,2,1.0]", "[a,4,2.0]", "[b,6,3.0]", "[b,8,4.0]"])
    }

    @Test("what cannot be appended is refused when it is started")
    func refusals() async throws {
        let complete = await #expect(throws: TidemarkError.self) {
            try await stream.events().writeStream.format("memory").queryName("t").outputMode("complete")
                .start()
        }
        #expect(
            complete?.description == """
                error [UNSUPPORTED_STREAMING_OPERATION]: output mode 'complete' is not supported for a \
                streaming query without an aggregation: its rows are appended, never written anew
                  next: use 'append', the default
                """)
        let sorted = await #expect(throws: TidemarkError.self) {
            try await stream.events().orderBy("n").writeStream.format("memory").queryName("t").start()
        }
        #expect(
            sorted?.description == """
                error [UNSUPPORTED_STREAMING_OPERATION]: ORDER BY is not supported in a streaming query, \
                unless it is over an aggregation in output mode 'complete': later rows would belong between \
                earlier ones
                  next: leave it out and order the result: SELECT .. FROM the streaming table ORDER BY ..
                """)
    }

    @Test("LIMIT gives the first rows of the stream, whatever the batches") func limit() async throws {
        try stream.land("0", "a", 1...3)
        try stream.land("1", "b", 4...6)
        let limited = stream.events().limit(5)
        let query = try await limited.writeStream.format("memory").queryName("five").start()
        try await query.processAllAvailable()
        try stream.land("2", "c", 7...9)
        try await query.processAllAvailable()
        #expect(
            try await stream.rows("SELECT * FROM five") == ["[a,1]", "[a,2]", "[a,3]", "[b,4]", "[b,5]"])
    }
}
