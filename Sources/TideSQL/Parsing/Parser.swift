import TideColumnar
import TideModel
import TidePlanning

/// A recursive-descent parser over the tokens of one text; its rules are in extensions, one file a subject.
///
/// It never goes back: each rule decides by at most a few tokens ahead, so a text costs time linear in its
/// length.
struct Parser {
    private let bytes: [UInt8]
    private let tokens: [Token]
    private var position = 0
    private var depth = 0
    /// The word taken last as an alias without AS: where a misspelt keyword hides.
    private var impliedAlias: Int?
    /// The queries that WITH has named, by their names in lower case.
    var namedQueries: [String: NamedQuery] = [:]
    /// Parentheses around the query in hand.
    var openQueries = 0
    /// Tokens in the copies made of CASE operands and of the queries that WITH names.
    var copiedTokens = 0
    private static let mostCopiedTokens = 1_000_000

    /// A query that WITH has named, and how many tokens stand in it.
    struct NamedQuery {
        var plan: UnresolvedPlan
        var size: Int
    }

    /// How deep parentheses, calls and queries may nest: a level costs up to 28 KiB of stack in a debug
    /// build.
    static let maximumDepth = 100
    /// How high an expression's tree may be; `a + b + ..` grows by one with each sign. Walks over trees
    /// recurse.
    static let maximumHeight = 400
    /// What a query inside a query costs of `maximumDepth`: its plan has several nodes of its own.
    static let queryDepth = 2

    init(_ text: String) throws(TidemarkError) {
        bytes = Array(text.utf8)
        tokens = try Lexer.tokens(of: bytes)
    }
}

// MARK: - Tokens

extension Parser {
    /// The next token; the last one is `.end` for ever.
    var token: Token { tokens[position] }

    /// Tokens taken so far.
    var taken: Int { position }

    /// The token `offset` behind the next one.
    func peek(_ offset: Int = 1) -> Token { tokens[min(position + offset, tokens.count - 1)] }

    /// Whether the next token is this keyword or sign.
    func at(_ keyword: String) -> Bool { tokens[position].keyword == keyword }

    /// Whether the next tokens are these keywords or signs, in this order.
    func at(_ keywords: String...) -> Bool {
        keywords.indices.allSatisfy { peek($0).keyword == keywords[$0] }
    }

    /// Whether the next token is one of these keywords or signs.
    func atAny(_ keywords: Set<String>) -> Bool { keywords.contains(token.keyword) }

    /// Whether the sign before the next token touches it, as the two of `>>` do.
    func peekTouches() -> Bool { token.range.end == peek().range.start }

    @discardableResult
    mutating func take() -> Token {
        let current = token
        if position < tokens.count - 1 { position += 1 }
        return current
    }

    /// Takes the next token if it is this keyword or sign.
    mutating func takeIf(_ keyword: String) -> Bool {
        guard at(keyword) else { return false }
        take()
        return true
    }

    /// Takes the next tokens if they are these.
    mutating func takeIf(_ keywords: String...) -> Bool {
        guard keywords.indices.allSatisfy({ peek($0).keyword == keywords[$0] }) else { return false }
        for _ in keywords { take() }
        return true
    }

    /// Takes the keyword or sign, or throws.
    mutating func expect(_ keyword: String) throws(TidemarkError) {
        guard token.keyword == keyword else { throw unexpected([Parser.display(keyword)]) }
        take()
    }

    /// From the start of the token at `start` (a value of `taken`) to the end of the last one taken.
    func range(from start: Int) -> SourceRange {
        let first = tokens[start].range
        return SourceRange(first.start, position > start ? tokens[position - 1].range.end : first.end)
    }

    /// The source text of `range`.
    func source(_ range: SourceRange) -> String {
        String(decoding: bytes[range.start..<range.end], as: UTF8.self)
    }
}

// MARK: - Depth

extension Parser {
    /// Counts a level of nesting; pair it with `leave`.
    mutating func enter(cost: Int = 1) throws(TidemarkError) {
        depth += cost
        if depth > Parser.maximumDepth { throw tooDeep(Parser.maximumDepth, range: token.range) }
    }

    mutating func leave(cost: Int = 1) { depth -= cost }

    /// Bounds the copies of parts that stand once and are used often: nested in each other they would double
    /// at each level. Throws `condition` where there are too many.
    mutating func countCopy(_ size: Int, _ condition: ErrorCondition) throws(TidemarkError) {
        copiedTokens += size
        if copiedTokens > Self.mostCopiedTokens { throw TidemarkError(condition, range: token.range) }
    }

    func checkHeight(_ height: Int, range: SourceRange) throws(TidemarkError) {
        if height > Parser.maximumHeight { throw tooDeep(Parser.maximumHeight, range: range) }
    }

    private func tooDeep(_ limit: Int, range: SourceRange) -> TidemarkError {
        TidemarkError(.nestedTooDeep, ["limit": "\(limit)"], range: range)
    }
}

// MARK: - Names

extension Parser {
    /// Words that no expression starts with, although Spark would take them for a name there: `SELECT a,
    /// FROM t` is a slip, not a column called FROM. In backquotes they are names.
    static let notNames: Set<String> = [
        "AND", "AS", "ELSE", "FROM", "HAVING", "ON", "OR", "SELECT", "THEN", "WHEN", "WHERE",
    ]

