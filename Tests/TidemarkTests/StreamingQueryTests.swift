import StreamSupport
import TestSupport
import Testing
import TideDurableIO
import TideModel
import TideStreaming

@testable import Tidemark

/// Streaming queries as a program holds them.
@Suite struct StreamingQueryTests {
    private let stream: SessionStream

    init() throws { stream = try SessionStream() }

    @Test("a memory table is read while the query runs, at the end of a batch, and after it was stopped")
    func memory() async throws {
        let query = try await stream.counts.writeStream.format("memory").queryName("counts")
            .outputMode("complete").start()
        try await query.processAllAvailable()
        #expect(try await stream.rows() == [])
        try stream.land("0", "a", 1...3)
        try await query.processAllAvailable()
        #expect(try await stream.rows() == ["[a,3]"])
        try stream.land("1", "b", 1...2)
        try await query.processAllAvailable()
        #expect(try await stream.rows() == ["[a,3]", "[b,2]"])
        #expect(query.lastProgress?.sink.description == "MemorySink")
        await query.stop()
        #expect(try await stream.rows("SELECT sum(count) FROM counts") == ["[5]"])
        #expect(try await stream.session.table("counts").count() == 2)
    }

    @Test("a start over the checkpoint goes on: the same id, another run, the next batch")
    func restart() async throws {
        try stream.land("0", "a", 1...3)
        let writer = stream.counts.writeStream.option("checkpointLocation", "ck").trigger(.availableNow)
        let first = try await writer.toTable("counts")
        try await first.awaitTermination()
        try stream.land("1", "a", 4...4)
        let second = try await writer.toTable("counts")
        try await second.awaitTermination()
        #expect(first.id == second.id)
        #expect(first.runId != second.runId)
        #expect(first.recentProgress.map(\.batchId) == [0])
        #expect(second.recentProgress.map(\.batchId) == [1])
        #expect(second.name == "counts")
        #expect(second.lastProgress?.sink.description == "CheckpointTable[counts]")
        #expect(try await stream.rows() == ["[a,4]"])
        // The command line reads the same checkpoint.
        #expect(try stream.workshop.rows("SELECT * FROM counts") == [#"{"action":"a","count":4}"#])
    }

