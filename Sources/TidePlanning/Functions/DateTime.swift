package import TideColumnar
import TideModel

extension ScalarFunction {
    /// `date_format(time, pattern)` of a TIMESTAMP in the session's zone; throws `invalidArgument` for a
    /// pattern that Spark does not know.
    func formatTime(_ time: Value, pattern: Value, _ context: EvaluationContext) throws -> Value {
        guard case .timestamp(let time) = time, case .string(let pattern) = pattern else { return .null }
        let parsed = try dateTimePattern(pattern.text)
        return .string(UTF8String(parsed.format(time, zone: context.zone)))
    }
}

/// The pattern of `date_format`; throws `invalidArgument` for one that Spark does not know.
package func dateTimePattern(_ text: String) throws -> DateTimePattern {
    do {
        return try DateTimePattern(text)
    } catch {
        let instead = error.remedy ?? "write for example 'yyyy-MM-dd HH:mm:ss'"
        throw TidemarkError(
            .patternWrong, ["pattern": text, "reason": error.message, "instead": instead])
    }
}
