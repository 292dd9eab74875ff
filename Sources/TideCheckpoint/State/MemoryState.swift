/// A state in memory: what `verify` lets the engine's operators work on.
package struct MemoryState: StateView {
    private var tables: [TableID: [StateEntry]] = [:]

    package init() {}

    /// A state with these entries, which are in order already.
    package init(sorted entries: [StateEntry]) { tables[.state] = entries }

    package func value(_ table: TableID, _ key: [UInt8]) -> [UInt8]? {
        guard let entries = tables[table] else { return nil }
        let place = Self.place(of: key, in: entries)
        return place < entries.count && entries[place].key == key ? entries[place].value : nil
    }

    package func scan(_ range: StateRange, _ body: (StateEntry) throws -> Bool) throws {
        guard let entries = tables[range.table] else { return }
        var place = Self.place(of: range.lower, in: entries)
        while place < entries.count, entries[place].key.lexicographicallyPrecedes(range.upper),
            try body(entries[place])
        {
            place += 1
        }
    }

    /// All entries of the table `state`, in order.
    package var entries: [StateEntry] { tables[.state] ?? [] }

    // Safety: the bytes of entries and of local arrays, used within the call of `merge` only.
    /// Applies what a batch changes.
    package mutating func apply(_ delta: StateDelta, merge: StateMerge) throws {
        for range in delta.removed {
            guard let entries = tables[range.table] else { continue }
            let lower = Self.place(of: range.lower, in: entries)
            let upper = max(lower, Self.place(of: range.upper, in: entries))
            tables[range.table]?.removeSubrange(lower..<upper)
        }
        var changes = delta.changes
        try delta.entries.forEachEntry { key, delta in
            let bytes = [UInt8](key)
            var new: [UInt8] = []
            if let old = value(.state, bytes) {
                try old.withUnsafeBytes { try merge(key, $0, delta, &new) }
            } else {
                try merge(key, nil, delta, &new)
            }
            changes.append(StateChange(key: bytes, value: new))
        }
        for (table, changes) in Dictionary(grouping: changes, by: \.table) {
            tables[table] = Self.merged(
                tables[table] ?? [], changes.sorted { $0.key.lexicographicallyPrecedes($1.key) })
        }
    }

    /// The first place whose key is `key` or larger.
    private static func place(of key: [UInt8], in entries: [StateEntry]) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].key.lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func merged(_ old: [StateEntry], _ changes: [StateChange]) -> [StateEntry] {
        var result: [StateEntry] = []
        result.reserveCapacity(old.count + changes.count)
        var place = 0
        for change in changes {
            while place < old.count, old[place].key.lexicographicallyPrecedes(change.key) {
                result.append(old[place])
                place += 1
            }
            if place < old.count, old[place].key == change.key { place += 1 }
            // Of several changes of an entry the last one counts.
            if result.last?.key == change.key { result.removeLast() }
            if let value = change.value { result.append(StateEntry(key: change.key, value: value)) }
        }
        return result + old[place...]
    }
}
