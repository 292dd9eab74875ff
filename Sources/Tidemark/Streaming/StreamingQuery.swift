import Synchronization
import TideCheckpoint
import TideColumnar
import TideDurableIO
public import TideModel
import TidePlanning
import TideStreaming

/// A streaming query that was started: what it is doing, and how to stop it.
///
/// The query goes on when the last handle is gone, and when the program has dropped the session: `streams`
/// of the session finds it. When it has ended, the handle still tells how.
public final class StreamingQuery: Sendable {
    /// The query's id, a UUID: the same as long as there is the checkpoint.
    public let id: String
    /// The run's id, a UUID: new with each start.
    public let runId: String
    /// The query's name, nil when it has none.
    public let name: String?

    private let run: QueryRun

    init(_ run: QueryRun, id: String, runId: String) {
        self.run = run
        self.id = id
        self.runId = runId
        name = run.job.name
    }

    /// Whether the query has not ended.
    public var isActive: Bool { run.state.read { !$0.hasEnded } }

    /// What the query is doing at this moment.
    public var status: StreamingQueryStatus { run.state.read(\.status) }

    /// What the last trigger did; nil before the first has ended.
    public var lastProgress: StreamingQueryProgress? { run.state.read(\.progress.last) }

    /// What the last 100 triggers did, oldest first; triggers without work once in ten seconds.
    public var recentProgress: [StreamingQueryProgress] { run.state.read(\.progress) }

    /// What ended the query; nil while it is active, and when it has finished or was stopped.
    public var exception: StreamingQueryException? { run.state.read(\.exception) }

    /// Waits until the query has ended and everything is durable.
    ///
    /// - Throws: `StreamingQueryException` when the query has failed, `CancellationError` when the task is
    ///   cancelled, which leaves the query alone.
    public func awaitTermination() async throws { _ = try await ended(within: nil) }

    /// Waits until the query has ended, at most so long; whether it has.
    ///
    /// - Throws: as `awaitTermination()`.
    public func awaitTermination(timeout: Duration) async throws -> Bool { try await ended(within: timeout) }

    /// Waits until everything that is in the source now is committed and durable, or the query has ended.
    ///
    /// It waits for the trigger's interval like the query itself, and for files still being written. While
    /// data keeps coming faster than it is read this may last forever, as in Spark.
    ///
    /// - Throws: as `awaitTermination()`.
    public func processAllAvailable() async throws {
        let nowNs = run.clock.monotonicNanoseconds()
        run.wake()
        _ = try await run.state.waiting(upToNanoseconds: nil) { state -> Bool? in
            if let exception = state.exception, state.hasEnded { throw exception }
            return state.hasEnded || state.foundNothingNs.map { $0 > nowNs } ?? false ? true : nil
        }
    }

    /// Stops the query: the batch in hand is finished and committed, the checkpoint closed. Returns when
    /// that is done; a start over the same checkpoint goes on from there. Stopping again does nothing.
    public func stop() async {
        run.state.update { $0.isStopping = true }
        run.wake()
        // Not cut short by cancellation: the caller may start anew when this returns.
        await run.state.waitingUncancelled { $0.hasEnded }
    }

    /// Prints the query's steps on stdout, the last one first; `extended` also the columns' types.
    ///
    /// - Throws: `TidemarkError` when stdout cannot be written to.
    public func explain(_ extended: Bool = false) throws {
        let plan = run.job.query
        let head = extended ? "== Schema ==\n\(plan.schema.ddl)\n\n" : ""
        try run.output("\(head)== Plan ==\n\(plan.explain())\n\n")
    }

    private func ended(within timeout: Duration?) async throws -> Bool {
        let limit = timeout.map { max(0, $0 / .nanoseconds(1)) }.map { UInt64($0) }
        return try await run.state.waiting(upToNanoseconds: limit) { state -> Bool? in
            guard state.hasEnded else { return nil }
            if let exception = state.exception { throw exception }
            return true
        } ?? false
    }
}
