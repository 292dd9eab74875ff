import TideCheckpoint

/// What is known of the batch that is being worked on.
struct BatchInHand {
    var plan: PlannedBatch
    var startedUs: Int64
    var startedNs: UInt64
    var planNs: UInt64
    var computeNs: UInt64 = 0
    /// The sources' offsets before the batch, none for the first.
    var startOffsets: [Int64]
    var computed: BatchComputation.Computed?
    var record: BatchRecord?
    var measure = CommitMeasure()
    /// Rows the sink has counted; nil where it has not.
    var outputRows: Int64?
}
