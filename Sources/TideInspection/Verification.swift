/// What `verify` found.
package struct Verification: Sendable {
    /// One thing that is not as the recomputation says.
    package enum Difference: Hashable, Sendable {
        /// The checkpoint has no such group.
        case missing(key: String, expected: String)
        /// The recomputation has no such group.
        case unexpected(key: String, stored: String)
        case different(key: String, stored: String, expected: String)
        /// A batch's record counts other rows or rejects than its slices give.
        case batch(Int64, what: String, stored: Int64, expected: Int64)
        /// Another row, nil for none, at a place in the rows that a batch appended, counted from 0.
        case row(batch: Int64, row: Int64, stored: String?, expected: String?)
        /// More rows of a batch differ than are told one by one.
        case moreRows(batch: Int64, count: Int64)
        /// The checkpoint's count of the rows of all batches.
        case resultRows(stored: Int64, expected: Int64)
        /// A file of the sink, by its path there; nil for one of no batch.
        case sinkFile(String, batch: Int64?, what: String)
    }

    /// The streaming table.
    package var table: String
    package var lastBatch: Int64
    package var files: Int
    package var rows: Int64
    package var bytes: Int64
    package var groups: Int
    /// Rows of the result of a query without an aggregation; nil for one with it.
    package var resultRows: Int64?
    /// In the order of keys, or of batches and rows; all but the later rows of a batch with many.
    package var differences: [Difference]
    /// `reference`, or `engine` for `--fast`.
    package var evaluator: String

    package var isIdentical: Bool { differences.isEmpty }
}

extension Verification.Difference: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let key, let expected): "\(key): stored nothing, recomputed \(expected)"
        case .unexpected(let key, let stored): "\(key): stored \(stored), recomputed nothing"
        case .different(let key, let stored, let expected): "\(key): stored \(stored), recomputed \(expected)"
        case .batch(let batch, let what, let stored, let expected):
            "batch \(batch): \(what) stored \(stored), recomputed \(expected)"
        case .row(let batch, let row, let stored, let expected):
            "batch \(batch), row \(row): stored \(stored ?? "nothing"), recomputed \(expected ?? "nothing")"
        case .moreRows(let batch, let count): "batch \(batch): \(count) more rows differ"
        case .resultRows(let stored, let expected):
            "rows of the result: counted \(stored), recomputed \(expected)"
        case .sinkFile(let path, let batch, let what):
            "sink file '\(path)'\(batch.map { " of batch \($0)" } ?? "") \(what)"
        }
    }
}
