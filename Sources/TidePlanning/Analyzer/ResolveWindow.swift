import TideColumnar
import TideModel

extension ExpressionResolver {
    /// The column the window node appends, for a `window(..)` or `session_window(..)` anywhere in its SELECT.
    func resolveWindowColumn(_ call: UnresolvedExpression) throws -> TypedExpression {
        guard let found = try windowCall(call), found == window else {
            var name = "window"
            if case .call(let function, _, _) = call.kind { name = function.lowercased() }
            throw TidemarkError(.windowMisplaced, ["function": name, "clause": clause], range: call.range)
        }
        let column = Expression.column(ordinal: input.columns.count - 1, name: found.name, .window)
        return try regroup(TypedExpression(column, text: found.name), call.range)
    }

    /// What a call of `window` or `session_window` adds to the input; nil for any other expression.
    func windowCall(_ call: UnresolvedExpression) throws -> WindowCall? {
        guard case .call(let function, let arguments, _) = call.kind else { return nil }
        switch function.lowercased() {
        case "window": return .time(try timeWindow(arguments, call.range))
        case "session_window": return .session(try sessionWindow(arguments, call.range))
        default: return nil
        }
    }

    /// The time of `window(time, ..)` or `session_window(time, ..)`; of a window it is the last instant.
    private func windowedTime(
        _ function: String, _ argument: UnresolvedExpression, _ range: SourceRange?
    ) throws -> Expression {
        // The column that the call adds is no argument of it.
        var below = self
        if window != nil { below.input.removeLast() }
        let time = try below.resolveInput(argument)
        if time.type == .window { return .call(.windowTime, [time.expression], .timestamp) }
        guard [.timestamp, .date, .string].contains(time.type) else {
            throw mismatch(
                "\(function)(\(time.text), ..)", "\(time.text) must be a TIMESTAMP, not \(time.type.sqlName)",
                range)
        }
        return time.expression.coerced(to: .timestamp)
    }

    /// `session_window(time, gap)`; the gap is a constant interval, or text that differs from row to row.
    private func sessionWindow(_ arguments: [UnresolvedExpression], _ range: SourceRange?) throws
        -> SessionWindow
    {
        guard arguments.count == 2 else {
            throw argumentCount("session_window", "2 arguments", arguments.count, range)
        }
        let time = try windowedTime("session_window", arguments[0], range)
        if let gapUs = try arguments[1].constantIntervalUs() {
            return SessionWindow(time: time, gapUs: .literal(.bigint(gapUs), .bigint))
        }
        let gap = try resolveInput(arguments[1])
        guard gap.type == .string || gap.type == .void else {
            throw mismatch(
                "session_window(.., \(gap.text))",
                "the gap \(gap.text) must be an interval or its text, not \(gap.type.sqlName)",
                arguments[1].range ?? range)
        }
        return SessionWindow(
            time: time, gapUs: .call(.intervalMicroseconds, [gap.expression.coerced(to: .string)], .bigint))
    }

    /// `window(time, size[, slide[, start]])`.
    private func timeWindow(_ arguments: [UnresolvedExpression], _ range: SourceRange?) throws -> TimeWindow {
        guard (2...4).contains(arguments.count) else {
            throw argumentCount("window", "2 to 4 arguments", arguments.count, range)
        }
        let time = try windowedTime("window", arguments[0], range)
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
            time: time, sizeUs: size, slideUs: slide, startUs: start)
    }

    private func interval(_ argument: UnresolvedExpression) throws -> Int64 {
        guard let microseconds = try argument.constantIntervalUs() else {
            throw TidemarkError(.windowDurationVaries, range: argument.range)
        }
        return microseconds
    }
}

extension UnresolvedExpression {
    /// The microseconds of a constant interval: `'1 hour'`, `INTERVAL 1 HOUR`, `INTERVAL '1:30' HOUR TO
    /// MINUTE`; nil for anything else.
    ///
    /// - Parameter daysOfMonth: how long a month is; nil where months are an error.
    func constantIntervalUs(daysOfMonth: Int64? = nil) throws -> Int64? {
        switch kind {
        case .literal(.string(let text), _):
            return try locating(range) { try intervalMicroseconds(text.text, daysOfMonth: daysOfMonth) }
        case .literal(.interval(let length, let units), _):
            guard units.isOfMonths else { return length }
            return try locating(range) {
                try intervalMicroseconds("\(length) months", daysOfMonth: daysOfMonth)
            }
        case .call("interval", let inner, _) where inner.count == 1:
            return try locating(range) { try inner[0].constantIntervalUs(daysOfMonth: daysOfMonth) }
        default: return nil
        }
    }
}

/// The result of `body`, whose error is one at `range`.
func locating<Result>(_ range: SourceRange?, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch var error as TidemarkError {
        error.range = range
        throw error
    }
}
