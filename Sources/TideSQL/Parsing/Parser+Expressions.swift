import TideColumnar
import TideModel
import TidePlanning

// From loosest to tightest: OR; AND; NOT; one predicate (IS, IN, BETWEEN, LIKE); comparison; + - ||; * / %
// DIV; unary + -; :: . [] ; primary.
extension Parser {
    mutating func expression() throws(TidemarkError) -> UnresolvedExpression {
        try disjunction().expression
    }

    /// A node from the token at `start` to the last one taken, over children of which the tallest has
    /// `height`.
    ///
    /// This and what else measures a range is mutating so that `self` is read after the arguments are
    /// parsed, not before.
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
        var prefixes: [Prefix] = []
        while at("NOT") || at("!") {
            prefixes.append(Prefix(start: taken, function: "not"))
            take()
        }
        let operand = try predicate()
        return try wrapped(operand, in: prefixes)
    }
}

// MARK: - Predicates

extension Parser {
    /// `comparison [IS [NOT] .. | [NOT] BETWEEN .. | [NOT] IN (..) | [NOT] LIKE ..]`, at most one of them.
    private mutating func predicate() throws(TidemarkError) -> Node {
        try refuseExists()
        let start = taken
        let value = try operators(minimum: 0)
        if takeIf("IS") { return try isPredicate(value, from: start) }
        let patterns: Set = ["BETWEEN", "IN", "LIKE", "ILIKE", "RLIKE", "REGEXP"]
        if at("NOT"), patterns.contains(peek().keyword) {
            take()
            let result = try patternPredicate(value, from: start)
            return try call("not", [result], from: start)
        }
        return atAny(patterns) ? try patternPredicate(value, from: start) : value
    }

    private func refuseExists() throws(TidemarkError) {
        if at("EXISTS", "("), ["SELECT", "WITH"].contains(peek(2).keyword) {
            throw unsupported("EXISTS (subquery) is")
        }
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
            let other = try operators(minimum: 0)
            let same = try call("<=>", [value, other], from: start)
            return isNegated ? same : try call("not", [same], from: start)
        }
        throw unexpected((isNegated ? [] : ["NOT"]) + ["NULL", "TRUE", "FALSE", "UNKNOWN", "DISTINCT FROM"])
    }

    private mutating func patternPredicate(_ value: Node, from start: Int) throws(TidemarkError) -> Node {
        switch token.keyword {
        case "BETWEEN":
            take()
            let low = try operators(minimum: 0)
            try expect("AND")
            let high = try operators(minimum: 0)
            return try call("between", [value, low, high], from: start)
        case "IN":
            // Without a parenthesis IN is an alias: SELECT a in FROM t.
            guard peek().keyword == "(" else { return value }
            take()
            let list = try inList()
            return try call("in", [value] + list, from: start)
        case "LIKE", "ILIKE":
            return try likePredicate(value, from: start)
        default:
            take()
            let pattern = try operators(minimum: 0)
            return try call("rlike", [value, pattern], from: start)
        }
    }

    private mutating func likePredicate(_ value: Node, from start: Int) throws(TidemarkError) -> Node {
        let function = take().keyword.lowercased()
        if atAny(["ANY", "SOME", "ALL"]), peek().keyword == "(" {
            throw unsupported("LIKE \(token.keyword) is")
        }
        var arguments = [value, try operators(minimum: 0)]
        if takeIf("ESCAPE") {
            guard case .string(let bytes) = token.kind else { throw unexpected(["a string"]) }
            guard UTF8String(bytes: bytes).text.unicodeScalars.count == 1 else {
                throw TidemarkError(.escapeLength, ["text": token.text], range: token.range)
            }
            arguments.append(try literal(.string(UTF8String(bytes: bytes)), .string))
        }
        return try call(function, arguments, from: start)
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
            try refuseShift()
            take()
            let right = try operators(minimum: precedence + 1)
            left = try call(function, [left, right], from: start)
        }
        try refuseBitOperator()
        return left
    }

    private func refuseShift() throws(TidemarkError) {
        if at("<") || at(">"), peek().keyword == token.keyword, peekTouches() {
            throw unsupported("the shift operator \(token.keyword)\(token.keyword) is")
        }
    }

    private func refuseBitOperator() throws(TidemarkError) {
        if atAny(["&", "|", "^"]), let name = Refusals.operators[token.keyword] { throw unsupported(name) }
    }

    /// `{+ | -} value`. A minus right before a number belongs to the number, so that -9223372036854775808
    /// is one.
    private mutating func signed() throws(TidemarkError) -> Node {
        let prefixes = takePrefixes()
        let operand = try postfixed()
        return try wrapped(operand, in: prefixes)
    }

    /// Takes `+` and `-`, except a minus that belongs to a number.
    private mutating func takePrefixes() -> [Prefix] {
        var prefixes: [Prefix] = []
        while at("+") || at("-") && !peek().isNumber {
            prefixes.append(Prefix(start: taken, function: at("-") ? "negative" : "positive"))
            take()
        }
        return prefixes
    }

    /// A prefix operator: where it stands and what it calls.
    private struct Prefix {
        var start: Int
        var function: String
    }

    /// A call for each prefix, the innermost last.
    private mutating func wrapped(_ operand: Node, in prefixes: [Prefix]) throws(TidemarkError) -> Node {
        var result = operand
        for prefix in prefixes.reversed() { result = try call(prefix.function, [result], from: prefix.start) }
        return result
    }

    /// `primary {:: TYPE | .field | [index]}`.
    private mutating func postfixed() throws(TidemarkError) -> Node {
        let start = taken
        let operand = try primary()
        return atAny(["::", ".", "[", "COLLATE"]) ? try postfixes(of: operand, from: start) : operand
    }

    private mutating func postfixes(of operand: Node, from start: Int) throws(TidemarkError) -> Node {
        var result = operand
        while true {
            if takeIf("::") {
                let type = try dataType()
                result = try node(.cast(result.expression, type), from: start, over: result.height)
            } else if at("."), peek().isName {
                result = try fields(of: result, from: start)
            } else if takeIf("[") {
                let index = try disjunction()
                try expect("]")
                result = try call("[]", [result, index], from: start)
            } else if at("COLLATE") && peek().isName,
                let name = Refusals.operators[token.keyword]
            {
                throw unsupported(name)
            } else {
                return result
            }
        }
    }

    /// `.a.b`: more parts of a name, even of one in parentheses, or fields of a value.
    private mutating func fields(of operand: Node, from start: Int) throws(TidemarkError) -> Node {
        var names: [String] = []
        while at("."), peek().isName {
            take()
            names.append(take().text)
        }
        if at("(") { throw unexpected(["a field name"]) }
        if case .name(let parts) = operand.expression.kind {
            return try node(.name(parts + names), from: start)
        }
        var result = operand
        for name in names {
            result = try node(.field(result.expression, name), from: start, over: result.height)
        }
        return result
    }
}
