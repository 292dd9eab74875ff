import TideModel

/// What is known of a streaming query from outside its thread.
struct QueryState: Sendable {
    /// How many progress objects are kept (Spark's `spark.sql.streaming.numRecentProgressUpdates`).
    static let progressKept = 100

    var status = StreamingQueryStatus("Initializing sources")
    var progress: [StreamingQueryProgress] = []
    var isStopping = false
    /// Whether the thread has closed the checkpoint and will do no more.
    var hasEnded = false
    var exception: StreamingQueryException?
    /// When the last look at the source began that found nothing at all left to read, by the monotonic clock.
    var foundNothingNs: UInt64?

    mutating func add(_ new: StreamingQueryProgress) {
        if progress.count == Self.progressKept { progress.removeFirst() }
        progress.append(new)
    }
}
