import Foundation
import Testing
import TideColumnar
import TideFormats
import TideModel

/// The lines of a file in `Oracles`; empty when it cannot be read.
func oracle(_ name: String) -> [JSONValue] {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Oracles/\(name)")
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").compactMap { try? JSONValue(parsing: String($0)) }
}

/// A statement of `Oracles/corpus.sql` and what Spark 4.3 answered (`Oracles/spark.py`).
struct SparkAnswer: CustomTestStringConvertible {
    let sql: String
    let names: [String]
    let types: [String]
    let rows: [JSONValue]
    /// Spark's error condition; nil for an answer with rows.
    let error: String?

    var testDescription: String { sql }

    static let all = oracle("spark.jsonl").map(SparkAnswer.init)

    /// Those of `Oracles/relations.sql`: joins, unions, sessions, watermarks.
    static let relations = oracle("relations.jsonl").map(SparkAnswer.init)

    /// Those of `Oracles/aggregates.sql`.
    static let aggregates = oracle("aggregates.jsonl").map(SparkAnswer.init)

    init(_ json: JSONValue) {
        func strings(_ key: String) -> [String] { json[key]?.elements?.compactMap(\.string) ?? [] }
        sql = json["sql"]?.string ?? ""
        names = strings("names")
        types = strings("types")
        rows = json["rows"]?.elements ?? []
        error = json["error"]?.string
    }

    /// The rows as text that tells -0.0 and NaN apart; sorted where the statement leaves the order open.
    var rowTexts: [String] { ordered(rows.map(text)) }

    /// A row's text; the order in which a set was collected is Spark's own.
    func text(_ row: JSONValue) -> String {
        guard sql.contains("collect_set"), case .array(let values) = row else { return row.text }
        let sorted = values.map { value -> JSONValue in
            guard case .array(let elements) = value else { return value }
            return .array(elements.sorted { $0.text < $1.text })
        }
        return JSONValue.array(sorted).text
    }

    func ordered(_ texts: [String]) -> [String] { sql.contains("ORDER BY") ? texts : texts.sorted() }

    /// The error code that stands for Spark's condition.
    var errorCode: String? {
        guard let error, let condition = error.split(separator: ".").first.map(String.init) else {
            return nil
        }
        return Self.codes[error] ?? Self.codes[condition] ?? condition
    }

    private static let codes = [
        "REMAINDER_BY_ZERO": "DIVIDE_BY_ZERO", "CAST_OVERFLOW": "CAST_INVALID_INPUT",
        "MISSING_GROUP_BY": "MISSING_AGGREGATION", "GROUP_BY_AGGREGATE": "INVALID_AGGREGATE",
        "GROUP_BY_POS_AGGREGATE": "INVALID_AGGREGATE", "NESTED_AGGREGATE_FUNCTION": "INVALID_AGGREGATE",
        "INVALID_WHERE_CONDITION": "INVALID_AGGREGATE", "UNSUPPORTED_EXPR_FOR_OPERATOR": "INVALID_AGGREGATE",
        "GROUP_BY_POS_OUT_OF_RANGE": "INVALID_PARAMETER_VALUE",
        "ORDER_BY_POS_OUT_OF_RANGE": "INVALID_PARAMETER_VALUE",
        "INVALID_LIMIT_LIKE_EXPRESSION": "INVALID_PARAMETER_VALUE",
        "INVALID_DATETIME_PATTERN": "INVALID_PARAMETER_VALUE",
        "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE": "INVALID_PARAMETER_VALUE",
        "DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION": "INVALID_PARAMETER_VALUE",
        "_LEGACY_ERROR_TEMP_1039": "UNSUPPORTED_FEATURE",
        "_LEGACY_ERROR_TEMP_3231": "INVALID_PARAMETER_VALUE",
        "CANNOT_PARSE_INTERVAL": "INVALID_PARAMETER_VALUE",
        "INVALID_FORMAT": "INVALID_PARAMETER_VALUE", "CANNOT_PARSE_TIMESTAMP": "CAST_INVALID_INPUT",
        "DATETIME_OVERFLOW": "ARITHMETIC_OVERFLOW", "UNRESOLVED_ALL_IN_GROUP_BY": "MISSING_AGGREGATION",
        "INVALID_INLINE_TABLE": "INVALID_PARAMETER_VALUE",
        "INVALID_INLINE_TABLE.CANNOT_EVALUATE_EXPRESSION_IN_INLINE_TABLE": "INVALID_AGGREGATE",
        "ASSIGNMENT_ARITY_MISMATCH": "INVALID_PARAMETER_VALUE",
        "INVALID_EXTRACT_BASE_FIELD_TYPE": "FIELD_NOT_FOUND",
        "JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE": "DATATYPE_MISMATCH",
        "CANNOT_RESOLVE_STAR_EXPAND": "TABLE_OR_VIEW_NOT_FOUND",
        "_LEGACY_ERROR_TEMP_1040": "DATATYPE_MISMATCH", "_LEGACY_ERROR_TEMP_1210": "DATATYPE_MISMATCH",
        "INVALID_AGGREGATE_FILTER.NOT_BOOLEAN": "DATATYPE_MISMATCH",
        "INVALID_AGGREGATE_FILTER.CONTAINS_AGGREGATE": "INVALID_AGGREGATE",
        "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX": "INVALID_AGGREGATE",
        "UNSUPPORTED_GROUPING_EXPRESSION": "INVALID_AGGREGATE",
        "GROUPING_COLUMN_MISMATCH": "INVALID_AGGREGATE", "GROUPING_ID_COLUMN_MISMATCH": "INVALID_AGGREGATE",
    ]
}

extension DataType {
    /// As Spark's `simpleString` in upper case.
    var sparkName: String {
        sqlName.uppercased().replacingOccurrences(of: ": ", with: ":")
            .replacingOccurrences(of: ", ", with: ",")
    }

    /// The type a `sparkName` stands for; windows are the only structs here.
    init(sparkName: String) {
        let simple: [DataType] = [.void, .boolean, .int, .bigint, .double, .string, .timestamp, .date]
        self = simple.first { $0.sparkName == sparkName } ?? .window
    }
}

extension Value {
    /// As `Oracles/spark.py` writes values.
    var json: JSONValue {
        switch self {
        case .null: .null
        case .boolean(let flag): .bool(flag)
        case .int(let number), .date(let number): .integer(Int64(number))
        case .bigint(let number), .timestamp(let number): .integer(number)
        case .double(let number): .string(number.isNaN ? "nan" : "\(number)")
        case .string(let text): .string(text.text)
        case .decimal(let number): .string(number.plainText)
        case .structure(let fields), .array(let fields): .array(fields.map(\.json))
        case .tinyint(let number): .integer(Int64(number))
        default: .string("\(self)")
        }
    }

    init(_ json: JSONValue, _ type: DataType) {
        switch (json, type) {
        case (.bool(let flag), _): self = .boolean(flag)
        case (.integer(let number), .int): self = .int(Int32(number))
        case (.integer(let number), .date): self = .date(Int32(number))
        case (.integer(let number), .bigint): self = .bigint(number)
        case (.integer(let number), .timestamp): self = .timestamp(number)
        case (.string(let text), .double): self = Double(text).map(Value.double) ?? .null
        case (.string(let text), _): self = .string(UTF8String(text))
        default: self = .null
        }
    }
}
