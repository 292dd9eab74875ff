package import TideCheckpoint
import TideColumnar
import TideConnectors
import TideDurableIO
import TideExecution
import TideFormats
import TideModel
import TidePlanning
import TideStreaming
package import Tidemark

/// What a checkpoint holds, copied out of one snapshot: read only, also while a run goes on.
package struct CheckpointReport: Sendable {
    /// Which parts beside the summary are wanted.
    package struct Parts: Hashable, Sendable {
        /// One batch with what it read.
        package var batch: Int64?
        package var files = false
        package var state = false

        package init(batch: Int64? = nil, files: Bool = false, state: Bool = false) {
            self.batch = batch
            self.files = files
            self.state = state
        }
    }

    package let root: String
    /// nil before the birth.
    package let record: CommitRecord?
    package let queryID: String?
    package let plan: PlanRecord?
    package let sourceRoot: SourceRoot?
    package let totals: Totals
    package let lastBatches: [BatchRecord]
    package let entryCounts: [TableID: Int]
    /// How far back the result can be queried and rolled back; nil before the first batch.
    package let history: HistoryReach?
    /// When all of the state was last read and found whole; nil for never.
    package let scrub: ScrubRecord?
    package let owner: LockOwner?
    package let logs: [LogKind: ClosedRange<Int64>]
    package let batch: (record: BatchRecord, slices: [SliceRecord])?
    package let files: [FileEntry]?
    /// The state decoded: groupings and aggregates, or what programs' operators keep.
    package let state: QueryResult?
    /// Rows of the result of a query without an aggregation, and those of each listed batch; nil for a
    /// query with it.
    package let resultRows: Int64?
    package let outputRows: [Int64: Int64]
    /// Where the rows go; nil for a result in the checkpoint.
    package let sink: SinkReport?
    /// Those rows themselves, of the batch that was asked for or of all.
    package let result: QueryResult?
    /// Why the pages were read without LMDB where it would not have read them; nil otherwise.
    package private(set) var note: String?

    /// How many of the newest batches the summary lists.
    private static let batchesListed = 10

    /// Reads the checkpoint at `root`: page by page, or while a run goes on through LMDB, whose slot keeps
    /// what is read from being overwritten. Where the one does not work, the other is tried.
    ///
    /// - Throws: `TidemarkError` (`checkpointNotFound`, `checkpointDamaged`, `usage` for a batch that is
    ///   not there).
    package init(root: String, parts: Parts) throws {
        let layout = CheckpointLayout(root: root)
        let owner = LockOwner(try FileSystem.readFileIfPresent(layout.lock) ?? [])
        let logs = try Self.logs(layout)
        func read(byPages: Bool) throws -> CheckpointReport {
            try CheckpointReader.open(root: root, readsPages: byPages).snapshot { snapshot in
                try Self(snapshot, parts, root: root, owner: owner, logs: logs)
            }
        }
        guard owner?.isAlive == true else {
            do { self = try read(byPages: true) } catch let error as TidemarkError
                where error.code == .checkpointInUse
            { self = try read(byPages: false) }
            note = try Self.obstacle(layout).map { "read page by page, without LMDB: \($0)" }
            return
        }
        do { self = try read(byPages: false) } catch let error as TidemarkError
            where [.checkpointDamaged, .pathNotReadable].contains(error.code)
        {
            self = try read(byPages: true)
            note = "read page by page, without LMDB: \(error.message)"
        }
    }

    /// What LMDB would have stumbled over.
    private static func obstacle(_ layout: CheckpointLayout) throws -> String? {
        let lock = FileSystem.join(layout.state, "lock.mdb")
        guard try FileSystem.status(layout.state) != nil else { return nil }
        if !FileSystem.isWritable(try FileSystem.status(lock) == nil ? layout.state : lock) {
            return "state/lock.mdb cannot be written"
        }
        return try CheckpointReader.open(root: layout.root, readsPages: true).metaFindings().first
    }

    private init(
        _ snapshot: borrowing CheckpointSnapshot, _ parts: Parts, root: String, owner: LockOwner?,
        logs: [LogKind: ClosedRange<Int64>]
    ) throws {
        self.root = root
        self.owner = owner
        self.logs = logs
        record = snapshot.record
        queryID = try snapshot.queryID()
        plan = try snapshot.currentPlan()
        sourceRoot = try snapshot.sourceRoots().first
        totals = try snapshot.totals()
        entryCounts = try snapshot.entryCounts()
        history = try snapshot.historyReach()
        scrub = try snapshot.scrub()
        let last = snapshot.record?.lastBatch ?? -1
        lastBatches = try (max(0, last + 1 - Int64(Self.batchesListed))..<max(0, last + 1)).compactMap {
            try snapshot.batch($0)
        }
        if let id = parts.batch {
            guard let record = try snapshot.batch(id) else {
                throw TidemarkError.batchAbsent(id, last: last, root: root)
            }
            batch = (record, try snapshot.slices(ofBatch: id))
        } else {
            batch = nil
        }
        files =
            parts.files
            ? try snapshot.sourceRoots().flatMap { try snapshot.files(source: $0.source) } : nil
        let stored = try StoredResult(snapshot)
        let sinkRecord = try snapshot.sink()
        sink = try sinkRecord.map { try SinkReport($0, snapshot, checkpoint: root) }
        // Rows in files or handed over are not in the table `result`.
        let isStateless = stored?.plan.shape == .appending && sinkRecord == nil
        resultRows = isStateless ? try snapshot.resultRows() ?? 0 : nil
        var outputRows: [Int64: Int64] = [:]
        if isStateless {
            for batch in lastBatches.map(\.id) + (parts.batch.map { [$0] } ?? []) {
                outputRows[batch] = try snapshot.resultRows(ofBatch: batch)
            }
        }
        self.outputRows = outputRows
        let shown =
            parts.state ? try stored.flatMap { try Self.shown($0, snapshot, batch: parts.batch) } : nil
        let programs = parts.state ? try stored.flatMap { try Self.programStates($0, snapshot) } : nil
        state = programs ?? (isStateless ? nil : shown)
        result = isStateless ? shown : nil
    }

    /// What the operators of programs keep; nil where there is none.
    private static func programStates(
        _ stored: StoredResult, _ snapshot: borrowing CheckpointSnapshot
    ) throws -> QueryResult? {
        let codecs = stored.plan.stateful.enumerated().compactMap { id, step in
            if case .transform(let transform, _) = step {
                TransformCodec(transform, operatorID: id)
            } else {
                nil
            }
        }
        guard !codecs.isEmpty else { return nil }
        let state = snapshot.state
        let rows = try codecs.flatMap { codec in
            try codec.describe(state) { key in
                JSONValue.array(key.map { .string(ValueText.text($0, zone: stored.zone)) }).text
            }
        }
        let schema = TransformCodec.description
        return QueryResult(
            schema: schema, batches: [RecordBatch(schema: schema, rows: rows)], zone: stored.zone)
    }

    /// Groups, or rows of the result; nil before the first batch.
    private static func shown(
        _ stored: StoredResult, _ snapshot: borrowing CheckpointSnapshot, batch: Int64?
    ) throws -> QueryResult? {
        guard let last = stored.lastBatch else { return nil }
        switch stored.plan.shape {
        case .aggregating(let aggregation, _):
            return QueryResult(
                schema: aggregation.schema, batches: try stored.groups(aggregation, snapshot),
                zone: stored.zone)
        case .appending, .updating:
            let batches = try snapshot.resultPieces(ofBatches: batch.map { $0...$0 } ?? 0...last.id)
                .map { try ResultPiece.rows(of: [$0], stored.query.schema) }
            return QueryResult(schema: stored.query.schema, batches: batches, zone: stored.zone)
        }
    }

    private static func logs(_ layout: CheckpointLayout) throws -> [LogKind: ClosedRange<Int64>] {
        var found: [LogKind: ClosedRange<Int64>] = [:]
        for log in LogKind.allCases {
            let directory = layout.directory(log)
            guard try FileSystem.status(directory) != nil else { continue }
            let ids = try FileSystem.list(directory).compactMap { Int64($0.name) }
            if let low = ids.min(), let high = ids.max() { found[log] = low...high }
        }
        return found
    }
}

