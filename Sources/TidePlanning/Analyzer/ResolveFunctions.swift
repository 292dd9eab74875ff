import TideColumnar
import TideModel

extension ExpressionResolver {
    mutating func resolveCall(
        _ name: String, _ arguments: [UnresolvedExpression], _ isDistinct: Bool, _ whole: UnresolvedExpression
    ) throws -> TypedExpression {
        if let aggregate = whole.aggregateName {
            return try resolveAggregate(aggregate, whole, arguments, isDistinct: isDistinct)
        }
        if name == UnresolvedExpression.filterCall { return try resolveFilter(arguments, whole) }
        if name == "grouping" || name == "grouping_id" {
            return try resolveGrouping(name, arguments, whole.range)
        }
        guard !isDistinct else {
            throw TidemarkError(.distinctOfValue, ["function": name], range: whole.range)
        }
        if name == "interval" { return try intervalLiteral(arguments, whole.range) }
        if name == "window" || name == "session_window" { return try resolveWindowColumn(whole) }
        if name == "rlike" || name == "regexp" {
            throw TidemarkError(
                .constructUnsupported,
                [
                    "construct": "\(name.uppercased()) is",
                    "instead": "use LIKE with % and _, or contains, startswith, endswith",
                ], range: whole.range)
        }
        if let builtIn = BuiltIn.all[name] {
            return try builtIn.resolve(self, name, try arguments.map { try resolve($0) }, whole.range)
        }
        guard let function = Function(rawValue: name) else {
            let near = suggestion(for: name, among: Self.functionNames, kind: "functions")
            throw TidemarkError(
                .functionUnknown, ["function": name, "suggestion": near], range: whole.range)
        }
        guard function.arity.contains(arguments.count) else {
            throw argumentCount(name, function.arityText, arguments.count, whole.range)
        }
        let operands = try arguments.map { try resolve($0) }
        return try apply(function, operands, whole.range)
    }

    func argumentCount(_ name: String, _ expected: String, _ found: Int, _ range: SourceRange?)
        -> TidemarkError
    {
        let found = "\(found) \(found == 1 ? "was" : "were")"
        return TidemarkError(
            .argumentCountWrong, ["function": name, "expected": expected, "found": found], range: range)
    }

    private static var functionNames: [String] {
        Function.allCases.map(\.rawValue).filter { $0.first?.isLetter == true && $0 != "negative" }
            + AggregateName.allCases.map(\.rawValue)
            + ["window", "session_window", "grouping", "grouping_id"]
            + BuiltIn.all.keys.sorted()
    }

