package import TideCheckpoint
package import TideColumnar
import TideConnectors
package import TideDurableIO
import TideExecution
import TideModel
package import TidePlanning

/// The tables that a streaming query reads whole: what their files held when the run began.
///
/// The rows stay the same over a run; the hash of the files is stored with the plan, so that `verify` knows
/// whether it joins with the same rows.
package struct StaticTables: Sendable {
    private var rows: [Scan: [RecordBatch]] = [:]
    /// By the tables' names: a hash over their files in their order.
    package private(set) var hashes: [String: String] = [:]

    /// No tables.
    package init() {}

    /// Reads the tables of `plan` that are not followed.
    ///
    /// - Throws: `TidemarkError` for a table that is not among `tables`, and what reading throws.
    package init(
        _ plan: StreamingPlan, tables: [StreamingJob.Source], zone: ZoneRules, threads: Int,
        clock: any WallClock
    ) throws {
        for scan in plan.query.scans where !scan.isStreaming && rows[scan] == nil {
            guard let table = tables.first(where: { $0.table == scan.table }) else {
                throw TidemarkError(.scannedTableMissing, ["table": scan.table])
            }
            let input = try table.options.input(root: table.root, scan, zone: zone)
            let slices = try SchemaInference.files(try table.options.files(root: table.root), clock: clock)
            let scanner = SliceScanner([input], threads: threads)
            let (workers, outcomes) = try scanner.scan(slices) { Collector() }
            rows[scan] = workers.flatMap(\.batches).sorted { $0.block < $1.block }.map(\.rows)
            let hash = SliceHash.combine(outcomes.map(\.hash))
            hashes[scan.table] = hexadecimal(hash.high) + hexadecimal(hash.low)
        }
    }

    /// Reads the tables of a stored plan as they are now.
    ///
    /// - Throws: as above, and `checkpointDamaged` for a plan that is none.
    package init(stored record: PlanRecord, clock: any WallClock = SystemClock()) throws {
        let plan = try record.streamingPlan()
        let tables = try record.sources.indices.dropFirst(plan.sources.count).map { index in
            let source = record.sources[index]
            return StreamingJob.Source(
                table: source.table, schema: try Schema(ddl: source.schema), root: source.root,
                options: try FileSourceOptions(stored: record, source: index), writtenOptions: source.options)
        }
        try self.init(plan, tables: tables, zone: try record.zone(), threads: 2, clock: clock)
    }

    /// The rows of a scan.
    package func batches(_ scan: Scan) -> [RecordBatch] { rows[scan] ?? [] }

    /// The rows of a plan over these tables. Throws what its expressions throw.
    package func rows(of plan: LogicalPlan, _ context: EvaluationContext) throws -> RecordBatch {
        let executor = QueryExecutor(context: context) { scan in StoredBatches(rows[scan] ?? []) }
        return try .concatenate(try executor.execute(plan), schema: plan.schema)
    }

    /// The rows of a table one by one, for `verify`.
    package func forEachRow(_ scan: Scan, _ body: ([Value]) throws -> Void) throws {
        for batch in rows[scan] ?? [] {
            for row in 0..<batch.count { try body(batch.row(at: row)) }
        }
    }

    private final class Collector: SliceScanner.Consumer {
        var batches: [(block: Int, rows: RecordBatch)] = []

        func consume(_ batch: RecordBatch, source: Int, block: Int) -> LateSummary {
            batches.append((block, batch))
            return LateSummary()
        }
    }
}

private func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
