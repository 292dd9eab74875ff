import TideColumnar
import TideModel

extension ScalarFunction {
    /// `window_time`: the end of a window less one microsecond; NULL for a NULL window or end.
    func lastInstant(_ window: Value) -> Value {
        guard case .structure(let bounds) = window, case .timestamp(let end) = bounds[1] else { return .null }
        return .timestamp(end &- 1)
    }

    /// The microseconds of an interval's text, of any sign; throws `invalidArgument` for any other text.
    func microseconds(_ interval: Value) throws -> Value {
        guard case .string(let text) = interval else { return .null }
        return .bigint(try TideModel.intervalMicroseconds(text.text))
    }
}
