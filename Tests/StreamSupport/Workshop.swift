package import TestSupport
package import TideCheckpoint
package import TideDurableIO
import TideFormats
package import TideModel
package import TideStreaming
package import Tidemark

/// A job over a directory of its own, run in this process under a clock that the test moves.
package struct Workshop {
    package let directory: TemporaryDirectory
    /// Starts at 2023-11-14T22:13:20Z.
    package let clock = ManualClock(microseconds: 1_700_000_000_000_000)
    /// The columns of the input; empty where they are inferred.
    package var schema = "time TIMESTAMP, action STRING, n INT"
    /// The source's options beside `path`.
    package var options: [String: String] = [:]
    package var query = "SELECT action, count(*) AS count, sum(n) AS total FROM STREAM events GROUP BY action"
    /// `tidemark.maxDeltaEntries`; nil for the session's own.
    package var mostChanges: Int?
    /// `tidemark.scrubInterval`; nil for the session's own.
    package var scrubInterval: String?
    /// The output mode; empty for the query's own.
    package var mode = ""
    /// What OPTIONS (path ..) says; relative to the directory.
    package var path = "in"
    /// The checkpoint's name below the directory.
    package var checkpointName = "ck"

    package init() throws {
        directory = try TemporaryDirectory("tide-streams")
        _ = try FileSystem.createDirectory(input)
    }

    package var input: String { directory.path("in") }
    package var checkpoint: String { directory.path(checkpointName) }

    package var sql: String {
        let options = (["path": path].merging(self.options) { $1 }).sorted { $0.key < $1.key }
            .map { "\($0.key) '\($0.value)'" }
        let columns = schema.isEmpty ? "" : " (\(schema))"
        return (mostChanges.map { "SET tidemark.maxDeltaEntries = \($0);\n" } ?? "")
            + (scrubInterval.map { "SET tidemark.scrubInterval = \($0);\n" } ?? "")
            + "CREATE TABLE events\(columns) USING json OPTIONS (\(options.joined(separator: ", ")));\n"
            + "CREATE STREAMING TABLE counts "
            + (mode.isEmpty ? "" : "TBLPROPERTIES ('outputMode' = '\(mode)') ") + "AS \(query)"
    }

    // MARK: Input

    /// Writes a file in place, last modified so many nanoseconds after the second 1,000,000,000.
    package func land(_ name: String, _ text: String, at nanoseconds: Int64 = 0) throws {
        try land(name, bytes: Array(text.utf8), at: nanoseconds)
    }

    /// As `land`, of any bytes; directories above the file are made.
    package func land(_ name: String, bytes: [UInt8], at nanoseconds: Int64 = 0) throws {
        let path = FileSystem.join(input, name)
        _ = try FileSystem.createDirectory(FileSystem.parent(of: path))
        try FileSystem.writeAtomically(bytes, to: path, isDurable: false)
        try touch(name, at: nanoseconds)
    }

    /// Sets a file's time as `land` does.
    package func touch(_ name: String, at nanoseconds: Int64) throws {
        let path = FileSystem.join(input, name)
        try FileSystem.setModificationTime(path, ns: 1_000_000_000_000_000_000 + nanoseconds)
    }

    /// One record a number: `{"action":"a","n":1}` and a newline.
    package static func lines(_ action: String, _ numbers: some Sequence<Int>) -> String {
        numbers.map { "{\"action\":\"\(action)\",\"n\":\($0)}\n" }.joined()
    }

    // MARK: Runs

    package func job(_ change: (inout RunSettings) -> Void = { _ in }) throws -> StreamingJob {
        var settings = RunSettings(checkpoint: checkpoint)
        change(&settings)
        return try JobFile(text: sql, baseDirectory: directory.path).streamingJob(settings)
    }

    /// Runs the job to its end; a wait moves the clock.
    package func run(_ change: (inout RunSettings) -> Void = { _ in }) throws -> RunLog {
        try run(change, stopSignal: { nil }, wait: { _ in })
    }

    /// Runs the job; `wait` sees how often there was a wait before, after the clock has moved, and `onIdle`
    /// how often nothing was to be read. With `wakeup` an unending run has its input watched, and waits for
    /// real.
    package func run(
        _ change: (inout RunSettings) -> Void = { _ in }, stopSignal: @escaping () -> Int32? = { nil },
        wait: @escaping (_ count: Int) throws -> Void, onBatch: @escaping (BatchProgress) -> Void = { _ in },
        wakeup: Wakeup? = nil, onIdle: @escaping (_ count: Int) throws -> Void = { _ in }
    ) throws -> RunLog {
        let log = RunLog()
        let execution = try MicroBatchExecution(
            try job(change), clock: clock, stopSignal: stopSignal,
            wait: { nanoseconds in
                clock.advance(microseconds: Int64(nanoseconds / 1_000))
                log.waits.append(nanoseconds)
                do { try wait(log.waits.count) } catch { log.waitFailure = error }
            },
            wakeup: wakeup,
            report: { event in
                log.add(event)
                if case .batch(let progress) = event { onBatch(progress) }
                if case .nothingNew = event {
                    log.idleLooks += 1
                    do { try onIdle(log.idleLooks) } catch { log.waitFailure = error }
                }
            })
        log.summary = try execution.run()
        if let failure = log.waitFailure { throw failure }
        return log
    }

    // MARK: What came of it

    /// The rows of a query over the checkpoint, as JSON lines.
    package func rows(_ sql: String = "SELECT * FROM counts ORDER BY action") throws -> [String] {
        let result = try CheckpointQuery(checkpoint: checkpoint).run(sql)
        var bytes: [UInt8] = []
        for batch in result.batches { JSONRowWriter(zone: result.zone).append(batch, to: &bytes) }
        return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Reads the checkpoint.
    package func snapshot<Value>(
        _ body: (borrowing CheckpointSnapshot) throws -> Value
    ) throws -> Value {
        try CheckpointReader.open(root: checkpoint).snapshot(body)
    }

    /// What each batch read: `path start-end`, a list a batch.
    package func batches() throws -> [[String]] {
        try snapshot { snapshot in
            try snapshot.batches().map { batch in
                try snapshot.slices(ofBatch: batch.id).map(\.slice)
                    .map { "\($0.path) \($0.start)-\($0.end)" }
            }
        }
    }

    /// The ledger: `path position/size batches`, and `partly` where something is left.
    package func ledger() throws -> [String] {
        try snapshot { try $0.files(source: 0) }.map {
            "\($0.path) \($0.position)/\($0.identity.sizeBytes) \($0.firstBatch)-\($0.lastBatch)"
                + ($0.isComplete ? "" : " partly")
        }
    }
}

/// What a run reported.
package final class RunLog {
    package fileprivate(set) var summary: RunSummary?
    package private(set) var start: StartReport?
    package private(set) var progress: [BatchProgress] = []
    package private(set) var notes: [String] = []
    /// The progress of triggers that found nothing, where it was due.
    package private(set) var idle: [StreamingQueryProgress] = []
    package private(set) var statuses: [StreamingQueryStatus] = []
    /// The waits asked for, in nanoseconds.
    package fileprivate(set) var waits: [UInt64] = []
    /// How often a look found nothing to read.
    package fileprivate(set) var idleLooks = 0
    fileprivate var waitFailure: (any Error)?

    fileprivate func add(_ event: StreamingEvent) {
        switch event {
        case .started(let report): start = report
        case .batch(let report): progress.append(report)
        case .note(let note): notes.append(note)
        case .nothingNew(_, _, let progress): progress.map { idle.append($0) }
        case .status(let status): statuses.append(status)
        }
    }
}
