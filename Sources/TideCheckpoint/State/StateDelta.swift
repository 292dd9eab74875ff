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
/// An error abandons the batch: nothing is written.
// Safety: the stored bytes point into the map; an implementation reads them during the call only.
package typealias StateMerge = (_ stored: UnsafeRawBufferPointer?, _ delta: [UInt8]) throws -> [UInt8]
