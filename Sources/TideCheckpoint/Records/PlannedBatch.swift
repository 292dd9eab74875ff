package import TideModel

/// What a batch will read, written before it is computed.
package struct PlannedBatch: Hashable, Sendable {
    package var id: Int64
    package var kind: BatchKind
    /// `current_timestamp()` of the batch, milliseconds since the epoch.
    package var timestampMs: Int64
    /// The watermark the batch uses, milliseconds since the epoch.
    package var watermarkMs: Int64
    package var planVersion: UInt32
    package var logOffset: Int64
    /// In reading order.
    package var slices: [Slice]

    package init(
        id: Int64, kind: BatchKind, timestampMs: Int64, watermarkMs: Int64 = 0, planVersion: UInt32 = 1,
        logOffset: Int64, slices: [Slice]
    ) {
        self.id = id
        self.kind = kind
        self.timestampMs = timestampMs
        self.watermarkMs = watermarkMs
        self.planVersion = planVersion
        self.logOffset = logOffset
        self.slices = slices
    }

    /// `offsets/N` of the plan.
    package var offsetText: OffsetText {
        OffsetText(batchWatermarkMs: watermarkMs, batchTimestampMs: timestampMs, logOffset: logOffset)
    }

    /// `slices/N` of the plan.
    package var sliceText: SliceText {
        SliceText(batch: id, kind: kind, planVersion: planVersion, slices: slices)
    }

    /// The plan that two log files say.
    package init(offsets: OffsetText, slices: SliceText) {
        self.init(
            id: slices.batch, kind: slices.kind, timestampMs: offsets.batchTimestampMs,
            watermarkMs: offsets.batchWatermarkMs, planVersion: slices.planVersion,
            logOffset: offsets.logOffset, slices: slices.slices)
    }

    /// The plan a committed batch had.
    package init(_ record: BatchRecord, slices: [Slice]) {
        self.init(
            id: record.id, kind: record.kind, timestampMs: record.timestampMs,
            watermarkMs: record.watermarkMs, planVersion: record.planVersion, logOffset: record.logOffset,
            slices: slices)
    }
}

/// What step 3 commits, all of it in one transaction.
package struct CommittedBatch: Sendable {
    package var record: BatchRecord
    /// What was read, in reading order; `batch` and `seq` as in the plan.
    package var slices: [SliceRecord]
    /// Entries of the ledger that are new or changed.
    package var files: [FileEntry]
    /// Entries of the ledger that go: a file that was moved has its new path in `files`.
    package var removedFiles: [FileEntry]
    package var delta: StateDelta
    /// A new version of the plan, from this batch on.
    package var plan: PlanRecord?
    /// Sources found at another place.
    package var sourceRoots: [SourceRoot]

    package init(
        record: BatchRecord, slices: [SliceRecord] = [], files: [FileEntry] = [],
        removedFiles: [FileEntry] = [], delta: StateDelta = StateDelta(), plan: PlanRecord? = nil,
        sourceRoots: [SourceRoot] = []
    ) {
        self.record = record
        self.slices = slices
        self.files = files
        self.removedFiles = removedFiles
        self.delta = delta
        self.plan = plan
        self.sourceRoots = sourceRoots
    }
}
