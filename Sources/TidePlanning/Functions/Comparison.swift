package import TideColumnar

/// Orders two values of one type: negative, zero or positive, the one order of comparisons, ORDER BY, MIN and
/// MAX.
///
/// NULL is least (also inside a struct), false before true, NaN equal to itself and above every number, -0.0
/// equal to 0.0, strings by their bytes, structs and arrays part by part,
/// a shorter array before a longer one that it begins.
package func compareValues(_ left: Value, _ right: Value) -> Int {
    switch (left, right) {
    case (.null, .null): 0
    case (.null, _): -1
    case (_, .null): 1
    case (.boolean(let left), .boolean(let right)): orderOf(left ? 1 : 0, right ? 1 : 0)
    case (.decimal(let left), .decimal(let right)): left.order(right)
    case (.string(let left), .string(let right)): orderOf(left, right)
    case (.structure(let left), .structure(let right)):
        zip(left, right).lazy.map(compareValues).first { $0 != 0 } ?? 0
    case (.array(let left), .array(let right)):
        zip(left, right).lazy.map(compareValues).first { $0 != 0 } ?? orderOf(left.count, right.count)
    default: compareStored(left, right)
    }
}

/// Orders values by the numbers or bytes that columns keep of them.
private func compareStored(_ left: Value, _ right: Value) -> Int {
    if let left = left.int32, let right = right.int32 { return orderOf(left, right) }
    if let left = left.int64, let right = right.int64 { return orderOf(left, right) }
    if let left = left.binary64, let right = right.binary64 {
        return left.isNaN || right.isNaN
            ? orderOf(left.isNaN ? 1 : 0, right.isNaN ? 1 : 0) : orderOf(left, right)
    }
    if let left = left.bytes, let right = right.bytes {
        return orderOf(UTF8String(bytes: left), UTF8String(bytes: right))
    }
    preconditionFailure("\(left) against \(right): the analyzer casts to one type")
}

private func orderOf<Element: Comparable>(_ left: Element, _ right: Element) -> Int {
    left < right ? -1 : left > right ? 1 : 0
}

/// The value that stands for all values equal to it: -0.0 becomes 0.0, every NaN the same NaN.
///
/// GROUP BY keys, DISTINCT, MIN and MAX give this one, so that the answer does not depend on the order of
/// rows (Spark's NormalizeFloatingNumbers).
package func canonicalValue(_ value: Value) -> Value {
    switch value {
    case .double(let number): .double(number == 0 ? 0 : number.isNaN ? .nan : number)
    case .float(let number): .float(number == 0 ? 0 : number.isNaN ? .nan : number)
    case .structure(let fields): .structure(fields.map(canonicalValue))
    case .array(let elements): .array(elements.map(canonicalValue))
    default: value
    }
}

extension ScalarFunction {
    /// A comparison of two values of one type; NULL when either is NULL, except for `<=>`.
    func comparison(_ left: Value, _ right: Value) -> Value {
        if self == .nullSafeEqual { return .boolean(compareValues(left, right) == 0) }
        guard !left.isNull, !right.isNull else { return .null }
        let order = compareValues(left, right)
        switch self {
        case .equal: return .boolean(order == 0)
        case .notEqual: return .boolean(order != 0)
        case .less: return .boolean(order < 0)
        case .lessOrEqual: return .boolean(order <= 0)
        case .greater: return .boolean(order > 0)
        case .greaterOrEqual: return .boolean(order >= 0)
        default: preconditionFailure("\(self) is not a comparison")
        }
    }
}
