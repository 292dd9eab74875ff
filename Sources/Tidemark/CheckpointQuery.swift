import TideCheckpoint
import TideColumnar
import TideExecution
import TideFormats
import TideModel
import TidePlanning
import TideSQL
import TideStreaming

/// Answers SQL over the result of a streaming table, also while its run goes on.
///
/// A query sees one snapshot, which is always the end of a batch.
package struct CheckpointQuery {
    private let reader: CheckpointReader
    private let batch: Int64?

    /// Opens the checkpoint for reading.
    ///
    /// - Parameter batch: the batch at whose end the result is wanted; nil for the last one.
    /// - Throws: `TidemarkError` (`checkpointNotFound`).
    package init(checkpoint: String, batch: Int64? = nil) throws {
        reader = try CheckpointReader.open(root: checkpoint)
        self.batch = batch
    }

    /// Runs one SELECT.
    ///
    /// - Throws: `TidemarkError` with a caret into `sql`.
    package func run(_ sql: String) throws -> QueryResult {
        try run(sql) { try $0.collect() }
    }

    /// Runs one SELECT and gives its rows to `body`, to be pulled: of rows that were appended, filtered and
    /// projected, no more than some thousand are in memory at any time.
    ///
    /// - Throws: `TidemarkError` with a caret into `sql`; what `body` throws.
    package func run<Value>(_ sql: String, _ body: (QueryRows) throws -> Value) throws -> Value {
        try withSource(sql) {
            let unresolved = try Self.select(sql)
            let prepared = try reader.snapshot(endOf: batch) { try prepare(unresolved, $0) }
            return try body(try prepared())
        }
    }

    /// Runs `SELECT *` over the streaming table.
    ///
    /// - Throws: `TidemarkError` when the checkpoint cannot be read.
    package func runAll() throws -> QueryResult {
        let table = try reader.snapshot(endOf: batch) { try StoredResult($0)?.table }
        guard let table else { return try Self.nothingYet(Schema([])).collect() }
        return try run("SELECT * FROM " + quotedIdentifier(table))
    }

    /// As ``runAll()``; nil where the rows are not in the checkpoint but with its sink.
    ///
    /// - Throws: `TidemarkError` when the checkpoint cannot be read.
    package func runAllStored() throws -> QueryResult? {
        let isStored = try reader.snapshot(endOf: batch) { snapshot in
            guard let stored = try StoredResult(snapshot) else { return true }
            return try Self.keepsRows(of: stored, snapshot)
        }
        return isStored ? try runAll() : nil
    }

    /// Analyses the query over a snapshot and takes out of it what the rows are computed from.
    private func prepare(
        _ select: UnresolvedPlan, _ snapshot: borrowing CheckpointSnapshot
    ) throws -> () throws -> QueryRows {
        guard let stored = try StoredResult(snapshot) else { return { Self.nothingYet(Schema([])) } }
        try requireRows(of: stored, snapshot)
        let catalog = Catalog([
            Catalog.Table(name: stored.table, schema: stored.query.schema, canStream: false)
        ])
        let plan = try Analyzer(catalog: catalog, zone: stored.zone).analyze(select)
        guard let rows = try stored.rows(snapshot, reader) else { return { Self.nothingYet(plan.schema) } }
        let executor = QueryExecutor(context: stored.context) { ScannedRows($0, over: rows()) }
        return {
            QueryRows(schema: plan.schema, zone: stored.zone, source: try executor.source(of: plan))
        }
    }

    /// The rows of a sink of files are there, and rows that were handed over are gone; a whole result is
    /// computed from the state all the same.
    private func requireRows(of stored: StoredResult, _ snapshot: borrowing CheckpointSnapshot) throws {
        guard let sink = try snapshot.sink(), try !Self.keepsRows(of: stored, snapshot) else { return }
        let table = quotedIdentifier(stored.table)
        if sink.hasFiles {
            throw TidemarkError(
                .resultInFiles, ["table": table, "path": try sink.place(checkpoint: reader.root)])
        }
        throw TidemarkError(.resultDelivered, ["table": table, "sink": sink.format])
    }

    private static func keepsRows(
        of stored: StoredResult, _ snapshot: borrowing CheckpointSnapshot
    ) throws -> Bool {
        guard let sink = try snapshot.sink() else { return true }
        return sink.hasFiles ? sink.mode == OutputMode.complete.rawValue : stored.plan.mode == .complete
    }

    private static func nothingYet(_ schema: Schema) -> QueryRows {
        QueryRows(
            schema: schema, zone: .utc, source: StoredBatches([]),
            note: "no batch is committed yet: no rows")
    }

    private static func select(_ sql: String) throws -> UnresolvedPlan {
        let statements = try SQLParser.parseStatements(sql)
        guard statements.count == 1, case .select(let plan) = statements[0].statement else {
            throw TidemarkError(
                .queryNotOneSelect, ["found": statements.count > 1 ? "several statements" : "none"])
        }
        return plan
    }
}
