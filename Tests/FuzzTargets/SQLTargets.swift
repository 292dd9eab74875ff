import TideColumnar
import TideExecution
import TideFormats
import TideModel
import TidePlanning
import TideReference
import TideSQL

extension FuzzTarget {
    static let sqlWords = [
        "SELECT ", " FROM ", " WHERE ", " GROUP BY ", " HAVING ", " ORDER BY ", " LIMIT ", "DISTINCT ",
        " AS ",
        "CASE ", " WHEN ", " THEN ", " ELSE ", " END", "CAST(", "INTERVAL ", " MINUTES", " DAY TO SECOND",
        " TO ",
        "STREAM events", " WATERMARK time DELAY OF ", "CREATE TABLE ", "CREATE STREAMING TABLE ",
        " USING json ",
        "OPTIONS (", "TBLPROPERTIES (", " NOT ", " NULL ", " IS ", " IN (", " LIKE ", " ESCAPE ", " BETWEEN ",
        " AND ", " OR ", "STRUCT<", "ARRAY<", "MAP<STRING, ", "DECIMAL(38, 38)", "TIMESTAMP '", "DATE '",
        " UNION ALL ", " JOIN ", " ON ", " USING (", "WITH a AS (", "VALUES (", "EXPLAIN EXTENDED ",
        "window(",
        "session_window(", "date_format(", "count(*)", "sum(", "percentile(", "from_json(", "to_json(",
        "named_struct(",
        "explode(", "'", "`", "\"", "1e308", "1e-308", "99999999999999999999BD", "-9223372036854775808", "0x",
        "r'",
        "||", "::", "<=>", "->", "--", "/*", "*/", ";", "ROLLUP (", "GROUPING SETS (", " OVER (", "events",
        "counts",
    ]

    /// Parser, analyzer, explain, stored plans and what can stream: a value or an error of the catalogue.
    static let sql = FuzzTarget(
        name: "sql", maximumBytes: 2_048, words: sqlWords, seeds: sqlSeeds,
        trial: { _ in
            let analyzer = Analyzer(catalog: try SmallTables.catalog(), zone: .utc)
            return { input in
                let text = String(decoding: input, as: UTF8.self)
                _ = try? Schema(ddl: text)
                _ = try? DateTimePattern(text)
                _ = try? ZoneRules(named: text)
                _ = try? SQLParser.parseExpression(text)
                return problem(of: text) {
                    for parsed in try SQLParser.parseStatements(text) {
                        guard let query = parsed.statement.query else { continue }
                        _ = query.explain()
                        if let problem = try problem(of: try analyzer.analyze(query)) { return problem }
                    }
                    return nil
                }
            }
        })

    /// Engine and reference over the same small tables: the same rows, where both give any.
    static let queries = FuzzTarget(
        name: "queries", maximumBytes: 512, words: sqlWords, seeds: sqlSeeds,
        trial: { _ in
            let analyzer = Analyzer(catalog: try SmallTables.catalog(), zone: .utc)
            return { input in
                let text = String(decoding: input, as: UTF8.self)
                return problem(of: text) {
                    guard let parsed = try SQLParser.parseStatements(text).first,
                        case .select(let query) = parsed.statement
                    else { return nil }
                    return difference(try analyzer.analyze(query))
                }
            }
        })

    private static func sqlSeeds(_ repository: Repository) throws -> [[UInt8]] {
        let parser = try repository.texts("Tests/TideSQLTests/Fixtures/spark-parser.jsonl", key: "text")
        let job = try repository.bytes("checkpoints-example/job.sql")
        return (try repository.queries() + parser).map { Array($0.utf8) } + [job]
    }

    /// What is wrong with the error that `body` throws, or what it says.
    private static func problem(of text: String, _ body: () throws -> String?) -> String? {
        do {
            return try body()
        } catch var error as TidemarkError {
            error.source = text
            let (end, range) = (text.utf8.count, error.range ?? SourceRange(0, 0))
            guard 0...end ~= range.start, range.start...end ~= range.end else { return "\(range) of \(end)" }
            return error.description.isEmpty ? "an error without words" : nil
        } catch {
            return "not an error of the catalogue: \(error)"
        }
    }

