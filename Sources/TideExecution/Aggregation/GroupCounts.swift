/// How many rows, or present values, each group has.
struct GroupCounts: Sendable {
    private(set) var counts: [Int64] = []

    mutating func grow(to groups: Int) {
        if counts.count < groups {
            counts.append(contentsOf: repeatElement(0, count: groups - counts.count))
        }
    }

    /// Counts the rows that `validity` does not call NULL.
    mutating func add(_ validity: [Bool]?, groups: [UInt32]) {
        if counts.count == 1 && validity == nil {
            counts[0] &+= Int64(groups.count)
        } else if let validity {
            for row in groups.indices { counts[Int(groups[row])] &+= validity[row] ? 1 : 0 }
        } else {
            for group in groups { counts[Int(group)] &+= 1 }
        }
    }

    mutating func merge(_ other: GroupCounts, groups: [UInt32]) {
        for index in groups.indices { counts[Int(groups[index])] &+= other.counts[index] }
    }
}
