import TideModel
import TidePlanning

// Statements that ask about the session or change it: views, DROP, SHOW, DESCRIBE, EXPLAIN, SET.
extension Parser {
    /// A name of one part, as all tables and views of a session have.
    mutating func relationName(_ what: String) throws(TidemarkError) -> RelationName {
        let start = taken
        let parts = try qualifiedName(what)
        let range = range(from: start)
        if parts.count > 1 { throw unsupported("a qualified name is", range: range) }
        return RelationName(parts[0], range: range)
    }

    /// Takes IF EXISTS; whether it was there.
    private mutating func takeIfExists() -> Bool { takeIf("IF", "EXISTS") }

    mutating func dropStatement() throws(TidemarkError) -> Statement {
        take()
        guard at("TABLE") || at("VIEW") else {
            if Refusals.drops.contains(token.keyword) { throw unsupported("DROP \(token.keyword) is") }
            throw unexpected(["TABLE", "VIEW"])
        }
        let isView = take().keyword == "VIEW"
        let ifExists = takeIfExists()
        let name = try relationName(isView ? "a view name" : "a table name")
        if at("PURGE") {
            throw unsupported("DROP TABLE .. PURGE is", remedy: "leave PURGE out: no file is deleted")
        }
        return .drop(DropRelation(name: name, isView: isView, ifExists: ifExists))
    }

    /// `[OR REPLACE] [TEMP | TEMPORARY] VIEW ..`, behind CREATE at `start`.
    mutating func createView(from start: Int) throws(TidemarkError) -> Statement {
        let replaces = takeIf("OR", "REPLACE")
        let isTemporary = takeIf("TEMP") || takeIf("TEMPORARY")
        try expect("VIEW")
        let ifNotExists = takeIf("IF", "NOT", "EXISTS")
        if ifNotExists, replaces || isTemporary {
            throw TidemarkError(
                .viewIfNotExists, ["words": replaces ? "OR REPLACE" : "TEMPORARY"], range: range(from: start))
        }
        let name = try relationName("a view name")
        let columnStart = taken
        let columns = at("(") ? try viewColumns() : nil
        let columnRange = range(from: columnStart)
        if at("USING") {
            throw unsupported(
                "CREATE VIEW .. USING is", remedy: "write CREATE TABLE \(name.name) USING ..")
        }
        if at("COMMENT") { try comment() }
        if atAny(Refusals.viewClauses) { throw unsupported("the view clause \(token.keyword) is") }
        guard takeIf("AS") else { throw unexpected(columns == nil ? ["'('", "AS"] : ["AS"]) }
        let queryStart = taken
        var query = try query()
        let queryRange = range(from: queryStart)
        if let columns { query = .columnAliases(columns, query, range: columnRange) }
        return .createView(
            CreateView(
                name: name, isTemporary: isTemporary, replaces: replaces, ifNotExists: ifNotExists,
                query: query, queryRange: queryRange))
    }

    /// `(name [COMMENT '..'], ..)`.
    private mutating func viewColumns() throws(TidemarkError) -> [String] {
        try expect("(")
        var names: [String] = []
        repeat {
            names.append(try name("a column name"))
            if at("COMMENT") { try comment() }
        } while takeIf(",")
        guard takeIf(")") else { throw unexpected(["','", "')'"]) }
        return names
    }
}

// MARK: - SHOW and DESCRIBE

extension Parser {
    mutating func showStatement() throws(TidemarkError) -> Statement {
        take()
        if takeIf("TABLES") { return .show(.tables(pattern: try showPattern())) }
        if takeIf("VIEWS") { return .show(.views(pattern: try showPattern())) }
        if takeIf("COLUMNS") {
            guard takeIf("IN") || takeIf("FROM") else { throw unexpected(["IN", "FROM"]) }
            let name = try relationName("a table name")
            try refuseNamespace()
            return .show(.columns(name))
        }
        if Refusals.shows.contains(token.keyword) { throw unsupported("SHOW \(token.keyword) is") }
        throw unexpected(["TABLES", "VIEWS", "COLUMNS"])
    }

    /// `[[LIKE] 'pattern']`.
    private mutating func showPattern() throws(TidemarkError) -> String? {
        try refuseNamespace()
        let isRequired = takeIf("LIKE")
        guard token.isString else {
            if isRequired { throw unexpected(["a string"]) }
            return nil
        }
        return try string("a string")
    }

