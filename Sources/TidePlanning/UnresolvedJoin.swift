package import TideModel

/// A join as written.
package struct UnresolvedJoin: Hashable, Sendable {
    /// What rows are put together by.
    package enum Criteria: Hashable, Sendable {
        /// Nothing: every row with every row.
        case none
        case on(UnresolvedExpression)
        /// Columns that both sides have; each comes once in the output.
        case using([String])
        /// All columns whose names both sides have.
        case natural
    }

    package var kind: Join.Kind
    package var criteria: Criteria
    /// Where it stands in the SQL text, without what it joins.
    package var range: SourceRange?

    package init(kind: Join.Kind, criteria: Criteria, range: SourceRange? = nil) {
        self.kind = kind
        self.criteria = criteria
        self.range = range
    }
}

/// Which columns of the children of a union belong together.
package enum UnionMatch: Hashable, Sendable {
    case position
    /// Those of one name; a column that a child has not is NULL there, or an error.
    case name(allowsMissing: Bool)
}

extension UnresolvedPlan {
    /// The plans below, from left to right; none for a leaf.
    package var children: [UnresolvedPlan] {
        switch self {
        case .table, .files, .values, .localRelation, .singleRow, .resolved: []
        case .subqueryAlias(_, let child), .columnAliases(_, let child, _), .filter(_, let child),
            .project(_, let child), .aggregate(_, _, let child), .having(_, let child),
            .distinct(let child), .sort(_, let child), .limit(_, let child), .columnChange(_, let child),
            .watermark(_, _, let child), .deduplicate(_, _, let child), .transform(_, _, let child):
            [child]
        case .union(let children, _, _): children
        case .join(_, let left, let right): [left, right]
        }
    }

    /// This step and all below it, each before its children, the left ones first.
    package var steps: [UnresolvedPlan] { [self] + children.flatMap(\.steps) }

    /// The files the plan names in place of tables.
    package var fileRelations: [FileRelation] {
        steps.compactMap { if case .files(let relation, _) = $0 { relation } else { nil } }
    }
}
