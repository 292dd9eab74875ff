import TideColumnar

/// An operator that looks at one batch at a time and keeps nothing of it.
protocol BatchOperator: Sendable {
    /// The operator's output for these rows; throws what its expressions throw.
    func process(_ batch: RecordBatch) throws -> RecordBatch
    /// How many rows a row may become.
    var expansion: Int { get }
}

extension BatchOperator {
    var expansion: Int { 1 }
}
