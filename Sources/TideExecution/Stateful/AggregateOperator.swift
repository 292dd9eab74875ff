import TideCheckpoint
import TideColumnar
import TideModel
import TidePlanning

/// Groups with state: merges a batch's groups into those of the batches before, gives rows as the output
/// mode asks, and forgets what has expired.
struct AggregateOperator {
    /// When more groups expire at once they are read as they are written, not held.
    private static let mostRowsHeld = 65_536

    private struct TooManyRows: Error {}

    let codec: AggregateCodec
    let mode: OutputMode
    /// Groups up to this time, in microseconds, are complete; nil where no grouping carries a watermark.
    let expiresThroughUs: Int64?

    func run(_ partial: StateDelta, _ state: any StateView) throws -> OperatorOutput {
        switch mode {
        case .complete:
            var output = OperatorOutput()
            output.delta = partial
            return output
        case .append: return try append(partial.entries, state)
        case .update: return try update(partial.entries, state)
        }
    }

    /// Emits and forgets the groups that can no longer change; the others are merged by the commit, unread.
    private func append(_ entries: StateEntries, _ state: any StateView) throws -> OperatorOutput {
        var output = OperatorOutput()
        guard let range = expiresThroughUs.map(codec.keys.keys(throughUs:)) else {
            output.delta = StateDelta(sorted: entries)
            return output
        }
        let expiring = entries.indices(in: range)
        let groups = ExpiredGroups(codec: codec, range: range, fresh: Array(entries[expiring]))
        do {
            output.expired = try groups.forEachBatch(state) { batch in
                output.rows.append(batch)
                guard output.rows.mostRows <= Self.mostRowsHeld else { throw TooManyRows() }
            }
        } catch is TooManyRows {
            output.expired = try state.count(range)
            output.rows = RowStream(count: output.expired + groups.fresh.count) { state, body in
                _ = try groups.forEachBatch(state, body)
            }
        }
        var rest = entries
        rest.remove(expiring)
        output.delta = StateDelta(sorted: rest)
        if output.expired > 0 { output.delta.removed = [range] }
        return output
    }

    /// Emits the groups that the batch changes, then forgets those that can no longer change.
    private func update(_ entries: StateEntries, _ state: any StateView) throws -> OperatorOutput {
        var output = OperatorOutput()
        var entries = entries
        if entries.isEmpty, codec.aggregation.groupings.isEmpty {
            // The one group of all rows is there from the beginning.
            entries.append(StateEntry(key: codec.keys.encode([]), value: codec.emptyValue()))
        }
        let range = expiresThroughUs.map(codec.keys.keys(throughUs:))
        var merged: [StateEntry] = []
        for entry in entries {
            let value = try codec.merge(try state.value(.state, entry.key), entry.value)
            merged.append(StateEntry(key: entry.key, value: value))
            if range?.contains(entry.key) != true {
                output.delta.changes.append(StateChange(key: entry.key, value: value))
            }
        }
        if !merged.isEmpty {
            output.rows = RowStream([try codec.decodeRows(merged).numbered])
            output.keys = merged.map(\.key)
            output.changed = Dictionary(uniqueKeysWithValues: merged.map { ($0.key, $0.value) })
        }
        guard let range else { return output }
        output.expired = try state.count(range)
        if output.expired > 0 { output.delta.removed = [range] }
        return output
    }
}

/// Groups that can no longer change, in the order of their keys.
private struct ExpiredGroups {
    let codec: AggregateCodec
    let range: StateRange
    /// The batch's own groups of the range, in order.
    let fresh: [StateEntry]

    /// Gives the rows of the stored groups, each merged with the batch's, and of those that are new; returns
    /// how many are stored.
    func forEachBatch(_ state: any StateView, _ body: (RecordBatch) throws -> Void) throws -> Int {
        var fresh = fresh[...]
        var stored = 0
        var chunk: [StateEntry] = []
        func emit(_ entry: StateEntry) throws {
            chunk.append(entry)
            guard chunk.count == 8_192 else { return }
            try body(try codec.decodeRows(chunk))
            chunk.removeAll(keepingCapacity: true)
        }
        try state.scan(range) { old in
            stored += 1
            while let new = fresh.first, new.key.lexicographicallyPrecedes(old.key) {
                try emit(new)
                fresh.removeFirst()
            }
            var entry = old
            if let new = fresh.first, new.key == old.key {
                entry.value = try codec.merge(old.value, new.value)
                fresh.removeFirst()
            }
            try emit(entry)
            return true
        }
        for new in fresh { try emit(new) }
        if !chunk.isEmpty { try body(try codec.decodeRows(chunk)) }
        return stored
    }
}

extension StateRange {
    /// Whether a key of the range's table is in it.
    func contains(_ key: [UInt8]) -> Bool {
        !key.lexicographicallyPrecedes(lower) && key.lexicographicallyPrecedes(upper)
    }

    /// The keys that begin with these bytes.
    init(_ table: TableID = .state, prefix: [UInt8]) {
        self.init(table, prefix, OrderedBytes.successor(of: prefix))
    }
}

extension StateView {
    /// How many entries a range has.
    func count(_ range: StateRange) throws -> Int {
        var count = 0
        try scan(range) { _ in
            count += 1
            return true
        }
        return count
    }
}
