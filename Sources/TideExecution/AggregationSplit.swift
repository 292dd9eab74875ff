package import TideCheckpoint
package import TideColumnar
package import TidePlanning

/// A batch query's plan cut at its lowest aggregate, so that what is below can run on several threads.
///
/// Each worker runs `pipeline.process` and a `PartialAggregator` of its own; the caller merges the
/// aggregators in any order, and gives what they have to `finish`.
package struct AggregationSplit: Sendable {
    package let codec: AggregateCodec
    /// From the leaf to the aggregation's input.
    package let pipeline: StatelessPipeline
    private let plan: LogicalPlan
    private let context: EvaluationContext

    /// nil where the plan has no aggregate, or where what is below is not stateless.
    package init?(_ plan: LogicalPlan, context: EvaluationContext) throws {
        var node = plan
        while true {
            if case .aggregate(let aggregation, let child) = node, child.isStateless {
                codec = AggregateCodec(aggregation, windowFirst: false)
                pipeline = try StatelessPipeline(child, context: context)
                break
            }
            guard let child = node.child else { return nil }
            node = child
        }
        self.plan = plan
        self.context = context
    }

    /// An aggregator for one worker.
    package func makeAggregator() -> PartialAggregator { PartialAggregator(codec, context: context) }

    /// The plan's rows, given the groups of its lowest aggregate.
    package func finish(_ state: StateDelta) throws -> [RecordBatch] {
        let aggregated = try codec.decodeRows(codec.mergingSessions(state.entries))
        return try QueryExecutor(context: context, aggregated: aggregated).execute(plan)
    }
}
