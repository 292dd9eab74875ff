package import TideColumnar
import TideModel

/// Turns a query as written into a typed plan: names, functions, types, aggregates, windows, required
/// columns.
///
/// The result is what a checkpoint stores and `verify` evaluates. Names are looked up without regard to case;
/// every refusal is a `TidemarkError` that names what is wrong, where, and what to write instead.
package struct Analyzer {
    let catalog: Catalog
    /// For constants that are evaluated while analysing.
    let context: EvaluationContext

    package init(catalog: Catalog, zone: ZoneRules) {
        self.catalog = catalog
        context = EvaluationContext(zone: zone, timestampUs: nil)
    }

    /// The plan of a query; throws what is wrong with it as a `TidemarkError`.
    package func analyze(_ plan: UnresolvedPlan) throws -> LogicalPlan {
        narrowScans(pushFilters(try relation(plan).visiblePlan))
    }

    /// A plan and the names its columns go by.
    struct Relation {
        var plan: LogicalPlan
        var scope: Scope

        init(_ plan: LogicalPlan, qualifier: String? = nil) {
            self.plan = plan
            scope = Scope(plan.schema, qualifier: qualifier)
        }

        init(_ plan: LogicalPlan, scope: Scope) {
            self.plan = plan
            self.scope = scope
        }

        /// The plan with just the columns `*` stands for, in its order.
        var visiblePlan: LogicalPlan {
            if scope.visible == Array(plan.schema.fields.indices) { return plan }
            return .project(
                scope.visible.map {
                    NamedExpression(scope.columns[$0].name, scope.column(at: $0).expression)
                },
                plan)
        }
    }

    func relation(_ plan: UnresolvedPlan) throws -> Relation {
        switch plan {
        case .table(let name, let isStream, let range): return try table(name, isStream, range)
        case .values(let rows, let range): return Relation(try values(rows, range))
        case .localRelation(let schema, let rows): return Relation(.localRelation(schema, rows))
        case .singleRow: return Relation(.singleRow)
        case .subqueryAlias(let alias, let child):
            return Relation(try relation(child).visiblePlan, qualifier: alias)
        case .columnAliases(let names, let child, let range):
            return Relation(try renamed(try relation(child).visiblePlan, names, range))
        case .filter(let condition, let child):
            let child = try relation(child)
            var resolver = ExpressionResolver(child.scope, clause: "WHERE", context)
            return Relation(.filter(try resolver.condition(condition), child.plan), scope: child.scope)
        case .project, .aggregate, .having: return Relation(try select(plan).plan)
        case .distinct(let child): return Relation(distinct(try relation(child).visiblePlan))
        case .sort(let keys, let child): return try sort(keys, child)
        case .limit(let count, let child):
            let child = try relation(child)
            return Relation(.limit(try limit(count), child.plan), scope: child.scope)
        case .files(let files, let isStream): return Relation(.scan(try scan(files, isStream)))
        case .resolved(let plan, let qualifier): return Relation(plan, qualifier: qualifier)
        case .columnChange(let change, let child): return try changeColumns(change, try relation(child))
        case .watermark(let column, let delay, let child):
            return try watermark(column, delay: delay, try relation(child))
        case .deduplicate(let names, let isWithinWatermark, let child):
            return try deduplicate(names, isWithinWatermark: isWithinWatermark, try relation(child))
        case .union(let children, let match, let range):
            return try union(try children.map { try relation($0).visiblePlan }, by: match, range)
        case .transform(let code, let groupings, let child):
            return try transform(code, groupings, try relation(child))
        case .join(let written, let left, let right):
            return try join(written, try relation(left), try relation(right))
        }
    }

    private func table(_ name: String, _ isStream: Bool, _ range: SourceRange?) throws -> Relation {
        switch try catalog.entry(named: name, range: range) {
        case .table(let table):
            guard table.canStream || !isStream else {
                throw TidemarkError(.tableNotStreamable, ["table": table.name], range: range)
            }
            let scan = Scan(
                table: table.name, isStreaming: isStream, tableSchema: table.schema,
                required: Array(table.schema.fields.indices))
            return Relation(.scan(scan), qualifier: name)
        case .view(let plan):
            guard !isStream else {
                throw TidemarkError(.viewStreamed, ["view": name], range: range)
            }
            return Relation(plan, qualifier: name)
        }
    }

    private func scan(_ files: FileRelation, _ isStream: Bool) throws -> Scan {
        let table = try catalog.table(of: files)
        return Scan(
            table: table.name, isStreaming: isStream, tableSchema: table.schema,
            required: Array(table.schema.fields.indices))
    }

    private func distinct(_ plan: LogicalPlan) -> LogicalPlan {
        let groupings = plan.schema.fields.enumerated().map { ordinal, field in
            NamedExpression(field.name, .column(ordinal: ordinal, name: field.name, field.type))
        }
        return aggregate(groupings, [], plan)
    }

    private func limit(_ expression: UnresolvedExpression) throws -> Int64 {
        func invalid(_ reason: String) -> TidemarkError {
            TidemarkError(.limitWrong, ["reason": reason], range: expression.range)
        }
        var resolver = ExpressionResolver(Scope(columns: []), clause: "LIMIT", context)
        guard !expression.contains({ if case .name = $0.kind { true } else { false } }) else {
            throw invalid("must be a constant")
        }
        let resolved = try resolver.resolve(expression)
        let count: Int64
        switch try resolved.expression.evaluate([], context) {
        case .int(let value): count = Int64(value)
        case .bigint(let value): count = value
        default: throw invalid("must be an integer, not \(resolved.text) of type \(resolved.type.sqlName)")
        }
        guard count >= 0 else { throw invalid("must not be negative, but is \(count)") }
        return count
    }
}

extension ExpressionResolver {
    /// A WHERE or HAVING condition, which must be BOOLEAN.
    mutating func condition(_ expression: UnresolvedExpression) throws -> Expression {
        let condition = try resolve(expression)
        guard condition.type == .boolean else {
            throw mismatch(
                condition.text, "\(clause) needs a BOOLEAN, not \(condition.type.sqlName)", expression.range)
        }
        return condition.expression
    }
}
