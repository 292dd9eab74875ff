import TideColumnar
import TidePlanning

/// The least or greatest value of each group for types without a kernel (structs, arrays, DECIMAL), row by
/// row.
struct ValueExtremes: Sendable {
    let isMax: Bool
    /// NULL where no value has been seen.
    private(set) var values: [Value] = []

    init(isMax: Bool) { self.isMax = isMax }

    mutating func grow(to groups: Int) {
        if values.count < groups {
            values.append(contentsOf: repeatElement(.null, count: groups - values.count))
        }
    }

    mutating func add(_ column: ColumnVector, groups: [UInt32]) {
        for row in groups.indices { add(canonicalValue(column.value(at: row)), to: Int(groups[row])) }
    }

    mutating func merge(_ other: ValueExtremes, groups: [UInt32]) {
        for index in groups.indices { add(other.values[index], to: Int(groups[index])) }
    }

    private mutating func add(_ value: Value, to group: Int) {
        if value.isNull { return }
        if values[group].isNull || (compareValues(values[group], value) < 0) == isMax {
            values[group] = value
        }
    }
}
