/// Takes the rows of each batch one by one (Spark's `ForeachWriter`).
///
/// Rows come at least once: those of a batch that was under way when a run died come again, with the same
/// `epochId`.
public protocol ForeachWriter: Sendable {
    /// A batch begins; false passes over its rows, as when they came before.
    ///
    /// - Parameters:
    ///   - partitionId: always 0.
    ///   - epochId: the batch's id.
    func open(partitionId: Int64, epochId: Int64) async throws -> Bool
    /// The next row, in the order of the result.
    func process(_ row: Row) async throws
    /// The batch has ended, with the error that ended it or nil.
    func close(_ error: (any Error)?) async
}

extension ForeachWriter {
    /// Takes the rows of every batch.
    public func open(partitionId: Int64, epochId: Int64) async throws -> Bool { true }
    /// Does nothing.
    public func close(_ error: (any Error)?) async {}
}
