/// One entry of operator state.
package struct StateEntry: Hashable, Sendable {
    /// The key without the table's byte; at least one byte.
    package var key: [UInt8]
    package var value: [UInt8]

    package init(key: [UInt8], value: [UInt8]) {
        self.key = key
        self.value = value
    }
}

/// What a batch changes in the state: entries in bytewise order of their keys, no two alike.
package struct StateDelta: Hashable, Sendable {
    package let entries: [StateEntry]

    /// Nothing.
    package init() { entries = [] }

    /// Takes entries that are in order already.
    package init(sorted entries: [StateEntry]) {
        precondition(
            zip(entries, entries.dropFirst()).allSatisfy { $0.key.lexicographicallyPrecedes($1.key) },
            "a delta is sorted by key, without doubles")
        self.entries = entries
    }
}

/// Gives the new value of a state entry from the stored one, nil when there is none, and the delta's.
///
/// The stored bytes are valid during the call only. An error abandons the batch: nothing is written.
package typealias StateMerge = (_ stored: UnsafeRawBufferPointer?, _ delta: [UInt8]) throws -> [UInt8]
