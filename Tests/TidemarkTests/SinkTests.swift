import StreamSupport
import Synchronization
import TestSupport
import Testing
import TideCheckpoint
import TideDurableIO
import TideInspection
import TideModel
import TideStreaming

@testable import Tidemark

/// Where a program's query can send its rows: files, and its own code.
@Suite struct SinkTests {
    private let stream: SessionStream

    init() throws { stream = try SessionStream() }

    /// The visible files below `out`, `path: content` each.
    private func files() throws -> [String] {
        func list(_ directory: String) throws -> [String] {
            try FileSystem.list(stream.workshop.directory.path(directory))
                .filter { !$0.name.hasPrefix(".") }.flatMap { entry in
                    let path = directory + "/" + entry.name
                    if entry.kind == .directory { return try list(path) }
                    let bytes = try FileSystem.readFile(stream.workshop.directory.path(path))
                    return ["\(path.dropFirst(4)): \(String(decoding: bytes, as: UTF8.self))"]
                }
        }
        return try list("out")
    }

    private func verify() throws -> [String] {
        try [true, false].flatMap { isFast in
            try Verifier(checkpoint: stream.workshop.checkpoint, isFast: isFast).verify().differences
                .map(\.description)
        }
    }

    private var writer: DataStreamWriter {
        stream.events().writeStream.option("checkpointLocation", "ck").trigger(.availableNow)
    }

