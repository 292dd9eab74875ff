/// What one trigger read from a source (Spark's `SourceProgress`).
public struct SourceProgress: Hashable, Sendable {
    /// `FileStreamSource[file:/path]`.
    public var description: String
    /// The offset that the batch begins after, nil for the first batch; JSON as in `offsets/N`.
    public var startOffset: String?
    /// The offset that the batch ends with, nil before there is one.
    public var endOffset: String?
    /// Always nil: a file source of Spark tells none either.
    public var latestOffset: String?
    /// Rows read, bad ones included.
    public var numInputRows: Int64
    /// Rows in each second between the start of the trigger before and that of this one.
    public var inputRowsPerSecond: Double
    /// Rows in each second of the trigger's duration.
    public var processedRowsPerSecond: Double
    /// Numbers as text, where there is something to tell: `badRows` (rows with a malformed record or field),
    /// `lateRows` (rows behind the watermark).
    public var metrics: [String: String]

    package init(
        description: String, startOffset: String?, endOffset: String?, latestOffset: String? = nil,
        numInputRows: Int64, inputRowsPerSecond: Double, processedRowsPerSecond: Double,
        metrics: [String: String] = [:]
    ) {
        self.description = description
        self.startOffset = startOffset
        self.endOffset = endOffset
        self.latestOffset = latestOffset
        self.numInputRows = numInputRows
        self.inputRowsPerSecond = inputRowsPerSecond
        self.processedRowsPerSecond = processedRowsPerSecond
        self.metrics = metrics
    }
}
