import TideColumnar

/// How an aggregate tells its grouping sets apart.
enum GroupingSetKeys {
    /// The columns of the aggregate that tell its sets apart: which groupings a set leaves out, a bit each,
    /// the last grouping's the lowest; and the set's place among those written.
    static let fields = [Field("spark_grouping_id", .bigint), Field("spark_grouping_set", .int)]

    /// The grouping that is NULL for the rows of sets that leave it out; nil of any other expression.
    static func key(in expression: Expression) -> Expression? {
        guard case .caseWhen(let branches, nil, _) = expression, branches.count == 1,
            case .call(.equal, let sides, _) = branches[0].condition,
            case .call(.remainder, let terms, _) = sides[0],
            case .call(.integerDivide, let factors, _) = terms[0],
            case .column(_, fields[0].name, _) = factors[0]
        else { return nil }
        return branches[0].result
    }
}
