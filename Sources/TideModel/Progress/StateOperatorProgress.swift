/// What one trigger did to the state of an operator (Spark's `StateOperatorProgress`).
///
/// Where the meaning differs from Spark's: the state is kept in LMDB, in one piece, so `numShufflePartitions`
/// and `numStateStoreInstances` are 1; `memoryUsedBytes` are the pages of the checkpoint's main tree that
/// hold entries, all of which the page cache may hold and none of which must be; `numRowsDroppedByWatermark`
/// counts rows of the input, where Spark counts groups.
public struct StateOperatorProgress: Hashable, Sendable {
    /// Spark's name of the operator: `stateStoreSave` for an aggregation.
    public var operatorName: String
    /// Groups in the state after the batch.
    public var numRowsTotal: Int64
    /// Groups that the batch changed or added.
    public var numRowsUpdated: Int64
    /// Milliseconds to merge them into the state.
    public var allUpdatesTimeMs: Int64
    /// Groups that the batch removed because their time has passed.
    public var numRowsRemoved: Int64
    /// Milliseconds to remove them.
    public var allRemovalsTimeMs: Int64
    /// Milliseconds of the commit: the two barriers of the transaction.
    public var commitTimeMs: Int64
    /// Bytes of the pages that hold the state and the smaller tables beside it.
    public var memoryUsedBytes: Int64
    /// Rows of the input that came after the watermark.
    public var numRowsDroppedByWatermark: Int64
    /// Pieces of the state: one.
    public var numShufflePartitions: Int64 = 1
    /// Stores of the state: one.
    public var numStateStoreInstances: Int64 = 1
    /// What only this engine's state store can say, as in Spark each provider has metrics of its own:
    /// `databaseSizeBytes`, the size of `state/data.mdb`.
    public var customMetrics: [String: Int64]

    package init(
        operatorName: String, numRowsTotal: Int64, numRowsUpdated: Int64 = 0, allUpdatesTimeMs: Int64 = 0,
        numRowsRemoved: Int64 = 0, allRemovalsTimeMs: Int64 = 0, commitTimeMs: Int64 = 0,
        memoryUsedBytes: Int64, numRowsDroppedByWatermark: Int64 = 0, customMetrics: [String: Int64] = [:]
    ) {
        self.operatorName = operatorName
        self.numRowsTotal = numRowsTotal
        self.numRowsUpdated = numRowsUpdated
        self.allUpdatesTimeMs = allUpdatesTimeMs
        self.numRowsRemoved = numRowsRemoved
        self.allRemovalsTimeMs = allRemovalsTimeMs
        self.commitTimeMs = commitTimeMs
        self.memoryUsedBytes = memoryUsedBytes
        self.numRowsDroppedByWatermark = numRowsDroppedByWatermark
        self.customMetrics = customMetrics
    }

    /// The same state after a trigger that did nothing to it.
    package var unchanged: StateOperatorProgress {
        StateOperatorProgress(
            operatorName: operatorName, numRowsTotal: numRowsTotal, memoryUsedBytes: memoryUsedBytes,
            customMetrics: customMetrics)
    }
}
