/// What a batch changes in the state.
package struct StateDelta: Hashable, Sendable {
    /// Entries of the table `state` to be merged with what is stored, in bytewise order of their keys, no two
    /// alike.
    package private(set) var entries: [StateEntry] = []
    /// Entries that are put in place of what is stored, or removed; none of them among `entries`.
    package var changes: [StateChange] = []
    /// What goes as a whole; no other change touches it.
    package var removed: [StateRange] = []

    /// Nothing.
    package init() {}

    /// Takes entries that are in order already.
    package init(sorted entries: [StateEntry]) {
        precondition(
            zip(entries, entries.dropFirst()).allSatisfy { $0.key.lexicographicallyPrecedes($1.key) },
            "a delta is sorted by key, without doubles")
        self.entries = entries
    }

    /// Adds the changes of another operator, whose keys come after all of these.
    package mutating func append(_ other: StateDelta) {
        entries += other.entries
        changes += other.changes
        removed += other.removed
    }

    /// How many entries of the table `state` are written one by one, by the operators' ids.
    package var written: [Int: Int64] {
        var counts: [Int: Int64] = [:]
        for entry in entries { counts[Int(entry.key[0]), default: 0] += 1 }
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

/// Gives the new value of a state entry from the stored one, nil when there is none, and the delta's.
///
/// An error abandons the batch: nothing is written.
// Safety: the stored bytes point into the map; an implementation reads them during the call only.
package typealias StateMerge = (
    _ key: [UInt8], _ stored: UnsafeRawBufferPointer?, _ delta: [UInt8]
) throws -> [UInt8]
