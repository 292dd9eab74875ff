package import TideColumnar
package import TideModel

/// An expression as written: names and functions are not yet looked up.
///
/// Operators are calls by their SQL spelling: `+ - * / % div = <=> <> < <= > >= and or not between in like`.
/// Unary signs are `negative` and `positive`, `||` is `concat`, `IS NULL` is `isnull`, `IS NOT NULL` is
/// `isnotnull`; `IS TRUE` and `IS DISTINCT FROM` are written with `<=>`. `INTERVAL 10 MINUTES` is the call
/// `interval` of the string '10 minutes'. Function names are in lower case.
package struct UnresolvedExpression: Hashable, Sendable {
    package indirect enum Kind: Hashable, Sendable {
        case literal(Value, DataType)
        /// `a`, `t.a`, `window.end`: which part is a table, a column or a field is the analyzer's to say.
        case name([String])
        /// `*` or `t.*`.
        case star(qualifier: String?)
        case call(function: String, arguments: [UnresolvedExpression], isDistinct: Bool)
        case cast(UnresolvedExpression, DataType)
        /// `CASE [operand] WHEN .. THEN .. [ELSE ..] END`; with an operand the parser writes `operand =
        /// when`.
        case caseWhen([Branch], otherwise: UnresolvedExpression?)
        /// `expression AS name`.
        case alias(UnresolvedExpression, String)
        /// `expression.field` on something that is not a plain name.
        case field(UnresolvedExpression, String)
    }

    package struct Branch: Hashable, Sendable {
        package var condition: UnresolvedExpression
        package var result: UnresolvedExpression

        package init(condition: UnresolvedExpression, result: UnresolvedExpression) {
            self.condition = condition
            self.result = result
        }
    }

    package var kind: Kind
    /// Where it stands in the SQL text; nil when it was built by the DataFrame API.
    package var range: SourceRange?

    package init(_ kind: Kind, range: SourceRange? = nil) {
        self.kind = kind
        self.range = range
    }
}

/// A relation as written; SQL and the DataFrame API both build this tree.
package indirect enum UnresolvedPlan: Hashable, Sendable {
    /// A table or view; `isStream` for `STREAM name`.
    case table(name: String, isStream: Bool, range: SourceRange?)
    /// `SELECT` without `FROM`: one row without columns.
    case singleRow
    case subqueryAlias(String, UnresolvedPlan)
    case filter(UnresolvedExpression, UnresolvedPlan)
    case project([UnresolvedExpression], UnresolvedPlan)
    /// `outputs` are the select list; `groupings` may be ordinals or aliases of it.
    case aggregate(groupings: [UnresolvedExpression], outputs: [UnresolvedExpression], UnresolvedPlan)
    /// HAVING: may call aggregates and name grouping expressions of the aggregate below.
    case having(UnresolvedExpression, UnresolvedPlan)
    case distinct(UnresolvedPlan)
    case sort([UnresolvedSortKey], UnresolvedPlan)
    case limit(UnresolvedExpression, UnresolvedPlan)
}

/// A key of ORDER BY.
package struct UnresolvedSortKey: Hashable, Sendable {
    package var expression: UnresolvedExpression
    package var isAscending: Bool
    /// Spark's default: NULLS FIRST when ascending, NULLS LAST when descending.
    package var nullsFirst: Bool

    package init(expression: UnresolvedExpression, isAscending: Bool, nullsFirst: Bool) {
        self.expression = expression
        self.isAscending = isAscending
        self.nullsFirst = nullsFirst
    }
}

/// One SQL statement of a job file.
package enum Statement: Hashable, Sendable {
    case createTable(CreateTable)
    case createStreamingTable(CreateStreamingTable)
    case select(UnresolvedPlan)
}

/// `CREATE TABLE name (schema) USING format OPTIONS (..)`.
package struct CreateTable: Hashable, Sendable {
    package var name: String
    package var nameRange: SourceRange
    /// nil when no columns were given.
    package var schema: Schema?
    package var format: String
    package var formatRange: SourceRange
    package var options: [TableOption]

    package init(
        name: String, nameRange: SourceRange, schema: Schema?, format: String, formatRange: SourceRange,
        options: [TableOption]
    ) {
        self.name = name
        self.nameRange = nameRange
        self.schema = schema
        self.format = format
        self.formatRange = formatRange
        self.options = options
    }
}

/// An entry of OPTIONS or TBLPROPERTIES; keys compare without regard to case.
package struct TableOption: Hashable, Sendable {
    package var key: String
    package var value: String
    package var range: SourceRange

    package init(key: String, value: String, range: SourceRange) {
        self.key = key
        self.value = value
        self.range = range
    }
}

/// `CREATE STREAMING TABLE name [USING format] [TBLPROPERTIES (..)] AS SELECT ..`.
package struct CreateStreamingTable: Hashable, Sendable {
    package var name: String
    package var nameRange: SourceRange
    /// nil: the result lives in the checkpoint.
    package var format: String?
    package var properties: [TableOption]
    package var query: UnresolvedPlan
    /// The SELECT's place in the text.
    package var queryRange: SourceRange

    package init(
        name: String, nameRange: SourceRange, format: String?, properties: [TableOption],
        query: UnresolvedPlan,
        queryRange: SourceRange
    ) {
        self.name = name
        self.nameRange = nameRange
        self.format = format
        self.properties = properties
        self.query = query
        self.queryRange = queryRange
    }
}
