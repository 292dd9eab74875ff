import Synchronization
import TideCheckpoint
import TideDurableIO
import TideModel
import TideConnectors
import TideStreaming

/// One run of a query on a thread of its own: drives the batches, and publishes what happens.
final class QueryRun: Sendable {
    /// What opening the checkpoint gave.
    struct Opened: Sendable {
        var id: String
        var runID: String
        var reader: CheckpointReader
    }

    private enum Start: Sendable {
        case opening
        case opened(Opened)
        case refused(any Error)
    }

    /// SIGTERM's number, which the driver takes as a wish to end.
    private static let stopNumber: Int32 = 15

    let job: StreamingJob
    let state = Monitor(QueryState())
    let clock: any WallClock
    let output: Session.TextSink
    private let notes: @Sendable (String) -> Void
    private let bus: ListenerBus
    private let start = Monitor(Start.opening)
    private let wakeup = Wakeup()
    /// What to call at the end; there when the one who starts the query has told everybody, so that batches
    /// may begin.
    private let released = Monitor<(@Sendable () -> Void)?>(nil)
    /// What is held until the checkpoint is closed: the session too, so that a query never ends because a
    /// program has no more use for the session.
    private let held: Mutex<(session: Session, temporary: TemporaryCheckpoint?)?>

    init(
        _ job: StreamingJob, session: Session, temporary: TemporaryCheckpoint?, clock: any WallClock,
        bus: ListenerBus
    ) {
        self.job = job
        held = Mutex((session, temporary))
        self.clock = clock
        self.bus = bus
        output = session.output
        notes = session.notes
    }

    /// Opens the checkpoint on the query's own thread, which then waits to be released.
    ///
    /// - Throws: `TidemarkError`.
    func open() throws -> Opened {
        guard WorkerThreads.start({ self.drive() }) else { throw TidemarkError(.noThread) }
        let opened = start.wait { start -> Result<Opened, any Error>? in
            switch start {
            case .opening: nil
            case .opened(let opened): .success(opened)
            case .refused(let error): .failure(error)
            }
        }
        guard let opened else { preconditionFailure("a wait without a limit ends with a result") }
        return try opened.get()
    }

    /// Lets the batches begin; `onEnd` is called from the query's thread when it has ended.
    func release(onEnd: @escaping @Sendable () -> Void) { released.update { $0 = onEnd } }

    /// Has a run that waits for files look at its sources, or end when it is to stop.
    func wake() { wakeup?.wake() }

    private func drive() {
        let execution: MicroBatchExecution
        do {
            execution = try MicroBatchExecution(
                job, clock: clock, stopSignal: { self.isStopping ? Self.stopNumber : nil },
                wait: { nanoseconds in
                    _ = self.state.wait(upToNanoseconds: nanoseconds) { $0.isStopping ? true : nil }
                },
                wakeup: wakeup, report: { self.handle($0) })
        } catch {
            start.update { $0 = .refused(error) }
            return
        }
        let opened = Opened(id: execution.queryID, runID: execution.runID, reader: execution.reader)
        start.update { $0 = .opened(opened) }
        let onEnd = released.wait { $0 }
        do {
            _ = try execution.run()
            end(opened, nil)
        } catch {
            let cause = error as? TidemarkError ?? TidemarkError(.unexpectedFailure, ["what": "\(error)"])
            end(opened, StreamingQueryException(id: opened.id, runId: opened.runID, error: cause))
        }
        onEnd?()
    }

    private var isStopping: Bool { state.read(\.isStopping) }

    private func handle(_ event: StreamingEvent) {
        switch event {
        case .started: break
        case .note(let text): notes("\(job.table): \(text)")
        case .status(let status): state.update { $0.status = status }
        case .batch(let batch):
            state.update { $0.add(batch.query) }
            bus.post(.progress(QueryProgressEvent(progress: batch.query)))
        case .nothingNew(let lookedAtNs, let isComplete, let progress):
            state.update { state in
                if isComplete { state.foundNothingNs = lookedAtNs }
                if let progress { state.add(progress) }
            }
            guard let progress else { return }
            bus.post(
                .idle(
                    QueryIdleEvent(
                        id: progress.id, runId: progress.runId, timestamp: progress.timestamp)))
        }
    }

    /// Tells the end; listeners are told first, so that who waits for the end finds their events queued.
    private func end(_ opened: Opened, _ exception: StreamingQueryException?) {
        held.withLock { $0 = nil }
        bus.post(
            .terminated(
                QueryTerminatedEvent(
                    id: opened.id, runId: opened.runID, exception: exception?.message,
                    errorClassOnException: exception?.error.code.rawValue)))
        state.update { state in
            state.exception = exception
            state.status = StreamingQueryStatus(
                exception.map { "Terminated with exception: \($0.error.message)" } ?? "Stopped")
            state.hasEnded = true
        }
    }
}
