package import TideColumnar
import TideModel
package import TidePlanning

/// The filters, projections, windows and watermarks over a scan: a function of one batch, the same on every
/// thread.
package struct StatelessPipeline: Sendable {
    /// The scan at the bottom; nil over a single row.
    package let scan: Scan?
    /// From the leaf upwards.
    private let operators: [any BatchOperator]

    /// Compiles `plan`, which is stateless.
    ///
    /// Throws `internalDefect` for any other node.
    package init(_ plan: LogicalPlan, context: EvaluationContext) throws {
        guard plan.isStateless else {
            throw TidemarkError(.planNotStateless)
        }
        var operators: [any BatchOperator] = []
        var scan: Scan?
        var node: LogicalPlan? = plan
        while let current = node {
            if let compiled = compile(current, context) { operators.append(compiled) }
            if case .scan(let leaf) = current { scan = leaf }
            node = current.child
        }
        self.operators = operators.reversed()
        self.scan = scan
    }

    /// How many rows a row may become.
    package var expansion: Int { operators.reduce(1) { $0.multipliedSaturating(by: $1.expansion) } }

    /// The plan's rows for these rows of its leaf. Throws what its expressions throw.
    package func process(_ batch: RecordBatch) throws -> RecordBatch {
        var batch = batch
        for step in operators { batch = try step.process(batch) }
        return batch
    }
}

func compile(_ plan: LogicalPlan, _ context: EvaluationContext) -> (any BatchOperator)? {
    switch plan {
    case .filter(let condition, _):
        FilterOperator(condition: ExpressionEvaluator(condition, context: context))
    case .project(let outputs, _): ProjectOperator(outputs, context: context)
    case .window(let window, _): WindowOperator(window, context: context)
    case .sessionWindow(let window, _): SessionWindowOperator(window, context: context)
    case .scan, .singleRow, .localRelation, .aggregate, .sort, .limit, .watermark, .deduplicate, .union,
        .join, .transform:
        nil
    }
}

extension LogicalPlan {
    /// Whether it has only steps over a leaf that look at one row at a time.
    package var isStateless: Bool {
        switch self {
        case .scan, .singleRow, .localRelation: true
        case .filter(_, let child), .project(_, let child), .window(_, let child),
            .sessionWindow(_, let child), .watermark(_, let child):
            child.isStateless
        case .aggregate, .sort, .limit, .deduplicate, .union, .join, .transform: false
        }
    }
}
