package import TideLMDB

/// The tables as some transaction has them. Throws ``DamagedEntry`` and `LMDBError`.
package protocol TableReader: ~Copyable {
    /// The payload of a key, or nil.
    func payload(_ table: TableID, _ key: [UInt8], hash: StoredKey.Hash) throws -> [UInt8]?

    /// Gives each entry of a table whose key begins with `prefix` (of at most 494 bytes) and is not below
    /// `first` to `body`, in bytewise order of the keys: key without the table's byte, and payload.
    // Safety: the buffers are valid during the call of `body`.
    func scan(
        _ table: TableID, prefix: [UInt8], from first: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer) throws -> Void
    ) throws
}

extension ReadTransaction: TableReader {}
extension WriteTransaction: TableReader {}

/// Typed reading of the tables; every value's seal is checked. Throws ``DamagedEntry`` and `LMDBError`.
extension TableReader where Self: ~Copyable {
    /// The payload of a key, or nil.
    package func payload(_ table: TableID, _ key: [UInt8]) throws -> [UInt8]? {
        try payload(table, key, hash: StoredKey.xxh3)
    }

    /// Gives each entry of a table whose key begins with `prefix` to `body`, as above.
    // Safety: the buffers are valid during the call of `body`.
    package func scan(
        _ table: TableID, prefix: [UInt8] = [],
        _ body: (_ key: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try scan(table, prefix: prefix, from: [], body)
    }

    /// The record of a key, or nil.
    package func record<Record: TableRecord>(_ type: Record.Type, _ key: [UInt8]) throws -> Record? {
        guard let payload = try payload(Record.table, key) else { return nil }
        return try describingDamage([Record.table.rawValue] + key) {
            try Record(key: key, payload: payload)
        }
    }

    /// The records whose keys begin with `prefix`, in key order.
    package func records<Record: TableRecord>(
        _ type: Record.Type, prefix: [UInt8] = []
    ) throws -> [Record] {
        var records: [Record] = []
        try forEachRecord(type, prefix: prefix) { records.append($0) }
        return records
    }

    /// Gives each record whose key begins with `prefix` to `body`, in key order.
    package func forEachRecord<Record: TableRecord>(
        _ type: Record.Type, prefix: [UInt8] = [], _ body: (Record) throws -> Void
    ) throws {
        try scan(Record.table, prefix: prefix) { key, payload in
            let key = [UInt8](key)
            let record = try describingDamage([Record.table.rawValue] + key) {
                try Record(key: key, payload: [UInt8](payload))
            }
            try body(record)
        }
    }
}

extension LMDBTransaction where Self: ~Copyable {
    /// The payload of a key, or nil.
    // Safety: LMDB's bytes are copied before the call returns.
    package func payload(
        _ table: TableID, _ key: [UInt8], hash: StoredKey.Hash
    ) throws -> [UInt8]? {
        let stored = StoredKey(table, key, hash: hash)
        return try stored.bytes.withUnsafeBytes { bytes -> [UInt8]? in
            guard let value = try get(bytes) else { return nil }
            return try describingDamage(stored.bytes) {
                let payload = [UInt8](try Seal.open(value, key: bytes))
                guard let tail = stored.tail else { return payload }
                return try LongKeyBucket(payload: payload)[tail]
            }
        }
    }

