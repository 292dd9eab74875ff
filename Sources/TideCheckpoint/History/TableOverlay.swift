import TideLMDB
import TideModel

/// What the tables of an older batch have otherwise than those of a snapshot, in memory: as much as the
/// batches since then have changed.
struct TableOverlay: Hashable {
    /// The entries by table byte and whole key; nil where there was none.
    private var entries: [[UInt8]: [UInt8]?] = [:]
    /// Their keys in bytewise order.
    private var keys: [[UInt8]] = []

    /// Puts back what the batches `path`, the newest first, have changed.
    init(
        _ path: [Int64], _ transaction: borrowing some LMDBTransaction & TableReader & ~Copyable
    ) throws {
        var stored: [[UInt8]: [UInt8]?] = [:]
        for batch in path {
            for image in try transaction.beforeImages(of: batch).reversed() {
                stored.updateValue(image.payload, forKey: image.key)
            }
        }
        for (key, payload) in stored {
            guard key.count == StoredKey.hashedCount else {
                entries.updateValue(payload, forKey: key)
                continue
            }
            // A bucket of long keys: those that came into it since are absent, the others as they were.
            let head = Array(key.prefix(StoredKey.headCount))
            for entry in try transaction.bucket(key).entries {
                entries.updateValue(nil, forKey: head + entry.tail)
            }
            let bucket = try describingDamage(key) {
                try payload.map { try LongKeyBucket(payload: $0) } ?? LongKeyBucket()
            }
            for entry in bucket.entries { entries.updateValue(entry.value, forKey: head + entry.tail) }
        }
        keys = entries.keys.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// The table keys that are otherwise, in bytewise order.
    var changedKeys: [[UInt8]] { keys }

    /// The payload under a table key; nil when it is as in the snapshot, `.some(nil)` when there is none.
    subscript(tableKey: [UInt8]) -> [UInt8]?? { entries[tableKey] }

    /// The keys that begin with `prefix` and are not below `first`.
    func keys(prefix: [UInt8], from first: [UInt8]) -> ArraySlice<[UInt8]> {
        var (low, high) = (0, keys.count)
        let start = first.lexicographicallyPrecedes(prefix) ? prefix : first
        while low < high {
            let middle = (low + high) / 2
            if keys[middle].lexicographicallyPrecedes(start) { low = middle + 1 } else { high = middle }
        }
        return keys[low...].prefix { $0.starts(with: prefix) }
    }
}

extension LMDBTransaction where Self: TableReader & ~Copyable {
    /// What is stored under a hashed key.
    // Safety: LMDB's bytes are copied within the closure.
    fileprivate func bucket(_ key: [UInt8]) throws -> LongKeyBucket {
        try key.withUnsafeBytes { bytes in
            guard let value = try get(bytes) else { return LongKeyBucket() }
            return try describingDamage(key) {
                try LongKeyBucket(payload: [UInt8](try Seal.open(value, key: bytes)))
            }
        }
    }
}

extension CheckpointSnapshot.Transaction {
    /// As the snapshot has it, or as the overlay does.
    func payload(_ table: TableID, _ key: [UInt8], hash: StoredKey.Hash) throws -> [UInt8]? {
        if let overlaid = overlay?[[table.rawValue] + key] { return overlaid }
        return try stored.payload(table, key, hash: hash)
    }

    // Safety: passes on buffers that are valid during the call of `body`.
    /// As of the snapshot, with the overlay's entries in their places.
    func scan(
        _ table: TableID, prefix: [UInt8], from first: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard let overlay else { return try stored.scan(table, prefix: prefix, from: first, body) }
        var waiting = overlay.keys(prefix: [table.rawValue] + prefix, from: [table.rawValue] + first)
        func giveFirst() throws {
            guard let key = waiting.popFirst(), let payload = overlay[key] ?? nil else { return }
            try key.withUnsafeBytes { key in
                try payload.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: key[1...]), $0) }
            }
        }
        try stored.scan(table, prefix: prefix, from: first) { key, payload in
            while let next = waiting.first, next.dropFirst().lexicographicallyPrecedes(key) {
                try giveFirst()
            }
            if let next = waiting.first, next.dropFirst().elementsEqual(key) {
                try giveFirst()
            } else {
                try body(key, payload)
            }
        }
        while !waiting.isEmpty { try giveFirst() }
    }
}
