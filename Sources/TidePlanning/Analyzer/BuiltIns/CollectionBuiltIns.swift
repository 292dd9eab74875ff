import TideColumnar
import TideModel

extension BuiltIn {
    /// Structs, arrays, maps, JSON text, and bytes as text.
    static let collections: [String: BuiltIn] = [
        "struct": BuiltIn(arity: 0...Int.max, build: structure),
        "named_struct": BuiltIn(arity: 2...Int.max, build: namedStructure),
        "array": BuiltIn(arity: 0...Int.max) { resolver, operands, name, range in
            let text = resolver.callText(name, operands)
            let type = try resolver.oneType(operands, text, range)
            return TypedExpression(
                .call(.arrayOf, operands.map { $0.expression.coerced(to: type) }, .array(type)), text: text)
        },
        "map": BuiltIn(arity: 0...Int.max, build: map),
        "size": size, "cardinality": size,
        "element_at": BuiltIn(arity: 2...2, build: elementAt), "get": BuiltIn(arity: 2...2, build: get),
        "array_contains": BuiltIn(arity: 2...2, build: arrayContains),
        "map_keys": part(.mapKeys) { key, _ in key }, "map_values": part(.mapValues) { _, value in value },
        "to_json": BuiltIn(arity: 1...1) { resolver, operands, name, range in
            let text = resolver.callText(name, operands)
            switch operands[0].type {
            case .structure, .array, .map: break
            default:
                throw resolver.mismatch(
                    text, "\(operands[0].text) must be a STRUCT, ARRAY or MAP", range)
            }
            return TypedExpression(.call(.toJSON, [operands[0].expression], .string), text: text)
        },
        "from_json": BuiltIn(arity: 2...2, build: fromJSON),
        "hex": BuiltIn(arity: 1...1) { resolver, operands, name, range in
            let text = resolver.callText(name, operands)
            let parameter: Parameter = operands[0].type.isNumeric ? .bigint : .bytes
            let argument = try resolver.accept(operands, to: [parameter], of: text, range)
            return TypedExpression(.call(.hex, argument, .string), text: text)
        },
        "unhex": .scalar(.unhex, [.text], .binary),
        "base64": .scalar(.base64, [.bytes], .string), "unbase64": .scalar(.unbase64, [.text], .binary),
    ]

    private static let size = BuiltIn(arity: 1...1) { resolver, operands, name, range in
        let text = resolver.callText(name, operands)
        switch operands[0].type {
        case .array, .map: return TypedExpression(.call(.size, [operands[0].expression], .int), text: text)
        default:
            throw resolver.mismatch(text, "\(operands[0].text) must be an ARRAY or a MAP", range)
        }
    }

    /// `struct(a, b)`: fields that are columns keep their names, others are `col1`, `col2` and so on.
    @Sendable private static func structure(
        _ resolver: ExpressionResolver, _ operands: [TypedExpression], _ name: String, _ range: SourceRange?
    ) throws -> TypedExpression {
        let fields = operands.enumerated().map { index, operand in
            Field(operand.expression.fieldName ?? "col\(index + 1)", operand.type)
        }
        return TypedExpression(
            .call(.structOf, operands.map(\.expression), .structure(fields)),
            text: resolver.callText(name, operands))
    }

    /// `named_struct('a', 1, 'b', 2)`: every other argument is a name, a constant string.
    @Sendable private static func namedStructure(
        _ resolver: ExpressionResolver, _ operands: [TypedExpression], _ name: String, _ range: SourceRange?
    ) throws -> TypedExpression {
        let text = resolver.callText(name, operands)
        guard operands.count.isMultiple(of: 2) else {
            throw resolver.argumentCount(name, "names and values in pairs", operands.count, range)
        }
        var fields: [Field] = []
        for index in stride(from: 0, to: operands.count, by: 2) {
            guard case .literal(.string(let field), _) = operands[index].expression else {
                throw resolver.mismatch(text, "the name \(operands[index].text) must be a STRING", range)
            }
            fields.append(Field(field.text, operands[index + 1].type))
        }
        let values = stride(from: 1, to: operands.count, by: 2).map { operands[$0].expression }
        return TypedExpression(.call(.structOf, values, .structure(fields)), text: text)
    }

    /// `map(key, value, ..)`.
    @Sendable private static func map(
        _ resolver: ExpressionResolver, _ operands: [TypedExpression], _ name: String, _ range: SourceRange?
    ) throws -> TypedExpression {
        let text = resolver.callText(name, operands)
        guard operands.count.isMultiple(of: 2) else {
            throw resolver.argumentCount(name, "keys and values in pairs", operands.count, range)
        }
        let keys = stride(from: 0, to: operands.count, by: 2).map { operands[$0] }
        let values = stride(from: 1, to: operands.count, by: 2).map { operands[$0] }
        let (key, value) = (
            try resolver.oneType(keys, text, range), try resolver.oneType(values, text, range)
        )
        guard key.isOrderable else {
            throw resolver.mismatch(text, "\(key.sqlName) cannot be a key", range)
        }
        let arguments = zip(keys, values).flatMap { pair in
            [pair.0.expression.coerced(to: key), pair.1.expression.coerced(to: value)]
        }
        return TypedExpression(.call(.mapOf, arguments, .map(key, value)), text: text)
    }