    @Test("another limit on files fits the checkpoint, another query does not")
    func fit() async throws {
        try stream.land("0", "a", 1...3)
        func start(_ frame: DataFrame) async throws {
            let writer = frame.writeStream.option("checkpointLocation", "ck").trigger(.availableNow)
            try await writer.toTable("counts").awaitTermination()
        }
        try await start(stream.counts)
        try stream.land("1", "a", 4...4)
        try await start(stream.events(maxFiles: 5).groupBy("action").count())
        #expect(try await stream.rows() == ["[a,4]"])
        let error = await #expect(throws: TidemarkError.self) {
            try await start(stream.events().groupBy("n").count())
        }
        #expect(error?.code == .jobDoesNotFit)
    }

    @Test("two queries run at once; a name and a checkpoint belong to one of them")
    func several() async throws {
        try stream.land("0", "a", 1...3)
        func writer(_ name: String, _ checkpoint: String) -> DataStreamWriter {
            stream.counts.writeStream.format("memory").queryName(name).outputMode(.complete)
                .option("checkpointLocation", checkpoint)
        }
        let one = try await writer("one", "ck1").start()
        let two = try await writer("two", "ck2").start()
        #expect(stream.session.streams.active.map(\.name) == ["one", "two"])
        #expect(stream.session.streams.get(two.id) === two)
        let named = await #expect(throws: TidemarkError.self) { try await writer("ONE", "ck3").start() }
        #expect(
            named.map(String.init(describing:)) == """
                error [INVALID_PARAMETER_VALUE]: cannot start a query with the name 'ONE': a query of that \
                name is active in this session
                  next: stop it first, or give this one another queryName
                """)
        #expect(named.map { ErrorCondition.queryNameActive.fits("\($0)") } == true)
        let used = await #expect(throws: TidemarkError.self) { try await writer("three", "ck2").start() }
        #expect(used?.code == .checkpointInUse)
        #expect(used?.message.contains("/ck2") == true, "\(String(describing: used))")
        try await one.processAllAvailable()
        try await two.processAllAvailable()
        #expect(try await stream.rows("SELECT * FROM one") == ["[a,3]"])
        #expect(try await stream.rows("SELECT * FROM two") == ["[a,3]"])
        await one.stop()
        #expect(stream.session.streams.active.map(\.name) == ["two"])
        #expect(stream.session.streams.get(one.id) == nil)
        let again = try await writer("one", "ck1").start()
        #expect(again.id == one.id)
        await stream.session.stop()
        #expect(stream.session.streams.active.isEmpty)
    }

    @Test("stop waits for the batch in hand, which is committed and logged; stopping again does nothing")
    func stopInBatch() async throws {
        for file in 0..<3 { try stream.land("\(file)", "a", file...file) }
        let gate = Gate()
        let gated = try SessionStream(workshop: stream.workshop, output: { _ in gate.pass() })
        let query = try await gated.counts.writeStream.format("console").outputMode("complete")
            .option("checkpointLocation", "ck").start()
        gate.waitForFirst()
        #expect(query.status.message == "Processing new data")
        async let stopped: Void = query.stop()
        #expect(try await query.awaitTermination(timeout: .milliseconds(1)) == false)
        #expect(query.isActive)
        gate.open()
        await stopped
        #expect(!query.isActive)
        #expect(query.recentProgress.map(\.batchId) == [0])
        #expect(try FileSystem.status(stream.workshop.checkpoint + "/commits/0") != nil)
        #expect(query.status == StreamingQueryStatus("Stopped"))
        #expect(query.exception == nil)
        await query.stop()
        try await query.awaitTermination()
        try await query.processAllAvailable()
    }

    @Test("stop ends the wait for a trigger's interval")
    func stopInWait() async throws {
        try stream.land("0", "a", 0...0)
        let events = EventLog()
        stream.session.streams.addListener(events)
        let query = try await stream.counts.writeStream.format("memory").queryName("counts")
            .outputMode("complete").trigger(.processingTime("1000 hours")).start()
        events.wait { $0.contains("progress 0") }
        await query.stop()
        #expect(query.recentProgress.map(\.batchId) == [0])
    }

    @Test("the query lives as long as its session, whatever becomes of the handle")
    func handles() async throws {
        func start() async throws -> String {
            try await stream.counts.writeStream.format("memory").queryName("counts").outputMode("complete")
                .start().id
        }
        let id = try await start()
        try stream.land("0", "a", 1...3)
        let query = try #require(stream.session.streams.get(id))
        try await query.processAllAvailable()
        #expect(try await stream.rows() == ["[a,3]"])
        await query.stop()

        func startInSessionOfItsOwn() async throws -> StreamingQuery {
            let other = try SessionStream(workshop: stream.workshop)
            return try await other.counts.writeStream.format("memory").queryName("counts")
                .outputMode("complete").start()
        }
        let orphan = try await startInSessionOfItsOwn()
        try await orphan.processAllAvailable()
        #expect(orphan.lastProgress?.batchId == 0)
        #expect(orphan.isActive)
        await orphan.stop()
    }

    @Test("waiting for the end has a limit, and ends when the task is cancelled")
    func waiting() async throws {
        let query = try await stream.counts.writeStream.format("memory").queryName("counts")
            .outputMode("complete").start()
        #expect(try await query.awaitTermination(timeout: .zero) == false)
        #expect(try await stream.session.streams.awaitAnyTermination(timeout: .milliseconds(1)) == false)
        let waiter = Task { try await query.awaitTermination() }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        #expect(query.isActive)
        await query.stop()
        #expect(try await query.awaitTermination(timeout: .seconds(1)))
        try await stream.session.streams.awaitAnyTermination()
    }

    @Test("a temporary checkpoint goes with its owner")
    func temporary() throws {
        var temporary: TemporaryCheckpoint? = TemporaryCheckpoint()
        let path = try #require(temporary?.path)
        _ = try FileSystem.createDirectory(path)
        #expect(temporary != nil)
        temporary = nil
        #expect(try FileSystem.status(path) == nil)
    }

    @Test("explain prints the steps")
    func explain() async throws {
        let query = try await stream.counts.writeStream.format("memory").queryName("counts")
            .outputMode("complete").trigger(.availableNow).start()
        try query.explain()
        #expect(stream.printed.hasPrefix("== Plan ==\n"))
        #expect(stream.printed.contains("Aggregate"))
    }

    @Test("a query's notes go where the session's go, with the table's name")
    func notes() async throws {
        let notes = Monitor([String]())
        let session = try Session(
            baseDirectory: stream.workshop.directory.path,
            notes: { note in notes.update { $0.append(note) } },
            output: { _ in })
        try stream.land("0", "a", 1...3)
        func run() async throws {
            let frame = session.readStream.options(["maxFilesPerTrigger": "1"]).schema("action STRING, n INT")
                .format("json").load("in").groupBy("action").count()
            let writer = frame.writeStream.option("checkpointLocation", "ck").trigger(.availableNow)
            try await writer.toTable("counts").awaitTermination()
        }
        try await run()
        try FileSystem.remove(stream.workshop.input + "/0")
        try await run()
        #expect(
            notes.read { $0 } == [
                "counts: 1 file that earlier batches read is not there any more: the result stands, but "
                    + "tidemark verify cannot recompute it without it"
            ])
    }

    @Test("columns that were inferred once stay those of the checkpoint")
    func inferred() async throws {
        try stream.land("0", "a", 1...3)
        func run() async throws -> [String] {
            let frame = stream.session.readStream.json("in").groupBy("action").sum("n")
            let writer = frame.writeStream.option("checkpointLocation", "ck").trigger(.availableNow)
            try await writer.toTable("sums").awaitTermination()
            return try await stream.rows("SELECT * FROM sums")
        }
        #expect(try await run() == ["[a,6]"])
        // Inferred now, n would be a DOUBLE.
        try stream.workshop.land("1", "{\"action\":\"a\",\"n\":1.5}\n", at: 1)
        let other = try SessionStream(workshop: stream.workshop)
        let frame = other.session.readStream.json("in").groupBy("action").sum("n")
        let writer = frame.writeStream.option("checkpointLocation", "ck").trigger(.availableNow)
        let query = try await writer.toTable("sums")
        try await query.awaitTermination()
        #expect(try await other.rows("SELECT * FROM sums") == ["[a,6]"])
        #expect(query.lastProgress?.sources[0].metrics == ["badRows": "1"])
    }
}
