import TideModel
import TidePlanning

extension Parser {
    /// `term {UNION [ALL | DISTINCT] term}`, then ORDER BY and LIMIT.
    ///
    /// The plan of a SELECT is, from the bottom: table, filter, aggregate or project, having, distinct,
    /// sort, limit.
    mutating func query() throws(TidemarkError) -> UnresolvedPlan {
        try enter(cost: Parser.queryDepth)
        defer { leave(cost: Parser.queryDepth) }
        let known = namedQueries
        defer { namedQueries = known }
        if at("WITH") { try nameQueries() }
        var expected: [String] = []
        let first = try queryTerm(&expected)
        return try restOfQuery(first, &expected)
    }

    /// `WITH name [(columns)] AS (query), ..`; a query may name those before it.
    private mutating func nameQueries() throws(TidemarkError) {
        take()
        if at("RECURSIVE") { throw unsupported("WITH RECURSIVE is") }
        repeat {
            let start = taken
            let name = try name("a name")
            var columns: [String] = []
            if takeIf("(") {
                repeat { columns.append(try self.name("a column name")) } while takeIf(",")
                try expect(")")
            }
            let place = range(from: start)
            if !takeIf("AS") { throw unexpected(["AS"]) }
            try expect("(")
            openQueries += 1
            let queryStart = taken + copiedTokens
            var plan = try query()
            guard takeIf(")") else { throw unexpectedClause([]) }
            openQueries -= 1
            if !columns.isEmpty { plan = .columnAliases(columns, plan, range: place) }
            namedQueries[name.lowercased()] = NamedQuery(
                plan: .subqueryAlias(name, plan), size: taken + copiedTokens - queryStart)
        } while takeIf(",")
    }

    /// What may follow the first term of a query.
    mutating func restOfQuery(
        _ first: UnresolvedPlan, _ expected: inout [String]
    ) throws(TidemarkError) -> UnresolvedPlan {
        var plan = first
        var nested = 0
        defer { leave(cost: nested) }
        while at("UNION") {
            let start = taken
            take()
            let isDistinct = !takeIf("ALL")
            if isDistinct { _ = takeIf("DISTINCT") }
            let union = range(from: start)
            expected = []
            let right = try queryTerm(&expected)
            if case .union(var children, .position, let range) = plan {
                // Not copied at each term: the list is the plan's alone.
                plan = .singleRow
                children.append(right)
                plan = .union(children, by: .position, range: range)
            } else {
                plan = .union([plan, right], by: .position, range: union)
            }
            if isDistinct {
                try enter()
                nested += 1
                plan = .distinct(plan)
            }
        }
        if takeIf("ORDER", "BY") {
            plan = .sort(try sortKeys(), plan)
            expected = ["','"]
        } else {
            expected.append("ORDER BY")
        }
        if takeIf("LIMIT") {
            if !takeIf("ALL") { plan = .limit(try expression(), plan) }
            expected = []
        } else {
            expected.append("LIMIT")
        }
        guard atEndOfStatement || at(")") else { throw unexpectedClause(expected) }
        return plan
    }

    /// `SELECT ..`, `VALUES ..` or `(query)`.
    private mutating func queryTerm(_ expected: inout [String]) throws(TidemarkError) -> UnresolvedPlan {
        if takeIf("(") {
            openQueries += 1
            let plan = try query()
            guard takeIf(")") else { throw unexpectedClause([]) }
            openQueries -= 1
            return plan
        }
        if at("VALUES") { return try inlineTable() }
        guard at("SELECT") else { throw unexpectedQuery() }
        return try select(&expected)
    }

    /// The error for a token behind a clause: a refusal by name, or what could have stood there.
    func unexpectedClause(_ expected: [String]) -> TidemarkError {
        for (words, name) in Refusals.clauses
        where words.indices.allSatisfy({ peek($0).keyword == words[$0] }) {
            return unsupported(name)
        }
        if let name = Refusals.operators[token.keyword] { return unsupported(name) }
        return unexpected(expected + (openQueries > 0 ? ["')'"] : ["end of statement"]))
    }

