import TideCheckpoint
package import TideColumnar
import TideModel
package import TidePlanning

/// A streaming plan made ready for one batch: what is done source by source on several threads, and what is
/// done with all of it afterwards.
package struct StreamGraph: Sendable {
    /// Steps and operators over the fragments' rows.
    indirect enum Node: Sendable {
        case fragment(Int)
        case steps([Step], Node)
        case union([Node])
        /// The rows joined with those of a table.
        case joined(StaticJoin, Node)
        /// A stateful operator by its id, over its inputs.
        case stateful(Int, [Node])
        /// The upper of the two steps of an aggregation with DISTINCT, over the lower one.
        case regrouped(Aggregation, Node)
    }

    /// Something that is done with a batch of rows, whatever came before it.
    enum Step: Sendable {
        case rows(any BatchOperator)
        /// A mark by its id; the column that it marks.
        case mark(Int, ordinal: Int)

        /// How many rows a row may become.
        var expansion: Int {
            if case .rows(let step) = self { step.expansion } else { 1 }
        }
    }

    /// What is done with the rows of one source, block by block.
    struct Fragment: Sendable {
        var steps: [Step] = []
        /// The operator above, by its id, and what it does not take of these rows.
        var lateFilter: (operatorID: Int, filter: LateFilter)?
        /// The operator that groups these rows, by its id, and an aggregator without rows.
        var aggregation: (operatorID: Int, aggregator: PartialAggregator)?
        /// What gathers the rows before the last step, which is that of their windows; rows that it does not
        /// take are given to that step.
        var panes: SlidingPanes?

        /// How many rows a row may become, before the last step where there are panes.
        var expansion: Int {
            steps.dropLast(panes == nil ? 0 : 1).reduce(1) { $0.multipliedSaturating(by: $1.expansion) }
        }
    }

    /// What the batch's operators compare times with.
    package struct Watermarks: Hashable, Sendable {
        /// Rows up to it are late: that of the batch before, in milliseconds.
        package var lateMs: Int64
        /// What is up to it is complete, in milliseconds.
        package var completeMs: Int64

        package init(lateMs: Int64, completeMs: Int64) {
            self.lateMs = lateMs
            self.completeMs = completeMs
        }
    }

    let plan: StreamingPlan
    let root: Node
    /// By the sources' indices.
    let fragments: [Fragment]
    let context: EvaluationContext
    /// At the inputs of the stateful operators, in microseconds, by their ids.
    let lateUs: [Int64]
    let completeUs: [Int64]

    /// How many rows a row of each source may become before they are grouped, by the sources' indices.
    package var expansions: [Int] { fragments.map(\.expansion) }

    /// How many marks the plan has.
    package var markCount: Int { plan.watermarks.count }
    package var operatorCount: Int { plan.stateful.count }

    package init(
        _ plan: StreamingPlan, watermarks: Watermarks, context: EvaluationContext,
        staticRows: (LogicalPlan) throws -> RecordBatch
    ) throws {
        self.plan = plan
        self.context = context
        lateUs = plan.inputWatermarks(watermarks.lateMs).map { $0.multipliedSaturating(by: 1_000) }
        completeUs = plan.inputWatermarks(watermarks.completeMs).map { $0.multipliedSaturating(by: 1_000) }
        var builder = GraphBuilder(plan: plan, context: context, lateUs: lateUs)
        let top: LogicalPlan =
            if case .aggregating(let aggregation, _) = plan.shape {
                .aggregate(aggregation, plan.input)
            } else {
                plan.query
            }
        root = try builder.node(top, staticRows)
        fragments = builder.fragments
    }
}

/// Cuts a plan into fragments and what is above them.
private struct GraphBuilder {
    let plan: StreamingPlan
    let context: EvaluationContext
    let lateUs: [Int64]
    var fragments: [StreamGraph.Fragment] = []
    private var nextMark = 0
    private var nextOperator = 0

    init(plan: StreamingPlan, context: EvaluationContext, lateUs: [Int64]) {
        self.plan = plan
        self.context = context
        self.lateUs = lateUs
    }

    mutating func node(
        _ step: LogicalPlan, _ staticRows: (LogicalPlan) throws -> RecordBatch
    ) throws -> StreamGraph.Node {
        switch step {
        case .scan:
            fragments.append(StreamGraph.Fragment())
            return .fragment(fragments.count - 1)
        case .watermark(let watermark, let child):
            let below = try node(child, staticRows)
            defer { nextMark += 1 }
            return add(.mark(nextMark, ordinal: watermark.column), to: below)
        case .filter(_, let child), .project(_, let child), .window(_, let child),
            .sessionWindow(_, let child):
            let below = try node(child, staticRows)
            guard let step = compile(step, context) else { return below }
            return add(.rows(step), to: below)
        case .union(let children):
            return .union(try children.map { try node($0, staticRows) })
        case .aggregate(let aggregation, let child):
            let below = try node(child, staticRows)
            if case .aggregate = child { return .regrouped(aggregation, below) }
            let id = takeOperator()
            filterLate(below, of: step, child, id)
            if case .fragment(let index) = below {
                let codec = plan.partialCodec(aggregation, operatorID: id)
                fragments[index].aggregation = (id, PartialAggregator(codec, context: context))
                fragments[index].panes = panes(aggregation, over: child, id)
            }
            return .stateful(id, [below])
        case .deduplicate(_, let child), .limit(_, let child), .sort(_, let child),
            .transform(_, let child):
            let below = try node(child, staticRows)
            let id = takeOperator()
            filterLate(below, of: step, child, id)
            return .stateful(id, [below])
        case .join(let join, let left, let right):
            guard left.isStreaming, right.isStreaming else {
                return try staticJoin(join, left, right, staticRows)
            }
            let inputs = [try node(left, staticRows), try node(right, staticRows)]
            let id = takeOperator()
            filterLate(inputs[0], of: step, left, id)
            filterLate(inputs[1], of: step, right, id)
            return .stateful(id, inputs)
        case .singleRow, .localRelation: throw TidemarkError(.planNotStateless)
        }
    }

