/// Where a run stands after a batch; the numbers come from the caller, the bar only draws them.
struct ProgressSnapshot: Hashable, Sendable {
    /// The batch that has just committed.
    var batch: Int64
    /// Input bytes read so far in this run, and all that this run will read; nil when that is not known.
    var doneBytes: Int64
    var totalBytes: Int64?
    /// Input rows of the query so far.
    var rows: Int64
    var badRows: Int64
    var lateRows: Int64
    /// The watermark after the batch, in milliseconds since the epoch.
    var watermarkMs: Int64?
    /// Nanoseconds since this run began, and of this batch alone.
    var elapsedNs: Int64
    var batchNs: Int64
    /// What this batch read.
    var batchRows: Int64
    var batchBytes: Int64
    var batchFiles: Int
    /// The first file this batch read, as it is shown.
    var firstFile: String?
    /// Rows read in this run: what the rate is made of (`rows` counts earlier runs too).
    var runRows: Int64
    /// Nanoseconds until the end, at least and at most; nil when that is not known.
    var remainingNs: ClosedRange<Double>?

    init(
        batch: Int64, doneBytes: Int64, totalBytes: Int64?, rows: Int64, runRows: Int64, badRows: Int64 = 0,
        lateRows: Int64 = 0, watermarkMs: Int64? = nil, elapsedNs: Int64, batchNs: Int64, batchRows: Int64,
        batchBytes: Int64, batchFiles: Int, firstFile: String? = nil, remainingNs: ClosedRange<Double>? = nil
    ) {
        self.batch = batch
        self.doneBytes = doneBytes
        self.totalBytes = totalBytes
        self.rows = rows
        self.runRows = runRows
        self.badRows = badRows
        self.lateRows = lateRows
        self.watermarkMs = watermarkMs
        self.elapsedNs = elapsedNs
        self.batchNs = batchNs
        self.batchRows = batchRows
        self.batchBytes = batchBytes
        self.batchFiles = batchFiles
        self.firstFile = firstFile
        self.remainingNs = remainingNs
    }
}
