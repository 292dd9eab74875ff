import TideColumnar
import TideModel
import TidePlanning

extension Parser {
    mutating func primary() throws(TidemarkError) -> Node {
        switch token.kind {
        case .number: return try number()
        case .string:
            let start = taken
            return try node(.literal(.string(UTF8String(bytes: adjacentStrings())), .string), from: start)
        case .symbol: return try signPrimary()
        case .quotedName: return try nameOrCall()
        case .word: return try wordPrimary()
        case .end: throw unexpected(["an expression"])
        }
    }

    private mutating func signPrimary() throws(TidemarkError) -> Node {
        if at("(") { return try parenthesized() }
        if at("-"), peek().isNumber { return try number() }
        throw unexpectedSign()
    }

    private func unexpectedSign() -> TidemarkError {
        if let name = Refusals.operators[token.keyword] { return unsupported(name) }
        return unexpected(["an expression"])
    }

    private mutating func wordPrimary() throws(TidemarkError) -> Node {
        let next = peek()
        switch token.keyword {
        case "CASE" where startsCase: return try caseExpression()
        case "CAST" where next.keyword == "(": return try cast()
        case "NULL", "TRUE", "FALSE": return try wordLiteral()
        case "INTERVAL" where startsInterval: return try interval()
        case _ where next.isString: return try typedLiteral()
        default:
            try refuseWord()
            return try nameOrCall()
        }
    }

    private mutating func wordLiteral() throws(TidemarkError) -> Node {
        at("NULL") ? try literal(.null, .void) : try literal(.boolean(at("TRUE")), .boolean)
    }

    private func refuseWord() throws(TidemarkError) {
        if at("TRY_CAST", "(") { throw unsupported("TRY_CAST is") }
        if startsName { return }
        throw unexpected(["an expression"], remedy: "a name that is spelt like a keyword goes in backquotes")
    }

    /// `(expression)`; the range of the result is without the parentheses.
    private mutating func parenthesized() throws(TidemarkError) -> Node {
        take()
        try refuseSubquery()
        let result = try disjunction()
        try closeParenthesis()
        return result
    }

    private func refuseSubquery() throws(TidemarkError) {
        if atAny(["SELECT", "WITH", "VALUES"]), peek().keyword != ")" {
            throw unsupported("a subquery as a value is", remedy: "a subquery may stand in FROM")
        }
    }

    private mutating func closeParenthesis() throws(TidemarkError) {
        if at(",") { throw unsupported("a row of values in parentheses is") }
        guard takeIf(")") else { throw unexpected(["')'"]) }
        if at("->") { throw unsupported("lambda functions are") }
    }
}

// MARK: - Names and calls

extension Parser {
    /// `a`, `a.b.c`, or a call `name(..)`.
    private mutating func nameOrCall() throws(TidemarkError) -> Node {
        let start = taken
        let parts = try qualifiedName("a name")
        if at("(") { return try call(parts.joined(separator: "."), from: start) }
        if at("->") { throw unsupported("lambda functions are") }
        return try node(.name(parts), from: start)
    }

    /// `*` or `a.b.*`, if one is next.
    mutating func star() throws(TidemarkError) -> UnresolvedExpression? {
        let start = taken
        var length = 0
        if token.isName {
            while peek(length).isName, peek(length + 1).keyword == "." { length += 2 }
            guard length > 0 else { return nil }
        }
        guard peek(length).keyword == "*" else { return nil }
        var qualifier: [String] = []
        for offset in 0..<length {
            let part = take()
            if offset.isMultiple(of: 2) { qualifier.append(part.text) }
        }
        take()
        if at("EXCEPT", "(") { throw unsupported("* EXCEPT (..) is") }
        let name = qualifier.isEmpty ? nil : qualifier.joined(separator: ".")
        return UnresolvedExpression(.star(qualifier: name), range: range(from: start))
    }

    /// `([DISTINCT | ALL] [argument, ..])` behind a function's name, which the tree holds in lower case.
    private mutating func call(_ name: String, from start: Int) throws(TidemarkError) -> Node {
        let nameRange = range(from: start)
        if let special = try keywordCall(name.lowercased(), from: start) { return special }
        try expect("(")
        let isDistinct = takeQuantifier()
        var arguments: [UnresolvedExpression] = []
        var height = 0
        if !at(")") {
            repeat {
                if let star = try star() {
                    arguments.append(star)
                } else {
                    let argument = try disjunction()
                    if arguments.isEmpty,
                        let rest = try keywordArguments(of: name, first: argument, from: start)
                    {
                        return rest
                    }
                    arguments.append(argument.expression)
                    height = max(height, argument.height)
                }
            } while takeIf(",")
        }
        let isInside = try nullTreatment(of: name, &arguments)
        guard takeIf(")") else { throw unexpectedArgument(of: name) }
        if !isInside { _ = try nullTreatment(of: name, &arguments) }
        let kind = UnresolvedExpression.Kind.call(
            function: name.lowercased(), arguments: arguments, isDistinct: isDistinct)
        let result = try filtered(try node(kind, from: start, over: height), from: start)
        try refuseCallClause(of: name, nameRange)
        return result
    }

