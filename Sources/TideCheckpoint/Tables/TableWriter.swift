package import TideLMDB

/// Changes the tables within one writing transaction and keeps the commit record's counts and digest true.
///
/// The last call is ``finish(in:)``, which writes the commit record.
package struct TableWriter {
    /// The record as it will be written.
    package var record: CommitRecord
    /// By how many entries each operator's part of the table `state` has grown.
    package private(set) var stateGain: [UInt8: Int64] = [:]
    private let hash: StoredKey.Hash
    /// What the entries of restorable tables were, while that is kept.
    private var history: HistoryPacker?

    /// Continues from the commit record of the transaction before, or from a new one for an empty tree.
    package init(_ record: CommitRecord, hash: @escaping StoredKey.Hash = StoredKey.xxh3) {
        self.record = record
        self.hash = hash
    }

    /// Stores a record in place of what was under its key.
    package mutating func put<Record: TableRecord>(
        _ value: Record, in transaction: borrowing WriteTransaction
    ) throws {
        try put(Record.table, value.key, value.payload, in: transaction)
    }

    /// Stores a payload in place of what was under its key.
    package mutating func put(
        _ table: TableID, _ key: [UInt8], _ payload: [UInt8], in transaction: borrowing WriteTransaction
    ) throws {
        try transaction.withCursor(.main) { cursor in
            try update(table, key, at: cursor, in: transaction) { _ in payload }
        }
    }

    /// Removes an entry; no effect when there is none.
    package mutating func delete(
        _ table: TableID, _ key: [UInt8], in transaction: borrowing WriteTransaction
    ) throws {
        try transaction.withCursor(.main) { cursor in
            try update(table, key, at: cursor, in: transaction) { _ in nil }
        }
    }

    /// Applies a delta to the state, in one pass of a cursor for what is merged.
    package mutating func apply(
        _ delta: StateDelta, in transaction: borrowing WriteTransaction, merge: StateMerge
    ) throws {
        try transaction.withCursor(.main) { cursor in
            for range in delta.removed { try remove(range, at: cursor, in: transaction) }
            try self.merge(delta.entries, at: cursor, in: transaction, merge)
            for change in delta.changes {
                try update(change.table, change.key, at: cursor, in: transaction) { _ in change.value }
            }
        }
    }

    // Safety: keys and values are those of the entries or of local arrays, used within their closures only;
    // the old value points into the map and is used up before the entry is written.
    /// Merges entries in the order of their keys: where none of the tree is behind them they are appended.
    private mutating func merge(
        _ entries: StateEntries, at cursor: borrowing Cursor, in transaction: borrowing WriteTransaction,
        _ merge: StateMerge
    ) throws {
        var (stored, value): ([UInt8], [UInt8]) = ([], [])
        var isAtEnd = false
        try entries.forEachEntry { key, delta in
            guard key.count + 1 < StoredKey.hashedCount else {
                isAtEnd = false
                return try update(.state, [UInt8](key), at: cursor, in: transaction) { old in
                    var merged: [UInt8] = []
                    try merge(key, old, delta, &merged)
                    return merged
                }
            }
            try storeHistory(in: transaction)
            stored.removeAll(keepingCapacity: true)
            stored.append(TableID.state.rawValue)
            stored.append(contentsOf: key)
            value.removeAll(keepingCapacity: true)
            try stored.withUnsafeBytes { bytes in
                let found = isAtEnd ? nil : try cursor.seek(atLeast: bytes)
                isAtEnd = found == nil
                let old = found.flatMap { bytesEqual($0.key, bytes) ? $0.value : nil }
                try describingDamage([UInt8](bytes)) {
                    let before = try old.map { try Seal.open($0, key: bytes) }
                    history?.add(key: bytes, payload: before)
                    try merge(key, before, delta, &value)
                }
                Seal.close(&value, key: bytes)
                if let old { record.digest.remove(key: bytes, value: old) }
                try value.withUnsafeBytes { value in
                    record.digest.insert(key: bytes, value: value)
                    let place: CursorPlace = isAtEnd ? .end : old == nil ? .free : .current
                    try transaction.put(bytes, value, at: cursor, place)
                }
                if old == nil {
                    record.mainEntries += 1
                    stateGain[key[0], default: 0] += 1
                }
            }
        }
    }

    // Safety: an entry is taken out of the digest before it is deleted; deleting moves the cursor to the
    // next.
    /// Removes the entries of a range one after another, touching no others.
    private mutating func remove(
        _ range: StateRange, at cursor: borrowing Cursor, in transaction: borrowing WriteTransaction
    ) throws {
        let upper = [range.table.rawValue] + range.upper
        try storeHistory(in: transaction)
        var entry = try cursor.seek(atLeast: [range.table.rawValue] + range.lower)
        while let found = entry, found.key.lexicographicallyPrecedes(upper) {
            if range.table.isRestorable, history != nil {
                try describingDamage([UInt8](found.key)) {
                    history?.add(key: found.key, payload: try Seal.open(found.value, key: found.key))
                }
            }
            if range.table.isInDigest { record.digest.remove(key: found.key, value: found.value) }
            try transaction.delete(at: cursor)
            record.mainEntries -= 1
            if range.table == .state { stateGain[range.lower[0], default: 0] -= 1 }
            // Never between reading an entry and using it: it would move.
            try storeHistory(in: transaction)
            entry = try cursor.seek(atLeast: [range.table.rawValue] + range.lower)
        }
    }

    /// Puts rows of the result in the place of their groups' rows before; these stand in the main tree.
    ///
    /// Returns how many groups are new.
    package mutating func update(
        _ rows: [(key: [UInt8], row: ResultPiece)], in transaction: borrowing WriteTransaction
    ) throws -> Int64 {
        let before = record.mainEntries
        try transaction.withCursor(.main) { cursor in
            for (key, row) in rows {
                try update(.result, key, at: cursor, in: transaction) { _ in row.payload }
            }
        }
        return Int64(record.mainEntries) - Int64(before)
    }

    /// Appends a piece of a batch's rows to the result, behind those of all batches before it.
    // Safety: the arrays' bytes are used within their closures only.
    package mutating func append(
        _ piece: ResultPiece, ofBatch batch: Int64, in transaction: borrowing WriteTransaction
    ) throws {
        // LMDB keeps the tree's root in the main tree, from its first entry on.
        let isNew = try record.resultEntries == 0 && transaction.get(Tree.resultKey) == nil
        let stored = StoredKey(.result, ResultPiece.key(batch: batch, firstRow: piece.firstRow))
        try stored.bytes.withUnsafeBytes { key in
            try Seal.seal(piece.payload, key: stored.bytes).withUnsafeBytes { value in
                try transaction.append(key, value, in: .result)
                record.digest.insert(key: key, value: value)
            }
        }
        record.resultEntries += 1
        if isNew { record.mainEntries += 1 }
    }

    /// Notes that the output of batches up to `batch` is durable in the sink, and drops it from the outbox
    /// and, with `dropsResult`, from the result.
    package mutating func drop(
        through batch: Int64, dropsResult: Bool, in transaction: borrowing WriteTransaction
    ) throws {
        record.drainedBatch = batch
        try drop(.outbox, in: .main, through: batch, transaction)
        guard dropsResult, try transaction.entryCount(.result) > 0 else { return }
        try drop(.result, in: .result, through: batch, transaction)
    }

    /// Drops what the batches after `batch` appended to the result, and what they have in the outbox.
    mutating func dropOutput(after batch: Int64, in transaction: borrowing WriteTransaction) throws {
        try drop(.outbox, in: .main, after: batch, through: .max, transaction)
        try drop(.result, in: .result, after: batch, through: .max, transaction)
    }

    // Safety: key and value point into the map and are used before the entry is deleted.
    /// Removes the entries of a table whose keys begin with a batch behind `first`, up to `last`.
    private mutating func drop(
        _ table: TableID, in tree: Tree, after first: Int64 = -1, through last: Int64,
        _ transaction: borrowing WriteTransaction
    ) throws {
        try transaction.withCursor(tree) { cursor in
            var entry = try cursor.seek(atLeast: [table.rawValue] + BatchRecord.key(first + 1))
            while let found = entry, found.key.first == table.rawValue, found.key.count > 8 {
                let batch = found.key.loadUnaligned(fromByteOffset: 1, as: Int64.self)
                guard Int64(bigEndian: batch) <= last else { return }
                if table.isInDigest { record.digest.remove(key: found.key, value: found.value) }
                try transaction.delete(at: cursor)
                if tree == .main { record.mainEntries -= 1 } else { record.resultEntries -= 1 }
                entry = try cursor.next()
            }
        }
    }

    // Safety: the old value points into the map; it is used up (given to `change`, taken out of the digest)
    // before the entry is written. The arrays' bytes are used within their closures only.
    private mutating func update(
        _ table: TableID, _ key: [UInt8], at cursor: borrowing Cursor,
        in transaction: borrowing WriteTransaction,
        _ change: (_ payload: UnsafeRawBufferPointer?) throws -> [UInt8]?
    ) throws {
        try storeHistory(in: transaction)
        let stored = StoredKey(table, key, hash: hash)
        try stored.bytes.withUnsafeBytes { bytes in
            let found = try cursor.seek(atLeast: bytes)
            let old = found.flatMap { bytesEqual($0.key, bytes) ? $0.value : nil }
            let payload = try describingDamage(stored.bytes) {
                let before = try old.map { try Seal.open($0, key: bytes) }
                if table.isRestorable { history?.add(key: bytes, payload: before) }
                return try Self.changed(before, tail: stored.tail, change)
            }
            if let old, table.isInDigest { record.digest.remove(key: bytes, value: old) }
            guard let payload else {
                guard old != nil else { return }
                try transaction.delete(at: cursor)
                record.mainEntries -= 1
                if table == .state { stateGain[key[0], default: 0] -= 1 }
                return
            }
            try Seal.seal(payload, key: stored.bytes).withUnsafeBytes { value in
                if table.isInDigest { record.digest.insert(key: bytes, value: value) }
                try transaction.put(bytes, value, at: cursor)
                if old == nil {
                    record.mainEntries += 1
                    if table == .state { stateGain[key[0], default: 0] += 1 }
                }
            }
        }
    }

    // Safety: passes buffers on that are valid during the call.
    /// The new payload of a stored key: for a hashed key, of the bucket in which the tail's entry changes.
    private static func changed(
        _ payload: UnsafeRawBufferPointer?, tail: [UInt8]?,
        _ change: (_ payload: UnsafeRawBufferPointer?) throws -> [UInt8]?
    ) throws -> [UInt8]? {
        guard let tail else { return try change(payload) }
        var bucket = try payload.map { try LongKeyBucket(payload: [UInt8]($0)) } ?? LongKeyBucket()
        if let old = bucket[tail] {
            bucket[tail] = try old.withUnsafeBytes { try change($0) }
        } else {
            bucket[tail] = try change(nil)
        }
        return bucket.entries.isEmpty ? nil : bucket.payload
    }

    /// From now on what entries of restorable tables were is kept, for the batch.
    package mutating func keepHistory(of batch: Int64, mostBytes: Int64 = BeforeImages.mostBytes) {
        history = HistoryPacker(batch: batch, limit: mostBytes)
    }

    /// Stores what is kept by now, if it is much.
    private mutating func storeHistory(in transaction: borrowing WriteTransaction) throws {
        guard let pieces = history?.takePieces(), !pieces.isEmpty else { return }
        for piece in pieces { try put(piece, in: transaction) }
    }

    /// Stores the rest of what the entries changed since ``keepHistory(of:mostBytes:)`` were, and drops
    /// images that are too old or too many. Of a batch with too many none stay, and none before it are of
    /// use any more.
    package mutating func finishHistory(in transaction: borrowing WriteTransaction) throws {
        guard let history else { return }
        self.history = nil
        let (batch, images) = (history.batch, history.images)
        guard images.areComplete else {
            return try drop(.history, in: .main, through: batch, transaction)
        }
        let end = try transaction.historyHead(of: batch - 1)?.end ?? 0
        for piece in history.finish(endOfOlder: end) { try put(piece, in: transaction) }
        try drop(.history, in: .main, through: batch - CheckpointLayout.batchesRetained, transaction)
        while let oldest = try transaction.firstHistoryBatch(), oldest < batch,
            let head = try transaction.historyHead(of: oldest),
            end + images.length - (head.end - head.length) > BeforeImages.mostBytes
        {
            try drop(.history, in: .main, through: oldest, transaction)
        }
    }

    /// Puts an entry back as an image has it.
    // Safety: the old value points into the map and is used up before the entry is written.
    mutating func restore(_ image: BeforeImages.Image, in transaction: borrowing WriteTransaction) throws {
        try transaction.withCursor(.main) { cursor in
            try image.key.withUnsafeBytes { key in
                let found = try cursor.seek(atLeast: key)
                let old = found.flatMap { bytesEqual($0.key, key) ? $0.value : nil }
                if let old { record.digest.remove(key: key, value: old) }
                guard let payload = image.payload else {
                    guard old != nil else { return }
                    try transaction.delete(at: cursor)
                    record.mainEntries -= 1
                    return
                }
                try Seal.seal(payload, key: image.key).withUnsafeBytes { value in
                    record.digest.insert(key: key, value: value)
                    try transaction.put(key, value, at: cursor)
                }
                if old == nil { record.mainEntries += 1 }
            }
        }
    }

    /// Writes the commit record, with the number of this transaction.
    ///
    /// Throws ``DamagedEntry`` when LMDB counts other entries than were put and removed.
    package mutating func finish(in transaction: borrowing WriteTransaction) throws {
        if try transaction.get(CommitRecord.key) == nil { record.mainEntries += 1 }
        record.transactionID = transaction.id
        try transaction.put(CommitRecord.key, Seal.seal(record.payload, key: CommitRecord.key))
        try record.checkCounts(in: transaction)
    }
}