    /// Gives each entry of a table whose key begins with `prefix` (of at most 494 bytes) to `body`, in
    /// bytewise order of the keys: key without the table's byte, and payload. The seals of the entries before
    /// and behind are checked too.
    // Safety: the buffers point into the map, or into arrays held here, and are valid during the call of
    // `body`.
    package func scan(
        _ table: TableID, prefix: [UInt8], from first: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let start = [table.rawValue] + prefix
        let seek = [table.rawValue] + (first.isEmpty ? prefix : first)
        try withCursor(.main) { cursor in
            // Hashed keys are not in order among those with the same head, so such a group starts at its
            // head.
            let first = Array(seek.prefix(StoredKey.headCount))
            // A damaged key may hide a part of the range: it then stands before or behind what is found.
            var entry = try cursor.seek(atLeast: first)
            try checkNeighbour(entry == nil ? try cursor.last() : try cursor.previous())
            entry = try cursor.seek(atLeast: first)
            while let found = entry, found.key.starts(with: start) {
                if found.key.count < StoredKey.headCount {
                    let payload = try describingDamage([UInt8](found.key)) {
                        try Seal.open(found.value, key: found.key)
                    }
                    try body(UnsafeRawBufferPointer(rebasing: found.key[1...]), payload)
                    entry = try cursor.next()
                } else {
                    let group = try longKeyGroup(cursor, from: found, next: &entry)
                    for member in group where !member.key.lexicographicallyPrecedes(seek) {
                        try member.key.dropFirst().withUnsafeBytes { key in
                            try member.payload.withUnsafeBytes { try body(key, $0) }
                        }
                    }
                }
            }
            try checkNeighbour(entry)
        }
    }

    // Safety: the entry's bytes are read before the cursor moves.
    private func checkNeighbour(_ entry: Cursor.Entry?) throws {
        guard let entry, !entry.key.elementsEqual(Tree.resultKey) else { return }
        try describingDamage([UInt8](entry.key)) { _ = try Seal.open(entry.value, key: entry.key) }
    }

}

extension LMDBTransaction where Self: TableReader & ~Copyable {
    /// Entries of the state; counted one by one where the checkpoint does not say.
    func stateTotals() throws -> StateTotals {
        if let totals = try record(StateTotals.self, Array(StateTotals.name.utf8)) { return totals }
        var totals = StateTotals(entries: 0)
        try withCursor(.main) { cursor in
            var entry = try cursor.seek(atLeast: [TableID.state.rawValue])
            while let found = entry, found.key.first == TableID.state.rawValue {
                totals.entries += 1
                if found.key.count > 1 { totals.operators[found.key[1], default: 0] += 1 }
                entry = try cursor.next()
            }
        }
        return totals
    }

    /// The last record of a table, or nil.
    package func lastRecord<Record: TableRecord>(_ type: Record.Type) throws -> Record? {
        var key: [UInt8]?
        try withCursor(.main) { cursor in
            let after = try cursor.seek(atLeast: [Record.table.rawValue + 1])
            let entry = after == nil ? try cursor.last() : try cursor.previous()
            if let entry, entry.key.first == Record.table.rawValue { key = [UInt8](entry.key.dropFirst()) }
        }
        return try key.flatMap { try record(type, $0) }
    }
}

/// An entry with its whole key.
private struct WholeEntry {
    var key: [UInt8]
    var payload: [UInt8]
}

/// All entries that share their first 495 bytes with `first`, by their whole keys; `next` is what follows
/// them.
// Safety: LMDB's bytes are copied before the cursor moves.
private func longKeyGroup(
    _ cursor: borrowing Cursor, from first: Cursor.Entry, next: inout Cursor.Entry?
) throws -> [WholeEntry] {
    let head = [UInt8](first.key.prefix(StoredKey.headCount))
    var group: [WholeEntry] = []
    var entry: Cursor.Entry? = first
    while let found = entry, found.key.starts(with: head) {
        let key = [UInt8](found.key)
        try describingDamage(key) {
            let payload = [UInt8](try Seal.open(found.value, key: found.key))
            if key.count == StoredKey.hashedCount {
                for member in try LongKeyBucket(payload: payload).entries {
                    group.append(WholeEntry(key: head + member.tail, payload: member.value))
                }
            } else {
                group.append(WholeEntry(key: key, payload: payload))
            }
        }
        entry = try cursor.next()
    }
    next = entry
    return group.sorted { $0.key.lexicographicallyPrecedes($1.key) }
}

/// Names the key of bytes found damaged.
func describingDamage<Value>(_ key: @autoclosure () -> [UInt8], _ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let damage as DamagedBytes {
        throw DamagedEntry(key: key(), reason: damage.reason)
    }
}
