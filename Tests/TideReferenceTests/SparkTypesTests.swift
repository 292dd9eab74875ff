import Testing
import TideColumnar
import TideFormats
import TideModel
import TidePlanning
import TideReference
import TideSQL

/// What Apache Spark 4.3 answers to SELECT of each line of `Oracles/types.sql` (`Oracles/types_spark.py`).
struct SparkTypesTests {
    /// Where we differ, by the line.
    static let known: Set<String> = []

    private struct Answer {
        var type: String
        var text: String
        var json: String
        var show: String
    }

    private static func evaluate(_ sql: String) throws -> Answer {
        let context = EvaluationContext(zone: .utc, timestampUs: 0)
        let statements = try SQLParser.parseStatements("SELECT " + sql)
        guard case .select(let query) = statements.first?.statement else {
            throw TidemarkError(.planNotStateless)
        }
        let plan = try Analyzer(catalog: Catalog([]), zone: .utc).analyze(query)
        #expect(try LogicalPlan(json: JSONValue(parsing: plan.json.bytes)) == plan)
        let evaluator = ReferenceEvaluator(plan: plan, context: context)
        let rows = try evaluator.evaluate { _, _ in }
        let value = try #require(rows.first?.first)
        let type = plan.schema.fields[0].type
        let row = DataType.structure([Field("v", type)])
        var json: [UInt8] = []
        JSONRowWriter(zone: .utc).append(.structure([value]), type: row, to: &json)
        return Answer(
            type: type.sparkName, text: castToText(.structure([value]), context),
            json: String(decoding: json, as: UTF8.self), show: ValueText.text(value, zone: .utc))
    }

    @Test("Type and value of each expression are Spark's, or both refuse it")
    func agreesWithSpark() throws {
        for json in oracle("types.jsonl") {
            let sql = try #require(json["sql"]?.string)
            if Self.known.contains(sql) { continue }
            let comment = Comment(rawValue: sql)
            do {
                let found = try Self.evaluate(sql)
                #expect(found.type == json["type"]?.string?.uppercased(), comment)
                #expect(found.text == json["text"]?.string, comment)
                #expect(found.show == json["show"]?.string, comment)
                if let expected = json["json"]?.string { #expect(found.json == expected, comment) }
            } catch let error as TidemarkError {
                #expect(json["error"] != nil, "\(sql): \(error)")
            }
        }
    }
}
