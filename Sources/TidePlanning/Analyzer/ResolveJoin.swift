import TideColumnar
import TideModel

extension Analyzer {
    /// A join with the pairs of expressions that must be equal found in its condition.
    func join(_ written: UnresolvedJoin, _ left: Relation, _ right: Relation) throws -> Relation {
        switch written.criteria {
        case .none:
            return joined(Join(kind: written.kind, keys: []), left, right)
        case .on(let condition):
            var resolver = ExpressionResolver(Scope(left.scope, right.scope), clause: "ON", context)
            let resolved = try resolver.condition(condition)
            let join = Join(kind: written.kind, keys: []).adding(
                resolved.conjuncts, leftCount: left.plan.schema.count)
            return joined(join, left, right)
        case .using(let names):
            return try join(written, left, right, using: names)
        case .natural:
            let names = left.scope.names.filter(right.scope.names.contains)
            return try join(written, left, right, using: names)
        }
    }

    private func joined(_ join: Join, _ left: Relation, _ right: Relation) -> Relation {
        Relation(
            .join(join, left.plan, right.plan),
            scope: join.kind.hasRightColumns ? Scope(left.scope, right.scope) : left.scope)
    }

    /// `USING (names)`: each name comes once, in front, with the value of the side that always has one; in a
    /// full outer join that of the side that has it.
    private func join(
        _ written: UnresolvedJoin, _ left: Relation, _ right: Relation, using names: [String]
    ) throws -> Relation {
        let count = left.plan.schema.count
        var join = Join(kind: written.kind, keys: [])
        var pairs: [(left: Int, right: Int)] = []
        for name in names {
            let pair = (
                left: try left.scope.place(of: name, side: "left", written.range),
                right: try right.scope.place(of: name, side: "right", written.range)
            )
            let sides = (left.scope.column(at: pair.left), right.scope.column(at: pair.right))
            guard let type = commonType(sides.0.type, sides.1.type) else {
                throw ExpressionResolver(left.scope, clause: "USING", context).mismatch(
                    "\(name) = \(name)",
                    "\(sides.0.type.sqlName) and \(sides.1.type.sqlName) cannot be compared",
                    written.range)
            }
            join.keys.append(
                Join.Key(
                    left: sides.0.expression.coerced(to: type), right: sides.1.expression.coerced(to: type)))
            pairs.append(pair)
        }
        let lefts = pairs.map(\.left)
        let rights = pairs.map { $0.right + count }
        var result = joined(join, left, right)
        let others = result.scope.visible.filter { !lefts.contains($0) && !rights.contains($0) }
        func hide(_ places: [Int]) { for place in places { result.scope.hide(place) } }
        switch written.kind {
        case .leftSemi, .leftAnti: result.scope.visible = lefts + others
        case .rightOuter:
            result.scope.visible = rights + others
            hide(lefts)
        case .inner, .cross, .leftOuter:
            result.scope.visible = lefts + others
            hide(rights)
        case .fullOuter:
            hide(lefts + rights)
            merge(lefts, rights, join.keys, in: &result)
            result.scope.visible = Array(result.scope.columns.indices.suffix(names.count)) + others
        }
        return result
    }

    /// Appends a column for each pair of places: the left value, or the right one where that is NULL.
    private func merge(_ lefts: [Int], _ rights: [Int], _ keys: [Join.Key], in result: inout Relation) {
        var outputs = result.scope.columns.indices.map { place in
            NamedExpression(result.scope.columns[place].name, result.scope.column(at: place).expression)
        }
        for (index, key) in keys.enumerated() {
            let values = [lefts[index], rights[index]].map { place in
                result.scope.column(at: place).expression.coerced(to: key.left.type)
            }
            let merged = NamedExpression(outputs[lefts[index]].name, .call(.coalesce, values, key.left.type))
            outputs.append(merged)
            result.scope.append(Scope.Column(name: merged.name, type: key.left.type))
        }
        result.plan = .project(outputs, result.plan)
    }
}

extension Join {
    /// The join with these conditions too, over the left columns, then the right ones: as keys where they
    /// compare one side with the other, else as `condition`.
    func adding(_ conditions: [Expression], leftCount: Int) -> Join {
        var join = self
        var rest = condition.map { [$0] } ?? []
        for condition in conditions {
            let keys = Self.keys(of: condition, leftCount: leftCount)
            join.keys += keys
            if keys.isEmpty { rest.append(condition) }
        }
        join.condition = .all(rest)
        return join
    }

    /// What must be equal for a condition to hold: one pair for `=`, two for `<=>`, which takes NULL for a
    /// value; none for any other condition.
    private static func keys(of condition: Expression, leftCount: Int) -> [Key] {
        guard case .call(let function, let operands, _) = condition,
            function == .equal || function == .nullSafeEqual,
            let key = key(operands[0], operands[1], leftCount) ?? key(operands[1], operands[0], leftCount)
        else { return [] }
        if function == .equal { return [key] }
        let type = key.left.type
        guard let value = type.placeholder else { return [] }
        func present(_ side: Expression) -> Expression {
            .call(.coalesce, [side, .literal(value, type)], type)
        }
        return [
            Key(left: present(key.left), right: present(key.right)),
            Key(
                left: .call(.isNull, [key.left], .boolean), right: .call(.isNull, [key.right], .boolean)),
        ]
    }

    private static func key(_ left: Expression, _ right: Expression, _ leftCount: Int) -> Key? {
        let columns = (left.columns, right.columns)
        guard let last = columns.0.max(), let first = columns.1.min(), last < leftCount, first >= leftCount
        else { return nil }
        return Key(left: left, right: right.shifted(by: -leftCount))
    }
}

extension DataType {
    /// Any value of the type; nil for a struct, an array and a map.
    fileprivate var placeholder: Value? {
        switch storage {
        case .boolean: .boolean(false)
        case .int32: value(Int32(0))
        case .int64: value(Int64(0))
        case .double: value(Double(0))
        case .decimal: value(Int128(0))
        case .string: value([UInt8]())
        case .void, .structure, .list: nil
        }
    }
}

extension Scope {
    /// The names `*` stands for, in its order.
    fileprivate var names: [String] { visible.map { columns[$0].name } }

    /// The first column of that name that USING may mean.
    fileprivate func place(of name: String, side: String, _ range: SourceRange?) throws -> Int {
        if let found = visible.first(where: { columns[$0].name.lowercased() == name.lowercased() }) {
            return found
        }
        throw TidemarkError(
            .usingColumnUnknown,
            ["name": name, "side": side, "columns": names.sorted().joined(separator: ", ")], range: range)
    }
}
