import Foundation
import TideModel
import Testing

@testable import TideSQL

/// Spark 4.3.0's own parser is the oracle: Fixtures/spark-parser.py wrote the verdicts.
@Suite struct SparkAgreementTests {
    struct Row: Decodable, CustomStringConvertible {
        var kind: String
        var text: String
        var accepts: Bool
        /// nil: both agree; else why Tidemark refuses what Spark accepts.
        var differs: String?

        var description: String { text }
    }

    static func rows() throws -> [Row] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/spark-parser.jsonl")
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        return try text.split(separator: "\n").map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
    }

    @Test("Spark's parser and this one accept and refuse the same texts, listed differences apart")
    func agreement() throws {
        let rows = try Self.rows()
        #expect(rows.count > 400)
        for row in rows {
            var verdict = "accepts"
            do throws(TidemarkError) {
                if row.kind == "statement" {
                    _ = try SQLParser.parseStatements(row.text)
                } else {
                    _ = try SQLParser.parseExpression(row.text)
                }
            } catch {
                verdict = error.code == .unsupported ? "unsupported" : "refuses"
                if verdict == "refuses", row.differs == nil, row.accepts { verdict = error.description }
            }
            switch row.differs {
            case nil: #expect((verdict == "accepts") == row.accepts, "\(row.text): \(verdict)")
            case "stricter"?: #expect(verdict == "refuses" && row.accepts, "\(row.text)")
            case let why?: #expect(verdict == why && row.accepts, "\(row.text)")
            }
        }
    }
}
