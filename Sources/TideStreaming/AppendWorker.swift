package import TideColumnar
package import TideExecution

/// One thread's share of a query without an aggregation: the rows of its blocks.
package final class AppendWorker: SliceScanner.Consumer {
    private let pipeline: StatelessPipeline
    private var batches: [(block: Int, rows: RecordBatch)] = []

    package init(pipeline: StatelessPipeline) { self.pipeline = pipeline }

    package func consume(_ batch: RecordBatch, source: Int, block: Int) throws {
        let rows = try pipeline.process(batch)
        if rows.count > 0 { batches.append((block, rows)) }
    }

    /// The rows of all workers, in reading order.
    package static func ordered(_ workers: [AppendWorker]) -> [RecordBatch] {
        workers.flatMap(\.batches).sorted { $0.block < $1.block }.map(\.rows)
    }
}
