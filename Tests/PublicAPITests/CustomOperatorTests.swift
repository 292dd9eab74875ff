import Foundation
import Testing
import Tidemark

/// The processor of the article on operators of one's own.
private struct Visits: StatefulProcessor {
    static let name = "visits"
    let outputSchema = "user STRING, clicks BIGINT, ended TIMESTAMP"
    let clicks = ValueState<Int64>("clicks")

    func handleInputRows(key: Row, rows: [Row], state: KeyedState, timers: Timers) throws -> [OutputRow] {
        try state[clicks].update((state[clicks].get() ?? 0) + Int64(rows.count))
        let latestMs = try rows.map { try $0.get("time", as: Int64.self) / 1_000 }.max() ?? 0
        for timerMs in try timers.list() { try timers.delete(atMs: timerMs) }
        try timers.register(atMs: latestMs + 30 * 60_000)
        return []
    }

    func handleExpiredTimer(
        key: Row, timerMs: Int64, state: KeyedState, timers: Timers
    ) throws -> [OutputRow] {
        let count = try state[clicks].get()
        try state[clicks].clear()
        return [[key["user"], count, timerMs * 1_000]]
    }
}

/// A program's own operator, by what is public.
@Suite struct CustomOperatorTests {
    @Test("the article's program") func visits() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: directory) }
        let input = directory.appending(path: "in")
        try FileManager.default.createDirectory(at: input, withIntermediateDirectories: true)
        let lines = [
            #"{"time":"2024-01-01T10:00:00Z","user":"a"}"#, #"{"time":"2024-01-01T10:05:00Z","user":"a"}"#,
            #"{"time":"2024-01-01T11:00:00Z","user":"b"}"#,
        ]
        try (lines.joined(separator: "\n") + "\n").write(
            to: input.appending(path: "1.json"), atomically: true, encoding: .utf8)
        let session = try Session(timeZone: "UTC", threads: 2)
        let events = session.readStream.schema("time TIMESTAMP, user STRING").json(input.path)
        let visits = events.withWatermark("time", "10 minutes")
            .groupBy("user").transformWithState(Visits(), timeMode: .eventTime)
        let query = try await visits.writeStream
            .option("checkpointLocation", directory.appending(path: "checkpoint").path)
            .trigger(.availableNow).toTable("visits")
        try await query.awaitTermination()
        let rows = try await session.table("visits").collect().map(\.description)
        #expect(rows == ["[a,2,2024-01-01 10:35:00]"])
    }
}
