import TideDurableIO
import TideFormats
import TideModel
import TideStreaming

/// Tells on stderr how a run is going.
final class RunDisplay {
    private var bar: ProgressBar
    private let mode: ProgressMode
    /// The input's path as the job writes it.
    private let root: String
    private let clock = SystemClock()
    private let startedNs: UInt64
    private var runRows: Int64 = 0
    private var runBytes: Int64 = 0
    private var badRows: Int64 = 0
    private var lateRows: Int64 = 0
    private var remaining = RemainingTime()

    init(mode: ProgressMode, root: String) {
        self.mode = mode
        self.root = root
        bar = ProgressBar(mode: mode)
        startedNs = clock.monotonicNanoseconds()
    }

    func show(_ event: StreamingEvent) {
        switch event {
        case .note(let text):
            bar.finish()
            StandardError.line("note: \(text)")
        case .started(let report):
            if isTalking { started(report) }
        case .batch(let batch):
            if mode == .json { StandardError.line(batch.query.jsonValue.text) }
            committed(batch)
        case .nothingNew(_, _, let idle):
            if mode == .json, let idle { StandardError.line(idle.jsonValue.text) }
        case .status: break
        }
    }

    /// Runs `body` and leaves the terminal's line whole, whatever happens.
    func closing<Result>(_ body: () throws -> Result) rethrows -> Result {
        defer { bar.finish() }
        return try body()
    }

    /// The last lines: what is left, and how to go on.
    func summarize(_ summary: RunSummary) {
        let left =
            summary.unreadFiles == 0
            ? ""
            : "; left to read: \(Figures.grouped(Int64(summary.unreadFiles))) files, "
                + Figures.bytes(summary.unreadBytes)
        if isTalking {
            let elapsed = Int64(clock.monotonicNanoseconds() - startedNs)
            StandardError.line(
                "\(Figures.grouped(Int64(summary.batches))) batches, \(Figures.grouped(summary.rows)) rows, "
                    + "\(Figures.bytes(summary.bytes)) in \(Figures.duration(elapsed)); "
                    + "last batch \(summary.lastBatch)\(left)")
        }
        if mode != .json, case .stopped = summary.ending {
            StandardError.line("to go on: \(CommandLine.arguments.map(shellQuoted).joined(separator: " "))")
        }
    }

    /// Whether words are wanted: not beside JSON, whose every line is an object for a program.
    private var isTalking: Bool { mode == .auto || mode == .bar }

    private func started(_ report: StartReport) {
        guard report.lastBatch >= 0 || report.reusesPlan else { return }
        var text = "resuming after batch \(report.lastBatch)"
        if report.wasInterrupted { text += ", the run before did not end by itself" }
        if report.reusesPlan { text += "; batch \(report.lastBatch + 1) was planned and is done first" }
        StandardError.line(text)
    }

    private func committed(_ batch: BatchProgress) {
        runRows += batch.rows
        runBytes += batch.bytes
        badRows += batch.badRows
        lateRows += batch.lateRows
        let elapsedNs = Int64(clock.monotonicNanoseconds() - startedNs)
        remaining.add(bytes: batch.bytes, endNs: elapsedNs)
        bar.show(
            ProgressSnapshot(
                batch: batch.batch, doneBytes: runBytes, totalBytes: runBytes + batch.unreadBytes,
                rows: batch.totalRows, runRows: runRows, badRows: badRows,
                lateRows: lateRows, watermarkMs: batch.watermarkMs, elapsedNs: elapsedNs,
                batchNs: batch.microseconds * 1_000, batchRows: batch.rows, batchBytes: batch.bytes,
                batchFiles: batch.files,
                firstFile: batch.firstFile.isEmpty ? root : FileSystem.join(root, batch.firstFile),
                remainingNs: remaining.range(forBytes: batch.unreadBytes)))
    }
}

/// A word as a POSIX shell needs it written.
func shellQuoted(_ word: String) -> String {
    let isPlain =
        !word.isEmpty
        && word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
                UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "+"), UInt8(ascii: ","):
                true
            default: false
            }
        }
    return isPlain
        ? word
        : "'"
            + word.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
}