    private mutating func takeOperator() -> Int {
        defer { nextOperator += 1 }
        return nextOperator
    }

    private mutating func add(_ step: StreamGraph.Step, to node: StreamGraph.Node) -> StreamGraph.Node {
        switch node {
        case .fragment(let index):
            fragments[index].steps.append(step)
            return node
        case .steps(let steps, let below): return .steps(steps + [step], below)
        case .union, .stateful, .joined, .regrouped: return .steps([step], node)
        }
    }

    /// Panes of windows that are made right below the aggregation.
    private func panes(_ aggregation: Aggregation, over child: LogicalPlan, _ id: Int) -> SlidingPanes? {
        guard case .window(let window, let below) = child else { return nil }
        let time = plan.mode == .complete ? nil : aggregation.eventTimeGrouping(over: child)
        guard time == nil || time == aggregation.windowGrouping else { return nil }
        return SlidingPanes(
            aggregation, window, ordinal: below.schema.count, lateThroughUs: time.map { _ in lateUs[id] },
            context: context)
    }

    /// Late rows of a source are left out where they are read.
    private mutating func filterLate(
        _ node: StreamGraph.Node, of step: LogicalPlan, _ child: LogicalPlan, _ id: Int
    ) {
        guard case .fragment(let index) = node else { return }
        let filter = StreamGraph.lateFilter(
            of: step, child: child, plan, throughUs: lateUs[id], context)
        fragments[index].lateFilter = filter.map { (id, $0) }
    }

    private mutating func staticJoin(
        _ join: Join, _ left: LogicalPlan, _ right: LogicalPlan,
        _ staticRows: (LogicalPlan) throws -> RecordBatch
    ) throws -> StreamGraph.Node {
        if left.isStreaming {
            let table = StaticJoin(
                join, stream: left.schema, table: try staticRows(right), isFlipped: false)
            return .joined(table, try node(left, staticRows))
        }
        let table = StaticJoin(join, stream: right.schema, table: try staticRows(left), isFlipped: true)
        return .joined(table, try node(right, staticRows))
    }
}

extension StreamGraph {
    /// What a stateful step does not take of an input; nil where it takes all.
    static func lateFilter(
        of step: LogicalPlan, child: LogicalPlan, _ plan: StreamingPlan, throughUs: Int64,
        _ context: EvaluationContext
    ) -> LateFilter? {
        let schema = child.schema
        switch step {
        case .aggregate(let aggregation, _):
            guard plan.mode != .complete, let grouping = aggregation.eventTimeGrouping(over: child) else {
                return nil
            }
            let time = aggregation.groupings[grouping].expression
            return LateFilter(
                time: ExpressionEvaluator(time, context: context), throughUs: throughUs)
        case .transform(let transform, _) where transform.timeMode != .eventTime: return nil
        case .deduplicate, .join, .transform:
            guard let ordinal = child.eventTimes.keys.min() else { return nil }
            let field = schema.fields[ordinal]
            return LateFilter(
                time: ExpressionEvaluator(
                    .column(ordinal: ordinal, name: field.name, field.type), context: context),
                throughUs: throughUs)
        default: return nil
        }
    }
}

extension LogicalPlan {
    /// The first aggregate from above.
    fileprivate var highestAggregate: LogicalPlan? {
        steps.first { if case .aggregate = $0 { true } else { false } }
    }
}

extension Aggregation {
    /// Which grouping carries a watermark; nil for none.
    package func eventTimeGrouping(over child: LogicalPlan) -> Int? {
        LogicalPlan.aggregate(self, child).eventTimes.keys.min()
    }
}

extension StreamingPlan {
    /// The codec of the groups of a stateful aggregation as they are stored.
    package func codec(_ aggregation: Aggregation, operatorID: Int) -> AggregateCodec {
        let child = stateful[operatorID].children[0]
        return AggregateCodec(
            aggregation, operatorID: UInt8(operatorID),
            eventTime: mode == .complete ? nil : aggregation.eventTimeGrouping(over: child))
    }

    /// What finds the rows of update mode: the key of their group in the state; of an aggregation with
    /// DISTINCT, what the keys of all its entries begin with.
    package var updateKeys: StateKeyCodec? {
        guard shape == .updating, let top = query.highestAggregate,
            case .aggregate(let aggregation, let child) = top
        else { return nil }
        return StateKeyCodec(
            aggregation, operatorID: UInt8(stateIndex), eventTime: aggregation.eventTimeGrouping(over: child))
    }

    /// The codec of a batch's groups before they meet those that are stored.
    func partialCodec(_ aggregation: Aggregation, operatorID: Int) -> AggregateCodec {
        aggregation.sessionGrouping == nil
            ? codec(aggregation, operatorID: operatorID) : AggregateCodec(aggregation, windowFirst: false)
    }
}
