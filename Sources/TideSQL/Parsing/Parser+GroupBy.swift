import TideModel
import TidePlanning

extension Parser {
    /// `GROUP BY item, ..`: expressions, `ROLLUP (..)`, `CUBE (..)` and `GROUPING SETS (..)`; or expressions
    /// with `WITH ROLLUP`, `WITH CUBE` or `GROUPING SETS (..)` behind them.
    mutating func groupBy() throws(TidemarkError) -> [UnresolvedExpression] {
        let start = taken
        take()
        take()
        var items: [UnresolvedExpression] = []
        repeat { items.append(try groupingItem()) } while takeIf(",")
        if at("WITH", "ROLLUP") || at("WITH", "CUBE") {
            take()
            let name = take().text.lowercased()
            return [call(name, items, from: start)]
        }
        if at("GROUPING", "SETS") {
            let keys = call(UnresolvedExpression.groupingSetCall, items, from: start)
            take()
            take()
            let sets = try groupingSets()
            return [call(UnresolvedExpression.groupingSetsByCall, [keys] + sets, from: start)]
        }
        if at("WITH") { throw unsupported("WITH \(peek().keyword) is") }
        return items
    }

    private mutating func groupingItem() throws(TidemarkError) -> UnresolvedExpression {
        let start = taken
        if at("GROUPING", "SETS") {
            take()
            take()
            let sets = try groupingSets()
            return call(UnresolvedExpression.groupingSetsCall, sets, from: start)
        }
        if at("ROLLUP", "(") || at("CUBE", "(") {
            let name = take().text.lowercased()
            let sets = try groupingSets()
            return call(name, sets, from: start)
        }
        return try expression()
    }

    /// `(set, ..)`: each an expression, or `(a, b)`, or one of the items within GROUPING SETS.
    private mutating func groupingSets() throws(TidemarkError) -> [UnresolvedExpression] {
        try enter()
        defer { leave(cost: 1) }
        guard takeIf("(") else { throw unexpected(["'('"]) }
        var sets: [UnresolvedExpression] = []
        repeat { sets.append(try groupingSet()) } while takeIf(",")
        guard takeIf(")") else { throw unexpected(["','", "')'"]) }
        return sets
    }

    private mutating func groupingSet() throws(TidemarkError) -> UnresolvedExpression {
        guard at("("), let length = tupleLength else { return try groupingItem() }
        let start = taken
        take()
        var members: [UnresolvedExpression] = []
        if length > 0 { repeat { members.append(try expression()) } while takeIf(",") }
        guard takeIf(")") else { throw unexpected(["','", "')'"]) }
        return call(UnresolvedExpression.groupingSetCall, members, from: start)
    }

    /// How many tokens the parentheses enclose that are next, when a comma or another parenthesis follows
    /// them; nil where they begin a longer expression.
    private var tupleLength: Int? {
        var depth = 0
        var offset = 0
        while peek(offset).kind != .end {
            if peek(offset).keyword == "(" { depth += 1 }
            if peek(offset).keyword == ")" { depth -= 1 }
            if depth == 0 {
                return [",", ")"].contains(peek(offset + 1).keyword) ? offset - 1 : nil
            }
            offset += 1
        }
        return nil
    }

    private func call(
        _ name: String, _ arguments: [UnresolvedExpression], from start: Int
    ) -> UnresolvedExpression {
        UnresolvedExpression(
            .call(function: name, arguments: arguments, isDistinct: false), range: range(from: start))
    }
}
