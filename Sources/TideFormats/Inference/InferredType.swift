package import TideColumnar

/// A type as Spark's JSON reader infers it, nested ones included.
package indirect enum InferredType: Hashable, Sendable {
    /// A field of an object.
    package struct Member: Hashable, Sendable {
        package let name: String
        package let type: InferredType
    }

    case boolean, bigint, double, string, timestamp
    case structure([Member])
    case array(InferredType)

    /// The type of the column: objects and arrays are read as their JSON text.
    package var columnType: DataType {
        switch self {
        case .boolean: .boolean
        case .bigint: .bigint
        case .double: .double
        case .timestamp: .timestamp
        case .string, .structure, .array: .string
        }
    }

    /// Whether the column holds JSON text because there is no column type for what it is.
    package var isNested: Bool {
        switch self {
        case .structure, .array: true
        case .boolean, .bigint, .double, .string, .timestamp: false
        }
    }

    /// Spark's SQL spelling, for example `ARRAY<STRUCT<a: BIGINT>>`.
    package var sqlName: String {
        switch self {
        case .boolean, .bigint, .double, .string, .timestamp: columnType.sqlName
        case .array(let element): "ARRAY<" + element.sqlName + ">"
        case .structure(let members):
            "STRUCT<"
                + members.map { quotedIdentifier($0.name) + ": " + $0.type.sqlName }.joined(separator: ", ")
                + ">"
        }
    }
}