    private func unexpectedQuery() -> TidemarkError {
        let refused: Set = ["TABLE", "FROM", "MAP", "REDUCE"]
        if refused.contains(token.keyword) {
            return unsupported("a query that starts with \(token.keyword) is")
        }
        return unexpected(["SELECT", "'('"])
    }
}

// MARK: - SELECT

extension Parser {
    /// `SELECT [DISTINCT | ALL] items [FROM ..] [WHERE ..] [GROUP BY ..] [HAVING ..]`.
    ///
    /// Leaves in `expected` what else could have come, for the message when something else does.
    private mutating func select(_ expected: inout [String]) throws(TidemarkError) -> UnresolvedPlan {
        try expect("SELECT")
        if at("/*+") { throw unsupported("optimizer hints are") }
        let isDistinct = takeQuantifier()
        let outputs = try selectItems()
        expected = ["','"]
        var plan = UnresolvedPlan.singleRow
        if takeIf("FROM") {
            plan = try relations()
            expected = []
        } else {
            expected.append("FROM")
        }
        if takeIf("WHERE") {
            plan = .filter(try expression(), plan)
            expected = []
        } else {
            expected.append("WHERE")
        }
        let groupings = at("GROUP", "BY") ? try groupBy() : nil
        if groupings == nil { expected.append("GROUP BY") } else { expected = ["','"] }
        let condition = takeIf("HAVING") ? try expression() : nil
        if condition == nil { expected.append("HAVING") } else { expected = [] }
        // HAVING alone makes one group of all rows, as in Spark.
        if groupings != nil || condition != nil {
            plan = .aggregate(groupings: groupings ?? [], outputs: outputs, plan)
        } else {
            plan = .project(outputs, plan)
        }
        if let condition { plan = .having(condition, plan) }
        return isDistinct ? .distinct(plan) : plan
    }

    /// Takes DISTINCT or ALL where it is not a name; whether it was DISTINCT.
    mutating func takeQuantifier() -> Bool {
        let isName = [",", ")", ".", ";", "FROM"].contains(peek().keyword) || peek().kind == .end
        guard atAny(["DISTINCT", "ALL"]), !isName else { return false }
        return take().keyword == "DISTINCT"
    }

    private mutating func selectItems() throws(TidemarkError) -> [UnresolvedExpression] {
        var items: [UnresolvedExpression] = []
        repeat { items.append(try selectItem()) } while takeIf(",")
        return items
    }

    /// `*`, `t.*`, or `expression [[AS] alias]`.
    mutating func selectItem() throws(TidemarkError) -> UnresolvedExpression {
        let start = taken
        if let star = try star() { return star }
        let expression = try expression()
        let alias: String
        if takeIf("AS") {
            if at("(") { throw unsupported("several aliases for one expression are") }
            alias = try name("an alias")
        } else if token.isName, !startsClause() {
            alias = takeImpliedAlias()
        } else {
            return expression
        }
        return UnresolvedExpression(.alias(expression, alias), range: range(from: start))
    }

    /// `expression [AS alias]` and nothing else.
    mutating func loneExpression() throws(TidemarkError) -> UnresolvedExpression {
        let item = try selectItem()
        guard token.kind == .end else { throw unexpectedClause([]) }
        return item
    }

    /// One or more expressions with commas between.
    mutating func expressions() throws(TidemarkError) -> [UnresolvedExpression] {
        var result: [UnresolvedExpression] = []
        repeat { result.append(try expression()) } while takeIf(",")
        return result
    }

    private mutating func sortKeys() throws(TidemarkError) -> [UnresolvedSortKey] {
        var keys: [UnresolvedSortKey] = []
        repeat {
            let expression = try expression()
            let isAscending = !takeIf("DESC")
            if isAscending { _ = takeIf("ASC") }
            var nullsFirst = isAscending
            if takeIf("NULLS") {
                guard at("FIRST") || at("LAST") else { throw unexpected(["FIRST", "LAST"]) }
                nullsFirst = take().keyword == "FIRST"
            }
            keys.append(
                UnresolvedSortKey(expression: expression, isAscending: isAscending, nullsFirst: nullsFirst))
        } while takeIf(",")
        return keys
    }
}
