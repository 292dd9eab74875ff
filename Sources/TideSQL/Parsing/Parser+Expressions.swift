import TideColumnar
import TideModel
import TidePlanning

// From loosest to tightest: OR; AND; NOT; one predicate (IS, IN, BETWEEN, LIKE); comparison; + - ||; * / % DIV;
// unary + -; :: . [] ; primary.
extension Parser {
    mutating func expression() throws(TidemarkError) -> UnresolvedExpression {
        try disjunction().expression
    }

    /// A node from the token at `start` to the last one taken, over children of which the tallest has `height`.
    ///
    /// This and what else measures a range is mutating so that `self` is read after the arguments are parsed, not
    /// before.
    mutating func node(_ kind: UnresolvedExpression.Kind, from start: Int, over height: Int = 0)
        throws(TidemarkError)
        -> Node
    {
        let expression = UnresolvedExpression(kind, range: range(from: start))
        try checkHeight(height + 1, range: range(from: start))
        return Node(expression: expression, height: height + 1)
    }

    mutating func call(_ function: String, _ arguments: [Node], from start: Int) throws(TidemarkError) -> Node
    {
        try node(
            .call(function: function, arguments: arguments.map(\.expression), isDistinct: false), from: start,
            over: arguments.map(\.height).max() ?? 0)
    }

    /// `a OR b OR ..`.
    mutating func disjunction() throws(TidemarkError) -> Node {
        try enter()
        defer { leave() }
        var operands = [try conjunction()]
        while takeIf("OR") { operands.append(try conjunction()) }
        return try balanced("or", operands[...])
    }

    private mutating func conjunction() throws(TidemarkError) -> Node {
        var operands = [try negation()]
        while takeIf("AND") { operands.append(try negation()) }
        return try balanced("and", operands[...])
    }

    /// A chain of AND or OR as a balanced tree, as Spark builds it: a thousand terms stay ten levels high.
    private func balanced(_ function: String, _ operands: ArraySlice<Node>) throws(TidemarkError) -> Node {
        guard operands.count > 1, let first = operands.first, let last = operands.last else {
            return operands[operands.startIndex]
        }
        let middle = operands.startIndex + (operands.count + 1) / 2
        let left = try balanced(function, operands[..<middle])
        let right = try balanced(function, operands[middle...])
        let range = SourceRange(first.expression.range?.start ?? 0, last.expression.range?.end ?? 0)
        let height = max(left.height, right.height) + 1
        try checkHeight(height, range: range)
        let arguments = [left.expression, right.expression]
        return Node(
            expression: UnresolvedExpression(
                .call(function: function, arguments: arguments, isDistinct: false), range: range),
            height: height)
    }

    private mutating func negation() throws(TidemarkError) -> Node {
        var starts: [Int] = []
        while at("NOT") || at("!") {
            starts.append(taken)
            take()
        }
        var result = try predicate()
        for start in starts.reversed() { result = try call("not", [result], from: start) }
        return result
    }
}

// MARK: - Predicates

extension Parser {
    /// `comparison [IS [NOT] .. | [NOT] BETWEEN .. | [NOT] IN (..) | [NOT] LIKE ..]`, at most one of them.
    private mutating func predicate() throws(TidemarkError) -> Node {
        let start = taken
        if at("EXISTS", "("), ["SELECT", "WITH"].contains(peek(2).keyword) {
            throw unsupported("EXISTS (subquery) is")
        }
        let value = try operators(minimum: 0)
        if takeIf("IS") { return try isPredicate(value, from: start) }
        let kinds: Set = ["BETWEEN", "IN", "LIKE", "ILIKE", "RLIKE", "REGEXP"]
        let isNegated = at("NOT") && kinds.contains(peek().keyword)
        if isNegated { take() }
        guard let result = try patternPredicate(value, from: start) else { return value }
        return isNegated ? try call("not", [result], from: start) : result
    }

    private mutating func isPredicate(_ value: Node, from start: Int) throws(TidemarkError) -> Node {
        let isNegated = takeIf("NOT")
        if takeIf("NULL") || takeIf("UNKNOWN") {
            return try call(isNegated ? "isnotnull" : "isnull", [value], from: start)
        }
        if at("TRUE") || at("FALSE") {
            let operand = try literal(.boolean(at("TRUE")), .boolean)
            let same = try call("<=>", [value, operand], from: start)
            return isNegated ? try call("not", [same], from: start) : same
        }
        if takeIf("DISTINCT", "FROM") {
            let same = try call("<=>", [value, try operators(minimum: 0)], from: start)
            return isNegated ? same : try call("not", [same], from: start)
        }
        throw unexpected((isNegated ? [] : ["NOT"]) + ["NULL", "TRUE", "FALSE", "UNKNOWN", "DISTINCT FROM"])
    }

