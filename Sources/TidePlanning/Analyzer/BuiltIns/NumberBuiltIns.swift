import TideColumnar
import TideModel

extension BuiltIn {
    /// Functions of numbers, and those that choose among values.
    static let numbers: [String: BuiltIn] = [
        "abs": BuiltIn(arity: 1...1) { resolver, operands, name, range in
            let text = resolver.callText(name, operands)
            if case .interval(let units) = operands[0].type {
                return TypedExpression(
                    .call(.abs, [operands[0].expression], .interval(units)), text: text)
            }
            let argument = try resolver.accept(operands, to: [.number], of: text, range)[0]
            return TypedExpression(.call(.abs, [argument], argument.type), text: text)
        },
        "round": BuiltIn(arity: 1...2, build: round),
        "floor": whole(.floor, title: "FLOOR"), "ceil": whole(.ceil, title: "CEIL"),
        "ceiling": whole(.ceil, title: "ceiling"),
        "sqrt": .scalar(.sqrt, [.double], .double, title: "SQRT"),
        "sign": .scalar(.sign, [.double], .double),
        "signum": .scalar(.sign, [.double], .double, title: "SIGNUM"),
        "exp": .scalar(.exp, [.double], .double, title: "EXP"), "ln": .scalar(.ln, [.double], .double),
        "log": BuiltIn(arity: 1...2) { resolver, operands, _, range in
            let text =
                operands.count == 2 ? resolver.callText("LOG", operands) : "LOG(E(), \(operands[0].text))"
            let parameters = operands.map { _ in Parameter.double }
            let arguments = try resolver.accept(operands, to: parameters, of: text, range)
            return TypedExpression(.call(operands.count == 2 ? .log : .ln, arguments, .double), text: text)
        },
        "log10": .scalar(.log10, [.double], .double, title: "LOG10"),
        "log2": .scalar(.log2, [.double], .double, title: "LOG2"),
        "power": .scalar(.power, [.double, .double], .double, title: "POWER"),
        "pow": .scalar(.power, [.double, .double], .double),
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
        var type = arguments[0].type
        if case .decimal(let precision, let scale) = type {
            guard case .int(let digits) = try arguments[1].evaluate([], resolver.context) else {
                throw TidemarkError(.scaleNotConstant, ["text": operands[1].text], range: range)
            }
            let whole = precision - scale + 1
            type =
                digits < 0
                ? DecimalTypes.bounded(max(whole, 1 - Int(digits)), 0)
                : DecimalTypes.bounded(whole + min(scale, Int(digits)), min(scale, Int(digits)))
        }
        return TypedExpression(.call(.round, arguments, type), text: text)
    }

    /// `floor` and `ceil`: BIGINT, of text by way of DOUBLE.
    private static func whole(_ function: ScalarFunction, title: String) -> BuiltIn {
        BuiltIn(arity: 1...1) { resolver, operands, _, range in
            let text = resolver.callText(title, operands)
            let argument = try resolver.accept(operands, to: [.number], of: text, range)[0]
            let typed = argument.type.isInteger ? argument.coerced(to: .bigint) : argument
            var type = DataType.bigint
            if case .decimal(let precision, let scale) = argument.type {
                type = DecimalTypes.bounded(scale == 0 ? precision : precision - scale + 1, 0)
            }
            return TypedExpression(.call(function, [typed], type), text: text)
        }
    }

    private static func remainder(_ function: ScalarFunction) -> BuiltIn {
        BuiltIn(arity: 2...2) { resolver, operands, name, range in
            let text = resolver.callText(name, operands)
            if function == .remainder || operands.contains(where: \.type.isDecimal) {
                let sum = try resolver.arithmetic(.remainder, operands, text, range)
                guard case .call(_, let arguments, let type) = sum.expression else { return sum }
                return TypedExpression(.call(function, arguments, type), text: text)
            }
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
            guard let type = widerType(operands.map(\.type)), type.isOrderable else {
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