    /// Takes `IGNORE NULLS` or `RESPECT NULLS` as the second argument of `first` and its like; whether it was
    /// there.
    private mutating func nullTreatment(
        of name: String, _ arguments: inout [UnresolvedExpression]
    ) throws(TidemarkError) -> Bool {
        let takers: Set = ["any_value", "first", "first_value", "last", "last_value"]
        guard at("IGNORE", "NULLS") || at("RESPECT", "NULLS") else { return false }
        guard takers.contains(name.lowercased()), arguments.count == 1 else {
            throw unsupported("\(token.keyword) NULLS is")
        }
        let start = taken
        let ignoresNulls = take().keyword == "IGNORE"
        take()
        arguments.append(
            UnresolvedExpression(.literal(.boolean(ignoresNulls), .boolean), range: range(from: start)))
        return true
    }

    /// The call, with the condition where `FILTER (WHERE condition)` follows.
    private mutating func filtered(_ call: Node, from start: Int) throws(TidemarkError) -> Node {
        guard at("FILTER", "(") else { return call }
        take()
        take()
        guard takeIf("WHERE") else { throw unexpected(["WHERE"]) }
        let condition = try disjunction()
        guard takeIf(")") else { throw unexpected(["')'"]) }
        let kind = UnresolvedExpression.Kind.call(
            function: UnresolvedExpression.filterCall, arguments: [call.expression, condition.expression],
            isDistinct: false)
        return try node(kind, from: start, over: max(call.height, condition.height))
    }

    private func unexpectedArgument(of name: String) -> TidemarkError {
        if atAny(["FROM", "PLACING", "FOR", "IN"]) {
            return unsupported("\(name.uppercased())(.. \(token.keyword) ..) is", remedy: "use commas")
        }
        if at("AS"), name.uppercased() == "STRUCT" { return unsupported("a field name inside STRUCT(..) is") }
        if let name = Refusals.operators[token.keyword] { return unsupported(name) }
        return unexpected(["','", "')'"])
    }

    /// What Spark allows behind a call's parenthesis.
    private func refuseCallClause(of name: String, _ range: SourceRange) throws(TidemarkError) {
        if at("OVER"), peek().keyword == "(" || peek().isName && !startsClause(at: 1) {
            throw unsupported("the window function \(name)(..) OVER is", range: range)
        }
        if at("WITHIN", "GROUP") { throw unsupported("WITHIN GROUP is") }
    }
}

// MARK: - CASE and CAST

extension Parser {
    /// CASE is a name where nothing follows that could be its operand or WHEN.
    private var startsCase: Bool {
        let next = peek()
        if next.keyword == "WHEN" || next.isNumber || next.isString { return true }
        return next.keyword == "(" || next.isName && !Parser.notNames.contains(next.keyword)
    }

    /// `CASE [operand] {WHEN a THEN b} [ELSE c] END`; with an operand a condition is `operand = a`.
    private mutating func caseExpression() throws(TidemarkError) -> Node {
        let start = taken
        try expect("CASE")
        let operandStart = taken + copiedTokens
        let operand = at("WHEN") ? nil : try disjunction()
        let operandSize = taken + copiedTokens - operandStart
        var branches: [UnresolvedExpression.Branch] = []
        var height = 0
        guard at("WHEN") else { throw unexpected(["WHEN"]) }
        while takeIf("WHEN") {
            let conditionStart = taken
            var condition = try disjunction()
            if let operand {
                try countCopy(operandSize, .caseTooLarge)
                condition = try call("=", [operand, condition], from: conditionStart)
            }
            try expect("THEN")
            let result = try disjunction()
            branches.append(.init(condition: condition.expression, result: result.expression))
            height = max(height, condition.height, result.height)
        }
        var otherwise: Node?
        if takeIf("ELSE") { otherwise = try disjunction() }
        guard takeIf("END") else { throw unexpected(otherwise == nil ? ["WHEN", "ELSE", "END"] : ["END"]) }
        return try node(
            .caseWhen(branches, otherwise: otherwise?.expression), from: start,
            over: max(height, otherwise?.height ?? 0))
    }

    private mutating func cast() throws(TidemarkError) -> Node {
        let start = taken
        take()
        try expect("(")
        let operand = try disjunction()
        try expect("AS")
        let type = try dataType()
        try expect(")")
        return try node(.cast(operand.expression, type), from: start, over: operand.height)
    }
}
