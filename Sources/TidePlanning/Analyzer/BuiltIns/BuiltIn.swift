import TideColumnar
import TideModel

/// A function by its SQL name: what it takes, and the scalar function or expression it stands for.
struct BuiltIn: Sendable {
    typealias Build =
        @Sendable (ExpressionResolver, [TypedExpression], String, SourceRange?) throws -> TypedExpression

    /// How many arguments it takes.
    let arity: ClosedRange<Int>
    /// Makes the expression of arguments of the right number; the text is the call's name.
    let build: Build

    /// All functions by name; the families are in files of their own.
    static let all: [String: BuiltIn] = [text, numbers, calendar, times, collections].reduce(into: [:]) {
        all, family in
        all.merge(family) { first, _ in first }
    }

    func resolve(
        _ resolver: ExpressionResolver, _ name: String, _ operands: [TypedExpression], _ range: SourceRange?
    ) throws -> TypedExpression {
        guard arity.contains(operands.count) else {
            throw resolver.argumentCount(name, arityText, operands.count, range)
        }
        return try build(resolver, operands, name, range)
    }

    private var arityText: String {
        func arguments(_ count: Int) -> String { "\(count) argument\(count == 1 ? "" : "s")" }
        if arity.upperBound == Int.max { return "at least \(arguments(arity.lowerBound))" }
        if arity.lowerBound == arity.upperBound { return arguments(arity.lowerBound) }
        return "\(arity.lowerBound) to \(arguments(arity.upperBound))"
    }
}

/// What an argument is cast to, by the implicit casts of Spark's ANSI mode.
enum Parameter: Sendable {
    /// STRING; any value but a struct, an array or a map has a text.
    case text
    /// INT, from any number or text.
    case int
    /// INT, from INT or text only.
    case count
    /// BIGINT, from any number or text.
    case bigint
    /// BIGINT, from INT and BIGINT only.
    case integer
    /// DOUBLE, from any number or text.
    case double
    /// The number as it is; text becomes DOUBLE.
    case number
    case date
    case timestamp
    /// BINARY or STRING as it is.
    case bytes

    /// The type an argument is cast to; nil for one that is refused.
    func target(_ type: DataType) -> DataType? {
        let isText = type == .string || type == .void
        switch self {
        case .text:
            switch type {
            case .structure, .array, .map: return nil
            default: return .string
            }
        case .int: return type.isNumeric || isText ? .int : nil
        case .count: return [.tinyint, .smallint, .int].contains(type) || isText ? .int : nil
        case .bigint: return type.isNumeric || isText ? .bigint : nil
        case .integer: return type.isInteger || type == .void ? .bigint : nil
        case .double: return type.isNumeric || isText ? .double : nil
        case .number: return type.isNumeric ? type : isText ? .double : nil
        case .date: return type.isTime || isText ? .date : nil
        case .timestamp: return type.isTime || isText ? .timestamp : nil
        case .bytes: return type == .binary || isText ? (type == .void ? .binary : type) : nil
        }
    }

    /// What the parameter takes, for messages.
    var wanted: String {
        switch self {
        case .text: "a STRING"
        case .int, .count: "an INT"
        case .bigint: "a BIGINT"
        case .integer: "an INT or BIGINT"
        case .double, .number: "a number"
        case .date: "a DATE"
        case .timestamp: "a TIMESTAMP"
        case .bytes: "a BINARY or STRING"
        }
    }
}

extension BuiltIn {
    /// A function that is one scalar function of its arguments.
    ///
    /// - Parameters:
    ///   - defaults: stand for the last arguments when they are left out; they show in the column's name.
    ///   - title: how Spark names the column, where that is not the function's name.
    static func scalar(
        _ function: ScalarFunction, _ parameters: [Parameter], _ result: DataType, defaults: [Value] = [],
        title: String? = nil
    ) -> BuiltIn {
        let least = parameters.count - defaults.count
        return BuiltIn(arity: least...parameters.count) { resolver, operands, name, range in
            let operands =
                operands + defaults.dropFirst(operands.count - least).map { resolver.constant($0) }
            let text = resolver.callText(title ?? name, operands)
            let arguments = try resolver.accept(operands, to: parameters, of: text, range)
            return TypedExpression(.call(function, arguments, result), text: text)
        }
    }

    /// A function of any number of texts.
    static func texts(_ function: ScalarFunction, atLeast least: Int) -> BuiltIn {
        BuiltIn(arity: least...Int.max) { resolver, operands, name, range in
            let text = resolver.callText(name, operands)
            let arguments = try resolver.accept(operands, to: operands.map { _ in .text }, of: text, range)
            return TypedExpression(.call(function, arguments, .string), text: text)
        }
    }
}

extension ExpressionResolver {
    /// `name(a, b)`.
    func callText(_ name: String, _ operands: [TypedExpression]) -> String {
        "\(name)(\(operands.map(\.text).joined(separator: ", ")))"
    }

    /// A constant that was not written.
    func constant(_ value: Value) -> TypedExpression {
        let type: DataType = if case .int = value { .int } else { .string }
        return TypedExpression(.literal(value, type), text: literalText(value, context))
    }

    /// The arguments as the types their parameters take; throws `typeMismatch`.
    func accept(
        _ operands: [TypedExpression], to parameters: [Parameter], of text: String, _ range: SourceRange?
    ) throws -> [Expression] {
        try zip(operands, parameters).map { operand, parameter in
            guard let type = parameter.target(operand.type) else {
                throw mismatch(
                    text, "\(operand.text) must be \(parameter.wanted), not \(operand.type.sqlName)", range)
            }
            return operand.expression.coerced(to: type)
        }
    }
}
