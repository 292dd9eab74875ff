public import TideModel

/// Is told what becomes of a session's streaming queries (Spark's `StreamingQueryListener`).
///
/// `onQueryStarted` is called before `start()` returns, by the thread that starts the query, so it should be
/// quick. The other calls come in order from one thread that belongs to the session's listeners; a slow
/// listener delays them, never the queries.
public protocol StreamingQueryListener: AnyObject, Sendable {
    /// A query has started.
    func onQueryStarted(_ event: QueryStartedEvent)
    /// A query has committed a batch.
    func onQueryProgress(_ event: QueryProgressEvent)
    /// A query has nothing to read.
    func onQueryIdle(_ event: QueryIdleEvent)
    /// A query has ended.
    func onQueryTerminated(_ event: QueryTerminatedEvent)
}

extension StreamingQueryListener {
    /// Does nothing.
    public func onQueryIdle(_ event: QueryIdleEvent) {}
}

/// A query has started.
public struct QueryStartedEvent: Hashable, Sendable {
    /// The query's id.
    public let id: String
    /// The run's id.
    public let runId: String
    /// The query's name, nil when it has none.
    public let name: String?
    /// As `2016-07-26T02:00:00.000Z`.
    public let timestamp: String
}

/// A query has committed a batch.
public struct QueryProgressEvent: Hashable, Sendable {
    /// What the batch's trigger did.
    public let progress: StreamingQueryProgress
}

/// A query has had nothing to read for ten seconds, or for ten more.
public struct QueryIdleEvent: Hashable, Sendable {
    /// The query's id.
    public let id: String
    /// The run's id.
    public let runId: String
    /// As `2016-07-26T02:00:00.000Z`.
    public let timestamp: String
}

/// A query has ended.
public struct QueryTerminatedEvent: Hashable, Sendable {
    /// The query's id.
    public let id: String
    /// The run's id.
    public let runId: String
    /// What ended it, in words; nil when it has finished or was stopped.
    public let exception: String?
    /// The error's code; nil when it has finished or was stopped.
    public let errorClassOnException: String?
}
