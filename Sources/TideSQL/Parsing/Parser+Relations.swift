import TideModel
import TidePlanning

// What may stand in FROM.
extension Parser {
    /// `name`, `STREAM name`, `STREAM(name)`, ``json.`path` ``, `VALUES ..`, `(query)`, `(relation)`, each
    /// with `[[AS] alias [(columns)]]`.
    mutating func relation() throws(TidemarkError) -> UnresolvedPlan {
        let plan: UnresolvedPlan
        if at("LATERAL") { throw unsupported("LATERAL is") }
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
        return try aliased(plan)
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
        let plan = isQuery ? try query() : try relation()
        if at(",") { throw unsupported("a join (several tables in FROM) is") }
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