    private static func problem(of plan: LogicalPlan) throws -> String? {
        _ = plan.explain()
        let bytes = plan.json.bytes
        guard try LogicalPlan(json: try JSONValue(parsing: bytes)) == plan else { return "stored otherwise" }
        for mode in OutputMode.allCases { _ = try? StreamingPlan(plan, mode: mode) }
        return nil
    }

    /// Rows of the engine that the reference does not give, or the other way round.
    private static func difference(_ plan: LogicalPlan) -> String? {
        if plan.explain().contains("Limit") { return nil }
        let context = EvaluationContext(zone: .utc, timestampUs: 1_469_501_107_000_000)
        let engine = Result {
            try QueryExecutor(context: context) { SmallTables.batches(of: $0) }.execute(plan).flatMap(\.rows)
        }
        let reference = Result {
            try ReferenceEvaluator(plan: plan, context: context).evaluate { scan, emit in
                for row in SmallTables.rows(of: scan) { try emit(row) }
            }
        }
        guard case (.success(let found), .success(let expected)) = (engine, reference) else { return nil }
        let (rows, others) = (found.map(spelt).sorted(), expected.map(spelt).sorted())
        return rows == others ? nil : "rows \(rows), of the reference \(others)"
    }
}

extension Statement {
    /// The query it runs or describes.
    fileprivate var query: UnresolvedPlan? {
        switch self {
        case .select(let query), .explain(_, let query), .describe(.query(let query)): query
        case .createStreamingTable(let table): table.query
        case .createView(let view): view.query
        default: nil
        }
    }
}

/// Tables that queries of inputs may name.
enum SmallTables {
    private static let events = Schema([
        Field("time", .timestamp), Field("action", .string), Field("user", .string), Field("n", .int),
        Field("d", .double), Field("m", .decimal(precision: 12, scale: 2)), Field("day", .date),
        Field("list", .array(.int)), Field("s", .structure([Field("a", .bigint), Field("b", .string)])),
    ])

    /// Events under the names of the scenarios' sources too, and a table that does not stream.
    static func catalog() throws -> Catalog {
        Catalog(
            ["events", "l", "r", "s", "t"].map { Catalog.Table(name: $0, schema: events, canStream: true) }
                + [Catalog.Table(name: "counts", schema: counts, canStream: false)])
    }

    private static let counts = Schema([
        Field("action", .string), Field("window", .window), Field("count", .bigint),
    ])

    /// The rows of a scan with its columns.
    static func rows(of scan: Scan) -> [[Value]] {
        let rows = scan.table == "counts" ? countRows : eventRows
        return rows.map { row in scan.required.map { row[$0] } }
    }

    static func batches(of scan: Scan) -> any RecordBatchSource {
        StoredBatches([RecordBatch(schema: scan.output, rows: rows(of: scan))])
    }

    private static let countRows: [[Value]] = [
        [.string("open"), .structure([.timestamp(0), .timestamp(3_600_000_000)]), .bigint(3)],
        [.null, .null, .bigint(.max)],
    ]

    static let eventRows: [[Value]] = [
        [
            .timestamp(1_469_501_107_000_000), .string("open"), .string("ann"), .int(3), .double(0.1),
            .decimal(Decimal128(1_234, scale: 2)), .date(17_008), .array([.int(1), .null]),
            .structure([.bigint(1), .string("x")]),
        ],
        [
            .timestamp(-1), .string(""), .string("100%_"), .int(.min), .double(-.infinity),
            .decimal(Decimal128(-999_999_999_999, scale: 2)), .date(-1), .array([]),
            .structure([.null, .null]),
        ],
        [.null, .null, .null, .null, .null, .null, .null, .null, .null],
        [
            .timestamp(1_469_501_107_000_001), .string("open"), .string("\u{1F600}"), .int(.max),
            .double(.nan),
            .decimal(Decimal128(0, scale: 2)), .date(2_932_896), .array([.int(-1)]), .null,
        ],
    ]
}
