/// Where everything in a checkpoint directory is (docs/checkpoint-format.md, "Directory").
package struct CheckpointLayout: Hashable, Sendable {
    /// Committed batches whose logs are kept (Spark's `minBatchesToRetain`).
    package static let batchesRetained: Int64 = 100

    /// The checkpoint directory, without a trailing slash.
    package let root: String

    /// Makes the layout of the checkpoint at `root`.
    package init(root: String) {
        var path = root
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.root = path
    }

    /// `metadata`: the query id.
    package var metadata: String { path("metadata") }
    /// `query.json`: the job, for people.
    package var queryJSON: String { path("query.json") }
    /// `lock`: held with flock while a run is going on.
    package var lock: String { path("lock") }
    /// `state`: the LMDB environment.
    package var state: String { path("state") }
    static let stateDataName = "state/data.mdb"
    /// `state/data.mdb`.
    package var stateData: String { path(Self.stateDataName) }
    /// `state.new`: an environment that is not born yet.
    package var unbornState: String { path("state.new") }
    /// `state.new/data.mdb`.
    package var unbornStateData: String { path("state.new/data.mdb") }

    /// The directory of one mirrored log.
    package func directory(_ log: LogKind) -> String { path(log.rawValue) }

    /// The file of batch `batch` in one mirrored log.
    package func file(_ log: LogKind, _ batch: Int64) -> String { path("\(log.rawValue)/\(batch)") }

    private func path(_ name: String) -> String { root == "/" ? "/" + name : root + "/" + name }
}

/// The logs that mirror the LMDB tables, a file a batch.
package enum LogKind: String, Hashable, Sendable, CaseIterable {
    /// What the batch reads, for people and for reusing an uncommitted plan.
    case slices
    /// The batch is planned (Spark's offset log).
    case offsets
    /// The batch is done (Spark's commit log).
    case commits
}
