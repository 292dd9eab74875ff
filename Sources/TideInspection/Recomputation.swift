import TideColumnar

/// What a recomputation gives, by whichever evaluator.
struct Recomputation {
    struct Counts {
        var rows: Int64 = 0
        var bad: Int64 = 0
    }

    /// Groupings, then aggregates.
    var groups: [[Value]] = []
    var batches: [Int64: Counts] = [:]

    mutating func count(_ batch: Int64, rows: Int64, bad: Int64) {
        batches[batch, default: Counts()].rows += rows
        batches[batch, default: Counts()].bad += bad
    }
}
