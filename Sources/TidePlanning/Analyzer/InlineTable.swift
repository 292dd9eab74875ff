import TideColumnar
import TideModel

extension Analyzer {
    /// `VALUES (..), (..)`: every value is a constant, a column has the type all of its values can take.
    func values(_ rows: [[UnresolvedExpression]], _ range: SourceRange?) throws -> LogicalPlan {
        var resolver = ExpressionResolver(Scope(columns: []), clause: "VALUES", context)
        let width = rows.first?.count ?? 0
        var resolved: [[TypedExpression]] = []
        for (index, row) in rows.enumerated() {
            guard row.count == width else {
                throw TidemarkError(
                    .valuesLength,
                    ["row": "\(index + 1)", "found": "\(row.count)", "expected": "\(width)"],
                    range: row.first?.range ?? range)
            }
            resolved.append(try row.map { try resolver.resolve($0) })
        }
        let columns = try (0..<width).map { column in
            let types = resolved.map { $0[column].type }
            guard let type = widerType(types) else {
                throw TidemarkError(
                    .valuesType,
                    ["column": "\(column + 1)", "types": typeNames(types)],
                    range: rows[0][column].range ?? range)
            }
            return type
        }
        let values = try resolved.map { row in
            try zip(row, columns).map { value, type in
                try value.expression.coerced(to: type).evaluate([], context)
            }
        }
        let fields = columns.enumerated().map { column, type in
            Field("col\(column + 1)", type, isNullable: values.contains { $0[column].isNull })
        }
        return .localRelation(Schema(fields), values)
    }

    func typeNames(_ types: [DataType]) -> String {
        var names: [String] = []
        for type in types where !names.contains(type.sqlName) { names.append(type.sqlName) }
        return names.joined(separator: " and ")
    }

    /// The plan with its columns under other names.
    func renamed(_ plan: LogicalPlan, _ names: [String], _ range: SourceRange?) throws -> LogicalPlan {
        let fields = plan.schema.fields
        guard names.count == fields.count else {
            throw TidemarkError(
                .columnAliasCount,
                [
                    "given": "\(names.count)", "columns": "\(fields.count)",
                    "names": fields.map(\.name).joined(separator: ", "),
                ],
                range: range)
        }
        return .project(
            zip(names, fields.enumerated()).map { name, field in
                NamedExpression(
                    name, .column(ordinal: field.offset, name: field.element.name, field.element.type))
            }, plan)
    }
}
