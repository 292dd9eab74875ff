import TideColumnar

/// The least or greatest string of each group, bytewise.
struct StringExtremes: Sendable {
    let isMax: Bool
    /// nil where no value has been seen.
    private(set) var values: [[UInt8]?] = []

    init(isMax: Bool) { self.isMax = isMax }

    mutating func grow(to groups: Int) {
        if values.count < groups {
            values.append(contentsOf: repeatElement(nil, count: groups - values.count))
        }
    }

    mutating func add(_ rows: StringValues, _ validity: [Bool]?, groups: [UInt32]) {
        for row in groups.indices {
            if let validity, !validity[row] { continue }
            let group = Int(groups[row])
            if isBetter(rows, row, than: values[group]) { values[group] = Array(rows.bytes(at: row)) }
        }
    }

    mutating func merge(_ other: StringExtremes, groups: [UInt32]) {
        for index in groups.indices {
            guard let new = other.values[index] else { continue }
            let group = Int(groups[index])
            if let old = values[group], !isBetterString(new, than: old, isMax: isMax) { continue }
            values[group] = new
        }
    }

    // Safety: the row's range lies within the column's bytes.
    private func isBetter(_ rows: StringValues, _ row: Int, than old: [UInt8]?) -> Bool {
        guard let old else { return true }
        let range = rows.range(at: row)
        let order = rows.bytes.withUnsafeBytes { new in
            old.withUnsafeBytes { compareBytes(new, range.lowerBound, range.count, $0, 0, old.count) }
        }
        return isMax ? order > 0 : order < 0
    }
}

/// Whether `new` takes the place of `old` under min or max.
func isBetterString(_ new: [UInt8], than old: [UInt8], isMax: Bool) -> Bool {
    isMax ? old.lexicographicallyPrecedes(new) : new.lexicographicallyPrecedes(old)
}
