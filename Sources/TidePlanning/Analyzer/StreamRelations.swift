import TideColumnar
import TideModel

extension Analyzer {
    /// `WATERMARK expression [AS name] DELAY OF INTERVAL ..`. A new name is a new column, in front of the
    /// others. A relation that does not stream has no watermark: there the clause only adds its column.
    func watermark(
        _ written: UnresolvedExpression, delay: UnresolvedExpression, _ child: Relation
    ) throws -> Relation {
        var (plan, scope, window) = try addWindow([written], child)
        var resolver = ExpressionResolver(scope, clause: "WATERMARK", context)
        resolver.window = window
        let resolved = try resolver.resolve(written)
        var column = 0
        if case .column(let ordinal, _, _) = resolved.expression, written == written.withoutAlias {
            column = ordinal
        } else {
            let new = NamedExpression(try watermarkName(written), resolved.expression)
            (plan, scope) = prepending(new, plan, scope)
        }
        let name = scope.columns[column].name
        let delayMs = try watermarkDelay(delay)
        guard plan.isStreaming else { return Relation(plan, scope: scope) }
        guard scope.columns[column].type.isEventTime else {
            throw TidemarkError(
                .eventTimeType, ["column": name, "type": scope.columns[column].type.sqlName],
                range: written.range)
        }
        if let first = plan.steps.lazy.compactMap(\.watermarkedColumn).first {
            throw TidemarkError(.watermarkTwice, ["column": name, "first": first], range: written.range)
        }
        return Relation(.watermark(Watermark(column: column, delayMs: delayMs), plan), scope: scope)
    }

    private func watermarkName(_ written: UnresolvedExpression) throws -> String {
        switch written.kind {
        case .alias(_, let name): return name
        case .name(let parts): return parts[parts.count - 1]
        default:
            throw TidemarkError(.watermarkUnnamed, ["expression": written.text], range: written.range)
        }
    }

    private func prepending(
        _ new: NamedExpression, _ plan: LogicalPlan, _ scope: Scope
    ) -> (LogicalPlan, Scope) {
        let old = scope.columns.indices.map { ordinal in
            NamedExpression(scope.columns[ordinal].name, scope.column(at: ordinal).expression)
        }
        var extended = Scope(columns: [Scope.Column(name: new.name, type: new.expression.type)])
        extended = Scope(extended, scope)
        return (.project([new] + old, plan), extended)
    }

    /// The delay in milliseconds, a month being 31 days long.
    private func watermarkDelay(_ delay: UnresolvedExpression) throws -> Int64 {
        guard let microseconds = try delay.constantIntervalUs(daysOfMonth: 31) else {
            throw TidemarkError(.watermarkDelayVaries, range: delay.range)
        }
        guard microseconds >= 0 else {
            throw TidemarkError(
                .watermarkDelayNegative, ["delay": durationText(microseconds)], range: delay.range)
        }
        return microseconds / 1_000
    }

    /// `dropDuplicates` and `dropDuplicatesWithinWatermark`.
    func deduplicate(
        _ names: [String], isWithinWatermark: Bool, _ child: Relation
    ) throws -> Relation {
        guard child.plan.isStreaming || !isWithinWatermark else {
            throw TidemarkError(.deduplicationInBatch)
        }
        var columns = names.isEmpty ? child.scope.visible : []
        for name in names {
            let found = child.scope.visible.filter {
                child.scope.columns[$0].name.lowercased() == name.lowercased()
            }
            guard !found.isEmpty else { throw child.scope.notFound([name], range: nil) }
            columns += found.filter { !columns.contains($0) }
        }
        let deduplication = Deduplication(columns: columns, isWithinWatermark: isWithinWatermark)
        return Relation(.deduplicate(deduplication, child.plan), scope: child.scope)
    }