    /// Words that begin the next clause, so that they are no alias unless AS stands before them.
    private static let clauseWords: Set<String> = [
        "AND", "AS", "EXCEPT", "FROM", "HAVING", "INTERSECT", "MINUS", "OR", "UNION", "WHERE",
    ]

    /// Words that begin a clause when something follows that can be its operand.
    private static let openClauseWords: Set<String> = ["LIMIT", "OFFSET", "QUALIFY", "WATERMARK", "UNPIVOT"]

    /// Spark's strict non-reserved keywords (no table alias without quotes) and what else may follow a table.
    private static let joinWords: Set<String> = [
        "ANTI", "CROSS", "FULL", "INNER", "JOIN", "LATERAL", "LEFT", "NATURAL", "ON", "RIGHT", "SEMI",
        "TABLESAMPLE", "USING",
    ]

    /// Whether the token `offset` ahead begins a clause, in the place of an alias.
    func startsClause(at offset: Int = 0) -> Bool {
        let word = peek(offset).keyword
        let next = peek(offset + 1)
        switch word {
        case "GROUP", "ORDER", "CLUSTER", "DISTRIBUTE", "SORT": return next.keyword == "BY"
        case "PIVOT": return next.keyword == "("
        case "WINDOW": return next.isName && peek(offset + 2).keyword == "AS"
        case "VERSION", "TIMESTAMP": return next.keyword == "AS" && peek(offset + 2).keyword == "OF"
        case "FOR": return ["VERSION", "TIMESTAMP"].contains(next.keyword)
        default:
            if Parser.openClauseWords.contains(word) { return ![",", "FROM"].contains(next.keyword) }
            return Parser.clauseWords.contains(word)
        }
    }

    /// Whether the next token begins a join or a sample, in the place of a table alias.
    var startsJoin: Bool { atAny(Parser.joinWords) }

    /// Whether the next token can be a name where an expression starts.
    var startsName: Bool {
        if token.kind == .quotedName { return true }
        guard token.kind == .word, !Parser.notNames.contains(token.keyword) else { return false }
        return !(atAny(["GROUP", "ORDER"]) && peek().keyword == "BY")
    }
}

extension Parser {
    mutating func name(_ what: String) throws(TidemarkError) -> String {
        guard token.isName else { throw unexpected([what]) }
        return take().text
    }

    /// Takes the next word as an alias that no AS introduced.
    mutating func takeImpliedAlias() -> String {
        impliedAlias = position
        return take().text
    }

    /// Takes `a.b.c`.
    mutating func qualifiedName(_ what: String) throws(TidemarkError) -> [String] {
        var parts = [try name(what)]
        while at("."), peek().isName {
            take()
            parts.append(take().text)
        }
        return parts
    }
}

// MARK: - Errors

extension Parser {
    /// The error for the next token, where one of `expected` should stand.
    ///
    /// When the token before was taken as an alias and resembles an expected keyword, that one is blamed:
    /// `SELECT a FORM t` fails at `t`, but `FORM` is wrong.
    func unexpected(_ expected: [String], remedy: String? = nil) -> TidemarkError {
        var culprit = token
        if let impliedAlias, impliedAlias == position - 1,
            Parser.nearestKeyword(to: tokens[impliedAlias], among: expected) != nil
        {
            culprit = tokens[impliedAlias]
        }
        let nearest = Parser.nearestKeyword(to: culprit, among: expected)
        let suggestion = nearest.map { "did you mean \($0)?" } ?? remedy
        return TidemarkError(
            .tokenUnexpected,
            [
                "token": describe(culprit), "expected": Parser.list(expected),
                "suggestion": suggestion ?? "",
            ], range: culprit.range)
    }

    /// The refusal of something that Spark has.
    func unsupported(_ what: String, remedy: String? = nil, range: SourceRange? = nil) -> TidemarkError {
        TidemarkError(
            .constructUnsupported, ["construct": what, "instead": remedy ?? ""], range: range ?? token.range)
    }

    /// The expected item whose first word the token resembles.
    private static func nearestKeyword(to token: Token, among expected: [String]) -> String? {
        guard token.kind == .word, token.text.utf8.count <= 40 else { return nil }
        var items: [String: String] = [:]
        for item in expected {
            let word = String(item.prefix { $0 != " " })
            if word.allSatisfy(\.isUppercase) { items[word] = item }
        }
        return nearestName(to: token.text, among: items.keys.sorted()).flatMap { items[$0] }
    }

    private func describe(_ token: Token) -> String {
        let limit = 40
        let text = String(source(token.range).prefix(limit + 1))
        let shown = text.count > limit ? text.prefix(limit) + "..." : text
        return switch token.kind {
        case .end: "end of statement"
        case .symbol where token.keyword == ";": "end of statement"
        case .string: "string \(shown)"
        case .number: "number \(shown)"
        case .quotedName: "name \(shown)"
        case .word, .symbol: "'\(shown)'"
        }
    }

    /// A keyword as it is, a sign in quotes.
    static func display(_ keyword: String) -> String {
        keyword.utf8.allSatisfy(Lexer.isWordByte) ? keyword : "'\(keyword)'"
    }

    private static func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " or " + last
    }
}
