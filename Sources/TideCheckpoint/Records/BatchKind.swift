/// What a batch is (design: kinds of the `batches` table).
package enum BatchKind: UInt8, Hashable, Sendable, CaseIterable {
    /// Reads input.
    case data = 1
    /// Reads nothing: the watermark moved.
    case noData = 2
    /// Reads kept late or bad rows again.
    case redrive = 3
    /// Restores the tables to the end of an older batch.
    case rollback = 4
    /// The first batch of a new plan.
    case planChange = 5

    /// The name in `slices/N` and in messages.
    package var name: String {
        switch self {
        case .data: "data"
        case .noData: "no-data"
        case .redrive: "redrive"
        case .rollback: "rollback"
        case .planChange: "plan-change"
        }
    }
}
