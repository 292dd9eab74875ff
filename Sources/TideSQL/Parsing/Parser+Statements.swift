import TideColumnar
import TideModel
import TidePlanning

extension Parser {
    /// `[statement] {; [statement]}`.
    mutating func statements() throws(TidemarkError) -> [ParsedStatement] {
        var result: [ParsedStatement] = []
        while true {
            while takeIf(";") {}
            if token.kind == .end { return result }
            let start = taken
            let statement = try statement()
            let range = range(from: start)
            result.append(ParsedStatement(statement: statement, range: range, text: source(range)))
        }
    }

    /// Whether the statement is over.
    var atEndOfStatement: Bool { token.kind == .end || at(";") }

    mutating func statement() throws(TidemarkError) -> Statement {
        let statement: Statement
        switch token.keyword {
        case "SELECT", "(", "VALUES", "WITH": statement = .select(try query())
        case "CREATE": statement = try create()
        case "DROP": statement = try dropStatement()
        case "SHOW": statement = try showStatement()
        case "DESCRIBE", "DESC": statement = try describeStatement()
        case "EXPLAIN": statement = try explainStatement()
        case "SET": statement = try setStatement()
        case let word where Refusals.statements.contains(word):
            throw unsupported("the statement \(word) is")
        default:
            throw unexpected(["SELECT", "CREATE", "DROP", "SHOW", "DESCRIBE", "EXPLAIN", "SET", "VALUES"])
        }
        guard atEndOfStatement else { throw unexpectedClause([]) }
        return statement
    }

    private mutating func create() throws(TidemarkError) -> Statement {
        let start = taken
        try expect("CREATE")
        if takeIf("TABLE") { return .createTable(try createTable()) }
        if takeIf("STREAMING", "TABLE") { return .createStreamingTable(try createStreamingTable()) }
        if takeIf("OR", "REFRESH") {
            throw unsupported(
                "CREATE OR REFRESH is", remedy: "write CREATE STREAMING TABLE", range: range(from: start))
        }
        let offset = at("OR", "REPLACE") ? 2 : 0
        if ["VIEW", "TEMP", "TEMPORARY"].contains(peek(offset).keyword) {
            let isTable = peek(offset + 1).keyword == "TABLE"
            if isTable { throw unsupported("CREATE TEMPORARY TABLE is", remedy: "write CREATE TABLE") }
            return try createView(from: start)
        }
        if Refusals.creations.contains(token.keyword) {
            let what = at("OR") ? "CREATE OR \(peek().keyword)" : "CREATE \(token.keyword)"
            throw unsupported("\(what) is")
        }
        throw unexpected(["TABLE", "STREAMING TABLE", "VIEW", "TEMPORARY VIEW"])
    }

    /// The name of a new table: one part, there are no catalogs.
    private mutating func tableName() throws(TidemarkError) -> (name: String, range: SourceRange) {
        if at("IF", "NOT", "EXISTS") {
            throw unsupported("IF NOT EXISTS is", remedy: "leave it out: a job file starts without tables")
        }
        let start = taken
        let parts = try qualifiedName("a table name")
        if parts.count > 1 { throw unsupported("a qualified table name is", range: range(from: start)) }
        return (parts[0], range(from: start))
    }
}

// MARK: - CREATE TABLE

extension Parser {
    private mutating func createTable() throws(TidemarkError) -> CreateTable {
        let (name, nameRange) = try tableName()
        if at("LIKE") { throw unsupported("CREATE TABLE .. LIKE is") }
        let schema = at("(") ? Schema(try columns(closedBy: ")")) : nil
        guard at("USING") else {
            if atEndOfStatement || atAny(["AS", "OPTIONS"]) {
                throw TidemarkError(.tableWithoutUsing, range: nameRange)
            }
            throw unexpected(schema == nil ? ["'('", "USING"] : ["USING"])
        }
        let (format, formatRange) = try format()
        var options: [TableOption]?
        var hasComment = false
        while !atEndOfStatement {
            if at("OPTIONS") {
                try refuseSecond("OPTIONS", options != nil)
                options = try optionList()
            } else if at("COMMENT") {
                try refuseSecond("COMMENT", hasComment)
                hasComment = true
                try comment()
            } else {
                throw unexpectedTableClause(
                    ["OPTIONS", "COMMENT", "end of statement"], refused: ["AS", "TBLPROPERTIES"])
            }
        }
        return CreateTable(
            name: name, nameRange: nameRange, schema: schema, format: format, formatRange: formatRange,
            options: options ?? [])
    }

    private mutating func createStreamingTable() throws(TidemarkError) -> CreateStreamingTable {
        let (name, nameRange) = try tableName()
        if at("(") {
            throw unsupported("a column list on a streaming table is", remedy: "the query names the columns")
        }
        let format = at("USING") ? try format().name : nil
        var partitioning: (columns: [String], range: SourceRange)?
        var properties: [TableOption]?
        var hasComment = false
        while !at("AS") {
            if at("PARTITIONED") {
                try refuseSecond("PARTITIONED BY", partitioning != nil)
                partitioning = try partitionList()
            } else if at("TBLPROPERTIES") {
                try refuseSecond("TBLPROPERTIES", properties != nil)
                properties = try optionList()
            } else if at("COMMENT") {
                try refuseSecond("COMMENT", hasComment)
                hasComment = true
                try comment()
            } else if at("OPTIONS") {
                throw TidemarkError(.streamWithOptions, range: token.range)
            } else if atEndOfStatement {
                throw TidemarkError(.streamWithoutSelect, range: nameRange)
            } else {
                let isFirst = partitioning == nil && properties == nil && !hasComment
                let using = format == nil && isFirst ? ["USING"] : []
                throw unexpectedTableClause(using + ["TBLPROPERTIES", "COMMENT", "AS"], refused: [])
            }
        }
        take()
        let start = taken
        let query = try query()
        return CreateStreamingTable(
            name: name, nameRange: nameRange, format: format,
            partitionColumns: partitioning?.columns ?? [], partitionRange: partitioning?.range,
            properties: properties ?? [], query: query, queryRange: range(from: start))
    }

