import TideColumnar
import TidePlanning

/// The different values of each group and how often each came, by the bytes they have in the state.
///
/// Bytes and not values are the keys, since a NaN is one value here and not equal to itself in Swift.
struct CountedValues: Sendable {
    typealias Counts = [[UInt8]: Int64]

    private(set) var groups: [Counts] = []

    mutating func grow(to count: Int) {
        if groups.count < count {
            groups.append(contentsOf: repeatElement([:], count: count - groups.count))
        }
    }

    mutating func add(_ column: ColumnVector, groups places: [UInt32]) {
        for row in places.indices {
            let value = column.value(at: row)
            if value.isNull { continue }
            groups[Int(places[row])][canonicalValue(value).stateBytes, default: 0] &+= 1
        }
    }

    mutating func merge(_ other: CountedValues, groups places: [UInt32]) {
        for index in places.indices {
            groups[Int(places[index])].merge(other.groups[index]) { $0 &+ $1 }
        }
    }
}

extension Value {
    /// As it stands in the state: equal canonical values have equal bytes.
    var stateBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendState(self)
        return bytes
    }
}
