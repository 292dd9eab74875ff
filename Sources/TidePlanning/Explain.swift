import TideColumnar

extension LogicalPlan {
    /// The plan as an indented tree, the last step first, expressions in SQL.
    package func explain() -> String {
        func lines(_ plan: LogicalPlan, depth: Int) -> [String] {
            [String(repeating: "  ", count: depth) + plan.line]
                + plan.children.flatMap { lines($0, depth: depth + 1) }
        }
        return lines(self, depth: 0).joined(separator: "\n")
    }

    /// This step alone.
    var line: String {
        switch self {
        case .scan(let scan):
            "Scan \(scan.isStreaming ? "STREAM " : "")\(scan.table) [\(scan.output.ddl)]"
        case .singleRow: "SingleRow"
        case .localRelation(let schema, let rows): "LocalRelation [\(schema.ddl)] of \(rows.count) rows"
        case .filter(let condition, _): "Filter \(condition.sql)"
        case .project(let outputs, _): "Project [\(list(outputs.map(\.sql)))]"
        case .window(let window, _): "Window \(window.sql)"
        case .aggregate(let aggregation, _):
            "Aggregate by [\(list(aggregation.groupings.map(\.sql)))]"
                + " compute [\(list(aggregation.aggregates.map(\.sql)))]"
        case .sort(let keys, _): "Sort [\(list(keys.map(\.sql)))]"
        case .limit(let count, _): "Limit \(count)"
        case .sessionWindow(let window, _):
            "SessionWindow session_window(\(window.time.sql), \(window.gapText))"
        case .watermark(let watermark, let child):
            "Watermark \(child.schema.fields[watermark.column].name), delay"
                + " \(durationText(watermark.delayMs * 1_000))"
        case .deduplicate(let deduplication, let child):
            "Deduplicate\(deduplication.isWithinWatermark ? "WithinWatermark" : "")"
                + " [\(list(deduplication.columns.map { child.schema.fields[$0].name }))]"
        case .transform(let transform, _): transform.line
        case .union: "Union"
        case .join(let join, _, _): "Join \(join.sql)"
        }
    }
}

extension SessionWindow {
    /// The gap as written: a length of time, or the expression that gives its microseconds.
    fileprivate var gapText: String {
        if case .literal(.bigint(let gap), _) = gapUs { durationText(gap) } else { gapUs.sql }
    }
}

extension Join {
    fileprivate var sql: String {
        let conditions =
            keys.map { "(\($0.left.sql) = \($0.right.sql))" } + (condition.map { [$0.sql] } ?? [])
        return kind.rawValue + (conditions.isEmpty ? "" : " on \(conditions.joined(separator: " AND "))")
    }
}

private func list(_ items: [String]) -> String { items.joined(separator: ", ") }

extension NamedExpression {
    /// `expression AS name`, or the name alone where it says it all.
    var sql: String { expression.sql == name ? name : "\(expression.sql) AS \(name)" }
}

extension AggregateCall {
    /// `sum(b)`, `count(DISTINCT b)`, `percentile(b, 0.5)`.
    var sql: String {
        let argument = (isDistinct ? "DISTINCT " : "") + (argument?.sql ?? "*")
        return "\(function.rawValue)(\(list([argument] + fractions.map { "\($0)" })))"
    }
}

extension TimeWindow {
    /// `window(time, INTERVAL 3600000000 MICROSECONDS, ..)`, in the largest unit that divides each length.
    var sql: String {
        var arguments = [time.sql, durationText(sizeUs)]
        if slideUs != sizeUs || startUs != 0 { arguments.append(durationText(slideUs)) }
        if startUs != 0 { arguments.append(durationText(startUs)) }
        return "window(\(list(arguments)))"
    }
}

extension SortKey {
    /// `b DESC NULLS FIRST`; the default place of NULL is not written.
    var sql: String {
        let nulls = nullsFirst == isAscending ? "" : nullsFirst ? " NULLS FIRST" : " NULLS LAST"
        return expression.sql + (isAscending ? "" : " DESC") + nulls
    }
}

/// A length of time in the largest unit that divides it: `'90 minutes'`.
func durationText(_ microseconds: Int64) -> String {
    let units: [(Int64, String)] = [
        (86_400_000_000, "day"), (3_600_000_000, "hour"), (60_000_000, "minute"), (1_000_000, "second"),
        (1_000, "millisecond"),
    ]
    let (length, name) = units.first { microseconds.isMultiple(of: $0.0) } ?? (1, "microsecond")
    let count = microseconds / length
    return "'\(count) \(name)\(count.magnitude == 1 ? "" : "s")'"
}

extension Expression {
    /// The expression as SQL text, for people; a TIMESTAMP in UTC.
    package var sql: String {
        switch self {
        case .literal(.string(let text), _): "'\(text.text)'"
        case .literal(let value, _):
            literalText(value, .constants)
        case .column(_, let name, _): name
        case .field(let base, _, let name, _): "\(base.sql).\(name)"
        case .cast(let operand, let type): "CAST(\(operand.sql) AS \(type.sqlName))"
        case .call(let function, let arguments, _): function.sql(arguments.map(\.sql))
        case .caseWhen(let branches, let otherwise, _):
            "CASE" + branches.map { " WHEN \($0.condition.sql) THEN \($0.result.sql)" }.joined()
                + (otherwise.map { " ELSE \($0.sql)" } ?? "") + " END"
        }
    }
}

extension ScalarFunction {
    /// How it is written in SQL: an operator, or a function's name.
    var symbol: String {
        switch self {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .integerDivide: "div"
        case .remainder: "%"
        case .negative: "-"
        case .equal: "="
        case .notEqual: "<>"
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .nullSafeEqual: "<=>"
        case .and: "AND"
        case .or: "OR"
        case .not: "NOT"
        case .isNull: "IS NULL"
        case .isNotNull: "IS NOT NULL"
        default: rawValue
        }
    }

    fileprivate func sql(_ operands: [String]) -> String {
        switch self {
        case .not, .negative: "(\(symbol) \(operands[0]))"
        case .isNull, .isNotNull: "(\(operands[0]) \(symbol))"
        case .add, .subtract, .multiply, .divide, .integerDivide, .remainder, .equal, .notEqual, .less,
            .lessOrEqual, .greater, .greaterOrEqual, .nullSafeEqual, .and, .or:
            "(\(operands[0]) \(symbol) \(operands[1]))"
        default: "\(symbol)(\(list(operands)))"
        }
    }
}
