import TideCheckpoint
import TideModel
package import TideColumnar
package import TidePlanning

/// Runs a whole logical plan on the calling thread, pulling batches from its leaves.
package struct QueryExecutor {
    /// Gives the batches of a scan, with the scan's `output` schema.
    package typealias Leaf = (Scan) throws -> any RecordBatchSource

    private let context: EvaluationContext
    private let leaf: Leaf
    /// Stands for the lowest aggregate of the plan and all below it.
    private let aggregated: RecordBatch?

    package init(context: EvaluationContext, leaf: @escaping Leaf) {
        self.context = context
        self.leaf = leaf
        aggregated = nil
    }

    /// Runs the plan above its lowest aggregate, whose rows are given.
    package init(context: EvaluationContext, aggregated: RecordBatch) {
        self.context = context
        self.aggregated = aggregated
        leaf = { _ in StoredBatches([]) }
    }

    /// All rows of the plan, with its schema. A limit stops reading once it has its rows.
    ///
    /// Throws what the leaves and expressions throw, and `arithmeticOverflow` for a sum beyond BIGINT.
    package func execute(_ plan: LogicalPlan) throws -> [RecordBatch] {
        let source = try source(of: plan)
        var batches: [RecordBatch] = []
        while let batch = try source.next() {
            if batch.count > 0 { batches.append(batch) }
        }
        return batches
    }

    /// The plan's batches, computed as they are pulled.
    package func source(of plan: LogicalPlan) throws -> any RecordBatchSource {
        switch plan {
        case .scan(let scan): return try leaf(scan)
        case .singleRow:
            return StoredBatches([RecordBatch(schema: Schema([]), columns: [], count: 1)])
        case .localRelation(let schema, let rows):
            return StoredBatches([RecordBatch(schema: schema, rows: rows)])
        case .filter(let condition, let child):
            let step = FilterOperator(condition: ExpressionEvaluator(condition, context: context))
            return OperatorSource(step, over: try source(of: child))
        case .project(let outputs, let child):
            return OperatorSource(ProjectOperator(outputs, context: context), over: try source(of: child))
        case .window(let window, let child):
            return OperatorSource(WindowOperator(window, context: context), over: try source(of: child))
        case .aggregate(let aggregation, let child):
            if let aggregated, !child.hasAggregate { return StoredBatches([aggregated]) }
            return StoredBatches([try aggregate(aggregation, try source(of: child))])
        case .sort(let keys, let child):
            let step = SortOperator(keys: keys, context: context)
            return StoredBatches([try step.process(try drain(source(of: child), schema: child.schema))])
        case .limit(let rows, let child): return LimitSource(rows, over: try source(of: child))
        case .watermark(_, let child): return try source(of: child)
        case .sessionWindow(let window, let child):
            let step = SessionWindowOperator(window, context: context)
            return OperatorSource(step, over: try source(of: child))
        case .deduplicate(let deduplication, let child):
            return DeduplicateSource(deduplication, child.schema, over: try source(of: child))
        case .transform(let transform, _):
            throw TidemarkError(.transformOfBatch, ["name": transform.name])
        case .union(let children): return UnionSource(try children.map(source), plan.schema)
        case .join(let join, let left, let right):
            return try JoinSource(
                join, (left.schema, right.schema), left: try source(of: left),
                right: try drain(source(of: right), schema: right.schema), context: context)
        }
    }

    private func aggregate(_ aggregation: Aggregation, _ input: any RecordBatchSource) throws -> RecordBatch {
        let codec = AggregateCodec(aggregation, windowFirst: false)
        var aggregator = PartialAggregator(codec, context: context)
        while let batch = try input.next() { try aggregator.consume(batch) }
        return try codec.decodeRows(codec.mergingSessions(aggregator.finish().entries))
    }

    private func drain(_ input: any RecordBatchSource, schema: Schema) throws -> RecordBatch {
        var batches: [RecordBatch] = []
        while let batch = try input.next() { batches.append(batch) }
        return try .concatenate(batches, schema: schema)
    }
}

/// An operator's output for each batch of its input.
private final class OperatorSource: RecordBatchSource {
    private let step: any BatchOperator
    private let input: any RecordBatchSource

    init(_ step: any BatchOperator, over input: any RecordBatchSource) {
        self.step = step
        self.input = input
    }

    func next() throws -> RecordBatch? { try input.next().map(step.process) }
}

/// The rows of its inputs, one after the other.
private final class UnionSource: RecordBatchSource {
    private var inputs: ArraySlice<any RecordBatchSource>
    private let schema: Schema

    init(_ inputs: [any RecordBatchSource], _ schema: Schema) {
        self.inputs = inputs[...]
        self.schema = schema
    }

    func next() throws -> RecordBatch? {
        while let input = inputs.first {
            if let batch = try input.next() {
                return RecordBatch(schema: schema, columns: batch.columns, count: batch.count)
            }
            inputs.removeFirst()
        }
        return nil
    }
}

/// The first rows of its input, and nothing read after them.
private final class LimitSource: RecordBatchSource {
    private var left: Int64
    private let input: any RecordBatchSource

    init(_ rows: Int64, over input: any RecordBatchSource) {
        left = rows
        self.input = input
    }

    func next() throws -> RecordBatch? {
        guard left > 0, let batch = try input.next() else { return nil }
        let taken = batch.prefix(Int(clamping: left))
        left -= Int64(taken.count)
        return taken
    }
}

extension LogicalPlan {
    /// Whether an aggregate is in it.
    package var hasAggregate: Bool {
        steps.contains { if case .aggregate = $0 { true } else { false } }
    }
}