    /// `PARTITIONED BY (column, ..)`, columns of the query.
    private mutating func partitionList() throws(TidemarkError) -> (columns: [String], range: SourceRange) {
        let start = taken
        take()
        try expect("BY")
        try expect("(")
        var columns: [String] = []
        repeat {
            columns.append(try name("a column name"))
            if at("(") { throw unsupported("a transform in PARTITIONED BY is", remedy: "name a column") }
        } while takeIf(",")
        guard takeIf(")") else { throw unexpected(["','", "')'"]) }
        return (columns, range(from: start))
    }

    private mutating func format() throws(TidemarkError) -> (name: String, range: SourceRange) {
        try expect("USING")
        let start = taken
        let parts = try qualifiedName("a format such as json")
        return (parts.joined(separator: "."), range(from: start))
    }

    /// Takes `COMMENT 'text'`, which changes nothing.
    mutating func comment() throws(TidemarkError) {
        try expect("COMMENT")
        guard token.isString else { throw unexpected(["a string"]) }
        take()
    }

    private func refuseSecond(_ clause: String, _ isSecond: Bool) throws(TidemarkError) {
        guard isSecond else { return }
        throw TidemarkError(.clauseTwice, ["clause": clause], range: token.range)
    }

    private func unexpectedTableClause(_ expected: [String], refused: Set<String>) -> TidemarkError {
        guard Refusals.tableClauses.union(refused).contains(token.keyword) else {
            return unexpected(expected)
        }
        return unsupported("the table clause \(token.keyword) is")
    }
}

// MARK: - Columns and options

extension Parser {
    /// `(name TYPE [NOT NULL] [COMMENT '..'], ..)`, or the same inside `STRUCT<..>`, where a colon may follow
    /// the name.
    mutating func columns(closedBy close: String) throws(TidemarkError) -> [Field] {
        take()
        var fields: [Field] = []
        var seen: Set<String> = []
        repeat {
            if let first = Refusals.constraints.first(where: { at($0.0, $0.1) }) {
                throw unsupported("the constraint \(first.0) is")
            }
            let nameToken = token
            let name = try name("a column name")
            guard seen.insert(name.lowercased()).inserted else {
                throw TidemarkError(.columnTwice, ["column": name], range: nameToken.range)
            }
            if close == ">" { _ = takeIf(":") }
            let type = try dataType()
            fields.append(Field(name, type, isNullable: try columnDescriptors(closedBy: close)))
        } while takeIf(",")
        try expect(close)
        return fields
    }

    /// Takes `[NOT NULL] [COMMENT '..']` in either order; whether NULL may occur.
    private mutating func columnDescriptors(closedBy close: String) throws(TidemarkError) -> Bool {
        var isNullable = true
        var hasComment = false
        while !at(","), !at(close) {
            if at("NOT") {
                try refuseSecond("NOT NULL", !isNullable)
                take()
                try expect("NULL")
                isNullable = false
            } else if at("COMMENT") {
                try refuseSecond("COMMENT", hasComment)
                hasComment = true
                try comment()
            } else if atAny(["DEFAULT", "GENERATED", "COLLATE"]) {
                throw unsupported("\(token.keyword) on a column is")
            } else {
                throw unexpected(["NOT NULL", "COMMENT", "','", "'\(close)'"])
            }
        }
        return isNullable
    }

    /// `OPTIONS (key 'v', key = 'v', `a.b` "v", 'key' 1, ..)`; TBLPROPERTIES alike.
    private mutating func optionList() throws(TidemarkError) -> [TableOption] {
        take()
        try expect("(")
        var options: [TableOption] = []
        var seen: Set<String> = []
        repeat {
            let start = taken
            let key = try optionKey()
            guard seen.insert(key.lowercased()).inserted else {
                throw TidemarkError(.optionTwice, ["option": key], range: range(from: start))
            }
            if !takeIf("=") { _ = takeIf("==") }
            let value = try optionValue(of: key)
            options.append(TableOption(key: key, value: value, range: range(from: start)))
        } while takeIf(",")
        guard takeIf(")") else { throw unexpected(["','", "')'"]) }
        return options
    }

    private mutating func optionKey() throws(TidemarkError) -> String {
        if case .string(let bytes) = token.kind {
            take()
            return String(decoding: bytes, as: UTF8.self)
        }
        return try qualifiedName("an option name").joined(separator: ".")
    }

    private mutating func optionValue(of key: String) throws(TidemarkError) -> String {
        switch token.kind {
        case .string: return String(decoding: adjacentStrings(), as: UTF8.self)
        case .number(.integer), .number(.decimal): return take().text
        case .word where at("TRUE") || at("FALSE"): return take().text.lowercased()
        default: throw unexpected(["a value for \(key) (a string, a number, true or false)"])
        }
    }
}