    private func refuseNamespace() throws(TidemarkError) {
        if at("IN") || at("FROM"), peek().isName {
            throw unsupported("a database (\(token.keyword) \(peek().text)) is", remedy: "leave it out")
        }
    }

    /// Takes a string literal.
    mutating func string(_ what: String) throws(TidemarkError) -> String {
        guard token.isString else { throw unexpected([what]) }
        return String(decoding: adjacentStrings(), as: UTF8.self)
    }

    mutating func describeStatement() throws(TidemarkError) -> Statement {
        take()
        let isAlone = peek().kind == .end || peek().keyword == ";"
        if at("QUERY"), !isAlone || !token.isName {
            take()
            return .describe(.query(try query()))
        }
        if atAny(["SELECT", "VALUES", "WITH"]), !isAlone { return .describe(.query(try query())) }
        if atAny(["FUNCTION", "DATABASE", "SCHEMA", "NAMESPACE", "CATALOG"]), !isAlone {
            throw unsupported("DESCRIBE \(token.keyword) is")
        }
        if at("TABLE"), !isAlone { take() }
        let isModal = atAny(["EXTENDED", "FORMATTED"]) && peek().isName
        if isModal { take() }
        let name = try relationName("a table name")
        guard token.isName, !isModal else { return .describe(.relation(name, isExtended: isModal)) }
        if at("PARTITION") { throw unsupported("DESCRIBE .. PARTITION is") }
        if at("AS"), peek().keyword == "JSON" { throw unsupported("DESCRIBE .. AS JSON is") }
        let start = taken
        let column = try qualifiedName("a column name")
        return .describe(.column(name, column, range: range(from: start)))
    }
}

// MARK: - EXPLAIN and SET

extension Parser {
    mutating func explainStatement() throws(TidemarkError) -> Statement {
        take()
        var mode = ExplainMode.simple
        if takeIf("EXTENDED") {
            mode = .extended
        } else if takeIf("FORMATTED") {
            mode = .formatted
        } else if atAny(["CODEGEN", "COST"]) {
            throw unsupported("EXPLAIN \(token.keyword) is", remedy: "write EXPLAIN EXTENDED")
        }
        let start = taken
        try enter()
        defer { leave() }
        switch try statement() {
        case .select(let query): return .explain(mode, query)
        case .createView(let view): return .explain(mode, view.query)
        case .createStreamingTable(let table): return .explain(mode, table.query)
        case .createTable, .drop, .show, .describe, .explain, .set:
            throw unsupported(
                "EXPLAIN of a statement that is no query is", remedy: "write EXPLAIN SELECT ..",
                range: range(from: start))
        }
    }

    /// `SET [key [= value]]` or `SET TIME ZONE ..`; a value goes on to the end of the statement.
    mutating func setStatement() throws(TidemarkError) -> Statement {
        let start = taken
        take()
        if atEndOfStatement { return .set(SetCommand(key: nil, value: nil, range: range(from: start))) }
        if at("TIME", "ZONE") { return try setTimeZone(from: start) }
        guard token.isName else { throw unexpected(["a key", "TIME ZONE"]) }
        let key = try qualifiedName("a key").joined(separator: ".")
        guard takeIf("=") else {
            guard atEndOfStatement else { throw unexpected(["'='", "end of statement"]) }
            return .set(SetCommand(key: key, value: nil, range: range(from: start)))
        }
        let valueStart = taken
        while !atEndOfStatement { take() }
        let value = taken > valueStart ? source(range(from: valueStart)) : ""
        return .set(SetCommand(key: key, value: unquoted(value), range: range(from: start)))
    }

    private mutating func setTimeZone(from start: Int) throws(TidemarkError) -> Statement {
        take()
        take()
        if atAny(["LOCAL", "INTERVAL"]) { throw unsupported("SET TIME ZONE \(token.keyword) is") }
        let zone = try string("a string")
        return .set(
            SetCommand(key: SetCommand.timeZoneKey, value: zone, range: range(from: start)))
    }

    /// A value of SET is taken as written, but for backquotes around it.
    private func unquoted(_ value: String) -> String {
        guard value.count >= 2, value.hasPrefix("`"), value.hasSuffix("`") else { return value }
        return String(value.dropFirst().dropLast())
    }
}
