package import TideCheckpoint
package import TideColumnar

/// Batches of rows, pulled one at a time by one thread.
package protocol RecordBatchSource: AnyObject {
    /// The next batch, nil at the end.
    func next() throws -> RecordBatch?
}

/// Batches in memory.
package final class StoredBatches: RecordBatchSource {
    private var batches: ArraySlice<RecordBatch>

    package init(_ batches: [RecordBatch]) { self.batches = batches[...] }

    package func next() -> RecordBatch? { batches.popFirst() }
}

/// Rows that a query appended to its result.
extension ResultReader: RecordBatchSource {}
