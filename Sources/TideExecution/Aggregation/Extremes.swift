/// The least or greatest value of each group, for values ordered as their type is.
struct Extremes<Element: FixedWidthInteger & Sendable>: Sendable {
    let isMax: Bool
    /// The identity of the function where `isSeen` is false.
    private(set) var values: [Element] = []
    private(set) var isSeen: [Bool] = []

    init(isMax: Bool) { self.isMax = isMax }

    mutating func grow(to groups: Int) {
        if values.count < groups {
            let identity = isMax ? Element.min : Element.max
            values.append(contentsOf: repeatElement(identity, count: groups - values.count))
            isSeen.append(contentsOf: repeatElement(false, count: groups - isSeen.count))
        }
    }

    mutating func add(_ rows: [Element], _ validity: [Bool]?, groups: [UInt32]) {
        if isMax {
            for row in groups.indices {
                if let validity, !validity[row] { continue }
                let group = Int(groups[row])
                values[group] = max(values[group], rows[row])
                isSeen[group] = true
            }
        } else {
            for row in groups.indices {
                if let validity, !validity[row] { continue }
                let group = Int(groups[row])
                values[group] = min(values[group], rows[row])
                isSeen[group] = true
            }
        }
    }

    mutating func merge(_ other: Extremes, groups: [UInt32]) {
        add(other.values, other.isSeen, groups: groups)
    }
}
