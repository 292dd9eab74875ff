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
    }

    /// The streaming table.
    package var table: String
    package var lastBatch: Int64
    package var files: Int
    package var rows: Int64
    package var bytes: Int64
    package var groups: Int
    /// In key order; all of them.
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
        }
    }
}
