/// Truth values with NULL for "unknown": `known` where validity is nil or true.
struct Truth {
    var values: [Bool]
    var validity: [Bool]?
}

/// AND of SQL's three truth values: false wins over unknown.
func and(_ left: Truth, _ right: Truth) -> Truth {
    combine(left, right, absorbing: false)
}

/// OR of SQL's three truth values: true wins over unknown.
func or(_ left: Truth, _ right: Truth) -> Truth {
    combine(left, right, absorbing: true)
}

func not(_ truth: Truth) -> Truth {
    Truth(values: truth.values.map { !$0 }, validity: truth.validity)
}

private func combine(_ left: Truth, _ right: Truth, absorbing: Bool) -> Truth {
    let count = left.values.count
    precondition(right.values.count == count)
    let values = [Bool](capacity: count) { output in
        for row in 0..<count {
            let isLeft = left.values[row] == absorbing && (left.validity?[row] ?? true)
            let isRight = right.values[row] == absorbing && (right.validity?[row] ?? true)
            output.append((isLeft || isRight) == absorbing)
        }
    }
    if left.validity == nil && right.validity == nil { return Truth(values: values) }
    let validity = [Bool](capacity: count) { output in
        for row in 0..<count {
            let bothKnown = (left.validity?[row] ?? true) && (right.validity?[row] ?? true)
            output.append(bothKnown || values[row] == absorbing)
        }
    }
    return Truth(values: values, validity: validity)
}

/// Where both arguments are present.
func bothPresent(_ left: [Bool]?, _ right: [Bool]?) -> [Bool]? {
    guard let left else { return right }
    guard let right else { return left }
    precondition(left.count == right.count)
    return [Bool](capacity: left.count) { output in
        for row in left.indices { output.append(left[row] && right[row]) }
    }
}
