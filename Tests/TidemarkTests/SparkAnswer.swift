import Foundation
import TideColumnar
import TideFormats
import Testing

/// A query over `Fixtures/spark/input` and what Spark 4.3 answers to it: in batch
/// (`make_spark_streams.py`), or what its file stream appends (`make_spark_appends.py`).
struct SparkAnswer: CustomTestStringConvertible, Sendable {
    let number: Int
    let sql: String
    let mode: String
    let names: [String]
    let types: [String]
    let rows: [JSONValue]
    /// The batch that ended the stream with an error.
    let failed: Int64?

    var testDescription: String { "\(mode): \(sql)" }

    /// Whether the query says in which order its rows come.
    var isOrdered: Bool { sql.contains("ORDER BY") }

    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/spark")

    static let all = load("answers.jsonl")
    static let appends = load("appends.jsonl")

    private static func load(_ name: String) -> [SparkAnswer] {
        let url = directory.appending(path: name)
        guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").enumerated().compactMap { number, line in
            (try? JSONValue(parsing: String(line))).map { SparkAnswer(number: number, $0) }
        }
    }

    private init(number: Int, _ json: JSONValue) {
        self.number = number
        sql = json["sql"]?.string ?? ""
        mode = json["mode"]?.string ?? ""
        names = json["names"]?.elements?.compactMap(\.string) ?? []
        types = json["types"]?.elements?.compactMap(\.string) ?? []
        rows = json["rows"]?.elements ?? []
        failed = json["failed"]?.integer
    }

    /// Spark's rows as values of the given types.
    func values(_ schema: Schema) -> [[Value]] {
        rows.map { row in
            zip(row.elements ?? [], schema.fields).map { Self.value($0, $1.type) }
        }
    }

    private static func value(_ json: JSONValue, _ type: DataType) -> Value {
        switch (json, type) {
        case (.bool(let flag), _): .boolean(flag)
        case (.integer(let number), .int): .int(Int32(number))
        case (.integer(let number), .date): .date(Int32(number))
        case (.integer(let number), .timestamp): .timestamp(number)
        case (.integer(let number), _): .bigint(number)
        case (.string(let text), .double): .double(Double(text) ?? .signalingNaN)
        case (.string(let text), _): .string(UTF8String(text))
        case (.array(let fields), .structure(let types)):
            .structure(zip(fields, types).map { value($0, $1.type) })
        default: .null
        }
    }
}

/// Rows that are compared value by value, doubles to 1e-12 of their size.
struct ComparableRows {
    let rows: [[Value]]

    /// In an order that does not depend on the last digits of doubles, unless the rows have one.
    init(_ rows: [[Value]], isOrdered: Bool) {
        self.rows =
            isOrdered ? rows : rows.sorted { Self.order($0).lexicographicallyPrecedes(Self.order($1)) }
    }

    private static func order(_ row: [Value]) -> [String] {
        let exact = row.filter { if case .double = $0 { false } else { true } }
        let doubles = row.filter { if case .double = $0 { true } else { false } }
        return (exact + doubles).map(spelt)
    }

    private static func spelt(_ value: Value) -> String {
        guard case .double(let number) = value else { return "\(value)" }
        return number == 0 ? "0" : String(format: "%.9g", number)
    }

    /// The differences, in words.
    func differences(from expected: ComparableRows) -> [String] {
        var found: [String] = []
        if rows.count != expected.rows.count {
            found.append("\(rows.count) rows, Spark has \(expected.rows.count)")
        }
        for (row, wanted) in zip(rows, expected.rows) where !zip(row, wanted).allSatisfy(Self.agree) {
            found.append("\(row)\n   Spark: \(wanted)")
        }
        return found
    }

    private static func agree(_ left: Value, _ right: Value) -> Bool {
        guard case .double(let left) = left, case .double(let right) = right else { return left == right }
        if left.isNaN || right.isNaN { return left.isNaN && right.isNaN }
        return left == right || abs(left - right) <= 1e-12 * max(abs(left), abs(right))
    }
}
