import TideCheckpoint
import TideColumnar
import TideExecution
import TideFormats
import TideModel
import TidePlanning
import TideSQL

/// Answers SQL over the result of a streaming table, also while its run goes on.
///
/// A query sees one snapshot, which is always the end of a batch.
package struct CheckpointQuery {
    private let reader: CheckpointReader

    /// Opens the checkpoint for reading.
    ///
    /// - Throws: `TidemarkError` (`checkpointNotFound`).
    package init(checkpoint: String) throws {
        reader = try CheckpointReader.open(root: checkpoint)
    }

    /// Runs one SELECT.
    ///
    /// - Throws: `TidemarkError` with a caret into `sql`.
    package func run(_ sql: String) throws -> QueryResult {
        try withSource(sql) {
            let unresolved = try Self.select(sql)
            return try reader.snapshot { snapshot in
                guard let stored = try StoredResult(snapshot) else { return Self.nothingYet(Schema([])) }
                let catalog = Catalog([
                    Catalog.Table(name: stored.table, schema: stored.query.schema, canStream: false)
                ])
                let plan = try Analyzer(catalog: catalog, zone: stored.zone).analyze(unresolved)
                guard stored.lastBatch != nil else { return Self.nothingYet(plan.schema) }
                let rows = try stored.rows(snapshot)
                let executor = QueryExecutor(context: stored.context) { ScannedRows($0, over: rows()) }
                return QueryResult(
                    schema: plan.schema, batches: try executor.execute(plan), zone: stored.zone)
            }
        }
    }

    /// Runs `SELECT *` over the streaming table.
    ///
    /// - Throws: `TidemarkError` when the checkpoint cannot be read.
    package func runAll() throws -> QueryResult {
        let table = try reader.snapshot { try StoredResult($0)?.table }
        guard let table else { return Self.nothingYet(Schema([])) }
        return try run("SELECT * FROM " + quotedIdentifier(table))
    }

    private static func nothingYet(_ schema: Schema) -> QueryResult {
        QueryResult(schema: schema, batches: [], zone: .utc, note: "no batch is committed yet: no rows")
    }

    private static func select(_ sql: String) throws -> UnresolvedPlan {
        let statements = try SQLParser.parseStatements(sql)
        guard statements.count == 1, case .select(let plan) = statements[0].statement else {
            throw TidemarkError(
                .usage,
                "tidemark query takes one SELECT, this is \(statements.count == 1 ? "none" : "several")",
                remedy: "SELECT .. FROM the streaming table; other statements go to tidemark sql")
        }
        return plan
    }
}
