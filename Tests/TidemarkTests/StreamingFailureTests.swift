import StreamSupport
import Testing
import TestSupport
import TideDurableIO
import TideModel
import TideStreaming

@testable import Tidemark

/// What is refused at the start, what ends a query, and what listeners hear.
@Suite struct StreamingFailureTests {
    private let stream: SessionStream

    init() throws { stream = try SessionStream() }

    @Test("a query that fails tells why, wherever one waits for it; its checkpoint can be started again")
    func failure() async throws {
        let events = EventLog()
        stream.session.streams.addListener(events)
        try stream.land("0", "a", 1...3)
        try stream.workshop.land("1", "nonsense\n", at: 1)
        func start(_ mode: String) async throws -> StreamingQuery {
            try await stream.events(mode: mode).groupBy("action").count().writeStream
                .format("memory").queryName("counts").outputMode("complete")
                .option("checkpointLocation", "ck").trigger(.availableNow).start()
        }
        let query = try await start("FAILFAST")
        let thrown = await #expect(throws: StreamingQueryException.self) {
            try await query.awaitTermination()
        }
        #expect(thrown?.error.code == .malformedRecord)
        #expect(thrown == query.exception)
        let message = try #require(thrown?.error.message)
        #expect(
            thrown?.message
                == "Query [id = \(query.id), runId = \(query.runId)] terminated with exception: \(message)")
        #expect(
            thrown.map(String.init(describing:)) == "[STREAM_FAILED] \(thrown?.message ?? "")\n"
                + "\(try #require(thrown?.error))")
        #expect(!query.isActive)
        #expect(query.status.message == "Terminated with exception: \(message)")
        await #expect(throws: StreamingQueryException.self) { try await query.processAllAvailable() }
        await #expect(throws: StreamingQueryException.self) {
            try await stream.session.streams.awaitAnyTermination()
        }
        stream.session.streams.resetTerminated()
        // What was committed before stands and is readable.
        #expect(try await stream.rows() == ["[a,3]"])
        events.wait { $0.last == "terminated MALFORMED_RECORD" }
        #expect(events.lines == ["started counts", "progress 0", "terminated MALFORMED_RECORD"])

        let again = try await start("PERMISSIVE")
        try await again.awaitTermination()
        #expect(again.recentProgress.map(\.batchId) == [1])
        try await stream.session.streams.awaitAnyTermination()
    }

    @Test("listeners hear of start, batches and end in this order, until they are removed")
    func listeners() async throws {
        let first = EventLog()
        let second = EventLog()
        stream.session.streams.addListener(first)
        stream.session.streams.addListener(second)
        #expect(stream.session.streams.listListeners().count == 2)
        for file in 0..<3 { try stream.land("\(file)", "a", file...file) }
        func run(_ name: String) async throws {
            let query = try await stream.counts.writeStream.format("memory").queryName(name)
                .outputMode("complete").trigger(.availableNow).start()
            #expect(first.lines.last == "started \(name)" || first.lines.contains("started \(name)"))
            try await query.awaitTermination()
        }
        try await run("one")
        let expected = ["started one", "progress 0", "progress 1", "progress 2", "terminated -"]
        first.wait { $0.count == 5 }
        second.wait { $0.count == 5 }
        #expect(first.lines == expected)
        stream.session.streams.removeListener(second)
        try await run("two")
        first.wait { $0.count == 10 }
        #expect(second.lines == expected)
    }

    @Test("an idle trigger is told to listeners as idle and kept as progress")
    func idle() async throws {
        let events = EventLog()
        stream.session.streams.addListener(events)
        let query = try await stream.counts.writeStream.format("memory").queryName("counts")
            .outputMode("complete").start()
        events.wait { $0.contains("idle") }
        #expect(query.lastProgress?.numInputRows == 0)
        #expect(query.lastProgress?.batchId == 0)
        await query.stop()
        events.wait { $0.last == "terminated -" }
        let idle = events.lines.dropFirst().dropLast()
        #expect(events.lines.first == "started counts" && Set(idle) == ["idle"])
    }

    private func expect(
        _ condition: ErrorCondition, _ writer: DataStreamWriter, _ text: String,
        _ location: SourceLocation = #_sourceLocation
    ) async {
        let error = await #expect(throws: TidemarkError.self, sourceLocation: location) {
            try await writer.start()
        }
        #expect(error?.description == text, sourceLocation: location)
        #expect(condition.fits(text), sourceLocation: location)
    }

    @Test("what a writer is refused for")
    func refusals() async throws {
        let writer = stream.counts.writeStream
        let memory = writer.format("memory").queryName("counts").outputMode("complete")
        await expect(
            .memoryWithoutName, writer.format("memory").outputMode("complete"),
            """
            error [INVALID_PARAMETER_VALUE]: queryName must be specified for the memory sink
              next: queryName("counts") names the table
            """)
        await expect(
            .appendWithoutWatermark, writer.format("memory").queryName("counts"),
            """
            error [UNSUPPORTED_STREAMING_OPERATION]: output mode 'append' is not supported for streaming \
            aggregations without watermark: any group may still change
              next: add WATERMARK and group by a window of the event time, or use 'complete'
            """)
        await expect(
            .outputModeUnknown, memory.outputMode("all"),
            """
            error [INVALID_OPTION_VALUE]: output mode 'all' does not exist
              next: the output modes are: append, update, complete
            """)
        await expect(
            .sinkNotFound, memory.format("memroy"),
            """
            error [UNSUPPORTED_FEATURE]: there is no sink 'memroy' in this version
              next: did you mean memory?
            """)
        await expect(
            .sinkNotFound, memory.format("kafka"),
            """
            error [UNSUPPORTED_FEATURE]: there is no sink 'kafka' in this version
              next: use json, csv, text, memory, console, or toTable("name") for the table in the checkpoint
            """)
    }

    @Test("options, paths and names a writer is refused for")
    func optionRefusals() async throws {
        let writer = stream.counts.writeStream
        let memory = writer.format("memory").queryName("counts").outputMode("complete")
        let files = writer.format("json").outputMode("complete").option("checkpointLocation", "ck")
        let twice = await #expect(throws: TidemarkError.self) {
            try await files.option("path", "out").start("other")
        }
        let text = """
            error [INVALID_PARAMETER_VALUE]: the sink's path is given twice: to start() and as an option
              next: leave one out
            """
        #expect(twice?.description == text)
        #expect(ErrorCondition.sinkPathTwice.fits(text))
        await expect(
            .writerOptionNotFound, memory.option("checkpointLocatoin", "ck"),
            """
            error [UNKNOWN_OPTION]: writeStream has no option 'checkpointLocatoin'
              next: did you mean checkpointLocation?
            """)
        await expect(
            .writerOptionNotFound, memory.option("numRows", 3),
            """
            error [UNKNOWN_OPTION]: writeStream has no option 'numRows'
              next: the options are: checkpointLocation
            """)
        await expect(
            .writerOptionValue, writer.format("console").outputMode("complete").option("numRows", "many"),
            """
            error [INVALID_OPTION_VALUE]: option 'numRows' is 'many', expected a number of rows
            """)
        await expect(
            .writerOptionValue, writer.format("console").outputMode("complete").option("truncate", "1"),
            """
            error [INVALID_OPTION_VALUE]: option 'truncate' is '1', expected true or false
            """)
        await expect(
            .tableWithoutName, writer,
            """
            error [INVALID_PARAMETER_VALUE]: a streaming query into a table needs the table's name
              next: use toTable("name"), or format("memory") or format("console")
            """)
        await expect(
            .tableWithoutCheckpoint, writer.queryName("counts"),
            """
            error [INVALID_PARAMETER_VALUE]: checkpointLocation must be specified for a streaming \
            query into a table or files
              next: option("checkpointLocation", "DIR")
            """)
    }

    @Test("where writeStream, toTable and triggers have no place")
    func places() async throws {
        let memory = stream.counts.writeStream.format("memory").queryName("counts")
        let batch = stream.session.read.schema("n INT").json("in").writeStream
        await expect(
            .writeStreamOfBatch, batch.format("memory").queryName("counts"),
            """
            error [UNSUPPORTED_STREAMING_OPERATION]: writeStream can be called only on a streaming \
            DataFrame
              next: read its files with readStream instead of read
            """)
        let both = await #expect(throws: TidemarkError.self) { try await memory.toTable("counts") }
        #expect(
            both.map(String.init(describing:)) == """
                error [INVALID_PARAMETER_VALUE]: toTable takes no format, and this is 'memory'
                  next: leave format out, or use start() instead of toTable
                """)
        #expect(both.map { ErrorCondition.tableWithFormat.fits("\($0)") } == true)
        let interval = #expect(throws: TidemarkError.self) { try Trigger.processingTime("-1 second") }
        #expect(
            interval.map(String.init(describing:)) == """
                error [INVALID_PARAMETER_VALUE]: the trigger interval '-1 second' is negative
                  next: '0 seconds' is as soon as there is data
                """)
        #expect(interval.map { ErrorCondition.negativeInterval.fits("\($0)") } == true)
        #expect(stream.session.streams.active.isEmpty)
    }
}