    @Sendable private static func elementAt(
        _ resolver: ExpressionResolver, _ operands: [TypedExpression], _ name: String, _ range: SourceRange?
    ) throws -> TypedExpression {
        let text = resolver.callText(name, operands)
        switch operands[0].type {
        case .array(let element) where operands[1].type.isInteger && operands[1].type != .bigint:
            let arguments = [operands[0].expression, operands[1].expression]
            return TypedExpression(.call(.elementAt, arguments, element), text: text)
        case .map:
            return TypedExpression(
                try resolver.item(operands[0], operands[1], text, range).expression, text: text)
        default:
            throw resolver.mismatch(
                text,
                "\(name) takes an ARRAY and an INT or a MAP and a key, not "
                    + resolver.typeList(operands), range)
        }
    }

    /// `get(array, index)`, counted from 0: NULL outside the array.
    @Sendable private static func get(
        _ resolver: ExpressionResolver, _ operands: [TypedExpression], _ name: String, _ range: SourceRange?
    ) throws -> TypedExpression {
        let text = resolver.callText(name, operands)
        guard case .array = operands[0].type, operands[1].type.isInteger else {
            throw resolver.mismatch(
                text, "\(name) takes an ARRAY and an INT, not " + resolver.typeList(operands), range)
        }
        let item = try resolver.item(operands[0], operands[1], text, range).expression
        let index = operands[1].expression.coerced(to: .bigint)
        let size = Expression.call(.size, [operands[0].expression], .int).coerced(to: .bigint)
        let isInside = Expression.call(
            .and,
            [
                .call(.greaterOrEqual, [index, .literal(.bigint(0), .bigint)], .boolean),
                .call(.less, [index, size], .boolean),
            ], .boolean)
        let branch = CaseBranch(condition: isInside, result: item)
        return TypedExpression(.caseWhen([branch], otherwise: nil, item.type), text: text)
    }

    @Sendable private static func arrayContains(
        _ resolver: ExpressionResolver, _ operands: [TypedExpression], _ name: String, _ range: SourceRange?
    ) throws -> TypedExpression {
        let text = resolver.callText(name, operands)
        guard case .array(let element) = operands[0].type, operands[1].type != .void,
            let type = commonType(element, operands[1].type), type.isOrderable,
            element != .string || operands[1].type == .string
        else {
            throw resolver.mismatch(
                text,
                "\(name) takes an ARRAY and a value of its elements, not "
                    + resolver.typeList(operands), range)
        }
        let arguments = [
            operands[0].expression.coerced(to: .array(type)), operands[1].expression.coerced(to: type),
        ]
        return TypedExpression(.call(.arrayContains, arguments, .boolean), text: text)
    }

    private static func part(
        _ function: ScalarFunction, _ element: @escaping @Sendable (DataType, DataType) -> DataType
    ) -> BuiltIn {
        BuiltIn(arity: 1...1) { resolver, operands, name, range in
            let text = resolver.callText(name, operands)
            guard case .map(let key, let value) = operands[0].type else {
                throw resolver.mismatch(
                    text, "\(operands[0].text) must be a MAP, not \(operands[0].type.sqlName)", range)
            }
            return TypedExpression(
                .call(function, [operands[0].expression], .array(element(key, value))), text: text)
        }
    }

    /// `from_json(text, schema)`: the schema is a constant, columns or one type.
    @Sendable private static func fromJSON(
        _ resolver: ExpressionResolver, _ operands: [TypedExpression], _ name: String, _ range: SourceRange?
    ) throws -> TypedExpression {
        let text = resolver.callText(name, [operands[0]])
        let argument = try resolver.accept([operands[0]], to: [.text], of: text, range)
        guard case .literal(.string(let ddl), _) = operands[1].expression else {
            throw resolver.mismatch(text, "the schema \(operands[1].text) must be a constant STRING", range)
        }
        let type: DataType
        do throws(TextError) {
            if let whole = try? DataType(ddl: ddl.text) {
                type = whole
            } else {
                type = .structure(try Schema(ddl: ddl.text).fields)
            }
        } catch {
            throw resolver.mismatch(text, "the schema '\(ddl.text)': \(error.message)", range)
        }
        switch type {
        case .structure, .array, .map: break
        default: throw resolver.mismatch(text, "the schema must be a STRUCT, ARRAY or MAP", range)
        }
        return TypedExpression(.call(.fromJSON, argument, type), text: text)
    }
}

extension ExpressionResolver {
    /// The type of values that stand together; throws `typeMismatch`.
    fileprivate func oneType(
        _ operands: [TypedExpression], _ text: String, _ range: SourceRange?
    ) throws -> DataType {
        guard let type = commonType(operands.map(\.type)) else {
            throw mismatch(text, "its arguments have the types \(typeList(operands))", range)
        }
        return type
    }
}

extension Expression {
    /// The name of the column or field it is.
    fileprivate var fieldName: String? {
        switch self {
        case .column(_, let name, _), .field(_, _, let name, _): name
        default: nil
        }
    }
}
