package import TideLMDB
package import TideModel

/// One read transaction: the checkpoint as some batch left it, never in between.
///
/// Lives inside the closure it is given to. Of an unborn checkpoint everything is empty. Reads throw
/// ``DamagedEntry`` and `LMDBError`, which ``CheckpointReader`` and ``CheckpointWriter`` turn into
/// `TidemarkError`.
package struct CheckpointSnapshot: ~Copyable {
    /// A transaction known by its handles, and what the tables have otherwise.
    struct Transaction: LMDBTransaction, TableReader {
        let handles: TransactionHandles
        /// nil for the last batch's tables.
        var overlay: TableOverlay?

        /// What is stored.
        var stored: StoredTables { StoredTables(handles: handles) }
    }

    /// The tables as LMDB has them.
    struct StoredTables: LMDBTransaction, TableReader {
        let handles: TransactionHandles
    }

    let transaction: Transaction?
    private let isOfOlderBatch: Bool
    /// The commit record; nil before the birth.
    package let record: CommitRecord?

    /// A snapshot of a checkpoint that is not born yet.
    init() {
        transaction = nil
        record = nil
        isOfOlderBatch = false
    }

    /// Checks commit record and counts.
    package init(_ reader: borrowing ReadTransaction) throws {
        let view = Transaction(handles: reader.handles)
        record = try view.checkedCommitRecord(lastCommit: view.id)
        transaction = view
        isOfOlderBatch = false
    }

    /// The tables as they were at the end of the batch `batch` of the checkpoint at `root`.
    ///
    /// Counts and digest of the commit record are those of the last batch. Throws `TidemarkError` for a batch
    /// that is not there, was rolled back, or is older than the history.
    init(_ reader: borrowing ReadTransaction, endOf batch: Int64, root: String) throws {
        var view = Transaction(handles: reader.handles)
        var record = try view.checkedCommitRecord(lastCommit: view.id)
        let path = try view.stored.requirePath(from: record.lastBatch, to: batch, root: root)
        view.overlay = try TableOverlay(path, view.stored)
        isOfOlderBatch = batch != record.lastBatch
        record.lastBatch = batch
        self.record = record
        transaction = view
    }

    /// The watermarks of the query's marks, in milliseconds, by their ids; none before the first commit.
    package func watermarks() throws -> [Int64] {
        try transaction?.record(WatermarkRecord.self, Array(WatermarkRecord.name.utf8))?.milliseconds ?? []
    }

    /// What is left of the plan of which the last batch was a piece.
    package func planRemainder() throws -> PlanRemainder? {
        try transaction?.record(PlanRemainder.self, Array(PlanRemainder.name.utf8))
    }

    /// When all of the state was last read and found whole; nil for never.
    package func scrub() throws -> ScrubRecord? {
        try transaction?.record(ScrubRecord.self, Array(ScrubRecord.name.utf8))
    }

    /// Reads every entry and compares the digest.
    package func checkDigest() throws {
        guard let transaction, let record else { return }
        try transaction.checkDigest(record)
    }

    /// The query's id.
    package func queryID() throws -> String? {
        try transaction?.record(QueryIDRecord.self, Array(QueryIDRecord.name.utf8))?.id
    }

    /// Where the sources are, by their index.
    package func sourceRoots() throws -> [SourceRoot] {
        try transaction?.records(SourceRoot.self, prefix: Array("source-root/".utf8)) ?? []
    }

    /// Sums over all batches.
    package func totals() throws -> Totals {
        try transaction?.record(Totals.self, Array(Totals.name.utf8)) ?? Totals()
    }

    /// The size of the state; counts the entries one by one in a checkpoint that does not say.
    func stateSize(fileBytes: Int64) throws -> StateSize {
        var size = StateSize()
        guard let transaction else { return size }
        let totals = try transaction.stateTotals()
        size.entries = totals.entries
        size.operators = totals.operators
        size.usedBytes = try transaction.stored.bytesWithoutHistory()
        size.fileBytes = fileBytes
        return size
    }

    /// All versions of the plan, oldest first.
    package func plans() throws -> [PlanRecord] { try transaction?.records(PlanRecord.self) ?? [] }

    /// The newest version of the plan, or the one that the older batch of this snapshot ran.
    package func currentPlan() throws -> PlanRecord? {
        guard isOfOlderBatch, let batch = try lastBatch() else {
            return try transaction?.lastRecord(PlanRecord.self)
        }
        return try transaction?.record(PlanRecord.self, PlanRecord.key(batch.planVersion))
    }

    /// All committed batches, oldest first.
    package func batches() throws -> [BatchRecord] { try transaction?.records(BatchRecord.self) ?? [] }

    /// One committed batch.
    package func batch(_ id: Int64) throws -> BatchRecord? {
        try transaction?.record(BatchRecord.self, BatchRecord.key(id))
    }

    /// The last committed batch.
    package func lastBatch() throws -> BatchRecord? {
        guard let last = record?.lastBatch, last >= 0 else { return nil }
        guard let batch = try batch(last) else {
            throw DamagedEntry(
                key: [TableID.batches.rawValue] + BatchRecord.key(last),
                reason: "the last batch has no record")
        }
        return batch
    }

    /// What a batch read, in reading order, rejects and late rows included.
    package func slices(ofBatch id: Int64) throws -> [SliceRecord] {
        guard let transaction else { return [] }
        let prefix = BatchRecord.key(id)
        var slices = try transaction.records(SliceRecord.self, prefix: prefix)
        var rejects: [[UInt8]: RejectSummary] = [:]
        try transaction.forEachRecord(RejectRecord.self, prefix: prefix) { rejects[$0.key] = $0.summary }
        var late: [[UInt8]: LateSummary] = [:]
        try transaction.forEachRecord(LateRecord.self, prefix: prefix) { late[$0.key] = $0.summary }
        for index in slices.indices {
            let key = slices[index].key
            slices[index].outcome.late = late[key] ?? LateSummary()
            if let summary = rejects[key] { slices[index].outcome.rejects = summary }
            guard slices[index].outcome.rejects.total == slices[index].badRows else {
                throw DamagedEntry(
                    key: [TableID.rejects.rawValue] + key,
                    reason: "\(slices[index].badRows) rejects expected, "
                        + "\(slices[index].outcome.rejects.total) are there")
            }
        }
        // The key has the source before the order of reading.
        return slices.sorted { $0.seq < $1.seq }
    }

    /// The input files that batches found changed: of one batch, or of all in their order.
    package func changes(ofBatch id: Int64? = nil) throws -> [InputChange] {
        try transaction?.records(InputChange.self, prefix: id.map(BatchRecord.key) ?? []) ?? []
    }

    /// The rejects of a batch, by slice; slices without any are left out.
    package func rejects(ofBatch id: Int64) throws -> [RejectRecord] {
        try transaction?.records(RejectRecord.self, prefix: BatchRecord.key(id)) ?? []
    }

    /// The ledger's entry of a path.
    package func file(source: UInt16, path: String) throws -> FileEntry? {
        try transaction?.record(FileEntry.self, FileEntry.key(source: source, path: path))
    }

    /// The ledger's entry of the path that last had an inode.
    package func file(source: UInt16, inode: UInt64) throws -> FileEntry? {
        let key = FileInodeRecord.key(source: source, inode: inode)
        return try transaction?.record(FileInodeRecord.self, key)
            .flatMap { try file(source: source, path: $0.path) }
    }

    /// The ledger of a source, in bytewise order of the paths.
    package func files(source: UInt16) throws -> [FileEntry] {
        var writer = ByteWriter()
        writer.write(bigEndian: source)
        return try transaction?.records(FileEntry.self, prefix: writer.bytes) ?? []
    }

    /// Where the rows go; nil for a result in the checkpoint.
    package func sink() throws -> SinkRecord? {
        try transaction?.record(SinkRecord.self, Array(SinkRecord.name.utf8))
    }

    /// What all batches gave to a file sink.
    package func sinkTotals() throws -> SinkTotals {
        try transaction?.record(SinkTotals.self, Array(SinkTotals.name.utf8)) ?? SinkTotals()
    }

    /// The files of a batch that the sink is not known to hold durably.
    package func outbox(ofBatch batch: Int64) throws -> [OutputFile] {
        let pieces = try transaction?.records(OutboxPiece.self, prefix: BatchRecord.key(batch)) ?? []
        return try OutboxPiece.files(of: pieces)
    }

    /// The value of a state key.
    package func state(_ key: [UInt8]) throws -> [UInt8]? { try transaction?.payload(.state, key) }

    /// Gives every state entry whose key begins with `prefix` to `body`, in bytewise order of the keys.
    // Safety: the buffers are valid during the call of `body`.
    package func forEachState(
        prefix: [UInt8] = [],
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try transaction?.scan(.state, prefix: prefix, body)
    }

    /// Copies of all state entries, in bytewise order of their keys.
    package func stateEntries(prefix: [UInt8] = []) throws -> [StateEntry] {
        var entries: [StateEntry] = []
        try forEachState(prefix: prefix) { entries.append(StateEntry(key: [UInt8]($0), value: [UInt8]($1))) }
        return entries
    }

    /// Rows of the result; nil for a query that keeps state instead.
    package func resultRows() throws -> Int64? {
        try transaction?.record(ResultTotals.self, Array(ResultTotals.name.utf8))?.rows
    }

    /// The rows of a result that is updated, each a piece, by the keys of their groups.
    package func updatedRows() throws -> [(key: [UInt8], row: ResultPiece)] {
        var rows: [(key: [UInt8], row: ResultPiece)] = []
        try transaction?.scan(.result) { key, payload in
            rows.append((Array(key), ResultPiece(firstRow: 0, rows: 1, payload: Array(payload))))
        }
        return rows
    }

    /// Rows that a batch appended to the result.
    package func resultRows(ofBatch batch: Int64) throws -> Int64 {
        try transaction?.resultRows(ofBatch: batch) ?? 0
    }

    /// The next pieces of the result, some thousand rows, and where to go on; nil when these are the last
    /// of the batches up to `last`.
    package func resultPieces(
        from first: ResultPlace, through last: Int64
    ) throws -> (pieces: [ResultPiece], next: ResultPlace?) {
        guard let transaction else { return ([], nil) }
        return try transaction.resultPieces(from: first, through: last)
    }

    /// All pieces of some batches.
    package func resultPieces(ofBatches batches: ClosedRange<Int64>) throws -> [ResultPiece] {
        var pieces: [ResultPiece] = []
        var place: ResultPlace? = ResultPlace(batch: batches.lowerBound)
        while let from = place {
            let found = try resultPieces(from: from, through: batches.upperBound)
            pieces += found.pieces
            place = found.next
        }
        return pieces
    }

    /// Entries of each table that has any; counts them one by one.
    package func entryCounts() throws -> [TableID: Int] {
        var counts: [TableID: Int] = [:]
        guard let transaction else { return [:] }
        try transaction.withCursor(.main) { cursor in
            var entry = try cursor.first()
            while let found = entry {
                if let table = found.key.first.flatMap(TableID.init(rawValue:)) {
                    counts[table, default: 0] += 1
                }
                entry = try cursor.next()
            }
        }
        let rows = try transaction.entryCount(.result)
        if rows > 0 { counts[.result] = Int(rows) }
        return counts
    }
}