    private mutating func patternPredicate(_ value: Node, from start: Int) throws(TidemarkError) -> Node? {
        switch token.keyword {
        case "BETWEEN":
            take()
            let low = try operators(minimum: 0)
            try expect("AND")
            return try call("between", [value, low, try operators(minimum: 0)], from: start)
        case "IN" where peek().keyword == "(":
            take()
            return try call("in", [value] + (try inList()), from: start)
        case "LIKE", "ILIKE":
            let function = take().keyword.lowercased()
            if atAny(["ANY", "SOME", "ALL"]), peek().keyword == "(" {
                throw unsupported("LIKE \(token.keyword) is")
            }
            var arguments = [value, try operators(minimum: 0)]
            if takeIf("ESCAPE") {
                guard case .string(let bytes) = token.kind else { throw unexpected(["a string"]) }
                arguments.append(try literal(.string(UTF8String(bytes: bytes)), .string))
            }
            return try call(function, arguments, from: start)
        case "RLIKE", "REGEXP":
            take()
            return try call("rlike", [value, try operators(minimum: 0)], from: start)
        default: return nil
        }
    }

    private mutating func inList() throws(TidemarkError) -> [Node] {
        try expect("(")
        if atAny(["SELECT", "WITH"]) { throw unsupported("IN (subquery) is") }
        var nodes: [Node] = []
        repeat { nodes.append(try disjunction()) } while takeIf(",")
        guard takeIf(")") else { throw unexpected(["','", "')'"]) }
        return nodes
    }
}

// MARK: - Operators

extension Parser {
    /// How tight a binary operator binds and the function it calls; nil when the next token is none.
    private var binaryOperator: (precedence: Int, function: String)? {
        switch token.keyword {
        case "=", "==": (0, "=")
        case "<=>": (0, "<=>")
        case "<>", "!=": (0, "<>")
        case "<": (0, "<")
        case "<=", "!>": (0, "<=")
        case ">": (0, ">")
        case ">=", "!<": (0, ">=")
        case "+", "-": (1, token.keyword)
        case "||": (1, "concat")
        case "*", "/", "%": (2, token.keyword)
        case "DIV": (2, "div")
        default: nil
        }
    }

    /// Binary operators of at least `minimum`, left to right (precedence climbing: Richards, 1979).
    private mutating func operators(minimum: Int) throws(TidemarkError) -> Node {
        let start = taken
        var left = try signed()
        while let (precedence, function) = binaryOperator, precedence >= minimum {
            if peek().keyword == token.keyword, ["<", ">"].contains(token.keyword), peekTouches() {
                throw unsupported("the shift operator \(token.keyword)\(token.keyword) is")
            }
            take()
            left = try call(function, [left, try operators(minimum: precedence + 1)], from: start)
        }
        if atAny(["&", "|", "^"]), let name = Refusals.operators[token.keyword] { throw unsupported(name) }
        return left
    }

    /// `{+ | -} value`. A minus right before a number belongs to the number, so that -9223372036854775808 is one.
    private mutating func signed() throws(TidemarkError) -> Node {
        var negations: [Int] = []
        while at("-") || at("+") {
            if at("-") {
                if peek().isNumber { break }
                negations.append(taken)
            }
            take()
        }
        var result = try postfixed()
        for start in negations.reversed() { result = try call("negative", [result], from: start) }
        return result
    }

    /// `primary {:: TYPE | .field}`.
    private mutating func postfixed() throws(TidemarkError) -> Node {
        let start = taken
        var result = try primary()
        while true {
            if takeIf("::") {
                result = try node(.cast(result.expression, try dataType()), from: start, over: result.height)
            } else if at("."), peek().isName {
                take()
                let field = take().text
                if at("(") { throw unexpected(["a field name"]) }
                if case .name(let parts) = result.expression.kind {
                    result = try node(.name(parts + [field]), from: start)
                } else {
                    result = try node(.field(result.expression, field), from: start, over: result.height)
                }
            } else if atAny(["[", "COLLATE"]), let name = Refusals.operators[token.keyword] {
                guard at("[") || peek().isName else { return result }
                throw unsupported(name)
            } else {
                return result
            }
        }
    }
}
