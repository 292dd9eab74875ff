import Testing
import TideColumnar
import TideExecution
import TideFormats
import TideModel
import TidePlanning
import TideReference
import TideSQL

@Suite struct SparkTests {
    private typealias Table = (table: Catalog.Table, rows: [[Value]])

    private static func tables(_ names: [String], _ answers: [SparkAnswer]) -> [Table] {
        zip(names, answers).map { name, answer in
            let types = answer.types.map(DataType.init(sparkName:))
            let schema = Schema(zip(answer.names, types).map { Field($0, $1) })
            let rows = answer.rows.map { row in zip(row.elements ?? [], types).map { Value($0, $1) } }
            return (Catalog.Table(name: name, schema: schema, canStream: true), rows)
        }
    }

    private static let tables = tables(["t", "e", "none"], SparkAnswer.all)
    private static let joined = tables(["t", "e", "none", "u", "w"], SparkAnswer.relations)

    private enum Evaluator { case reference, engine }

    /// The answer's schema and rows through parser, analyzer and an evaluator.
    private func run(
        _ sql: String, _ tables: [Table], _ evaluator: Evaluator
    ) throws -> (schema: Schema, rows: [[Value]]) {
        let statements = try SQLParser.parseStatements(sql)
        guard case .select(let unresolved) = statements.first?.statement else { return (Schema([]), []) }
        let catalog = Catalog(tables.map(\.table))
        let plan = try Analyzer(catalog: catalog, zone: .utc).analyze(unresolved)
        #expect(try LogicalPlan(json: JSONValue(parsing: plan.json.bytes)) == plan)
        let context = EvaluationContext(zone: .utc, timestampUs: 0)
        func rows(_ scan: Scan) -> [[Value]] {
            let all = tables.first { $0.table.name == scan.table }?.rows ?? []
            return all.map { row in scan.required.map { row[$0] } }
        }
        switch evaluator {
        case .reference:
            let answer = try ReferenceEvaluator(plan: plan, context: context).evaluate { scan, emit in
                for row in rows(scan) { try emit(row) }
            }
            return (plan.schema, answer)
        case .engine:
            // Small batches, so that what goes over several is met.
            let executor = QueryExecutor(context: context) { scan in
                let all = rows(scan)
                return StoredBatches(
                    stride(from: 0, to: all.count, by: 2).map {
                        RecordBatch(schema: scan.output, rows: Array(all[$0..<min($0 + 2, all.count)]))
                    })
            }
            return (plan.schema, try executor.execute(plan).flatMap(\.rows))
        }
    }

    private func check(_ answer: SparkAnswer, _ tables: [Table], _ evaluator: Evaluator) throws {
        do {
            let (schema, rows) = try run(answer.sql, tables, evaluator)
            #expect(answer.error == nil)
            #expect(schema.fields.map(\.name) == answer.names)
            #expect(schema.fields.map(\.type.sparkName) == answer.types)
            let texts = rows.map { answer.text(JSONValue.array($0.map(\.json))) }
            #expect(answer.ordered(texts) == answer.rowTexts)
        } catch let error as TidemarkError {
            #expect(error.code.rawValue == answer.errorCode, "\(error)")
        }
    }

    @Test("names, types, rows and errors are Spark's", arguments: SparkAnswer.all)
    func agrees(_ answer: SparkAnswer) throws { try check(answer, Self.tables, .reference) }

    @Test("the engine's are too", arguments: SparkAnswer.all)
    func engineAgrees(_ answer: SparkAnswer) throws { try check(answer, Self.tables, .engine) }

    @Test(
        "joins, unions, sessions and watermarks of the engine are Spark's", arguments: SparkAnswer.relations)
    func relationsAgree(_ answer: SparkAnswer) throws { try check(answer, Self.joined, .engine) }

    /// What we do not take: the extremes with a number of values, and a percentile with frequencies.
    private static let refused: Set<String> = [
        "SELECT max_by(s, i, b) FROM t", "SELECT percentile(i, 0.5, 2) FROM t WHERE id = 1",
    ]

    @Test("aggregates are Spark's", arguments: SparkAnswer.aggregates)
    func aggregatesAgree(_ answer: SparkAnswer) throws {
        for evaluator in [Evaluator.reference, .engine] {
            if Self.refused.contains(answer.sql) {
                #expect(throws: TidemarkError.self) { try run(answer.sql, Self.tables, evaluator) }
            } else {
                try check(answer, Self.tables, evaluator)
            }
        }
    }

    @Test("the corpus is there")
    func corpus() {
        #expect(SparkAnswer.all.count > 200)
        #expect(SparkAnswer.relations.count > 130)
        #expect(SparkAnswer.aggregates.count > 130)
    }
}