    /// Rows of several relations below each other; the names and their order are those of the first.
    func union(_ children: [LogicalPlan], by match: UnionMatch, _ range: SourceRange?) throws -> Relation {
        var children = children
        if case .name(let allowsMissing) = match {
            for index in children.indices.dropFirst() {
                (children[0], children[index]) = try matched(
                    children[0], children[index], allowsMissing: allowsMissing)
            }
        }
        let first = children[0].schema.fields
        for (index, child) in children.enumerated() where child.schema.count != first.count {
            throw TidemarkError(
                .unionColumnCount,
                [
                    "first": "\(first.count)", "place": ordinalText(index + 1),
                    "count": "\(child.schema.count)",
                ],
                range: range)
        }
        let types = try first.indices.map { ordinal in
            let types = children.map { $0.schema.fields[ordinal].type }
            guard let type = commonType(types) else {
                throw TidemarkError(
                    .unionColumnType,
                    [
                        "column": ordinalText(ordinal + 1), "name": first[ordinal].name,
                        "types": typeNames(types),
                    ],
                    range: range)
            }
            return type
        }
        return Relation(
            .union(
                children.flatMap { child -> [LogicalPlan] in
                    let typed = child.coerced(to: types)
                    if case .union(let inner) = typed { return inner }
                    return [typed]
                }))
    }

    /// Two relations with the columns of the first in their order; with `allowsMissing` columns that only the
    /// second has follow, and each relation has NULL in those it has not.
    private func matched(
        _ left: LogicalPlan, _ right: LogicalPlan, allowsMissing: Bool
    ) throws -> (LogicalPlan, LogicalPlan) {
        let extra = right.schema.fields.filter { left.schema.ordinals(named: $0.name).isEmpty }
        let fields = left.schema.fields + (allowsMissing ? extra : [])
        func reordered(_ plan: LogicalPlan) throws -> LogicalPlan {
            var outputs: [NamedExpression] = []
            for field in fields {
                let found = plan.schema.ordinals(named: field.name)
                guard found.count <= 1 else {
                    throw TidemarkError(.unionNameTwice, ["name": field.name])
                }
                guard found.count == 1 || allowsMissing else {
                    throw Scope(plan.schema).notFound([field.name], range: nil)
                }
                outputs.append(
                    NamedExpression(
                        field.name,
                        found.first.map {
                            .column(ordinal: $0, name: field.name, plan.schema.fields[$0].type)
                        } ?? .literal(.null, field.type)))
            }
            if !allowsMissing, let first = extra.first {
                throw TidemarkError(.unionNameExtra, ["name": first.name])
            }
            let isSame =
                outputs.enumerated().allSatisfy { place, output in
                    output.expression == plan.column(at: place)
                } && outputs.count == plan.schema.count
            return isSame ? plan : .project(outputs, plan)
        }
        return (try reordered(left), try reordered(right))
    }
}

extension LogicalPlan {
    /// The name of the column this step gives a watermark; nil for any other step.
    fileprivate var watermarkedColumn: String? {
        guard case .watermark(let watermark, let child) = self else { return nil }
        return child.schema.fields[watermark.column].name
    }

    fileprivate func column(at place: Int) -> Expression? {
        guard place < schema.count else { return nil }
        return .column(ordinal: place, name: schema.fields[place].name, schema.fields[place].type)
    }

    /// The plan with its columns cast to these types.
    fileprivate func coerced(to types: [DataType]) -> LogicalPlan {
        let fields = schema.fields
        if fields.map(\.type) == types { return self }
        return .project(
            fields.enumerated().map { ordinal, field in
                let column = Expression.column(ordinal: ordinal, name: field.name, field.type)
                return NamedExpression(field.name, column.coerced(to: types[ordinal]))
            }, self)
    }
}

extension DataType {
    /// Whether a watermark may be on it: a TIMESTAMP, or a struct whose `end` is one.
    fileprivate var isEventTime: Bool {
        if case .structure(let fields) = self {
            return fields.first { $0.name == "end" }?.type == .timestamp
        }
        return self == .timestamp
    }
}

/// `first`, `second`, .. `11th`.
private func ordinalText(_ place: Int) -> String {
    let words = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    ]
    if place <= words.count { return words[place - 1] }
    let isTeen = (11...13).contains(place % 100)
    return "\(place)" + (isTeen ? "th" : [1: "st", 2: "nd", 3: "rd"][place % 10] ?? "th")
}
