import TideCheckpoint
import TideColumnar
import TideConnectors
import TideFormats
import TideModel
import TidePlanning
import TideStreaming
import Tidemark

/// What a checkpoint says of itself, copied out of one snapshot: the plan and slices that are recomputed,
/// the groups and counts that are compared.
struct VerificationInput {
    var reader: CheckpointReader
    var result: StoredResult
    /// Those that count, in their order: none that was rolled back, and no rollback.
    var batches: [BatchRecord]
    /// The last one of all.
    var lastBatch: Int64
    /// What each batch read, in its order.
    var slices: [Int64: [SliceRecord]]
    /// Groupings, then aggregates; none for a query without an aggregation.
    var groups: [[Value]]
    /// Rows of the result; nil for a query with an aggregation.
    var resultRows: Int64?
    /// Where the rows go; nil for a result in the checkpoint.
    var sink: SinkRecord?
    /// The newest batch whose rows are there for good.
    var drained: Int64
    /// What these batches found changed of what earlier ones had read.
    var changes: [InputChange]
    /// How the sources' lines were read, by the batch and the index of the source.
    var inputs: [Int64: [SourceInput]]
    /// The tables that each batch read whole.
    var tables: [Int64: StaticTables]
}

extension VerificationInput {
    /// What the expressions of a batch saw of the clock.
    func context(of batch: BatchRecord) -> EvaluationContext {
        EvaluationContext(zone: result.zone, timestampUs: batch.timestampMs * 1_000)
    }

    /// Reads the checkpoint at `checkpoint`, absolute.
    ///
    /// - Throws: `TidemarkError` when there is no batch, the checkpoint is damaged, or its input is not
    ///   found.
    init(checkpoint: String, movedRoots: [(old: String, new: String)]) throws {
        let reader = try CheckpointReader.open(root: checkpoint)
        self = try reader.snapshot { snapshot in
            let all = try snapshot.batches()
            let batches = Self.counting(all)
            let stored = try snapshot.sourceRoots().sorted { $0.source < $1.source }
            guard !batches.isEmpty, let result = try StoredResult(snapshot), !stored.isEmpty else {
                throw Self.nothingToVerify(checkpoint)
            }
            try Self.requireOwnCode(result.query)
            let roots = try stored.map { try $0.resolve(checkpoint: checkpoint, moved: movedRoots) }
            var slices: [Int64: [SliceRecord]] = [:]
            for batch in batches {
                for record in try snapshot.slices(ofBatch: batch.id) {
                    slices[batch.id, default: []].append(try Self.present(record, snapshot))
                }
            }
            let counting = Set(batches.map(\.id))
            let changes = try snapshot.changes().filter { counting.contains($0.batch) }
            let plans = try snapshot.plans()
            return Self(
                reader: reader, result: result, batches: batches, lastBatch: all.last?.id ?? -1,
                slices: slices,
                groups: try Self.groups(result, snapshot), resultRows: try Self.resultRows(result, snapshot),
                sink: try snapshot.sink(), drained: snapshot.record?.drainedBatch ?? -1,
                changes: changes, inputs: try Self.inputs(of: batches, plans: plans, roots),
                tables: try Self.tables(of: batches, plans))
        }
    }

    /// The batches that the tables come of: from the last one back, and from a rollback on from the batch it
    /// went back to.
    private static func counting(_ batches: [BatchRecord]) -> [BatchRecord] {
        var found: [BatchRecord] = []
        var next = batches.last?.id ?? -1
        for batch in batches.reversed() where batch.id == next {
            next = batch.rolledBackTo ?? batch.id - 1
            if batch.rolledBackTo == nil { found.append(batch) }
        }
        return found.reversed()
    }

    /// What a program's own code gives cannot be computed anew without the program.
    private static func requireOwnCode(_ query: LogicalPlan) throws {
        for case .transform(let transform, _) in query.steps {
            throw TidemarkError(.verifyUserCode, ["name": transform.name])
        }
    }

    private static func groups(
        _ result: StoredResult, _ snapshot: borrowing CheckpointSnapshot
    ) throws -> [[Value]] {
        switch result.plan.shape {
        case .aggregating(let aggregation, _): try result.groups(aggregation, snapshot).flatMap(\.rows)
        case .appending, .updating: []
        }
    }

    private static func resultRows(
        _ result: StoredResult, _ snapshot: borrowing CheckpointSnapshot
    ) throws -> Int64? {
        if let sink = try snapshot.sink() {
            guard sink.mode != OutputMode.complete.rawValue, result.plan.mode != .complete else { return nil }
            return sink.hasFiles ? try snapshot.sinkTotals().rows : try snapshot.resultRows() ?? 0
        }
        return result.plan.shape == .appending ? try snapshot.resultRows() ?? 0 : nil
    }

    /// What a batch appended to the result, of a snapshot of its own: the rows never change.
    func resultPieces(of batch: BatchRecord) throws -> [ResultPiece] {
        try reader.snapshot { try $0.resultPieces(ofBatches: batch.id...batch.id) }
    }

    /// The slice under the name its file has now, where the ledger knows that it was renamed.
    ///
    /// An inode alone tells nothing while the ledger knows the name: inodes are used again.
    private static func present(
        _ record: SliceRecord, _ snapshot: borrowing CheckpointSnapshot
    ) throws -> SliceRecord {
        let source = UInt16(record.slice.source)
        let owner = try snapshot.file(source: source, path: record.slice.path)
        if let owner, owner.firstBatch <= record.batch { return record }
        guard let entry = try snapshot.file(source: source, inode: record.slice.identity.inode),
            entry.firstBatch <= record.batch
        else { return record }
        var moved = record
        moved.slice.path = entry.path
        return moved
    }

    private static func inputs(
        of batches: [BatchRecord], plans: [PlanRecord], _ roots: [String]
    ) throws -> [Int64: [SourceInput]] {
        var inputs: [UInt32: [SourceInput]] = [:]
        for record in plans {
            let scans = try record.streamingPlan().sources
            inputs[record.version] = try scans.enumerated().map { source, scan in
                try FileSourceOptions(stored: record, source: source)
                    .input(root: roots[source], scan, zone: try record.zone())
            }
        }
        var found: [Int64: [SourceInput]] = [:]
        for batch in batches {
            guard let read = inputs[batch.planVersion] else {
                throw TidemarkError(
                    .storedPlanDamaged,
                    ["what": "has no version \(batch.planVersion), which batch \(batch.id) ran"])
            }
            found[batch.id] = read
        }
        return found
    }

    /// The tables as they are now, which must be what they were when each batch read them.
    private static func tables(
        of batches: [BatchRecord], _ plans: [PlanRecord]
    ) throws -> [Int64: StaticTables] {
        var found: [Int64: StaticTables] = [:]
        for record in plans where record.sources.contains(where: { !$0.hash.isEmpty }) {
            let users = batches.filter { $0.planVersion == record.version }
            guard let first = users.first else { continue }
            let tables = try StaticTables(stored: record)
            for source in record.sources
            where !source.hash.isEmpty && tables.hashes[source.table] != source.hash {
                throw TidemarkError(
                    .verifyTableChanged,
                    ["table": source.table, "path": source.root, "batch": "\(first.id)"])
            }
            for batch in users { found[batch.id] = tables }
        }
        return found
    }

    private static func nothingToVerify(_ checkpoint: String) -> TidemarkError {
        TidemarkError(.nothingToVerify, ["path": checkpoint])
    }
}
