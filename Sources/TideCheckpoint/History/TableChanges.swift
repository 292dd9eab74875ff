import TideLMDB

/// How the entries of a table differ between two snapshots.
package struct TableChanges: Hashable, Sendable {
    package var table: TableID
    /// Entries that only the second snapshot has.
    package var added = 0
    /// Entries that only the first one has.
    package var removed = 0
    /// Entries that both have with other values.
    package var changed = 0

    /// Whether there is no difference.
    package var isEmpty: Bool { added + removed + changed == 0 }

    fileprivate init(_ table: TableID) { self.table = table }

    fileprivate mutating func count(_ old: [UInt8]?, _ new: [UInt8]?) {
        switch (old, new) {
        case (nil, nil): break
        case (nil, .some): added += 1
        case (.some, nil): removed += 1
        case (.some(let old), .some(let new)): if old != new { changed += 1 }
        }
    }
}

extension CheckpointSnapshot {
    /// Names in `meta` that say what the query is, not what its batches have made.
    private static func saysWhatItIs(_ table: TableID, _ key: [UInt8]) -> Bool {
        guard table == .meta else { return false }
        let totals = [
            Totals.name, StateTotals.name, ResultTotals.name, SinkTotals.name, WatermarkRecord.name,
            PlanRemainder.name,
        ]
        return !totals.contains { key.elementsEqual($0.utf8) }
    }

    /// How the tables that batches change differ from those of `other`, table by table; tables without a
    /// difference are left out.
    ///
    /// Of two snapshots of one transaction only what the batches between them changed is looked at.
    package func changes(to other: borrowing CheckpointSnapshot) throws -> [TableChanges] {
        guard let old = transaction, let new = other.transaction else { return [] }
        if old.id == new.id, record?.epoch == other.record?.epoch, old.overlay != nil || new.overlay != nil {
            return try changes(between: old, new)
        }
        return try TableID.allCases.filter(\.isRestorable).compactMap { table in
            var changes = TableChanges(table)
            try old.scan(table) { key, payload in
                let key = [UInt8](key)
                guard !Self.saysWhatItIs(table, key) else { return }
                changes.count([UInt8](payload), try new.payload(table, key))
            }
            try new.scan(table) { key, payload in
                let key = [UInt8](key)
                guard !Self.saysWhatItIs(table, key), try old.payload(table, key) == nil else { return }
                changes.count(nil, [UInt8](payload))
            }
            return changes.isEmpty ? nil : changes
        }
    }

    private func changes(between old: Transaction, _ new: Transaction) throws -> [TableChanges] {
        var found: [TableID: TableChanges] = [:]
        let keys = Set((old.overlay?.changedKeys ?? []) + (new.overlay?.changedKeys ?? []))
        for tableKey in keys {
            guard let table = tableKey.first.flatMap(TableID.init(rawValue:)) else { continue }
            let key = Array(tableKey.dropFirst())
            found[table, default: TableChanges(table)]
                .count(try old.payload(table, key), try new.payload(table, key))
        }
        return found.values.filter { !$0.isEmpty }.sorted { $0.table.rawValue < $1.table.rawValue }
    }

    /// The ledger's entries that are otherwise at the end of the last batch: as they are in this snapshot of
    /// an older one, and now. In the order of sources and paths.
    package func filesChangedSince() throws -> [(older: FileEntry?, last: FileEntry?)] {
        guard let transaction, let overlay = transaction.overlay else { return [] }
        return try overlay.keys(prefix: [TableID.files.rawValue], from: []).map { tableKey in
            let key = Array(tableKey.dropFirst())
            return (
                try transaction.record(FileEntry.self, key),
                try transaction.stored.record(FileEntry.self, key)
            )
        }
    }

    /// The batches that are undone when the last one's tables are put back to this older batch's, the oldest
    /// first.
    package func batchesSince() throws -> [BatchRecord] {
        guard let transaction, let older = record?.lastBatch else { return [] }
        let last = try transaction.stored.commitRecord().lastBatch
        guard case .through(let path) = try transaction.stored.historyPath(from: last, to: older) else {
            return []
        }
        return try path.reversed().compactMap { try batch($0) }
    }
}
