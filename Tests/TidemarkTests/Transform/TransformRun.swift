import TestSupport
import TideCheckpoint
import TideDurableIO
import TideFormats
import TideInspection
import TideModel
import TideStreaming
@testable import Tidemark

/// A query with a processor over files of a directory, run in this process until it has nothing to do.
struct TransformRun {
    let root: String
    /// Starts at 2023-11-14T22:13:20Z.
    let clock: ManualClock
    var schema = "time TIMESTAMP, user STRING, action STRING, n INT"
    var watermark: String? = "5 seconds"
    var timeMode = TimeMode.eventTime
    var outputMode = OutputMode.append
    var trigger = Trigger.availableNow
    var groupings: [Column] = [.col("user")]

    init(root: String, clock: ManualClock = ManualClock(microseconds: 1_700_000_000_000_000)) throws {
        self.root = root
        self.clock = clock
        try FileSystem.createDirectory(FileSystem.join(root, "in"))
    }

    var checkpoint: String { FileSystem.join(root, "ck") }

    /// Lands a file, the later the greater its number.
    func land(_ number: Int, _ lines: [String]) throws {
        let path = FileSystem.join(FileSystem.join(root, "in"), "\(number).json")
        try FileSystem.writeAtomically(
            Array((lines.joined(separator: "\n") + "\n").utf8), to: path, isDurable: false)
        try FileSystem.setModificationTime(path, ns: 1_000_000_000_000_000_000 + Int64(number))
    }

    /// A record of 2024-01-01 so many seconds after midnight.
    static func line(_ second: Int, _ user: String, _ action: String = "x", _ n: Int = 1) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let time = "2024-01-01T\(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60))Z"
        return #"{"time":"\#(time)","user":"\#(user)","action":"\#(action)","n":\#(n)}"#
    }

    /// 2024-01-01T00:00:00Z, milliseconds.
    static let midnightMs: Int64 = 1_704_067_200_000

    func frame(_ session: Session, _ processor: some StatefulProcessor) -> DataFrame {
        let events = session.readStream.schema(schema).option("maxFilesPerTrigger", 1).json("in")
        let marked = watermark.map { events.withWatermark("time", $0) } ?? events
        return marked.groupBy(groupings)
            .transformWithState(processor, timeMode: timeMode, outputMode: outputMode)
    }

    func session() throws -> Session { try Session(threads: 2, baseDirectory: root, output: { _ in }) }

    func job(_ processor: some StatefulProcessor, mode: OutputMode? = nil) throws -> StreamingJob {
        let frame = frame(try session(), processor)
        var job = try frame.writeStream.outputMode(mode ?? outputMode).queryName("result")
            .option("checkpointLocation", checkpoint).settings.job(of: frame).job
        job.trigger = trigger
        return job
    }

    /// Runs until there is nothing to do, or until `stops` says so; a wait moves the clock.
    @discardableResult
    func run(
        _ processor: some StatefulProcessor, stops: @escaping () -> Bool = { false }
    ) throws -> [StreamingQueryProgress] {
        var progress: [StreamingQueryProgress] = []
        let clock = clock
        let execution = try MicroBatchExecution(
            try job(processor), clock: clock, stopSignal: { stops() ? 15 : nil },
            wait: { clock.advance(microseconds: Int64($0 / 1_000)) },
            report: { if case .batch(let batch) = $0 { progress.append(batch.query) } })
        _ = try execution.run()
        return progress
    }

    /// The rows of a batch as JSON, in their order.
    func rows(ofBatch batch: Int64) throws -> [String] {
        let report = try CheckpointReport(root: checkpoint, parts: .init(batch: batch, state: true))
        return report.result.map(Self.lines) ?? []
    }

    /// The rows of all batches as JSON, by batch.
    func rows() throws -> [[String]] {
        let report = try CheckpointReport(root: checkpoint, parts: .init())
        return try (0...(report.record?.lastBatch ?? 0)).map(rows(ofBatch:))
    }

    /// What `inspect --state` says of the operator, as JSON.
    func state() throws -> [String] {
        try CheckpointReport(root: checkpoint, parts: .init(state: true)).state.map(Self.lines) ?? []
    }

    private static func lines(_ result: QueryResult) -> [String] {
        var bytes: [UInt8] = []
        for batch in result.batches { JSONRowWriter(zone: result.zone).append(batch, to: &bytes) }
        return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }
}
