import TideColumnar
import TideModel

extension BuiltIn {
    /// Numbers and text to times and back, and the clock.
    static let times: [String: BuiltIn] = [
        "unix_seconds": .scalar(.unixSeconds, [.timestamp], .bigint),
        "unix_millis": .scalar(.unixMillis, [.timestamp], .bigint),
        "unix_micros": .scalar(.unixMicros, [.timestamp], .bigint),
        "unix_date": .scalar(.unixDate, [.date], .int),
        "timestamp_millis": .scalar(.timestampMillis, [.integer], .timestamp),
        "timestamp_micros": .scalar(.timestampMicros, [.integer], .timestamp),
        "timestamp_seconds": BuiltIn(arity: 1...1) { resolver, operands, name, range in
            let text = resolver.callText(name, operands)
            let parameter =
                operands[0].type.isNumeric && !operands[0].type.isInteger ? Parameter.double : .integer
            let argument = try resolver.accept(operands, to: [parameter], of: text, range)
            return TypedExpression(.call(.timestampSeconds, argument, .timestamp), text: text)
        },
        "to_date": parsed(.date), "to_timestamp": parsed(.timestamp),
        "to_timestamp_ntz": parsed(.timestampNTZ),
        "unix_timestamp": BuiltIn(arity: 0...2, build: unixTimestamp),
        "to_unix_timestamp": BuiltIn(arity: 1...2, build: unixTimestamp),
        "from_unixtime": BuiltIn(arity: 1...2, build: fromUnixTime),
        "window_time": BuiltIn(arity: 1...1) { resolver, operands, name, range in
            let text = resolver.callText(name, operands)
            guard operands[0].type == .window else {
                let reason = "\(operands[0].text) must be a window, not \(operands[0].type.sqlName)"
                throw resolver.mismatch(text, reason, range)
            }
            return TypedExpression(.call(.windowTime, [operands[0].expression], .timestamp), text: text)
        },
        "current_timestamp": clock("current_timestamp"), "now": clock("now"),
        "current_date": clock("current_date"), "curdate": clock("current_date"),
    ]

    /// The clock, which may be read without parentheses.
    static let clocks: [String: TypedExpression] = [
        "current_timestamp": time("current_timestamp"), "current_date": time("current_date"),
    ]

    private static func clock(_ name: String) -> BuiltIn {
        BuiltIn(arity: 0...0) { _, _, _, _ in time(name) }
    }

    private static func time(_ name: String) -> TypedExpression {
        let now = Expression.call(.currentTimestamp, [], .timestamp)
        return TypedExpression(name == "current_date" ? .cast(now, .date) : now, text: name + "()")
    }

    private static let pattern = Value.string("yyyy-MM-dd HH:mm:ss")

    /// `to_date` and `to_timestamp`: a cast, or text read by a pattern.
    private static func parsed(_ type: DataType) -> BuiltIn {
        BuiltIn(arity: 1...2) { resolver, operands, name, range in
            let text = resolver.callText(name, operands)
            guard operands.count == 2, operands[0].type == .string || operands[0].type == .void else {
                return TypedExpression(
                    try resolver.castExpression(operands[0], to: type, range: range), text: text)
            }
            return TypedExpression(try read(resolver, operands, text, range).coerced(to: type), text: text)
        }
    }

    private static func read(
        _ resolver: ExpressionResolver, _ operands: [TypedExpression], _ text: String, _ range: SourceRange?
    ) throws -> Expression {
        let arguments = try resolver.accept(operands, to: [.text, .text], of: text, range)
        return .call(.toTimestamp, arguments, .timestamp)
    }

    /// Seconds since the epoch of a time, of text by a pattern, or of the clock.
    @Sendable private static func unixTimestamp(
        _ resolver: ExpressionResolver, _ operands: [TypedExpression], _ name: String, _ range: SourceRange?
    ) throws -> TypedExpression {
        let value = operands.first ?? time("current_timestamp")
        let format = operands.count == 2 ? operands[1] : resolver.constant(pattern)
        let text = resolver.callText(name, [value, format])
        let instant =
            value.type == .string || value.type == .void
            ? try read(resolver, [value, format], text, range)
            : try resolver.accept([value], to: [.timestamp], of: text, range)[0]
        return TypedExpression(.call(.unixSeconds, [instant], .bigint), text: text)
    }

    /// The text of a number of seconds since the epoch.
    @Sendable private static func fromUnixTime(
        _ resolver: ExpressionResolver, _ operands: [TypedExpression], _ name: String, _ range: SourceRange?
    ) throws -> TypedExpression {
        let operands = operands.count == 2 ? operands : operands + [resolver.constant(pattern)]
        let text = resolver.callText(name, operands)
        let arguments = try resolver.accept(operands, to: [.bigint, .text], of: text, range)
        let instant = Expression.call(.timestampSeconds, [arguments[0]], .timestamp)
        return TypedExpression(.call(.dateFormat, [instant, arguments[1]], .string), text: text)
    }
}
