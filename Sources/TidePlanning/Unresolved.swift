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
        /// A column of the input by its place: what `*` stands for, whose names may not tell columns apart.
        case ordinal(Int, name: String)
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
    /// `VALUES (..), (..)`: rows of constants; the columns are `col1`, `col2` and so on.
    case values([[UnresolvedExpression]], range: SourceRange?)
    /// Rows that are there already: the result of a command, or rows given by a program.
    case localRelation(Schema, [[Value]])
    /// `SELECT` without `FROM`: one row without columns.
    case singleRow
    case subqueryAlias(String, UnresolvedPlan)
    /// New names for all columns: `t(a, b)` behind a table, or behind the name of a view.
    case columnAliases([String], UnresolvedPlan, range: SourceRange?)
    case filter(UnresolvedExpression, UnresolvedPlan)
    case project([UnresolvedExpression], UnresolvedPlan)
    /// `outputs` are the select list; `groupings` may be ordinals or aliases of it, or ALL alone.
    case aggregate(groupings: [UnresolvedExpression], outputs: [UnresolvedExpression], UnresolvedPlan)
    /// HAVING: may call aggregates and name grouping expressions of the aggregate below.
    case having(UnresolvedExpression, UnresolvedPlan)
    case distinct(UnresolvedPlan)
    /// A key may be an ordinal, or ALL alone for every column of the output.
    case sort([UnresolvedSortKey], UnresolvedPlan)
    case limit(UnresolvedExpression, UnresolvedPlan)
    /// Files named where they are used, as in ``FROM json.`path` ``; `isStream` when they are followed.
    case files(FileRelation, isStream: Bool)
    /// A relation that is analysed already; its columns may be qualified with the name.
    case resolved(LogicalPlan, qualifier: String?)
    /// The child's columns with one of them changed by name.
    case columnChange(ColumnChange, UnresolvedPlan)
    /// `WATERMARK expression [AS name] DELAY OF INTERVAL ..`; the delay is an interval, or its text.
    case watermark(UnresolvedExpression, delay: UnresolvedExpression, UnresolvedPlan)
    /// The first of the rows with equal values of the columns named, of all columns when none is.
    case deduplicate([String], isWithinWatermark: Bool, UnresolvedPlan)
    /// The rows of all children, which keep their duplicates.
    case union([UnresolvedPlan], by: UnionMatch, range: SourceRange?)
    case join(UnresolvedJoin, UnresolvedPlan, UnresolvedPlan)
    /// `groupBy(groupings).transformWithState(..)`.
    case transform(StatefulTransform, groupings: [UnresolvedExpression], UnresolvedPlan)
}

/// Files that a query reads without a table being created for them.
///
/// Nothing of it is checked yet, not even whether the format exists.
package struct FileRelation: Hashable, Sendable {
    /// `json`, as written.
    package var format: String
    /// As written: relative to the session's directory.
    package var path: String
    /// nil: the schema is inferred.
    package var schema: Schema?
    /// Options but the path, in the order they were given.
    package var options: [Option]
    /// Where it stands in the SQL text.
    package var range: SourceRange?

    package struct Option: Hashable, Sendable {
        package var key: String
        package var value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    package init(
        format: String, path: String, schema: Schema? = nil, options: [Option] = [],
        range: SourceRange? = nil
    ) {
        self.format = format
        self.path = path
        self.schema = schema
        self.options = options
        self.range = range
    }

    /// The SQL spelling, which a stored plan calls it by: ``json.`path` ``.
    package var name: String {
        format.lowercased() + ".`"
            + path.split(separator: "`", omittingEmptySubsequences: false)
            .joined(separator: "``") + "`"
    }

    /// Equal for equal path, options and declared schema; the name of its scan while a session lasts.
    package var key: String {
        var parts: [String] = []
        if let schema { parts.append("(\(schema.ddl))") }
        if !options.isEmpty {
            let texts = options.map { "\($0.key) '\($0.value)'" }.sorted()
            parts.append("OPTIONS (\(texts.joined(separator: ", ")))")
        }
        return ([name] + parts).joined(separator: " ")
    }
}

/// A change to the columns of a relation; names are looked up without regard to case.
package enum ColumnChange: Hashable, Sendable {
    /// Replaces the columns of that name, or appends one.
    case set(name: String, UnresolvedExpression)
    /// Nothing when there is no such column.
    case rename(String, to: String)
    /// Names that are no columns are passed over.
    case drop([String])
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
