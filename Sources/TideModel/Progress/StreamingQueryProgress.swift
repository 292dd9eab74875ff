/// What one trigger of a streaming query did: Spark's `StreamingQueryProgress`, with its names and meanings.
///
/// `json` is the text that Spark writes. Times are measured with the monotonic clock and cut to whole
/// milliseconds; rates come from the times before they are cut.
public struct StreamingQueryProgress: Hashable, Sendable {
    /// The query's id, a UUID: that of its checkpoint, the same after a restart.
    public var id: String
    /// The run's id, a UUID: new with each start.
    public var runId: String
    /// The query's name, nil when it has none.
    public var name: String?
    /// When the trigger began, as `2016-07-26T02:00:00.000Z`.
    public var timestamp: String
    /// The batch; of a trigger that found nothing to do, the one that comes next.
    public var batchId: Int64
    /// Milliseconds that the trigger took.
    public var batchDuration: Int64
    /// Milliseconds by step: `latestOffset` (looking at the source), `getBatch` (cutting what was found into
    /// the batch), `walCommit` (`slices/N` and `offsets/N`), `queryPlanning`, `addBatch` (reading,
    /// computing, the commit, the sink), `commitOffsets` (`commits/N`), `triggerExecution` (all of it).
    /// Steps that did not run are left out.
    public var durationMs: [String: Int64]
    /// `avg`, `max` and `min` of the event times of the batch and the `watermark` it used; empty without a
    /// watermark.
    public var eventTime: [String: String]
    /// An entry for each operator with state.
    public var stateOperators: [StateOperatorProgress]
    /// An entry for each source.
    public var sources: [SourceProgress]
    /// What was written.
    public var sink: SinkProgress

    /// Rows read by all sources, bad ones included.
    public var numInputRows: Int64 { sources.reduce(0) { $0 + $1.numInputRows } }
    /// Rows in each second between the start of the trigger before and that of this one; 0 for the first.
    public var inputRowsPerSecond: Double { sources.reduce(0) { $0 + $1.inputRowsPerSecond } }
    /// Rows in each second of the trigger's duration.
    public var processedRowsPerSecond: Double { sources.reduce(0) { $0 + $1.processedRowsPerSecond } }

    package init(
        id: String, runId: String, name: String?, timestamp: String, batchId: Int64, batchDuration: Int64,
        durationMs: [String: Int64], eventTime: [String: String] = [:],
        stateOperators: [StateOperatorProgress], sources: [SourceProgress], sink: SinkProgress
    ) {
        self.id = id
        self.runId = runId
        self.name = name
        self.timestamp = timestamp
        self.batchId = batchId
        self.batchDuration = batchDuration
        self.durationMs = durationMs
        self.eventTime = eventTime
        self.stateOperators = stateOperators
        self.sources = sources
        self.sink = sink
    }
}
