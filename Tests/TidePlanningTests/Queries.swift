import TideColumnar
import TideModel
import TidePlanning
import TideSQL

/// The plan of a query over two small tables; throws what parser and analyzer throw.
///
/// - Parameter change: what a program makes of the query.
func plan(_ sql: String, _ change: (UnresolvedPlan) -> UnresolvedPlan = { $0 }) throws -> LogicalPlan {
    let statements = try SQLParser.parseStatements(sql)
    guard case .select(let query) = statements.first?.statement else {
        throw TidemarkError(.textMissing)
    }
    do {
        return try Analyzer(catalog: catalog(), zone: .utc).analyze(change(query))
    } catch var error as TidemarkError {
        error.source = sql
        throw error
    }
}

private func catalog() throws -> Catalog {
    var catalog = Catalog([
        Catalog.Table(
            name: "events",
            schema: Schema([
                Field("time", .timestamp), Field("action", .string), Field("user", .string), Field("n", .int),
            ]), canStream: true),
        Catalog.Table(
            name: "counts",
            schema: Schema([Field("action", .string), Field("window", .window), Field("count", .bigint)]),
            canStream: false),
    ])
    let scan = Scan(
        table: "events", isStreaming: false, tableSchema: Schema([Field("action", .string)]), required: [0])
    catalog.addView("Actions", .scan(scan))
    return catalog
}
