import TideDurableIO
import TideLMDB
import TideModel

/// The entries that one committed batch changes.
struct BatchCommit {
    let batch: CommittedBatch
    let clock: any WallClock

    /// Notes in `measure` how long the merge took, and how many entries and rows that makes.
    func write(
        to tables: inout TableWriter, in transaction: borrowing WriteTransaction, merge: StateMerge,
        measure: inout CommitMeasure
    ) throws {
        tables.keepHistory(of: batch.record.id)
        try writeSlices(to: &tables, in: transaction)
        var totals = try transaction.record(Totals.self, Array(Totals.name.utf8)) ?? Totals()
        totals.add(batch.record)
        totals.files += try writeLedger(to: &tables, in: transaction)
        try tables.put(batch.record, in: transaction)
        try tables.put(totals, in: transaction)
        if !batch.watermarks.isEmpty {
            try tables.put(WatermarkRecord(milliseconds: batch.watermarks), in: transaction)
        }
        if let remainder = batch.remainder {
            try tables.put(remainder, in: transaction)
        } else {
            try tables.delete(.meta, Array(PlanRemainder.name.utf8), in: transaction)
        }
        var state = try transaction.stateTotals()
        let startedNs = clock.monotonicNanoseconds()
        try tables.apply(batch.delta, in: transaction, merge: merge)
        measure.mergeNs = clock.monotonicNanoseconds() - startedNs
        for (id, gain) in tables.stateGain {
            state.entries += gain
            state.operators[id, default: 0] += gain
        }
        try tables.put(state, in: transaction)
        measure.state.entries = state.entries
        measure.state.operators = state.operators
        measure.appendedRows = try writeOutput(to: &tables, in: transaction)
        tables.record.lastBatch = batch.record.id
        if let sink = batch.sink {
            try write(sink, to: &tables, in: transaction)
        } else {
            // Without a sink there is nothing to drain.
            tables.record.drainedBatch = batch.record.id
        }
        try tables.finishHistory(in: transaction)
    }

    private func write(
        _ sink: SinkCommit, to tables: inout TableWriter, in transaction: borrowing WriteTransaction
    ) throws {
        try tables.drop(through: sink.drainedThrough, dropsResult: sink.dropsResult, in: transaction)
        guard !sink.files.isEmpty else { return }
        var totals = try transaction.record(SinkTotals.self, Array(SinkTotals.name.utf8)) ?? SinkTotals()
        for piece in OutboxPiece.pieces(of: sink.files, batch: batch.record.id) {
            try tables.put(piece, in: transaction)
        }
        totals.files += Int64(sink.files.count)
        totals.rows += sink.files.reduce(0) { $0 + $1.rows }
        totals.bytes += sink.files.reduce(0) { $0 + $1.length }
        try tables.put(totals, in: transaction)
    }

    private func writeSlices(
        to tables: inout TableWriter, in transaction: borrowing WriteTransaction
    ) throws {
        for slice in batch.slices {
            try tables.put(slice, in: transaction)
            let (rejects, late) = (slice.outcome.rejects, slice.outcome.late)
            if rejects.total > 0 { try tables.put(RejectRecord(slice.place, rejects), in: transaction) }
            if late.count > 0 { try tables.put(LateRecord(slice.place, late), in: transaction) }
        }
        for change in batch.changedInputs { try tables.put(change, in: transaction) }
    }

    /// Returns how many rows were appended; nil for a batch that appends none.
    private func writeOutput(
        to tables: inout TableWriter, in transaction: borrowing WriteTransaction
    ) throws -> Int64? {
        guard batch.output != nil || batch.updates != nil else { return nil }
        var totals =
            try transaction.record(ResultTotals.self, Array(ResultTotals.name.utf8)) ?? ResultTotals()
        var appended: Int64?
        if let output = batch.output {
            var rows: Int64 = 0
            try output.forEach { piece in
                rows += Int64(piece.rows)
                try tables.append(piece, ofBatch: batch.record.id, in: transaction)
            }
            totals.rows += rows
            appended = rows
        }
        if let updates = batch.updates { totals.rows += try tables.update(updates, in: transaction) }
        try tables.put(totals, in: transaction)
        return appended
    }

    /// Returns how many entries the ledger has gained.
    private func writeLedger(
        to tables: inout TableWriter, in transaction: borrowing WriteTransaction
    ) throws -> Int64 {
        var gained: Int64 = 0
        for file in batch.removedFiles {
            if try transaction.record(FileEntry.self, file.key) != nil { gained -= 1 }
            try tables.delete(.files, file.key, in: transaction)
            try forgetInode(of: file, in: &tables, transaction)
        }
        for file in batch.files {
            let old = try transaction.record(FileEntry.self, file.key)
            if old == nil { gained += 1 }
            // A path that holds another file than before leaves its old inode to nobody.
            if let old, old.identity.inode != file.identity.inode {
                try forgetInode(of: old, in: &tables, transaction)
            }
            try tables.put(file, in: transaction)
            let inode = FileInodeRecord(
                source: file.source, inode: file.identity.inode, path: file.path)
            try tables.put(inode, in: transaction)
        }
        return gained
    }

    /// Removes the inode's entry if it still leads to the file.
    private func forgetInode(
        of file: FileEntry, in tables: inout TableWriter, _ transaction: borrowing WriteTransaction
    ) throws {
        let key = FileInodeRecord.key(source: file.source, inode: file.identity.inode)
        let entry = try transaction.record(FileInodeRecord.self, key)
        guard let entry, entry.path.utf8.elementsEqual(file.path.utf8) else { return }
        try tables.delete(.fileInodes, key, in: transaction)
    }
}
