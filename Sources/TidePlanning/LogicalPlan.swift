package import TideColumnar

/// A resolved query. Read downwards it is the way of a record backwards.
package indirect enum LogicalPlan: Hashable, Sendable {
    case scan(Scan)
    /// One row without columns (`SELECT 1`).
    case singleRow
    /// Rows in memory: what a command answers, or VALUES.
    case localRelation(Schema, [[Value]])
    /// Keeps the rows where the condition is true (not NULL).
    case filter(Expression, LogicalPlan)
    case project([NamedExpression], LogicalPlan)
    /// Appends a `window` column; a row may become several (sliding) or none (NULL time).
    case window(TimeWindow, LogicalPlan)
    /// Appends a `session_window` column, [time, time + gap); no row where that is empty or NULL.
    case sessionWindow(SessionWindow, LogicalPlan)
    /// Marks the event time of a stream and how late its rows may be; passes all rows.
    case watermark(Watermark, LogicalPlan)
    /// Output: the groupings, then the aggregates. Without groupings exactly one row.
    case aggregate(Aggregation, LogicalPlan)
    case sort([SortKey], LogicalPlan)
    case limit(Int64, LogicalPlan)
    /// The first of the rows that have equal values of some columns.
    case deduplicate(Deduplication, LogicalPlan)
    /// All rows of all children, those of the first child first; their columns have the same types.
    case union([LogicalPlan])
    /// Output: the left columns, then the right ones; the left ones alone for semi and anti joins.
    case join(Join, LogicalPlan, LogicalPlan)
    /// A program's code over the rows of each key.
    case transform(StatefulTransform, LogicalPlan)

    package var schema: Schema {
        switch self {
        case .scan(let scan): scan.output
        case .singleRow: Schema([])
        case .localRelation(let schema, _): schema
        case .filter(_, let child), .sort(_, let child), .limit(_, let child), .watermark(_, let child),
            .deduplicate(_, let child):
            child.schema
        case .project(let outputs, _): Schema(outputs.map(\.field))
        case .window(_, let child): Schema(child.schema.fields + [Field("window", .window)])
        case .sessionWindow(_, let child):
            Schema(child.schema.fields + [Field("session_window", .window)])
        case .aggregate(let aggregation, _): aggregation.schema
        case .transform(let transform, _): transform.output
        case .union(let children): children.first?.schema ?? Schema([])
        case .join(let join, let left, let right):
            Schema(left.schema.fields + (join.kind.hasRightColumns ? right.schema.fields : []))
        }
    }

    /// The plans below, from left to right; none for a leaf.
    package var children: [LogicalPlan] {
        switch self {
        case .scan, .singleRow, .localRelation: []
        case .filter(_, let child), .project(_, let child), .window(_, let child), .aggregate(_, let child),
            .sort(_, let child), .limit(_, let child), .sessionWindow(_, let child),
            .watermark(_, let child), .deduplicate(_, let child), .transform(_, let child):
            [child]
        case .union(let children): children
        case .join(_, let left, let right): [left, right]
        }
    }

    /// The one plan below; nil for a leaf, and where there are several.
    package var child: LogicalPlan? { children.count == 1 ? children[0] : nil }

    /// The same step over other children.
    package func mapChildren(_ transform: (LogicalPlan) throws -> LogicalPlan) rethrows -> LogicalPlan {
        switch self {
        case .scan, .singleRow, .localRelation: self
        case .filter(let condition, let child): .filter(condition, try transform(child))
        case .project(let outputs, let child): .project(outputs, try transform(child))
        case .window(let window, let child): .window(window, try transform(child))
        case .sessionWindow(let window, let child): .sessionWindow(window, try transform(child))
        case .watermark(let watermark, let child): .watermark(watermark, try transform(child))
        case .aggregate(let aggregation, let child): .aggregate(aggregation, try transform(child))
        case .sort(let keys, let child): .sort(keys, try transform(child))
        case .limit(let count, let child): .limit(count, try transform(child))
        case .deduplicate(let columns, let child): .deduplicate(columns, try transform(child))
        case .transform(let code, let child): .transform(code, try transform(child))
        case .union(let children): .union(try children.map(transform))
        case .join(let join, let left, let right): .join(join, try transform(left), try transform(right))
        }
    }

    /// This step and all below it, each before its children, the left ones first.
    package var steps: [LogicalPlan] { [self] + children.flatMap(\.steps) }

    /// The leaves that read tables, from left to right.
    package var scans: [Scan] {
        steps.compactMap { if case .scan(let scan) = $0 { scan } else { nil } }
    }

    /// Whether a stream is read anywhere below.
    package var isStreaming: Bool { scans.contains(where: \.isStreaming) }
}

/// A leaf: the columns of a table that the query needs, in schema order.
package struct Scan: Hashable, Sendable {
    package var table: String
    package var isStreaming: Bool
    /// The table's whole schema.
    package var tableSchema: Schema
    /// Ordinals of `tableSchema` the query needs, ascending; the scan's output has just these.
    package var required: [Int]

    package init(table: String, isStreaming: Bool, tableSchema: Schema, required: [Int]) {
        self.table = table
        self.isStreaming = isStreaming
        self.tableSchema = tableSchema
        self.required = required
    }

    package var output: Schema { Schema(required.map { tableSchema.fields[$0] }) }
}

/// `window(time, size, slide, start)` in microseconds (reference: Spark's TimeWindow).
package struct TimeWindow: Hashable, Sendable {
    /// TIMESTAMP.
    package var time: Expression
    package var sizeUs: Int64
    package var slideUs: Int64
    package var startUs: Int64

    package init(time: Expression, sizeUs: Int64, slideUs: Int64, startUs: Int64) {
        self.time = time
        self.sizeUs = sizeUs
        self.slideUs = slideUs
        self.startUs = startUs
    }

    /// How many windows a row may fall into: ceil(size / slide).
    package var overlap: Int { Int((sizeUs + slideUs - 1) / slideUs) }
}

/// GROUP BY with its aggregates.
package struct Aggregation: Hashable, Sendable {
    package var groupings: [NamedExpression]
    package var aggregates: [AggregateCall]
    /// Which grouping is the `window` column; its end leads the state key.
    package var windowGrouping: Int?
    /// The window's length in microseconds when `windowGrouping` is set: start = end - size.
    package var windowSizeUs: Int64?
    /// Which grouping is the `session_window` column: groups whose sessions touch or overlap, and whose other
    /// groupings are equal, are one group; its session reaches from the least start to the greatest end.
    package var sessionGrouping: Int?

    package init(
        groupings: [NamedExpression], aggregates: [AggregateCall], windowGrouping: Int? = nil,
        windowSizeUs: Int64? = nil, sessionGrouping: Int? = nil
    ) {
        self.groupings = groupings
        self.aggregates = aggregates
        self.windowGrouping = windowGrouping
        self.windowSizeUs = windowSizeUs
        self.sessionGrouping = sessionGrouping
    }

    package var schema: Schema {
        Schema(groupings.map(\.field) + aggregates.map { Field($0.name, $0.type) })
    }
}

/// A key of ORDER BY.
package struct SortKey: Hashable, Sendable {
    package var expression: Expression
    package var isAscending: Bool
    package var nullsFirst: Bool

    package init(expression: Expression, isAscending: Bool, nullsFirst: Bool) {
        self.expression = expression
        self.isAscending = isAscending
        self.nullsFirst = nullsFirst
    }
}
