import TideColumnar

/// A sum of 128-bit numbers, exact for 2^63 of them: 192 bits.
struct WideSum: Sendable, Hashable {
    private(set) var low: Int128 = 0
    /// Counts 2^128.
    private(set) var high: Int64 = 0

    init() {}

    init(low: Int128, high: Int64) {
        self.low = low
        self.high = high
    }

    mutating func add(_ number: Int128) {
        let (sum, overflow) = low.addingReportingOverflow(number)
        low = sum
        if overflow { high += number < 0 ? -1 : 1 }
    }

    mutating func merge(_ other: WideSum) {
        add(other.low)
        high += other.high
    }

    /// The sum; nil past 128 bits.
    var exact: Int128? { high == 0 ? low : nil }
}

/// Exact sums of DECIMAL by their digits and how many values they hold, one pair a group; for `sum` and
/// `avg`.
struct DecimalSums: Sendable {
    private(set) var sums: [WideSum] = []
    private(set) var counts: [Int64] = []

    mutating func grow(to groups: Int) {
        if sums.count < groups {
            sums.append(contentsOf: repeatElement(WideSum(), count: groups - sums.count))
            counts.append(contentsOf: repeatElement(0, count: groups - counts.count))
        }
    }

    mutating func add(_ values: [Int128], _ validity: [Bool]?, groups: [UInt32]) {
        for row in groups.indices {
            if let validity, !validity[row] { continue }
            let group = Int(groups[row])
            sums[group].add(values[row])
            counts[group] &+= 1
        }
    }

    mutating func merge(_ other: DecimalSums, groups: [UInt32]) {
        for index in groups.indices {
            sums[Int(groups[index])].merge(other.sums[index])
            counts[Int(groups[index])] &+= other.counts[index]
        }
    }
}
