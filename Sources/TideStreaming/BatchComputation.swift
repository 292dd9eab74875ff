package import TideCheckpoint
import TideColumnar
import TideExecution
package import TideModel
package import TidePlanning

/// What a streaming query makes of the slices of one batch.
package struct BatchComputation: Sendable {
    /// What a batch changes, and what reading it found.
    package struct Output: Sendable {
        /// A slice each, in reading order.
        package var outcomes: [SliceOutcome]
        /// The change of the groups; empty for a query without an aggregation.
        package var delta = StateDelta()
        /// The rows appended to the result; nil for a query with an aggregation.
        package var pieces: [ResultPiece]?

        /// How many rows those are.
        var appendedRows: Int64? { pieces.map { $0.reduce(0) { $0 + Int64($1.rows) } } }
    }

    private let input: LogicalPlan
    /// nil for a query without an aggregation.
    private let codec: AggregateCodec?

    package init(_ plan: StreamingPlan) {
        input = plan.input
        codec =
            switch plan.shape {
            case .aggregating(let aggregation, _): AggregateCodec(aggregation)
            case .stateless: nil
            }
    }

    /// How a stored value and a delta's become the new one.
    package var merge: StateMerge {
        { stored, delta in
            guard let codec else { preconditionFailure("a query without an aggregation has no delta") }
            return try codec.merge(old: stored, delta: delta)
        }
    }

    /// The steps that the rows of a batch go through; `context` is that of the batch.
    func pipeline(_ context: EvaluationContext) throws -> StatelessPipeline {
        try StatelessPipeline(input, context: context)
    }

    /// Reads the slices and computes; `context` is that of the batch.
    ///
    /// Throws what reading and the query's expressions throw, of the earliest block that fails.
    package func run(
        _ scanner: SliceScanner, _ slices: [Slice], _ context: EvaluationContext
    ) throws -> Output {
        try run(scanner, slices, context, through: pipeline(context))
    }

    func run(
        _ scanner: SliceScanner, _ slices: [Slice], _ context: EvaluationContext,
        through pipeline: StatelessPipeline
    ) throws -> Output {
        if let codec {
            let aggregator = PartialAggregator(codec, context: context)
            let (workers, outcomes) = try scanner.scan(slices) {
                AggregationWorker(pipeline: pipeline, aggregator: aggregator)
            }
            return Output(outcomes: outcomes, delta: AggregationWorker.merged(workers).finish())
        }
        let (workers, outcomes) = try scanner.scan(slices) { AppendWorker(pipeline: pipeline) }
        var packer = ResultPacker()
        for batch in AppendWorker.ordered(workers) { packer.append(batch) }
        return Output(outcomes: outcomes, pieces: packer.finish())
    }
}
