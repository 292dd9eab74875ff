import TestSupport
import Testing
import TideColumnar
import TideFormats
import TideModel
import TidePlanning
import TideReference
import TideSQL

/// What Apache Spark 4.3 answers to SELECT of each line of `Oracles/types.sql` (`Oracles/types_spark.py`).
struct SparkTypesTests {
    /// Where we differ, by the line: a number that is written counts its own digits also below a cast to its
    /// own type; texts of FLOAT and results of `exp` are those of other libraries than Java 17's; the
    /// greatest FLOAT may be written; functions of text do not take BINARY and ARRAY as they are.
    static let known: Set<String> = [
        "CAST(1 AS INT) + CAST(1.5 AS DECIMAL(3,1))", "CAST(1.17549435E-38F AS STRING)",
        "CAST(3.4028235E38F AS STRING)", "exp(1)", "get_json_object('{\"a\":{\"b\":[1,2]}}', '$.a.b[1]')",
        "get_json_object('{\"a\":{\"b\":[1,2]}}', '$.a')", "get_json_object('{\"a\":\"x\"}', '$.a')",
        "get_json_object('{\"a\":\"x\"}', '$.z')", "sign(INTERVAL '-1' DAY)", "concat(X'41', X'42')",
        "substring(X'414243', 2, 1)", "array(1,2) || array(3)", "reverse(array(1, 2))",
    ]

    @Test("An element that is not there, and keys of a map that cannot be, are errors by name")
    func elements() {
        let table: [(String, String)] = [
            (
                "array(1, 2)[2]",
                "error [INVALID_ARRAY_INDEX]: the index 2 is outside an array of 2 elements\n"
                    + "  next: indexes that are there: 0 to 1; test with size() before"
            ),
            (
                "map(NULL, 1)",
                "error [INVALID_PARAMETER_VALUE]: a key of a map is NULL\n"
                    + "  next: filter such rows before, or use coalesce"
            ),
            (
                "map('a', 1, 'a', 2)",
                "error [INVALID_PARAMETER_VALUE]: the key a stands twice in a map\n"
                    + "  next: keep one of the two"
            ),
        ]
        let conditions: [ErrorCondition] = [.elementOutside, .mapKeyNull, .mapKeyTwice]
        for ((sql, text), condition) in zip(table, conditions) {
            let error = #expect(throws: TidemarkError.self) { try Self.evaluate(sql) }
            #expect(error?.description == text)
            #expect(condition.fits(text))
        }
    }

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
