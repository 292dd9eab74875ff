import Foundation
import Tidemark

/// A program with a streaming query of its own over `events`, for tests that kill it and start it again.
///
/// `resumable QUERY` reads what is new, into the checkpoint `ck`, and ends.
@main
struct ResumableProgram {
    static func main() async throws {
        let session = try Session(timeZone: "UTC", threads: 2)
        let events = session.readStream.schema("time TIMESTAMP, action STRING")
            .option("maxFilesPerTrigger", 1).json("events")
        let query: StreamingQuery
        switch CommandLine.arguments.dropFirst().first {
        case "dropDuplicates":
            query = try await writer(
                events.withWatermark("time", "10 minutes").dropDuplicates("time", "action")
            ).toTable("counts")
        case "dropDuplicatesWithinWatermark":
            query = try await writer(
                events.withWatermark("time", "20 seconds").dropDuplicatesWithinWatermark("time")
            ).toTable("counts")
        case "transformWithState":
            query = try await writer(
                events.withWatermark("time", "10 minutes")
                    .withColumn("minute", .expr("date_trunc('MINUTE', time)")).groupBy("minute")
                    .transformWithState(Bursts(), timeMode: .eventTime)
            ).toTable("counts")
        case "foreachBatch":
            query = try await writer(events).foreachBatch { frame, batch in
                let lines = try await frame.toJSON().map { $0 + "\n" }
                try write(lines.joined(), batch)
            }.start()
        case "foreach":
            query = try await writer(events).foreach(FileOfEachBatch()).start()
        case "console":
            query = try await writer(events).format("console").start()
        case let name:
            FileHandle.standardError.write(Data("no query '\(name ?? "")'\n".utf8))
            exit(2)
        }
        try await query.awaitTermination()
    }

    private static func writer(_ frame: DataFrame) -> DataStreamWriter {
        frame.writeStream.option("checkpointLocation", "ck").trigger(.availableNow)
    }

    /// The file of a batch, as a whole: that it comes twice changes nothing.
    static func write(_ text: String, _ batch: Int64) throws {
        try text.write(toFile: "out-\(batch)", atomically: true, encoding: .utf8)
    }
}

/// Counts the rows of a minute, and by their action, until ten seconds passed without one.
private struct Bursts: StatefulProcessor {
    static let name = "bursts"
    let outputSchema = "minute TIMESTAMP, rows BIGINT, actions INT, ended TIMESTAMP"
    let rows = ValueState<Int64>("rows")
    let actions = MapState<String, Int64>("actions")
    let last = ListState<Int64>("last")

    func handleInputRows(key: Row, rows: [Row], state: KeyedState, timers: Timers) throws -> [OutputRow] {
        try state[self.rows].update((state[self.rows].get() ?? 0) + Int64(rows.count))
        for row in rows {
            let (timeMs, action) = (
                try row.get("time", as: Int64.self) / 1_000, try row.get("action", as: String.self)
            )
            try state[actions].updateValue(action, (state[actions].getValue(action) ?? 0) + 1)
            try state[last].appendValue(timeMs)
        }
        for timerMs in try timers.list() { try timers.delete(atMs: timerMs) }
        try timers.register(atMs: (state[last].get().max() ?? 0) + 10_000)
        return []
    }

    func handleExpiredTimer(
        key: Row, timerMs: Int64, state: KeyedState, timers: Timers
    ) throws -> [OutputRow] {
        let count = try state[rows].get()
        let actions = try state[self.actions].keys().count
        try state[rows].clear()
        try state[self.actions].clear()
        try state[last].clear()
        return [[key["minute"], count, actions, timerMs * 1_000]]
    }
}

/// Writes a file for each batch when all its rows have come.
private actor FileOfEachBatch: ForeachWriter {
    private var batch: Int64 = -1
    private var text = ""

    func open(partitionId: Int64, epochId: Int64) async throws -> Bool {
        (batch, text) = (epochId, "")
        return true
    }

    func process(_ row: Row) async throws { text += row.description + "\n" }

    func close(_ error: (any Error)?) async {
        guard error == nil else { return }
        do {
            try ResumableProgram.write(text, batch)
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(4)
        }
    }
}
