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
        if let split = try AggregationSplit(plan, context: context), let scan = plan.leaf,
            case .files(let table) = try source(of: scan)
        {
            return QueryResult(schema: plan.schema, batches: try aggregate(split, scan, table), zone: zone)
        }
        let executor = QueryExecutor(context: context) { scan in
            switch try source(of: scan) {
            case .files(let table): FileBatches(try input(of: scan, table))
            case .rows(let rows): StoredBatches([rows.selecting(scan.required, scan.output)])
            case .result(let reader): StoredBatches(try rows(of: reader, scan))
            }
        }
        return QueryResult(schema: plan.schema, batches: try executor.execute(plan), zone: zone)
    }

    /// The aggregate on several threads, the rest over its rows.
    private func aggregate(_ split: AggregationSplit, _ scan: Scan, _ table: JSONTable) throws
        -> [RecordBatch]
    {
        let input = try input(of: scan, table)
        let scanner = SliceScanner(root: input.root, format: input.format, threads: threads)
        let (workers, _) = try scanner.scan(input.slices) {
            AggregationWorker(pipeline: split.pipeline, aggregator: split.makeAggregator())
        }
        let state = AggregationWorker.merged(workers).finish()
        return try split.finish(try split.codec.decodeRows(state.entries))
    }

    private func source(of scan: Scan) throws -> SessionCatalog.Source {
        if scan.isStreaming { throw TidemarkError(.streamingAction) }
        guard let source = catalog.source(of: scan) else {
            throw TidemarkError(
                .internalDefect, "the analysed query reads '\(scan.table)', which is no table")
        }
        return source
    }

    private func input(of scan: Scan, _ table: JSONTable) throws -> FileBatches.Input {
        var discovery = FileDiscovery(root: table.root, settleTimeUs: 0, clock: clock)
        let listing = try discovery.list()
        let slices = (listing.settled + listing.unsettled).map {
            Slice(path: $0.path, start: 0, end: $0.identity.sizeBytes, identity: $0.identity)
        }
        return FileBatches.Input(
            root: table.root, slices: slices,
            format: NDJSONFormat(
                schema: scan.tableSchema, required: scan.required, mode: table.options.mode, zone: zone))
    }

    /// The result as the last committed batch left it; no rows before the first.
    private func rows(of reader: CheckpointReader, _ scan: Scan) throws -> [RecordBatch] {
        try reader.snapshot { snapshot in
            guard let stored = try StoredResult(snapshot), stored.lastBatch != nil else { return [] }
            return try stored.rows(snapshot).map { $0.selecting(scan.required, scan.output) }
        }
    }
}

extension LogicalPlan {
    /// The scan at the bottom; nil for a query without FROM.
    package var leaf: Scan? {
        if case .scan(let scan) = self { return scan }
        return child?.leaf
    }
}