    private func apply(
        _ function: Function, _ operands: [TypedExpression], _ range: SourceRange?
    ) throws -> TypedExpression {
        let text = function.text(operands.map(\.text))
        func call(_ scalar: ScalarFunction, _ arguments: [Expression], _ type: DataType) -> TypedExpression {
            TypedExpression(.call(scalar, arguments, type), text: text)
        }
        switch function {
        case .add, .subtract, .multiply, .remainder, .divide, .integerDivide:
            return try arithmetic(function, operands, text, range)
        case .negative, .positive:
            var operand = operands[0].expression
            if case .interval = operand.type {
            } else {
                operand = operand.coerced(to: try numericType(operands[0], text, range))
            }
            return function == .positive
                ? TypedExpression(operand, text: text) : call(.negative, [operand], operand.type)
        case .item: return try item(operands[0], operands[1], text, range)
        case .equal, .doubleEqual, .nullSafeEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .notEqual,
            .bangEqual:
            let type = try comparisonType(operands, text, range)
            return call(
                function.scalar ?? .equal, operands.map { $0.expression.coerced(to: type) }, .boolean)
        case .between:
            let low = try apply(.greaterOrEqual, [operands[0], operands[1]], range).expression
            let high = try apply(.lessOrEqual, [operands[0], operands[2]], range).expression
            return call(.and, [low, high], .boolean)
        case .in:
            let type = try comparisonType(operands, text, range)
            let values = operands.map { $0.expression.coerced(to: type) }
            return TypedExpression(
                anyEqual(values[0], values[1...]), text: text)
        case .and, .or, .not, .bang:
            let conditions = try operands.map { operand in
                operand.type == .string
                    ? operand.expression.coerced(to: .boolean) : try asBoolean(operand, in: text, range)
            }
            return call(function.scalar ?? .not, conditions, .boolean)
        case .isNull: return call(.isNull, operands.map(\.expression), .boolean)
        case .isNotNull: return call(.isNotNull, operands.map(\.expression), .boolean)
        case .coalesce, .nvl, .ifnull:
            guard let type = commonType(operands.map(\.type)) else {
                throw mismatch(text, "its arguments have the types \(typeList(operands))", range)
            }
            return call(.coalesce, operands.map { $0.expression.coerced(to: type) }, type)
        case .nullif:
            let isEqual = try apply(.equal, operands, range).expression
            let null = CaseBranch(condition: isEqual, result: .literal(.null, operands[0].type))
            return TypedExpression(
                .caseWhen([null], otherwise: operands[0].expression, operands[0].type), text: text)
        case .if:
            return try conditional(
                [(operands[0], operands[1])], otherwise: operands[2], text: text, range: range)
        case .dateFormat: return call(.dateFormat, try dateFormat(operands, text, range), .string)
        case .boolean, .tinyint, .smallint, .int, .integer, .bigint, .float, .double, .decimal, .string,
            .binary, .timestamp, .date:
            return TypedExpression(
                try castExpression(operands[0], to: function.castTarget, range: range), text: text)
        }
    }

    /// `value = a OR value = b OR ..` as a balanced tree, so that a long list does not nest deeply.
    private func anyEqual(_ value: Expression, _ list: ArraySlice<Expression>) -> Expression {
        guard list.count > 1 else { return .call(.equal, [value] + list, .boolean) }
        let middle = list.startIndex + list.count / 2
        return .call(
            .or, [anyEqual(value, list[..<middle]), anyEqual(value, list[middle...])], .boolean)
    }

    /// The type in which operands are compared; throws `typeMismatch` where there is none, or none with an
    /// order.
    private func comparisonType(
        _ operands: [TypedExpression], _ text: String, _ range: SourceRange?
    ) throws -> DataType {
        let types = operands.map(\.type)
        // Arrays are compared as they are, without casts of their elements.
        let areArrays = types.contains { if case .array = $0 { true } else { false } }
        guard let type = commonType(types), !areArrays || types.allSatisfy({ $0 == type || $0 == .void })
        else {
            throw mismatch(text, "\(typeList(operands)) cannot be compared", range)
        }
        guard type.isOrderable else { throw mismatch(text, "\(type.sqlName) has no order", range) }
        return type
    }

    private func numericType(
        _ operand: TypedExpression, _ text: String, _ range: SourceRange?
    ) throws -> DataType {
        switch operand.type {
        case _ where operand.type.isNumeric: return operand.type
        case .string, .void: return .double
        default:
            throw mismatch(
                text, "\(operand.text) has the type \(operand.type.sqlName), which is not a number", range)
        }
    }

    private func dateFormat(
        _ operands: [TypedExpression], _ text: String, _ range: SourceRange?
    ) throws -> [Expression] {
        guard [.timestamp, .timestampNTZ, .date, .string, .void].contains(operands[0].type) else {
            throw mismatch(
                text, "\(operands[0].text) must be a TIMESTAMP, not \(operands[0].type.sqlName)", range)
        }
        guard [.string, .void].contains(operands[1].type) else {
            throw mismatch(
                text, "the pattern \(operands[1].text) must be a STRING, not \(operands[1].type.sqlName)",
                range)
        }
        if case .literal(.string(let pattern), _) = operands[1].expression {
            do { _ = try dateTimePattern(pattern.text) } catch var error as TidemarkError {
                error.range = range
                throw error
            }
        }
        return [operands[0].expression.coerced(to: .timestamp), operands[1].expression.coerced(to: .string)]
    }
}
