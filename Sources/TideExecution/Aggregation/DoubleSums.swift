import TideColumnar

/// Exact sums of DOUBLE and how many values they hold, one pair a group; for `sum` and `avg`.
///
/// The sum of a group is `high + low` plus what its `ExactSum` holds. A value is added to `high` and the
/// rounding error of that addition to `low`, both without loss (Knuth, The Art of Computer Programming,
/// vol. 2, 4.2.2, theorem B); only the error of the second addition, nearly always 0, goes to the
/// `ExactSum`. The theorem needs sums that do not overflow, so values from 2^1000 on, infinities and NaN go
/// there whole.
struct DoubleSums: Sendable {
    private(set) var counts: [Int64] = []
    private var parts: [Parts] = []
    /// Index + 1 into `exact`, 0 for none.
    private var exactIndexes: [UInt32] = []
    private var exact: [ExactSum] = []

    private struct Parts {
        var high = 0.0
        var low = 0.0
    }

    private static let limit = 0x1p1000

    mutating func grow(to groups: Int) {
        if counts.count < groups {
            counts.append(contentsOf: repeatElement(0, count: groups - counts.count))
            parts.append(contentsOf: repeatElement(Parts(), count: groups - parts.count))
            exactIndexes.append(contentsOf: repeatElement(0, count: groups - exactIndexes.count))
        }
    }

    mutating func add(_ values: [Double], _ validity: [Bool]?, groups: [UInt32]) {
        for row in groups.indices {
            if let validity, !validity[row] { continue }
            let group = Int(groups[row])
            counts[group] &+= 1
            add(values[row], to: group)
        }
    }

    @inline(__always)
    private mutating func add(_ value: Double, to group: Int) {
        let old = parts[group]
        let (high, error) = twoSum(old.high, value)
        let (low, rest) = twoSum(old.low, error)
        // False for NaN too.
        guard abs(value) < Self.limit && abs(high) < Self.limit else { return addExactly(value, to: group) }
        parts[group] = Parts(high: high, low: low)
        if rest != 0 { addExactly(rest, to: group) }
    }

    @inline(never)
    private mutating func addExactly(_ value: Double, to group: Int) {
        if exactIndexes[group] == 0 {
            exact.append(ExactSum())
            exactIndexes[group] = UInt32(exact.count)
        }
        exact[Int(exactIndexes[group]) - 1].add(value)
    }

    mutating func merge(_ other: DoubleSums, groups: [UInt32]) {
        for index in groups.indices {
            let group = Int(groups[index])
            counts[group] &+= other.counts[index]
            add(other.parts[index].high, to: group)
            add(other.parts[index].low, to: group)
            let position = Int(other.exactIndexes[index])
            if position == 0 { continue }
            if exactIndexes[group] == 0 {
                exact.append(other.exact[position - 1])
                exactIndexes[group] = UInt32(exact.count)
            } else {
                exact[Int(exactIndexes[group]) - 1].merge(other.exact[position - 1])
            }
        }
    }

    /// The whole sum of a group.
    func sum(of group: Int) -> ExactSum {
        let position = Int(exactIndexes[group])
        var sum = position == 0 ? ExactSum() : exact[position - 1]
        sum.add(parts[group].high)
        sum.add(parts[group].low)
        return sum
    }
}

/// The rounded sum and its rounding error.
@inline(__always)
private func twoSum(_ left: Double, _ right: Double) -> (sum: Double, error: Double) {
    let sum = left + right
    let right2 = sum - left
    let left2 = sum - right2
    return (sum, (left - left2) + (right - right2))
}
