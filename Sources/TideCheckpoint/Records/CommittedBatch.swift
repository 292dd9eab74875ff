package import TideModel

/// What a commit does for the query's sink.
package struct SinkCommit: Hashable, Sendable {
    /// The batch's files, for a file sink.
    package var files: [OutputFile]
    /// The newest batch whose output is durable in the sink: it and those before it leave the outbox.
    package var drainedThrough: Int64
    /// Whether rows of `result` go too once they are delivered.
    package var dropsResult: Bool

    package init(files: [OutputFile] = [], drainedThrough: Int64, dropsResult: Bool = false) {
        self.files = files
        self.drainedThrough = drainedThrough
        self.dropsResult = dropsResult
    }
}

/// What step 3 commits, all of it in one transaction.
package struct CommittedBatch {
    package var record: BatchRecord
    /// What was read, in reading order; `batch` and `seq` as in the plan.
    package var slices: [SliceRecord]
    /// Entries of the ledger that are new or changed.
    package var files: [FileEntry]
    /// Entries of the ledger that go: a file that was moved has its new path in `files`.
    package var removedFiles: [FileEntry]
    /// Files that were no more what earlier batches had read.
    package var changedInputs: [InputChange]
    package var delta: StateDelta
    /// The batch's rows of the result, for a query that appends them; nil for one that keeps state.
    package var output: ResultOutput?
    /// The rows of the result that take the place of their groups' rows before, by the groups' keys, in
    /// order; nil for a query that does not update.
    package var updates: [(key: [UInt8], row: ResultPiece)]?
    /// The watermark of each mark after the batch, in milliseconds; none for a query without.
    package var watermarks: [Int64]
    /// What is left of the plan for the batches after this one; nil for nothing.
    package var remainder: PlanRemainder?
    /// nil without a sink: the result lives in the checkpoint.
    package var sink: SinkCommit?

    package init(
        record: BatchRecord, slices: [SliceRecord] = [], files: [FileEntry] = [],
        removedFiles: [FileEntry] = [], changedInputs: [InputChange] = [], delta: StateDelta = StateDelta(),
        output: ResultOutput? = nil, updates: [(key: [UInt8], row: ResultPiece)]? = nil,
        watermarks: [Int64] = [], remainder: PlanRemainder? = nil, sink: SinkCommit? = nil
    ) {
        self.record = record
        self.slices = slices
        self.files = files
        self.removedFiles = removedFiles
        self.changedInputs = changedInputs
        self.delta = delta
        self.output = output
        self.updates = updates
        self.watermarks = watermarks
        self.remainder = remainder
        self.sink = sink
    }

    /// Roughly what the commit writes: 128 bytes an entry, a page for each piece of output, and the sink's
    /// files.
    var estimatedBytes: Int64 {
        let entries = delta.entries.count + delta.changes.count + (updates?.count ?? 0) + slices.count * 2
        let sinkBytes = sink?.files.reduce(0) { $0 + $1.length } ?? 0
        return Int64(entries * 128 + (output?.estimatedPieces ?? 0) * 4_096) + sinkBytes
    }
}
