/// Exact sums of INT and BIGINT and how many values they hold, one pair a group; for `sum` and `avg`.
struct IntegerSums: Sendable {
    private(set) var sums: [Int128] = []
    private(set) var counts: [Int64] = []

    mutating func grow(to groups: Int) {
        if sums.count < groups {
            sums.append(contentsOf: repeatElement(0, count: groups - sums.count))
            counts.append(contentsOf: repeatElement(0, count: groups - counts.count))
        }
    }

    // A sum of 64-bit values leaves 128 bits after 2^64 rows at the earliest: no check is needed.
    mutating func add<Element: FixedWidthInteger & SignedInteger>(
        _ values: [Element], _ validity: [Bool]?, groups: [UInt32]
    ) {
        for row in groups.indices {
            if let validity, !validity[row] { continue }
            let group = Int(groups[row])
            sums[group] &+= Int128(values[row])
            counts[group] &+= 1
        }
    }

    mutating func merge(_ other: IntegerSums, groups: [UInt32]) {
        for index in groups.indices {
            sums[Int(groups[index])] &+= other.sums[index]
            counts[Int(groups[index])] &+= other.counts[index]
        }
    }
}
