/// What a batch changes in the state.
package struct StateDelta: Hashable, Sendable {
    /// Entries of the table `state` to be merged with what is stored, in bytewise order of their keys, no two
    /// alike.
    package private(set) var entries = StateEntries()
    /// Entries that are put in place of what is stored, or removed; none of them among `entries`.
    package var changes: [StateChange] = []
    /// What goes as a whole; no other change touches it.
    package var removed: [StateRange] = []

    /// Nothing.
    package init() {}

    /// Takes entries that are in order already.
    package init(sorted entries: StateEntries) {
        precondition(entries.isSorted, "a delta is sorted by key, without doubles")
        self.entries = entries
    }

    /// Adds the changes of another operator, whose keys come after all of these.
    package mutating func append(_ other: StateDelta) {
        entries.append(contentsOf: other.entries)
        changes += other.changes
        removed += other.removed
    }

    /// How many entries of the table `state` are written one by one, by the operators' ids.
    package var written: [Int: Int64] {
        var counts: [Int: Int64] = [:]
        var run: (id: Int, count: Int64) = (0, 0)
        entries.forEachEntry { key, _ in
            if Int(key[0]) != run.id {
                if run.count > 0 { counts[run.id, default: 0] += run.count }
                run = (Int(key[0]), 0)
            }
            run.count += 1
        }
        if run.count > 0 { counts[run.id, default: 0] += run.count }
        for change in changes where change.table == .state && change.value != nil {
            counts[Int(change.key[0]), default: 0] += 1
        }
        return counts
    }
}

/// An entry's new value.
package struct StateChange: Hashable, Sendable {
    /// `state`, `elements` or `index`.
    package var table: TableID
    /// The key without the table's byte.
    package var key: [UInt8]
    /// nil to remove the entry, which need not be there.
    package var value: [UInt8]?

    package init(_ table: TableID = .state, key: [UInt8], value: [UInt8]?) {
        self.table = table
        self.key = key
        self.value = value
    }
}

/// The entries of a table from one key on, up to another: `lower ..< upper` in bytewise order.
package struct StateRange: Hashable, Sendable {
    package var table: TableID
    /// Bounds without the table's byte, of at most 494 bytes.
    package var lower: [UInt8]
    package var upper: [UInt8]

    package init(_ table: TableID, _ lower: [UInt8], _ upper: [UInt8]) {
        self.table = table
        self.lower = lower
        self.upper = upper
    }
}

/// Appends the new value of a state entry to `merged`, from the stored one, nil when there is none, and the
/// delta's.
///
/// An error abandons the batch: nothing is written.
// Safety: the stored bytes point into the map; an implementation reads all bytes during the call only.
package typealias StateMerge = (
    _ key: UnsafeRawBufferPointer, _ stored: UnsafeRawBufferPointer?, _ delta: UnsafeRawBufferPointer,
    _ merged: inout [UInt8]
) throws -> Void
