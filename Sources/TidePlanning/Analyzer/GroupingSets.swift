import TideColumnar
import TideModel

/// The items of a GROUP BY taken apart: the keys, and which of them each grouping set has.
struct GroupingSets {
    /// In the order written; a key may come again.
    private(set) var keys: [UnresolvedExpression] = []
    /// By the places in `keys`; nil where all keys are one set.
    private(set) var sets: [[Int]]?

    /// The greatest number of sets.
    private static let limit = 4_096

    /// Throws `groupingSetsMany` for more sets than there may be.
    init(_ items: [UnresolvedExpression]) throws {
        var sets: [[Int]] = [[]]
        var isPlain = true
        for item in items {
            guard let choices = try choices(item) else {
                sets = sets.map { $0 + [keys.count] }
                keys.append(item)
                continue
            }
            isPlain = false
            guard sets.count * choices.count <= Self.limit else { throw Self.tooMany(item) }
            sets = sets.flatMap { set in choices.map { set + $0 } }
        }
        // A lone empty set is the group of all rows, which is there without rows too.
        if !isPlain && (sets != [[]] || !keys.isEmpty) { self.sets = sets }
    }

    private static func tooMany(_ item: UnresolvedExpression) -> TidemarkError {
        TidemarkError(.groupingSetsMany, ["limit": "\(limit)"], range: item.range)
    }

    /// The sets of ROLLUP, CUBE or GROUPING SETS; nil for a plain key.
    private mutating func choices(_ item: UnresolvedExpression) throws -> [[Int]]? {
        guard case .call(let name, let arguments, _) = item.kind else { return nil }
        switch name.lowercased() {
        case "rollup":
            let parts = arguments.map { add($0) }
            return (0...parts.count).reversed().map { Array(parts[..<$0].joined()) }
        case "cube":
            let parts = arguments.map { add($0) }
            guard parts.count <= 12 else { throw Self.tooMany(item) }
            // The first part is in the sets of the first half.
            return (0..<1 << parts.count).map { left in
                parts.indices.filter { left >> (parts.count - 1 - $0) & 1 == 0 }.flatMap { parts[$0] }
            }
        case UnresolvedExpression.groupingSetsCall:
            return try arguments.flatMap { argument -> [[Int]] in
                if let nested = try choices(argument) { return nested }
                return [add(argument)]
            }
        case UnresolvedExpression.groupingSetsByCall:
            _ = add(arguments[0])
            return arguments.dropFirst().map { add($0) }
        default: return nil
        }
    }

    /// The places of the keys of a set `(a, b)`, or of a lone key.
    private mutating func add(_ item: UnresolvedExpression) -> [Int] {
        var members = [item]
        if case .call(UnresolvedExpression.groupingSetCall, let arguments, _) = item.kind {
            members = arguments
        }
        keys += members
        return Array(keys.count - members.count..<keys.count)
    }
}

extension AggregationScope {
    /// The input and the groupings over it: with grouping sets each row comes once for each set, with NULL
    /// for the groupings the set leaves out.
    func expanded(_ input: LogicalPlan) -> (input: LogicalPlan, groupings: [NamedExpression]) {
        guard let sets else { return (input, groupings) }
        let rows = sets.enumerated().map { place, set -> [Value] in
            let id = groupings.indices.reduce(Int64(0)) { $0 << 1 | (set.contains($1) ? 0 : 1) }
            return [.bigint(id), .int(Int32(place))]
        }
        let join = LogicalPlan.join(
            Join(kind: .cross, keys: []), input, .localRelation(Schema(GroupingSetKeys.fields), rows))
        let width = input.schema.count
        let columns = join.schema.fields.enumerated().map { ordinal, field in
            NamedExpression(field.name, .column(ordinal: ordinal, name: field.name, field.type))
        }
        let id = columns[width].expression
        let keys = groupings.enumerated().map { place, grouping in
            guard !sets.allSatisfy({ $0.contains(place) }) else { return grouping }
            let isIn = Expression.call(
                .equal, [groupingBit(place, of: id), .literal(.bigint(0), .bigint)], .boolean)
            return NamedExpression(grouping.name, grouping.expression.only(where: isIn))
        }
        let expanded = LogicalPlan.project(columns + keys, join)
        let places = Array(columns.count..<columns.count + keys.count) + [width, width + 1]
        return (
            expanded,
            places.map { place in
                let field = expanded.schema.fields[place]
                return NamedExpression(
                    field.name, .column(ordinal: place, name: field.name, field.type))
            }
        )
    }

    /// 1 where a set leaves the grouping out, else 0.
    fileprivate func groupingBit(_ place: Int, of id: Expression) -> Expression {
        let power = Expression.literal(.bigint(1 << Int64(groupings.count - 1 - place)), .bigint)
        return .call(
            .remainder,
            [.call(.integerDivide, [id, power], .bigint), .literal(.bigint(2), .bigint)], .bigint)
    }
}

extension ExpressionResolver {
    /// `grouping(key)` and `grouping_id([key, ..])`.
    func resolveGrouping(
        _ name: String, _ arguments: [UnresolvedExpression], _ range: SourceRange?
    ) throws -> TypedExpression {
        guard let aggregation, aggregation.sets != nil else {
            throw TidemarkError(.groupingWithoutSets, ["function": name], range: range)
        }
        let keys = try arguments.map { try resolveInput($0) }
        let text = callText(name, keys)
        let field = GroupingSetKeys.fields[0]
        let id = Expression.column(
            ordinal: aggregation.groupings.count, name: field.name, field.type)
        func unknown(_ key: String) -> TidemarkError {
            TidemarkError(
                .groupingOfOther,
                [
                    "function": name, "key": key,
                    "keys": aggregation.groupings.map(\.name).joined(separator: ", "),
                ], range: range)
        }
        if name == "grouping_id" {
            guard keys.isEmpty || keys.map(\.expression) == aggregation.groupings.map(\.expression) else {
                throw unknown(keys.map(\.text).joined(separator: ", "))
            }
            return TypedExpression(id, text: text)
        }
        guard keys.count == 1 else { throw argumentCount(name, "1 argument", keys.count, range) }
        guard let place = aggregation.groupings.firstIndex(where: { $0.expression == keys[0].expression })
        else { throw unknown(keys[0].text) }
        return TypedExpression(.cast(aggregation.groupingBit(place, of: id), .tinyint), text: text)
    }
}
