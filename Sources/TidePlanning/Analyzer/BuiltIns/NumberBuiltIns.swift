import TideColumnar
import TideModel

extension BuiltIn {
    /// Functions of numbers, and those that choose among values.
    static let numbers: [String: BuiltIn] = [
        "abs": BuiltIn(arity: 1...1) { resolver, operands, name, range in
            let text = resolver.callText(name, operands)
            let argument = try resolver.accept(operands, to: [.number], of: text, range)[0]
            return TypedExpression(.call(.abs, [argument], argument.type), text: text)
        },
        "round": BuiltIn(arity: 1...2, build: round),
        "floor": whole(.floor, title: "FLOOR"), "ceil": whole(.ceil, title: "CEIL"),
        "ceiling": whole(.ceil, title: "ceiling"),
        "sqrt": .scalar(.sqrt, [.double], .double, title: "SQRT"),
        "sign": .scalar(.sign, [.double], .double),
        "signum": .scalar(.sign, [.double], .double, title: "SIGNUM"),
        "mod": remainder(.remainder), "pmod": remainder(.pmod),
        "greatest": extreme(.greatest), "least": extreme(.least),
        "nvl2": BuiltIn(arity: 3...3) { resolver, operands, name, range in
            let isThere = TypedExpression(.call(.isNotNull, [operands[0].expression], .boolean), text: "")
            return try resolver.conditional(
                [(isThere, operands[1])], otherwise: operands[2], text: resolver.callText(name, operands),
                range: range)
        },
    ]

    /// `round(x[, digits])`: the type stays, the digits are a constant.
    @Sendable private static func round(
        _ resolver: ExpressionResolver, _ operands: [TypedExpression], _ name: String, _ range: SourceRange?
    ) throws -> TypedExpression {
        let operands = operands.count == 2 ? operands : operands + [resolver.constant(.int(0))]
        let text = resolver.callText(name, operands)
        let arguments = try resolver.accept(operands, to: [.number, .int], of: text, range)
        guard arguments[1].columns.isEmpty, resolver.aggregation == nil || !arguments[1].isColumn else {
            throw TidemarkError(.scaleNotConstant, ["text": operands[1].text], range: range)
        }
        return TypedExpression(.call(.round, arguments, arguments[0].type), text: text)
    }

    /// `floor` and `ceil`: BIGINT, of text by way of DOUBLE.
    private static func whole(_ function: ScalarFunction, title: String) -> BuiltIn {
        BuiltIn(arity: 1...1) { resolver, operands, _, range in
            let text = resolver.callText(title, operands)
            let argument = try resolver.accept(operands, to: [.number], of: text, range)[0]
            let typed = argument.type == .int ? argument.coerced(to: .bigint) : argument
            return TypedExpression(.call(function, [typed], .bigint), text: text)
        }
    }

    private static func remainder(_ function: ScalarFunction) -> BuiltIn {
        BuiltIn(arity: 2...2) { resolver, operands, name, range in
            let text = resolver.callText(name, operands)
            guard let type = commonType(operands.map(\.type)), type.isNumeric || type == .void else {
                throw resolver.mismatch(
                    text, "\(name) takes two numbers, not \(resolver.typeList(operands))", range)
            }
            let common = type == .void ? .double : type
            return TypedExpression(
                .call(function, operands.map { $0.expression.coerced(to: common) }, common), text: text)
        }
    }

    private static func extreme(_ function: ScalarFunction) -> BuiltIn {
        BuiltIn(arity: 2...Int.max) { resolver, operands, name, range in
            let text = resolver.callText(name, operands)
            guard let type = widerType(operands.map(\.type)) else {
                throw resolver.mismatch(
                    text, "its arguments have the types \(resolver.typeList(operands))", range)
            }
            return TypedExpression(
                .call(function, operands.map { $0.expression.coerced(to: type) }, type), text: text)
        }
    }
}

extension Expression {
    fileprivate var isColumn: Bool { if case .column = self { true } else { false } }
}
