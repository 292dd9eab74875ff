import TideColumnar
import TideModel

extension BuiltIn {
    /// Functions of text.
    static let text: [String: BuiltIn] = [
        "upper": .scalar(.upper, [.text], .string), "ucase": .scalar(.upper, [.text], .string),
        "lower": .scalar(.lower, [.text], .string), "lcase": .scalar(.lower, [.text], .string),
        "initcap": .scalar(.initcap, [.text], .string),
        "length": .scalar(.length, [.text], .int), "len": .scalar(.length, [.text], .int),
        "char_length": .scalar(.length, [.text], .int),
        "character_length": .scalar(.length, [.text], .int),
        "trim": trim(.trim, "BOTH"), "ltrim": trim(.ltrim, "LEADING"), "rtrim": trim(.rtrim, "TRAILING"),
        "btrim": BuiltIn(arity: 1...2) { resolver, operands, name, range in
            let text = resolver.callText(name, operands)
            let arguments = try resolver.accept(operands, to: operands.map { _ in .text }, of: text, range)
            return TypedExpression(.call(.trim, arguments, .string), text: text)
        },
        "concat": .texts(.concat, atLeast: 0), "concat_ws": .texts(.concatWs, atLeast: 1),
        "substring": substring, "substr": substring,
        "left": .scalar(.left, [.text, .int], .string), "right": .scalar(.right, [.text, .int], .string),
        "replace": .scalar(.replace, [.text, .text, .text], .string, defaults: [.string("")]),
        "locate": .scalar(.locate, [.text, .text, .int], .int, defaults: [.int(1)]),
        "position": .scalar(.locate, [.text, .text, .int], .int, defaults: [.int(1)]),
        "instr": BuiltIn(arity: 2...2) { resolver, operands, name, range in
            let text = resolver.callText(name, operands)
            let arguments = try resolver.accept(operands, to: [.text, .text], of: text, range)
            let start = Expression.literal(.int(1), .int)
            return TypedExpression(.call(.locate, [arguments[1], arguments[0], start], .int), text: text)
        },
        "reverse": .scalar(.reverse, [.text], .string),
        "repeat": .scalar(.repeated, [.text, .int], .string),
        "lpad": .scalar(.lpad, [.text, .int, .text], .string, defaults: [.string(" ")]),
        "rpad": .scalar(.rpad, [.text, .int, .text], .string, defaults: [.string(" ")]),
        "contains": .scalar(.contains, [.text, .text], .boolean),
        "startswith": .scalar(.startsWith, [.text, .text], .boolean),
        "endswith": .scalar(.endsWith, [.text, .text], .boolean),
        "like": like { $0 }, "ilike": like { .call(.lower, [$0], .string) },
    ]

    private static let substring = scalar(
        .substring, [.text, .int, .int], .string, defaults: [.int(.max)])

    /// `trim(text)` and `trim(characters, text)`, which Spark shows as `TRIM(BOTH characters FROM text)`.
    private static func trim(_ function: ScalarFunction, _ side: String) -> BuiltIn {
        BuiltIn(arity: 1...2) { resolver, operands, name, range in
            var text = resolver.callText(name, operands)
            if operands.count == 2 { text = "TRIM(\(side) \(operands[0].text) FROM \(operands[1].text))" }
            let arguments = try resolver.accept(operands, to: operands.map { _ in .text }, of: text, range)
            return TypedExpression(.call(function, arguments.reversed(), .string), text: text)
        }
    }

    /// `a LIKE b [ESCAPE c]`; the escape is a backslash unless written.
    private static func like(_ fold: @escaping @Sendable (Expression) -> Expression) -> BuiltIn {
        BuiltIn(arity: 2...3) { resolver, operands, name, range in
            var text =
                name == "like"
                ? "\(operands[0].text) LIKE \(operands[1].text)"
                : resolver.callText(name, Array(operands.prefix(2)))
            if operands.count == 3, name == "like" { text += " ESCAPE '\(operands[2].text)'" }
            let parameters = operands.map { _ in Parameter.text }
            let arguments = try resolver.accept(operands, to: parameters, of: text, range)
            let escape = arguments.count == 3 ? arguments[2] : .literal(.string("\\"), .string)
            return TypedExpression(
                .call(.like, [fold(arguments[0]), fold(arguments[1]), escape], .boolean), text: text)
        }
    }
}
