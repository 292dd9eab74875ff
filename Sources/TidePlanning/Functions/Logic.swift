import TideColumnar

/// AND, OR and NOT of SQL's three truth values; NULL is "unknown".
enum Logic {
    static func and(_ left: Value, _ right: Value) -> Value {
        if left == .boolean(false) || right == .boolean(false) { return .boolean(false) }
        return left.isNull || right.isNull ? .null : .boolean(true)
    }

    static func or(_ left: Value, _ right: Value) -> Value {
        if left == .boolean(true) || right == .boolean(true) { return .boolean(true) }
        return left.isNull || right.isNull ? .null : .boolean(false)
    }

    static func not(_ value: Value) -> Value {
        value.isNull ? .null : .boolean(value == .boolean(false))
    }
}
