/// The state as the batch before left it: what operators read, and never write.
package protocol StateView {
    /// The value of a key without the table's byte, or nil.
    func value(_ table: TableID, _ key: [UInt8]) throws -> [UInt8]?

    /// Gives the entries of a range to `body`, in bytewise order of their keys, until it says false.
    func scan(_ range: StateRange, _ body: (StateEntry) throws -> Bool) throws
}

extension StateView {
    /// The entries of a range.
    package func entries(_ range: StateRange) throws -> [StateEntry] {
        var entries: [StateEntry] = []
        try scan(range) {
            entries.append($0)
            return true
        }
        return entries
    }

    /// Whether a range has an entry.
    package func hasEntry(_ range: StateRange) throws -> Bool {
        var isThere = false
        try scan(range) { _ in
            isThere = true
            return false
        }
        return isThere
    }
}
