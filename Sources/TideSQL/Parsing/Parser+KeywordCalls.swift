import TideColumnar
import TideModel
import TidePlanning

// Calls whose arguments are told apart by keywords; the tree has them as ordinary calls.
extension Parser {
    /// `trim([BOTH | LEADING | TRAILING] [characters] FROM text)` from its parenthesis on; nil for others.
    mutating func keywordCall(_ name: String, from start: Int) throws(TidemarkError) -> Node? {
        let sides = ["BOTH": "trim", "LEADING": "ltrim", "TRAILING": "rtrim", "FROM": "trim"]
        guard name == "trim", let side = sides[peek().keyword],
            ![",", ")", "."].contains(peek(2).keyword)
        else { return nil }
        take()
        if !at("FROM") { take() }
        if takeIf("FROM") { return try close(side, [try disjunction()], from: start) }
        let characters = try disjunction()
        try expect("FROM")
        return try close(side, [characters, try disjunction()], from: start)
    }

    /// The rest of a call whose first argument a keyword follows in place of a comma; nil for other calls.
    mutating func keywordArguments(of name: String, first: Node, from start: Int) throws(TidemarkError)
        -> Node?
    {
        switch name.lowercased() {
        case "trim" where takeIf("FROM"): return try close("trim", [first, try disjunction()], from: start)
        case "substring" where takeIf("FROM"), "substr" where takeIf("FROM"):
            var arguments = [first, try disjunction()]
            if takeIf("FOR") { arguments.append(try disjunction()) }
            return try close("substring", arguments, from: start)
        case "position" where takeIf("IN"):
            return try close("locate", [first, try disjunction()], from: start)
        case "extract" where at("FROM"):
            guard case .name(let parts) = first.expression.kind, parts.count == 1 else { return nil }
            take()
            let field = try node(.literal(.string(UTF8String(parts[0])), .string), from: start)
            return try close("extract", [field, try disjunction()], from: start)
        default: return nil
        }
    }

    private mutating func close(_ function: String, _ arguments: [Node], from start: Int)
        throws(TidemarkError)
        -> Node
    {
        guard takeIf(")") else { throw unexpected(["')'"]) }
        return try call(function, arguments, from: start)
    }
}
