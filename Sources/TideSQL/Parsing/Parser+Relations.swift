import TideModel
import TidePlanning

// What may stand in FROM.
extension Parser {
    /// `relation {, relation}`: a comma joins every row with every row.
    mutating func relations() throws(TidemarkError) -> UnresolvedPlan {
        var plan = try relation()
        var nested = 0
        defer { leave(cost: nested) }
        while at(",") {
            let start = taken
            take()
            try enter()
            nested += 1
            let join = UnresolvedJoin(kind: .inner, criteria: .none, range: range(from: start))
            plan = .join(join, plan, try relation())
        }
        return plan
    }

    /// `primary {join primary [criteria]}`.
    mutating func relation() throws(TidemarkError) -> UnresolvedPlan {
        if at("LATERAL") { throw unsupported("LATERAL is") }
        var plan = try primaryRelation()
        var nested = 0
        defer { leave(cost: nested) }
        while var join = try joinHead() {
            if at("LATERAL") { throw unsupported("LATERAL is") }
            try enter()
            nested += 1
            let right = try primaryRelation()
            if join.criteria != .natural { join.criteria = try joinCriteria() }
            plan = .join(join, plan, right)
        }
        return plan
    }

    /// `name`, `STREAM name`, `STREAM(name)`, ``json.`path` ``, `VALUES ..`, `(query)`, `(relation)`, each
    /// but VALUES with `[WATERMARK ..]`, all with `[[AS] alias [(columns)]]`.
    private mutating func primaryRelation() throws(TidemarkError) -> UnresolvedPlan {
        let plan: UnresolvedPlan
        if startsInlineTable { return try inlineTable() }
        if at("(") {
            plan = try parenthesizedRelation()
        } else if at("STREAM"), peek().keyword == "(" || peek().isName && !startsClause(at: 1),
            peek().keyword != "AS"
        {
            take()
            let isParenthesized = takeIf("(")
            plan = try table(isStream: true)
            if isParenthesized { try expect(")") }
        } else {
            plan = try table(isStream: false)
        }
        return try aliased(try watermarked(plan))
    }

    /// `[WATERMARK expression [[AS] name] DELAY OF INTERVAL ..]` behind a relation.
    private mutating func watermarked(_ plan: UnresolvedPlan) throws(TidemarkError) -> UnresolvedPlan {
        guard at("WATERMARK"), startsClause() else { return plan }
        take()
        let start = taken
        var column = try expression()
        if takeIf("AS") || token.isName && !at("DELAY", "OF") {
            if at("(") { throw unsupported("several names for the expression of WATERMARK are") }
            column = UnresolvedExpression(.alias(column, try name("a name")), range: range(from: start))
        }
        guard takeIf("DELAY", "OF") else { throw unexpected(["DELAY OF"]) }
        guard at("INTERVAL"), startsInterval else { throw unexpected(["INTERVAL"]) }
        if peek().isString, !IntervalText.isUnit(peek(2).keyword), peek(2).keyword != "TO" {
            take()
            take()
            throw unexpected(["a unit such as MINUTES"], remedy: "write for example INTERVAL 10 MINUTES")
        }
        return .watermark(column, delay: try interval().expression, plan)
    }

    /// `[[AS] alias [(columns)]]` behind a relation.
    private mutating func aliased(_ plan: UnresolvedPlan) throws(TidemarkError) -> UnresolvedPlan {
        let alias: String
        if takeIf("AS") {
            guard !startsJoin else { throw unexpected(["an alias"]) }
            alias = try name("an alias")
        } else if token.isName, !startsClause(), !startsJoin {
            alias = takeImpliedAlias()
        } else {
            return plan
        }
        guard at("(") else { return .subqueryAlias(alias, plan) }
        let start = taken
        take()
        var names: [String] = []
        repeat { names.append(try name("a column name")) } while takeIf(",")
        guard takeIf(")") else { throw unexpected(["','", "')'"]) }
        return .subqueryAlias(alias, .columnAliases(names, plan, range: range(from: start)))
    }

    private mutating func parenthesizedRelation() throws(TidemarkError) -> UnresolvedPlan {
        try enter()
        defer { leave() }
        try expect("(")
        openQueries += 1
        let isQuery = atAny(["SELECT", "WITH", "VALUES"])
        let isNested = at("(")
        var plan = isQuery ? try query() : try relation()
        // `((SELECT ..) UNION ..)`: what looked like a relation was the first term of a query.
        if isNested, plan.isQuery, at("UNION") || at("ORDER", "BY") || at("LIMIT") {
            var expected: [String] = []
            plan = try restOfQuery(plan, &expected)
        }
        guard takeIf(")") else { throw unexpectedClause([]) }
        openQueries -= 1
        return plan
    }

