import Testing
import TideColumnar
import TideFormats
import TideModel
import TidePlanning
import TideReference
import TideSQL

@Suite struct SparkTests {
    private static let tableNames = ["t", "e", "none"]

    private static let tables: [(table: Catalog.Table, rows: [[Value]])] = zip(tableNames, SparkAnswer.all)
        .map {
            name, answer in
            let types = answer.types.map(DataType.init(sparkName:))
            let schema = Schema(zip(answer.names, types).map { Field($0, $1) })
            let rows = answer.rows.map { row in zip(row.elements ?? [], types).map { Value($0, $1) } }
            return (Catalog.Table(name: name, schema: schema, canStream: true), rows)
        }

    /// The answer's schema and rows through parser, analyzer and reference evaluator.
    private func run(_ sql: String) throws -> (schema: Schema, rows: [[Value]]) {
        let statements = try SQLParser.parseStatements(sql)
        guard case .select(let unresolved) = statements.first?.statement else { return (Schema([]), []) }
        let catalog = Catalog(Self.tables.map(\.table))
        let plan = try Analyzer(catalog: catalog, zone: .utc).analyze(unresolved)
        #expect(try LogicalPlan(json: JSONValue(parsing: plan.json.bytes)) == plan)
        let context = EvaluationContext(zone: .utc, timestampUs: 0)
        let rows = try ReferenceEvaluator(plan: plan, context: context).evaluate { scan, emit in
            for row in Self.tables.first(where: { $0.table.name == scan.table })?.rows ?? [] {
                try emit(scan.required.map { row[$0] })
            }
        }
        return (plan.schema, rows)
    }

    @Test("names, types, rows and errors are Spark's", arguments: SparkAnswer.all)
    func agrees(_ answer: SparkAnswer) throws {
        do {
            let (schema, rows) = try run(answer.sql)
            #expect(answer.error == nil)
            #expect(schema.fields.map(\.name) == answer.names)
            #expect(schema.fields.map(\.type.sparkName) == answer.types)
            let texts = rows.map { JSONValue.array($0.map(\.json)).text }
            #expect(answer.ordered(texts) == answer.rowTexts)
        } catch let error as TidemarkError {
            #expect(error.code.rawValue == answer.errorCode, "\(error)")
        }
    }

    @Test("the corpus is there")
    func corpus() { #expect(SparkAnswer.all.count > 200) }
}
