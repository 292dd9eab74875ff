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
        case .filter(_, let child), .project(_, let child), .window(_, let child),
            .sessionWindow(_, let child), .watermark(_, let child):
            try push(child, source) { try advance($0, through: plan, emit) }
        case .aggregate(let aggregation, let child):
            var groups = ReferenceGroups(aggregation)
            try push(child, source) { try groups.add($0, groups.key(of: $0, context), context) }
            groups.mergeSessions()
            for row in try groups.rows() { try emit(row) }
        case .sort(let keys, let child):
            var rows: [(keys: [Value], row: [Value])] = []
            try push(child, source) { row in
                rows.append((try keys.map { try $0.expression.evaluate(row, context) }, row))
            }
            // The standard library's sort is stable: rows that tie keep their order.
            rows.sort { precedes($0.keys, $1.keys, by: keys) }
            for (_, row) in rows { try emit(row) }
        case .deduplicate(let deduplication, let child):
            var seen: Set<GroupKey> = []
            try push(child, source) { row in
                if seen.insert(deduplication.key(of: row)).inserted { try emit(row) }
            }
        case .transform(let transform, _):
            throw TidemarkError(.transformOfBatch, ["name": transform.name])
        case .union(let children): for child in children { try push(child, source, emit) }
        case .join(let join, let left, let right): try push(join, left, right, source, emit)
        case .limit(let limit, let child):
            var count: Int64 = 0
            try push(child, source) { row in
                if count < limit { try emit(row) }
                count += 1
            }
        }
    }

    /// Pushes what becomes of one row in a step that looks at each row for itself.
    func advance(
        _ row: [Value], through step: LogicalPlan, _ emit: ([Value]) throws -> Void
    ) throws {
        switch step {
        case .filter(let condition, _):
            if try condition.isTrue(row, context) { try emit(row) }
        case .project(let outputs, _):
            try emit(try outputs.map { try $0.expression.evaluate(row, context) })
        case .window(let window, _):
            guard case .timestamp(let time) = try window.time.evaluate(row, context) else { return }
            for (start, end) in window.windows(of: time) {
                try emit(row + [.structure([.timestamp(start), .timestamp(end)])])
            }
        case .sessionWindow(let session, _):
            guard case .timestamp(let start) = try session.time.evaluate(row, context),
                case .bigint(let gap) = try session.gapUs.evaluate(row, context), gap > 0
            else { return }
            let (end, overflow) = start.addingReportingOverflow(gap)
            if !overflow { try emit(row + [.structure([.timestamp(start), .timestamp(end)])]) }
        default: try emit(row)
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
