package import TideColumnar
package import TideExecution
package import TideModel
import TidePlanning

/// One thread's share of the work below an aggregate: the steps of the plan, then the partial aggregate.
package final class AggregationWorker: SliceScanner.Consumer {
    private let pipeline: StatelessPipeline
    private let expansion: Int
    package private(set) var aggregator: PartialAggregator

    /// - Parameter aggregator: without rows.
    package init(pipeline: StatelessPipeline, aggregator: PartialAggregator) {
        self.pipeline = pipeline
        expansion = pipeline.expansion
        self.aggregator = aggregator
    }

    package func consume(_ batch: RecordBatch, source: Int, block: Int) throws -> LateSummary {
        for part in batch.parts(expansion: expansion) {
            try aggregator.consume(try pipeline.process(part), block: block)
        }
        return LateSummary()
    }

    /// The sum of all workers; there is one at least.
    package static func merged(_ workers: [AggregationWorker]) -> PartialAggregator {
        var merged = workers[0].aggregator
        for worker in workers.dropFirst() { merged.merge(worker.aggregator) }
        return merged
    }
}
