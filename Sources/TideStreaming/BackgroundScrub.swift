import TideCheckpoint
import TideDurableIO
import TideModel

/// Has the whole state read once in a while, on a thread of its own beside a run: so damage shows in pages
/// that no batch happens to read.
final class BackgroundScrub {
    /// How often the state is read, in microseconds.
    static let defaultIntervalUs: Int64 = 86_400_000_000
    /// A run that ends first leaves its scrub to the next one, but not for longer than so many intervals.
    private static let mostIntervals: Int64 = 7
    /// After so many bytes the reader rests three times as long as they took.
    private static let bytesPerRest = 1 << 20

    private enum Phase: Sendable {
        case idle
        case reading
        case ended(Result<Int64?, any Error>)
    }

    private struct State: Sendable {
        var phase = Phase.idle
        var isToEnd = false
        var isUrgent = false
    }

    private let checkpoint: CheckpointWriter
    private let clock: any WallClock
    private let intervalUs: Int64
    /// Called, on the thread that reads, when it is done.
    private let onEnd: @Sendable () -> Void
    private let state = Monitor(State())
    /// When the state was last known whole, in microseconds since the epoch; nil before the first batch.
    private var lastUs: Int64?

    init(
        _ checkpoint: CheckpointWriter, clock: any WallClock, intervalUs: Int64,
        onEnd: @escaping @Sendable () -> Void = {}
    ) {
        self.onEnd = onEnd
        self.checkpoint = checkpoint
        self.clock = clock
        self.intervalUs = intervalUs
    }

    private func isDue(after intervals: Int64) throws -> Bool {
        if lastUs == nil {
            lastUs = try checkpoint.snapshot { snapshot in
                try (snapshot.scrub()?.timeMs ?? snapshot.batch(0)?.timestampMs).map { $0 * 1_000 }
            }
        }
        let (dueUs, overflow) = intervalUs.multipliedReportingOverflow(by: intervals)
        guard let lastUs, !overflow else { return false }
        return clock.nowMicroseconds() - lastUs >= dueUs
    }

    /// Between batches: begins when it is time, and notes what came of it.
    ///
    /// - Throws: `TidemarkError` (`checkpointDamaged`) once damage was found.
    func tend() throws {
        try takeResult()
        if case .idle = state.read(\.phase), try isDue(after: 1) { begin() }
    }

    private func takeResult() throws {
        guard case .ended(let result) = state.read(\.phase) else { return }
        state.update { $0.phase = .idle }
        guard let batch = try result.get() else { return }
        let nowUs = clock.nowMicroseconds()
        try checkpoint.note(ScrubRecord(batch: batch, timeMs: nowUs / 1_000))
        lastUs = nowUs
    }

    /// At the end of a run: ends the reading, or waits for it where it has been put off for too long.
    ///
    /// - Throws: as `tend()`.
    func finish() throws {
        try takeResult()
        if try isDue(after: Self.mostIntervals) {
            if case .idle = state.read(\.phase) { begin() }
            state.update { $0.isUrgent = true }
            wait()
        } else {
            stop()
        }
        try takeResult()
    }

    /// Ends the reading; nothing of it goes on when this returns.
    func stop() {
        state.update { $0.isToEnd = true }
        wait()
    }

    /// Waits until what was begun has been read, or its end was asked for.
    func wait() {
        _ = state.wait { state -> Void? in
            if case .reading = state.phase { return nil }
            return ()
        }
    }

    private func begin() {
        let (reader, state, onEnd) = (checkpoint.reader, state, onEnd)
        state.update { $0.phase = .reading }
        WorkerThreads.detach {
            let clock = SystemClock()
            var bytes = 0
            var sinceNs = clock.monotonicNanoseconds()
            let result = Result {
                try reader.scrub { count in
                    bytes += count
                    if bytes >= Self.bytesPerRest {
                        Self.rest(3 * (clock.monotonicNanoseconds() - sinceNs), state)
                        (bytes, sinceNs) = (0, clock.monotonicNanoseconds())
                    }
                    return state.read { !$0.isToEnd }
                }
            }
            state.update { $0.phase = .ended(result) }
            onEnd()
        }
    }

    private static func rest(_ nanoseconds: UInt64, _ state: Monitor<State>) {
        _ = state.wait(upToNanoseconds: nanoseconds) { $0.isToEnd || $0.isUrgent ? () : nil }
    }
}
