import TideCheckpoint
package import TideColumnar
import TideConnectors
import TideDurableIO
import TideExecution
import TideFormats
import TideModel
package import TidePlanning
import TideStreaming

/// Runs SELECTs in batch over the files that are there now.
package struct BatchQuery {
    private let job: JobFile
    private let zone: ZoneRules
    private let threads: Int
    private let clock: any WallClock

    package init(job: JobFile, zone: ZoneRules = .utc, threads: Int = 2) {
        self.job = job
        self.zone = zone
        self.threads = threads
        clock = SystemClock()
    }

    /// Runs one SELECT.
    ///
    /// - Throws: `TidemarkError` with a caret into the job's text.
    package func run(_ select: UnresolvedPlan) throws -> QueryResult {
        try withSource(job.text) {
            let plan = try Analyzer(catalog: job.catalog, zone: zone).analyze(select)
            let context = EvaluationContext(zone: zone, timestampUs: clock.nowMicroseconds())
            if let split = try AggregationSplit(plan, context: context), let scan = plan.leaf {
                return QueryResult(schema: plan.schema, batches: try aggregate(split, scan), zone: zone)
            }
            let executor = QueryExecutor(context: context) { try FileBatches(self.input(of: $0)) }
            return QueryResult(schema: plan.schema, batches: try executor.execute(plan), zone: zone)
        }
    }

    /// The aggregate on several threads, the rest over its rows.
    private func aggregate(_ split: AggregationSplit, _ scan: Scan) throws -> [RecordBatch] {
        let input = try input(of: scan)
        let scanner = SliceScanner(root: input.root, format: input.format, threads: threads)
        let (workers, _) = try scanner.scan(input.slices) {
            AggregationWorker(pipeline: split.pipeline, aggregator: split.makeAggregator())
        }
        let state = AggregationWorker.merged(workers).finish()
        return try split.finish(try split.codec.decodeRows(state.entries))
    }

    private func input(of scan: Scan) throws -> FileBatches.Input {
        if scan.isStreaming {
            throw TidemarkError(
                .streamingQuery,
                "STREAM \(scan.table) in a SELECT of tidemark sql, which reads what is there now",
                remedy: "leave STREAM out, or make it a streaming table and use tidemark run")
        }
        guard let table = job.table(named: scan.table) else {
            throw TidemarkError(
                .internalDefect, "the analysed query reads '\(scan.table)', which is no table")
        }
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
}

extension LogicalPlan {
    /// The scan at the bottom; nil for a query without FROM.
    fileprivate var leaf: Scan? {
        if case .scan(let scan) = self { return scan }
        return child?.leaf
    }
}