    @Test("json files, a file a batch with rows, under names that sort by batch") func json() async throws {
        try stream.land("0", "a", 1...2)
        try stream.workshop.land("1", "\n", at: 1)
        try stream.land("2", "b", 3...3)
        let query = try await writer.format("json").start("out")
        try await query.awaitTermination()
        let expected = [
            """
            part-00000-00000000000000000000-c000.json: {"action":"a","n":1}\n{"action":"a","n":2}\n
            """,
            "part-00000-00000000000000000002-c000.json: {\"action\":\"b\",\"n\":3}\n",
        ]
        #expect(try files() == expected)
        #expect(
            query.lastProgress?.sink.description == "FileSink[file:\(stream.workshop.directory.path("out"))]")
        #expect(query.recentProgress.map(\.sink.numOutputRows) == [2, 0, 1])
        #expect(try verify() == [])
        let error = #expect(throws: TidemarkError.self) { try stream.workshop.rows("SELECT * FROM json") }
        #expect(ErrorCondition.resultInFiles.fits(error?.description ?? ""))
        #expect(error?.code == .usage)
    }

    @Test("verify names files that are missing, altered or of no batch") func verification() async throws {
        for file in 0..<3 { try stream.land("\(file)", "a", 1...2) }
        try await writer.format("csv").option("header", true).start("out").awaitTermination()
        #expect(try verify() == [])
        func path(_ batch: Int) -> String {
            stream.workshop.directory.path("out/part-00000-0000000000000000000\(batch)-c000.csv")
        }
        try FileSystem.remove(path(0))
        try FileSystem.writeAtomically(Array("action,n\na,1\na,3\n".utf8), to: path(1), isDurable: false)
        try FileSystem.writeAtomically([], to: stream.workshop.directory.path("out/more"), isDurable: false)
        let found = try Verifier(checkpoint: stream.workshop.checkpoint, isFast: false).verify().differences
        #expect(
            found.map(\.description) == [
                "sink file 'part-00000-00000000000000000000-c000.csv' of batch 0 is missing",
                "sink file 'part-00000-00000000000000000001-c000.csv' of batch 1 differs from byte 15 on, "
                    + "in line 3",
                "sink file 'more' is in the sink and belongs to no batch",
            ])
    }

    @Test("an aggregation in update mode, with the batch beside each row, in directories") func update()
        async throws
    {
        try stream.land("0", "a", 1...2)
        try stream.land("1", "b", 3...3)
        try stream.land("2", "a", 4...4)
        try await stream.counts.writeStream.option("checkpointLocation", "ck").trigger(.availableNow)
            .outputMode("update").format("json").partitionBy("action").start("out").awaitTermination()
        #expect(
            try files() == [
                "action=a/part-00000-00000000000000000000-c000.json: {\"count\":2,\"_batch\":0}\n",
                "action=a/part-00000-00000000000000000002-c000.json: {\"count\":3,\"_batch\":2}\n",
                "action=b/part-00000-00000000000000000001-c000.json: {\"count\":1,\"_batch\":1}\n",
            ])
        #expect(try verify() == [])
    }

    @Test("complete mode has one file, replaced as a whole") func complete() async throws {
        for file in 0..<2 { try stream.land("\(file)", "a", 1...2) }
        let writer = stream.counts.writeStream.option("checkpointLocation", "ck").trigger(.availableNow)
            .outputMode("complete").format("json")
        try await writer.start("out").awaitTermination()
        #expect(try files() == ["part-00000-c000.json: {\"action\":\"a\",\"count\":4}\n"])
        try stream.land("2", "b", 1...1)
        try await writer.start("out").awaitTermination()
        #expect(
            try files() == [
                "part-00000-c000.json: {\"action\":\"a\",\"count\":4}\n{\"action\":\"b\",\"count\":1}\n"
            ])
        #expect(try verify() == [])
        #expect(try stream.workshop.rows("SELECT count(*) AS n FROM json") == [#"{"n":2}"#])
    }

    @Test("foreachBatch is given each batch, and again the one it failed on; delivered rows are dropped")
    func foreachBatch() async throws {
        struct Failure: Error {}
        for file in 0..<3 { try stream.land("\(file)", "a", 1...(file + 1)) }
        let seen = Mutex<[String]>([])
        let fails = Mutex(true)
        let writer = writer.foreachBatch { frame, batch in
            let count = try await frame.filter("n > 0").count()
            seen.withLock { $0.append("\(batch): \(count)") }
            if batch == 1, fails.withLock({ $0 }) { throw Failure() }
        }
        let query = try await writer.start()
        let exception = await #expect(throws: StreamingQueryException.self) {
            try await query.awaitTermination()
        }
        #expect(
            exception?.error.description == """
                error [FOREACH_USER_FUNCTION_ERROR]: foreachBatch failed on batch 1: Failure()
                  next: the batch is committed; the next start hands it over again before it goes on
                """)
        #expect(ErrorCondition.deliveryFailed.fits(exception?.error.description ?? ""))
        fails.withLock { $0 = false }
        try await writer.start().awaitTermination()
        #expect(seen.withLock { $0 } == ["0: 1", "1: 2", "1: 2", "2: 3"])
        let kept = try stream.workshop.snapshot { try $0.entryCounts()[.result] }
        #expect(kept == nil)
        #expect(try verify() == [])
        let error = #expect(throws: TidemarkError.self) {
            try stream.workshop.rows("SELECT * FROM foreachBatch")
        }
        #expect(ErrorCondition.resultDelivered.fits(error?.description ?? ""))
    }

    @Test("foreach opens, is given the rows and closes, batch by batch") func foreach() async throws {
        final class Log: ForeachWriter {
            let lines = Mutex<[String]>([])
            func open(partitionId: Int64, epochId: Int64) async throws -> Bool {
                lines.withLock { $0.append("open \(partitionId) \(epochId)") }
                return epochId != 1
            }
            func process(_ row: Row) async throws { lines.withLock { $0.append(row.description) } }
            func close(_ error: (any Error)?) async {
                lines.withLock { $0.append("close \(error.map { "\($0)" } ?? "-")") }
            }
        }
        for file in 0..<3 { try stream.land("\(file)", "a", 1...1) }
        let log = Log()
        try await writer.foreach(log).start().awaitTermination()
        #expect(
            log.lines.withLock { $0 } == [
                "open 0 0", "[a,1]", "close -", "open 0 1", "close -", "open 0 2", "[a,1]", "close -",
            ])
    }
}
