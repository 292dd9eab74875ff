extension CheckpointSnapshot {
    /// The state in this snapshot; to be used within the snapshot's closure only.
    package var state: any StateView { SnapshotState(snapshot: transaction) }
}

/// The state of a snapshot; to be used within the snapshot's closure only.
private struct SnapshotState: StateView {
    let snapshot: CheckpointSnapshot.Transaction?

    func value(_ table: TableID, _ key: [UInt8]) throws -> [UInt8]? { try snapshot?.payload(table, key) }

    func scan(_ range: StateRange, _ body: (StateEntry) throws -> Bool) throws {
        struct Enough: Error {}
        do {
            try snapshot?.scan(range.table, prefix: [], from: range.lower) { key, payload in
                let key = [UInt8](key)
                guard key.lexicographicallyPrecedes(range.upper),
                    try body(StateEntry(key: key, value: [UInt8](payload)))
                else { throw Enough() }
            }
        } catch is Enough {}
    }
}
