import TideColumnar

/// Where a row stands among those that threads read at the same time: its block, then its place within the
/// rows that one thread took.
struct RowPosition: Sendable, Comparable {
    let block: Int
    let row: Int

    static func < (left: RowPosition, right: RowPosition) -> Bool {
        (left.block, left.row) < (right.block, right.row)
    }
}

/// The values of each group with their positions: all of them, or the first or last alone.
struct OrderedValues: Sendable {
    private struct Entry: Sendable {
        let position: RowPosition
        let value: Value
    }

    private let result: OrderedResult
    private var groups: [[Entry]] = []

    init(_ result: OrderedResult) { self.result = result }

    mutating func grow(to count: Int) {
        if groups.count < count {
            groups.append(contentsOf: repeatElement([], count: count - groups.count))
        }
    }

    /// Adds the rows that come from `position` on.
    mutating func add(_ column: ColumnVector, groups places: [UInt32], from position: RowPosition) {
        for row in places.indices {
            let value = column.value(at: row)
            if value.isNull { continue }
            let position = RowPosition(block: position.block, row: position.row + row)
            add(Entry(position: position, value: value), to: Int(places[row]))
        }
    }

    mutating func merge(_ other: OrderedValues, groups places: [UInt32]) {
        for index in places.indices {
            for entry in other.groups[index] { add(entry, to: Int(places[index])) }
        }
    }

    private mutating func add(_ entry: Entry, to group: Int) {
        guard result != .list, let kept = groups[group].first else { return groups[group].append(entry) }
        if (entry.position < kept.position) == (result == .first) { groups[group][0] = entry }
    }

    /// The values of a group in the order of their positions.
    func values(of group: Int) -> [Value] {
        groups[group].sorted { $0.position < $1.position }.map(\.value)
    }
}
