package import TideColumnar
import TideModel
package import TidePlanning

/// Evaluates a plan one row at a time with the scalar definitions of its expressions: what `verify` compares
/// the engine with. Naive and short on purpose; it shares no code with the engine's operators.
package struct ReferenceEvaluator {
    /// Pushes the rows of a scan, with the columns of `Scan.output`, into the closure.
    package typealias Source = (Scan, @escaping (_ row: [Value]) throws -> Void) throws -> Void

    let plan: LogicalPlan
    let context: EvaluationContext

    package init(plan: LogicalPlan, context: EvaluationContext) {
        self.plan = plan
        self.context = context
    }

    /// The rows of the result; their order is that of the source unless the plan sorts or aggregates (then by
    /// grouping). Throws what the source and the expressions throw.
    package func evaluate(_ source: Source) throws -> [[Value]] {
        var rows: [[Value]] = []
        try push(plan, source) { rows.append($0) }
        return rows
    }

    /// Pushes the rows of a step into `emit`.
    func push(_ plan: LogicalPlan, _ source: Source, _ emit: @escaping ([Value]) throws -> Void) throws {
        switch plan {
        case .scan(let scan): try source(scan, emit)
        case .singleRow: try emit([])
        case .localRelation(_, let rows): for row in rows { try emit(row) }
        case .filter(let condition, let child):
            try push(child, source) { row in
                if try condition.evaluate(row, context) == .boolean(true) { try emit(row) }
            }
        case .project(let outputs, let child):
            try push(child, source) { row in
                try emit(try outputs.map { try $0.expression.evaluate(row, context) })
            }
        case .window(let window, let child):
            try push(child, source) { row in
                guard case .timestamp(let time) = try window.time.evaluate(row, context) else { return }
                for (start, end) in window.windows(of: time) {
                    try emit(row + [.structure([.timestamp(start), .timestamp(end)])])
                }
            }
        case .aggregate(let aggregation, let child):
            var groups = ReferenceGroups(aggregation)
            try push(child, source) { try groups.add($0, context) }
            for row in try groups.rows() { try emit(row) }
        case .sort(let keys, let child):
            var rows: [(keys: [Value], row: [Value])] = []
            try push(child, source) { row in
                rows.append((try keys.map { try $0.expression.evaluate(row, context) }, row))
            }
            // The standard library's sort is stable: rows that tie keep their order.
            rows.sort { precedes($0.keys, $1.keys, by: keys) }
            for (_, row) in rows { try emit(row) }
        case .watermark(_, let child): try push(child, source, emit)
        case .sessionWindow, .deduplicate, .union, .join: throw TidemarkError(.planNotStateless)
        case .limit(let limit, let child):
            var count: Int64 = 0
            try push(child, source) { row in
                if count < limit { try emit(row) }
                count += 1
            }
        }
    }

    private func precedes(_ left: [Value], _ right: [Value], by keys: [SortKey]) -> Bool {
        for (index, key) in keys.enumerated() {
            let (left, right) = (left[index], right[index])
            if left.isNull != right.isNull { return left.isNull == key.nullsFirst }
            let order = compareValues(left, right)
            if order != 0 { return (order < 0) == key.isAscending }
        }
        return false
    }
}

/// The aggregation of a stream, fed row by row over all its batches.
package struct ReferenceAggregator {
    private let input: LogicalPlan
    /// That of the batch whose rows come next.
    package var context: EvaluationContext
    private var groups: ReferenceGroups

    /// - Parameters:
    ///   - aggregation: what is computed.
    ///   - input: the steps below it, down to a scan.
    ///   - context: of the first batch.
    package init(aggregation: Aggregation, input: LogicalPlan, context: EvaluationContext) {
        self.input = input
        self.context = context
        groups = ReferenceGroups(aggregation)
    }

    /// Adds one row of the scan. Throws what its expressions throw.
    package mutating func add(row: [Value]) throws {
        var groups = groups
        // Emptied meanwhile, so that the copy is the only owner and nothing is copied.
        self.groups.removeAll()
        defer { self.groups = groups }
        let evaluator = ReferenceEvaluator(plan: input, context: context)
        try evaluator.push(input, { _, emit in try emit(row) }) { try groups.add($0, evaluator.context) }
    }

    /// The groupings and aggregates so far, ordered by grouping. Throws `arithmeticOverflow` for a sum that
    /// does not fit BIGINT.
    package func rows() throws -> [[Value]] { try groups.rows() }
}
