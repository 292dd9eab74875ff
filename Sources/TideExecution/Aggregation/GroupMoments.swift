import TideColumnar

/// The moments of each group's values.
struct GroupMoments: Sendable {
    private(set) var groups: [ExactMoments] = []

    mutating func grow(to count: Int) {
        if groups.count < count {
            groups.append(contentsOf: repeatElement(ExactMoments(), count: count - groups.count))
        }
    }

    mutating func add(_ values: [Double], _ validity: [Bool]?, groups places: [UInt32]) {
        for row in places.indices {
            if let validity, !validity[row] { continue }
            groups[Int(places[row])].add(values[row])
        }
    }

    mutating func merge(_ other: GroupMoments, groups places: [UInt32]) {
        for index in places.indices { groups[Int(places[index])].merge(other.groups[index]) }
    }
}
