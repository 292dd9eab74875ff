import Synchronization
import TideColumnar
import TideDurableIO
import TideModel
import TidePlanning
import TideStreaming

/// The streaming queries of a session (Spark's `StreamingQueryManager`).
public final class StreamingQueryManager: Sendable {
    private struct State: Sendable {
        /// Every query whose end has not been seen yet, in the order of their starts.
        var queries: [StreamingQuery] = []
        /// Names of queries that are being started, in lower case.
        var reserved: Set<String> = []
        /// The first query that ended since `resetTerminated()`, a failed one before others.
        var terminated: StreamingQuery?
        /// Directories of tables that stay readable, by the table's name in lower case.
        var temporaries: [String: TemporaryCheckpoint] = [:]
    }

    private let state = Monitor(State())
    private let bus = ListenerBus()
    private let clock: any WallClock

    init(clock: any WallClock) { self.clock = clock }

    /// The queries that have not ended, in the order of their starts.
    public var active: [StreamingQuery] { state.read(\.queries).filter(\.isActive) }

    /// The active query with that id; nil when there is none.
    public func get(_ id: String) -> StreamingQuery? { active.first { $0.id == id } }

    /// Waits until a query has ended, or one has since `resetTerminated()`.
    ///
    /// - Throws: `StreamingQueryException` when the query has failed, `CancellationError` when the task is
    ///   cancelled.
    public func awaitAnyTermination() async throws { _ = try await anyTermination(within: nil) }

    /// Waits until a query has ended, at most so long; whether one has.
    ///
    /// - Throws: as `awaitAnyTermination()`.
    public func awaitAnyTermination(timeout: Duration) async throws -> Bool {
        try await anyTermination(within: timeout)
    }

    /// Forgets the queries that have ended, so that `awaitAnyTermination` waits for another.
    public func resetTerminated() { state.update { $0.terminated = nil } }

    /// Has a listener told what becomes of queries from now on.
    public func addListener(_ listener: any StreamingQueryListener) { bus.add(listener) }

    /// Has a listener told no more; events that are under way may still come.
    public func removeListener(_ listener: any StreamingQueryListener) { bus.remove(listener) }

    /// The listeners, in the order they were added.
    public func listListeners() -> [any StreamingQueryListener] { bus.listeners }

    private func anyTermination(within timeout: Duration?) async throws -> Bool {
        let limit = timeout.map { max(0, $0 / .nanoseconds(1)) }.map { UInt64($0) }
        return try await state.waiting(upToNanoseconds: limit) { state -> Bool? in
            guard let query = state.terminated else { return nil }
            if let exception = query.exception { throw exception }
            return true
        } ?? false
    }
}

// MARK: - Starting and stopping

extension StreamingQueryManager {
    /// Starts a query on a thread of its own; returns when its checkpoint is open.
    func start(_ session: Session, _ start: WriterSettings.Job) throws -> StreamingQuery {
        let name = start.job.name
        try reserve(name)
        defer { if let name { state.update { _ = $0.reserved.remove(name.lowercased()) } } }
        let run = QueryRun(
            start.job, session: session, temporary: start.temporary, clock: clock, bus: bus)
        let opened = try run.open()
        let query = StreamingQuery(run, id: opened.id, runId: opened.runID)
        state.update { state in
            state.queries.append(query)
            if let table = start.table { state.temporaries[table.lowercased()] = start.temporary }
        }
        if let table = start.table {
            session.update {
                _ = $0.catalog.dropView(table)
                $0.catalog.setResult(table, schema: start.job.query.schema, reader: opened.reader)
            }
        }
        bus.started(
            QueryStartedEvent(
                id: opened.id, runId: opened.runID, name: name,
                timestamp: Timestamps.formatISO(clock.nowMicroseconds(), zone: .utc)))
        run.release { [weak self] in self?.ended(query) }
        return query
    }

    private func reserve(_ name: String?) throws {
        guard let name else { return }
        let isActive = active.contains { $0.name?.lowercased() == name.lowercased() }
        try state.update { state in
            guard !isActive, state.reserved.insert(name.lowercased()).inserted else {
                throw TidemarkError(.queryNameActive, ["name": name])
            }
        }
    }

    private func ended(_ query: StreamingQuery) {
        state.update { state in
            state.queries.removeAll { $0 === query }
            if state.terminated?.exception == nil { state.terminated = query }
        }
    }
}
