import TideColumnar

/// What a recomputation gives, by whichever evaluator.
struct Recomputation {
    struct Counts {
        var rows: Int64 = 0
        var bad: Int64 = 0
        /// nil where the evaluator follows no watermark.
        var late: Int64?
        var nextWatermarkMs: Int64?
    }

    /// Groupings, then aggregates; none for a query without an aggregation.
    var groups: [[Value]] = []
    /// Rows of a query without an aggregation, and where the stored ones are others.
    var resultRows: Int64 = 0
    /// In update mode the last row of each group, by the groups' keys.
    var updates: [[UInt8]: [Value]] = [:]
    var differences: [Verification.Difference] = []
    var batches: [Int64: Counts] = [:]
    /// The files of the sink, compared so far; nil without.
    var sink: SinkComparison?

    init(sink: SinkComparison?) { self.sink = sink }

    mutating func count(_ batch: Int64, rows: Int64, bad: Int64) {
        batches[batch, default: Counts()].rows += rows
        batches[batch, default: Counts()].bad += bad
    }

    mutating func count(_ batch: Int64, late: Int64, watermarkMs: Int64) {
        batches[batch, default: Counts()].late = late
        batches[batch, default: Counts()].nextWatermarkMs = watermarkMs
    }

    /// Takes over what the comparison of a batch's rows found.
    mutating func add(_ comparison: consuming RowComparison, _ batch: Int64) throws {
        resultRows += comparison.row
        if let rows = comparison.rowsOfFiles {
            differences += try sink?.compare(rows, batch: batch, isOrdered: comparison.isOrdered) ?? []
        }
        differences += try comparison.finish()
    }
}
