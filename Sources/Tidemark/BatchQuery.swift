import TideCheckpoint
package import TideColumnar
import TideConnectors
import TideDurableIO
import TideExecution
import TideFormats
import TideModel
package import TidePlanning
import TideStreaming

/// Runs analysed queries in batch, over the files and streaming results that are there now.
package struct BatchQuery {
    private let catalog: SessionCatalog
    private let zone: ZoneRules
    private let threads: Int
    private let clock: any WallClock

    package init(catalog: SessionCatalog, zone: ZoneRules = .utc, threads: Int = 2) {
        self.catalog = catalog
        self.zone = zone
        self.threads = threads
        clock = SystemClock()
    }

    /// Runs one query on the calling thread and, where it aggregates files, on others beside it.
    ///
    /// - Throws: `TidemarkError`.
    package func run(_ plan: LogicalPlan) throws -> QueryResult {
        let context = EvaluationContext(zone: zone, timestampUs: clock.nowMicroseconds())
        return QueryResult(schema: plan.schema, batches: try batches(of: plan, context), zone: zone)
    }

    private func batches(of plan: LogicalPlan, _ context: EvaluationContext) throws -> [RecordBatch] {
        let scans = plan.scans
        for scan in scans { _ = try source(of: scan) }
        if scans.count == 1, case .files(let table) = try source(of: scans[0]),
            let split = try AggregationSplit(plan, context: context)
        {
            return try aggregate(split, scans[0], table)
        }
        // A result is looked at once, however often the query names it.
        var results: [String: (Scan) throws -> any RecordBatchSource] = [:]
        return try QueryExecutor(context: context) { scan in
            switch try source(of: scan) {
            case .files(let table): return FileBatches(try input(of: scan, table))
            case .result(let reader):
                if let rows = results[scan.table] { return try rows(scan) }
                let look = try reader.snapshot { snapshot in
                    try StoredResult(snapshot).flatMap { try $0.rows(snapshot, reader) }
                }
                let rows: (Scan) throws -> any RecordBatchSource = { scan in
                    guard let look else { return StoredBatches([]) }
                    return ScannedRows(scan, over: look())
                }
                results[scan.table] = rows
                return try rows(scan)
            }
        }.execute(plan)
    }

    /// The aggregate on several threads, the rest over its rows.
    private func aggregate(_ split: AggregationSplit, _ scan: Scan, _ table: JSONTable) throws
        -> [RecordBatch]
    {
        let input = try input(of: scan, table)
        let scanner = SliceScanner([input.input], threads: threads)
        let (workers, _) = try scanner.scan(input.slices) {
            AggregationWorker(pipeline: split.pipeline, aggregator: split.makeAggregator())
        }
        let state = AggregationWorker.merged(workers).finish()
        return try split.finish(state)
    }

    private func source(of scan: Scan) throws -> SessionCatalog.Source {
        if scan.isStreaming { throw TidemarkError(.streamingAction) }
        guard let source = catalog.source(of: scan) else {
            throw TidemarkError(.tableGone, ["name": scan.table])
        }
        return source
    }

    private func input(of scan: Scan, _ table: JSONTable) throws -> FileBatches.Input {
        FileBatches.Input(
            input: try table.options.input(root: table.root, scan, zone: zone),
            slices: try SchemaInference.files(try table.options.files(root: table.root), clock: clock))
    }
}

extension LogicalPlan {
    /// The scan at the bottom; nil for a query without FROM.
    package var leaf: Scan? {
        if case .scan(let scan) = self { return scan }
        return child?.leaf
    }
}
