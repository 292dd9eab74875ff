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
    /// Of each source; -1 before its first file.
    package var logOffsets: [Int64]
    /// In reading order.
    package var slices: [Slice]
    /// What the batches after this one are to read, where the plan was cut.
    package var remainder: PlanRemainder?

    package init(
        id: Int64, kind: BatchKind, timestampMs: Int64, watermarkMs: Int64 = 0, planVersion: UInt32 = 1,
        logOffsets: [Int64], slices: [Slice]
    ) {
        self.id = id
        self.kind = kind
        self.timestampMs = timestampMs
        self.watermarkMs = watermarkMs
        self.planVersion = planVersion
        self.logOffsets = logOffsets
        self.slices = slices
    }

    /// `offsets/N` of the plan.
    package var offsetText: OffsetText {
        OffsetText(batchWatermarkMs: watermarkMs, batchTimestampMs: timestampMs, logOffsets: logOffsets)
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
            logOffsets: offsets.logOffsets, slices: slices.slices)
    }

    /// The plan a committed batch had.
    package init(_ record: BatchRecord, slices: [Slice]) {
        self.init(
            id: record.id, kind: record.kind, timestampMs: record.timestampMs,
            watermarkMs: record.watermarkMs, planVersion: record.planVersion, logOffsets: record.logOffsets,
            slices: slices)
    }
}