    private mutating func table(isStream: Bool) throws(TidemarkError) -> UnresolvedPlan {
        guard startsName else {
            throw unexpected(["a table name", "STREAM", "'('"])
        }
        let start = taken
        let parts = try qualifiedName("a table name")
        let nameRange = range(from: start)
        if at("(") { throw unsupported("a table function such as \(parts[0]) is", range: nameRange) }
        if parts.count == 1, !isStream, let named = namedQueries[parts[0].lowercased()] {
            try countCopy(named.size, .namedQueryTooLarge)
            return named.plan
        }
        guard parts.count > 1 else { return .table(name: parts[0], isStream: isStream, range: nameRange) }
        let format = parts[0].lowercased()
        guard parts.count == 2, Parser.fileFormats.contains(format) else {
            throw unsupported(
                "a qualified table name is", remedy: "declare the files with CREATE TABLE .. USING",
                range: nameRange)
        }
        guard format == "json" else {
            throw unsupported("reading \(format) files is", remedy: "use json.`path`", range: nameRange)
        }
        return .files(FileRelation(format: format, path: parts[1], range: nameRange), isStream: isStream)
    }

    /// What a path in FROM may be qualified with; only json is read.
    private static let fileFormats: Set<String> = ["avro", "csv", "json", "orc", "parquet", "text", "xml"]
}

extension UnresolvedPlan {
    /// Whether it is what a SELECT or VALUES gives, under no name.
    fileprivate var isQuery: Bool {
        switch self {
        case .project, .aggregate, .having, .distinct, .sort, .limit, .union, .values: true
        default: false
        }
    }
}

// MARK: - JOIN

extension Parser {
    /// `[NATURAL] [INNER | CROSS | LEFT [OUTER] | [LEFT] SEMI | [LEFT] ANTI | RIGHT [OUTER] | FULL [OUTER]]
    /// JOIN`; nil where no join follows.
    private mutating func joinHead() throws(TidemarkError) -> UnresolvedJoin? {
        guard atAny(["NATURAL", "INNER", "CROSS", "LEFT", "RIGHT", "FULL", "SEMI", "ANTI", "JOIN"]) else {
            return nil
        }
        let start = taken
        let isNatural = takeIf("NATURAL")
        var kind = Join.Kind.inner
        switch token.keyword {
        case "INNER": take()
        case "CROSS":
            take()
            kind = .cross
        case "LEFT":
            take()
            kind = takeIf("SEMI") ? .leftSemi : takeIf("ANTI") ? .leftAnti : .leftOuter
            if kind == .leftOuter { _ = takeIf("OUTER") }
        case "SEMI", "ANTI": kind = take().keyword == "SEMI" ? .leftSemi : .leftAnti
        case "RIGHT", "FULL":
            kind = take().keyword == "RIGHT" ? .rightOuter : .fullOuter
            _ = takeIf("OUTER")
        default: break
        }
        guard takeIf("JOIN") else { throw unexpected(["JOIN"]) }
        if isNatural, kind == .cross { throw unexpected(["a join that has a condition"]) }
        return UnresolvedJoin(
            kind: kind, criteria: isNatural ? .natural : .none, range: range(from: start))
    }

    /// `ON condition` or `USING (columns)`; without either every row goes with every row.
    private mutating func joinCriteria() throws(TidemarkError) -> UnresolvedJoin.Criteria {
        if takeIf("ON") { return .on(try expression()) }
        guard takeIf("USING") else { return .none }
        try expect("(")
        var names: [String] = []
        repeat { names.append(try name("a column name")) } while takeIf(",")
        guard takeIf(")") else { throw unexpected(["','", "')'"]) }
        return .using(names)
    }
}

// MARK: - VALUES

extension Parser {
    /// VALUES is a table's name unless a row follows.
    private var startsInlineTable: Bool {
        guard at("VALUES") else { return false }
        let next = peek()
        return next.keyword == "(" && peek(2).keyword != ")" || next.isNumber || next.isString
            || next.keyword == "-"
    }

    /// `VALUES (a, ..), .. [[AS] alias [(columns)]]`.
    mutating func inlineTable() throws(TidemarkError) -> UnresolvedPlan {
        let start = taken
        try expect("VALUES")
        var rows: [[UnresolvedExpression]] = []
        repeat {
            if takeIf("(") {
                rows.append(try expressions())
                guard takeIf(")") else { throw unexpected(["','", "')'"]) }
            } else {
                rows.append([try expression()])
            }
        } while takeIf(",")
        return try aliased(.values(rows, range: range(from: start)))
    }
}
