import TideColumnar
import TideModel

extension ExpressionResolver {
    /// The column the window node appends, for a `window(..)` call anywhere in its SELECT.
    func resolveWindowColumn(
        _ arguments: [UnresolvedExpression], _ range: SourceRange?
    ) throws -> TypedExpression {
        guard let window, try timeWindow(arguments, range) == window else {
            throw TidemarkError(.windowMisplaced, ["clause": clause], range: range)
        }
        let column = Expression.column(
            ordinal: input.columns.count - 1, name: "window", .window)
        guard let aggregation else { return TypedExpression(column, text: "window") }
        return TypedExpression(
            try aggregation.regroup(column, text: "window", range: range), text: "window")
    }

    /// `window(time, size[, slide[, start]])`.
    func timeWindow(_ arguments: [UnresolvedExpression], _ range: SourceRange?) throws -> TimeWindow {
        guard (2...4).contains(arguments.count) else {
            throw argumentCount("window", "2 to 4 arguments", arguments.count, range)
        }
        let time = try resolveInput(arguments[0])
        guard [.timestamp, .date, .string].contains(time.type) else {
            throw mismatch(
                "window(\(time.text), ..)", "\(time.text) must be a TIMESTAMP, not \(time.type.sqlName)",
                range)
        }
        let size = try interval(arguments[1])
        let slide = arguments.count > 2 ? try interval(arguments[2]) : size
        let start = arguments.count > 3 ? try interval(arguments[3]) : 0
        func check(_ holds: Bool, _ rule: String, _ argument: UnresolvedExpression) throws {
            guard holds else {
                throw TidemarkError(.windowArgumentWrong, ["rule": rule], range: argument.range ?? range)
            }
        }
        try check(size > 0, "the size must be positive, not \(size) microseconds", arguments[1])
        try check(size <= Int64.max / 4, "the size is out of range", arguments[1])
        if arguments.count > 2 {
            try check(slide > 0, "the slide must be positive, not \(slide) microseconds", arguments[2])
            try check(
                slide <= size, "the slide (\(slide) microseconds) must not exceed the size (\(size))",
                arguments[2])
        }
        if arguments.count > 3 {
            try check(
                start.magnitude < slide.magnitude,
                "the start (\(start) microseconds) must be nearer to 0 than the slide (\(slide))",
                arguments[3])
        }
        return TimeWindow(
            time: time.expression.coerced(to: .timestamp), sizeUs: size, slideUs: slide, startUs: start)
    }

    private func interval(_ argument: UnresolvedExpression) throws -> Int64 {
        var literal = argument
        if case .call("interval", let inner, _) = argument.kind, inner.count == 1 { literal = inner[0] }
        guard case .literal(.string(let text), _) = literal.kind else {
            throw TidemarkError(.windowDurationVaries, range: argument.range)
        }
        do { return try intervalMicroseconds(text.text) } catch var error as TidemarkError {
            error.range = argument.range
            throw error
        }
    }
}
