package import TideCheckpoint
package import TideColumnar
package import TideExecution
import TideModel
package import TidePlanning
import TideStreaming

/// The stored query, and how its rows come out of a snapshot's state.
package struct StoredResult {
    package let record: PlanRecord
    package let query: LogicalPlan
    package let plan: StreamingPlan
    package let zone: ZoneRules
    /// nil before the first commit.
    package let lastBatch: BatchRecord?
    /// With the timestamp of the last batch.
    package let context: EvaluationContext

    /// The streaming table's name.
    package var table: String { record.tableName }

    /// Reads the newest plan of `snapshot`; nil when the checkpoint is not born yet.
    ///
    /// - Throws: `TidemarkError` (`checkpointDamaged`).
    package init?(_ snapshot: borrowing CheckpointSnapshot) throws {
        guard let record = try snapshot.currentPlan() else { return nil }
        self.record = record
        query = try record.query()
        plan = try record.streamingPlan()
        zone = try record.zone()
        lastBatch = try snapshot.lastBatch()
        context = EvaluationContext(zone: zone, timestampUs: (lastBatch?.timestampMs ?? 0) * 1_000)
    }

    /// The groups of `aggregation` as the state holds them: groupings, then aggregates, in key order.
    package func groups(
        _ aggregation: Aggregation, _ snapshot: borrowing CheckpointSnapshot
    ) throws -> [RecordBatch] {
        let id = plan.stateIndex
        let codec = plan.codec(aggregation, operatorID: id)
        let sessions = SessionCodec(aggregation, operatorID: UInt8(id))
        func decode(_ entries: [StateEntry]) throws -> RecordBatch {
            try sessions?.decodeRows(entries) ?? codec.decodeRows(entries)
        }
        var batches: [RecordBatch] = []
        var chunk: [StateEntry] = []
        try snapshot.forEachState(prefix: [UInt8(id)]) { key, value in
            chunk.append(StateEntry(key: Array(key), value: Array(value)))
            if chunk.count == 8_192 {
                batches.append(try decode(chunk))
                chunk.removeAll(keepingCapacity: true)
            }
        }
        if !chunk.isEmpty || batches.isEmpty { batches.append(try decode(chunk)) }
        return batches
    }

    /// The result's rows, once for each call of what is returned: the plan above the aggregate, applied to
    /// the state; or what the batches up to the last one appended, read from `reader` as it is pulled. nil
    /// before the first commit.
    package func rows(
        _ snapshot: borrowing CheckpointSnapshot, _ reader: CheckpointReader
    ) throws -> (() -> any RecordBatchSource)? {
        guard let last = lastBatch?.id else { return nil }
        switch plan.shape {
        case .appending:
            let schema = query.schema
            return { ResultReader(reader, schema, batches: 0...last) }
        case .updating:
            let pieces = try snapshot.updatedRows().map(\.row)
            let rows = try reader.rows(of: pieces, query.schema)
            return { StoredBatches([rows]) }
        case .aggregating(let aggregation, let output):
            let groups = try groups(aggregation, snapshot)
            let tables = plan.tables.isEmpty ? StaticTables() : try StaticTables(stored: record)
            let executor = QueryExecutor(context: context) { scan in
                scan.table == StreamingPlan.stateTable
                    ? StoredBatches(groups.map { $0.selecting(scan.required, scan.output) })
                    : StoredBatches(tables.batches(scan))
            }
            let rows = try executor.execute(output)
            return { StoredBatches(rows) }
        }
    }
}

extension StoredResult {
    /// What the last batch gave to its sink: the rows it appended, or the whole result. nil before the first
    /// commit.
    package func rowsOfLastBatch(
        _ snapshot: borrowing CheckpointSnapshot, _ reader: CheckpointReader
    ) throws -> (any RecordBatchSource)? {
        guard let last = lastBatch?.id else { return nil }
        // Rows that wait for being handed over are those of the batch, in update mode too.
        let isKept = try plan.shape == .appending || plan.mode == .update && snapshot.sink() != nil
        if isKept { return ResultReader(reader, query.schema, batches: last...last) }
        return try rows(snapshot, reader)?()
    }
}

/// The columns that a scan reads, of the rows of another source.
final class ScannedRows: RecordBatchSource {
    private let scan: Scan
    private let rows: any RecordBatchSource

    init(_ scan: Scan, over rows: any RecordBatchSource) {
        self.scan = scan
        self.rows = rows
    }

    func next() throws -> RecordBatch? { try rows.next()?.selecting(scan.required, scan.output) }
}

extension RecordBatch {
    /// The columns at `ordinals`, under `schema`.
    package func selecting(_ ordinals: [Int], _ schema: Schema) -> RecordBatch {
        RecordBatch(schema: schema, columns: ordinals.map { columns[$0] }, count: count)
    }
}