/// Where a query's rows go, and how far they are there.
package struct SinkReport: Sendable {
    package let record: SinkRecord
    /// The directory of the files as it is found now; nil without files.
    package let place: String?
    /// What all batches gave to files.
    package let totals: SinkTotals
    /// The newest batch that is in the sink for good, -1 for none.
    package let drained: Int64
    /// The newest batch whose files have their names, by the sink's mark; nil without files or a mark.
    package let named: Int64?
    /// Files that the checkpoint keeps until they are in the sink for good, and their bytes.
    package let outboxFiles: Int
    package let outboxBytes: Int64

    init(_ record: SinkRecord, _ snapshot: borrowing CheckpointSnapshot, checkpoint: String) throws {
        self.record = record
        let place = record.hasFiles ? try record.place(checkpoint: checkpoint) : nil
        self.place = place
        totals = try snapshot.sinkTotals()
        drained = snapshot.record?.drainedBatch ?? -1
        let path = place.map { FileSystem.join($0, SinkMark.name) }
        named = try path.flatMap { path in
            try FileSystem.readFileIfPresent(path).flatMap { try? SinkMark($0, path: path) }?.drained
        }
        var files: [OutputFile] = []
        for batch in stride(from: drained + 1, through: snapshot.record?.lastBatch ?? -1, by: 1) {
            files += try snapshot.outbox(ofBatch: batch)
        }
        outboxFiles = files.count
        outboxBytes = files.reduce(0) { $0 + $1.length }
    }
}

/// Who took the checkpoint's lock last.
package struct LockOwner: Hashable, Sendable {
    package var pid: Int64
    package var host: String
    package var runID: String
    /// ISO 8601.
    package var startTime: String
    /// Whether a process of that number lives on this host.
    package var isAlive: Bool

    /// Reads the lock file's text; nil when it says nothing.
    init?(_ bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes), let pid = json["pid"]?.integer else { return nil }
        self.pid = pid
        host = json["host"]?.string ?? "?"
        runID = json["runId"]?.string ?? "?"
        startTime = json["startTime"]?.string ?? "?"
        let isHere = host == ProcessFacts.current.hostName
        isAlive = isHere && ((try? FileSystem.status("/proc/\(pid)")) ?? nil) != nil
    }
}
