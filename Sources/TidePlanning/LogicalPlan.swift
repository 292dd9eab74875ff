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
    /// Output: the groupings, then the aggregates. Without groupings exactly one row.
    case aggregate(Aggregation, LogicalPlan)
    case sort([SortKey], LogicalPlan)
    case limit(Int64, LogicalPlan)

    package var schema: Schema {
        switch self {
        case .scan(let scan): scan.output
        case .singleRow: Schema([])
        case .localRelation(let schema, _): schema
        case .filter(_, let child), .sort(_, let child), .limit(_, let child): child.schema
        case .project(let outputs, _): Schema(outputs.map(\.field))
        case .window(_, let child): Schema(child.schema.fields + [Field("window", .window)])
        case .aggregate(let aggregation, _): aggregation.schema
        }
    }

    /// The plan below; nil for a leaf.
    package var child: LogicalPlan? {
        switch self {
        case .scan, .singleRow, .localRelation: nil
        case .filter(_, let child), .project(_, let child), .window(_, let child), .aggregate(_, let child),
            .sort(_, let child), .limit(_, let child):
            child
        }
    }

    /// The same step over another child.
    package func mapChild(_ transform: (LogicalPlan) -> LogicalPlan) -> LogicalPlan {
        switch self {
        case .scan, .singleRow, .localRelation: self
        case .filter(let condition, let child): .filter(condition, transform(child))
        case .project(let outputs, let child): .project(outputs, transform(child))
        case .window(let window, let child): .window(window, transform(child))
        case .aggregate(let aggregation, let child): .aggregate(aggregation, transform(child))
        case .sort(let keys, let child): .sort(keys, transform(child))
        case .limit(let count, let child): .limit(count, transform(child))
        }
    }
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

    package init(
        groupings: [NamedExpression], aggregates: [AggregateCall], windowGrouping: Int? = nil,
        windowSizeUs: Int64? = nil
    ) {
        self.groupings = groupings
        self.aggregates = aggregates
        self.windowGrouping = windowGrouping
        self.windowSizeUs = windowSizeUs
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
