import TideLMDB
package import TideModel

/// How far back the history reaches.
package struct HistoryReach: Hashable, Sendable {
    /// The oldest batch to whose end the tables can be put back; the last one itself where there are no
    /// before-images.
    package var earliest: Int64
    /// Bytes of the before-images that are kept.
    package var bytes: Int64
}

/// The way from the last batch back to an older one.
enum HistoryPath: Hashable {
    /// Batches whose images are put back in this order, the newest first.
    case through([Int64])
    /// The batch was rolled back, by this one.
    case rolledBack(by: Int64)
    /// The images do not reach it, only this one and those after it.
    case endsAt(Int64)
}

extension LMDBTransaction where Self: TableReader & ~Copyable {
    /// The way from the end of `last` to the end of `target`, -1 for the time before the first batch.
    ///
    /// A rollback leads to the batch that it went back to: the tables are the same there.
    func historyPath(from last: Int64, to target: Int64) throws -> HistoryPath {
        var through: [Int64] = []
        var batch = last
        while batch > target {
            guard let record = try record(BatchRecord.self, BatchRecord.key(batch)) else {
                throw DamagedEntry(
                    key: [TableID.batches.rawValue] + BatchRecord.key(batch),
                    reason: "the batch has no record")
            }
            if let older = record.rolledBackTo {
                if older < target { return .rolledBack(by: batch) }
                batch = older
            } else {
                guard try historyHead(of: batch) != nil else { return .endsAt(batch) }
                through.append(batch)
                batch -= 1
            }
        }
        return .through(through)
    }

    /// The batches whose images lead from the end of `last` to the end of `target`, the newest first.
    ///
    /// Throws `TidemarkError` when there is no such batch, it was rolled back, or the images do not reach it.
    func requirePath(from last: Int64, to target: Int64, root: String) throws -> [Int64] {
        guard 0...max(last, 0) ~= target, last >= 0 else {
            throw TidemarkError.batchAbsent(target, last: last, root: root)
        }
        let values = ["path": root, "batch": "\(target)"]
        switch try historyPath(from: last, to: target) {
        case .through(let path): return path
        case .rolledBack(let batch):
            throw TidemarkError(.batchRolledBack, values.merging(["by": "\(batch)"]) { $1 })
        case .endsAt(let batch):
            throw TidemarkError(.batchBeforeHistory, values.merging(["earliest": "\(batch)"]) { $1 })
        }
    }

    /// How far back the history reaches from the batch `last`.
    func historyReach(from last: Int64) throws -> HistoryReach {
        var reach = HistoryReach(earliest: max(last, 0), bytes: 0)
        switch try historyPath(from: last, to: -1) {
        case .endsAt(let batch): reach.earliest = batch
        case .through, .rolledBack: reach.earliest = 0
        }
        reach.bytes = try historyBytes()
        return reach
    }

    /// The head of a batch's images; nil when there are none.
    func historyHead(of batch: Int64) throws -> HistoryPiece.Head? {
        try record(HistoryPiece.self, HistoryPiece.key(batch: batch, piece: 0))?.head
    }

    /// Bytes of the images that are kept.
    func historyBytes() throws -> Int64 {
        guard let oldest = try firstHistoryBatch().flatMap({ try historyHead(of: $0) }),
            let newest = try lastHistoryBatch().flatMap({ try historyHead(of: $0) })
        else { return 0 }
        return newest.end - (oldest.end - oldest.length)
    }

    /// Bytes of the main tree's pages but for the history.
    func bytesWithoutHistory() throws -> Int64 { try statistics().usedBytes - historyBytes() }

    /// The oldest batch that has images.
    func firstHistoryBatch() throws -> Int64? {
        try withCursor(.main) { cursor in
            historyBatch(try cursor.seek(atLeast: [TableID.history.rawValue]))
        }
    }

    /// The newest batch that has images.
    private func lastHistoryBatch() throws -> Int64? {
        try withCursor(.main) { cursor in
            let after = try cursor.seek(atLeast: [TableID.history.rawValue + 1])
            return historyBatch(after == nil ? try cursor.last() : try cursor.previous())
        }
    }

    // Safety: the key is read while the cursor stays where it is.
    private func historyBatch(_ entry: Cursor.Entry?) -> Int64? {
        guard let key = entry?.key, key.first == TableID.history.rawValue, key.count > 8 else { return nil }
        return Int64(bigEndian: key.loadUnaligned(fromByteOffset: 1, as: Int64.self))
    }

    /// A batch's images. Throws ``DamagedEntry`` where a piece is missing.
    func beforeImages(of batch: Int64) throws -> [BeforeImages.Image] {
        var bytes: [UInt8] = []
        var length: Int64 = 0
        var pieces: UInt32 = 0
        let prefix = BatchRecord.key(batch)
        func damage(_ reason: String) -> DamagedEntry {
            DamagedEntry(key: [TableID.history.rawValue] + prefix, reason: reason)
        }
        try forEachRecord(HistoryPiece.self, prefix: prefix) { piece in
            guard piece.piece == pieces else { throw damage("piece \(pieces) is missing") }
            length = piece.head?.length ?? length
            bytes += piece.bytes
            pieces += 1
        }
        guard pieces > 0, Int64(bytes.count) == length else {
            throw damage("\(length) bytes of before-images expected, \(bytes.count) are there")
        }
        return try describingDamage([TableID.history.rawValue] + prefix) {
            try BeforeImages(bytes: bytes).unpacked()
        }
    }
}

extension CheckpointSnapshot {
    /// The batches whose images lead from the last batch to the end of `target`, the newest first.
    func pathBack(to target: Int64, root: String) throws -> [Int64] {
        guard let transaction else { throw TidemarkError.batchAbsent(target, last: -1, root: root) }
        return try transaction.requirePath(from: record?.lastBatch ?? -1, to: target, root: root)
    }

    /// How far back the tables can be put; nil before the first batch.
    package func historyReach() throws -> HistoryReach? {
        guard let transaction, let last = record?.lastBatch, last >= 0 else { return nil }
        return try transaction.historyReach(from: last)
    }
}

extension TidemarkError {
    /// That a checkpoint with the last batch `last` has no batch `batch`.
    package static func batchAbsent(_ batch: Int64, last: Int64, root: String) -> TidemarkError {
        let batches = last < 0 ? "none yet" : "batches 0 to \(last)"
        return TidemarkError(.batchAbsent, ["path": root, "batch": "\(batch)", "batches": batches])
    }
}
