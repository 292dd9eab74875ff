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

    /// The type of the column.
    package var columnType: DataType {
        switch self {
        case .boolean: .boolean
        case .bigint: .bigint
        case .double: .double
        case .timestamp: .timestamp
        case .string: .string
        case .structure(let members): .structure(members.map { Field($0.name, $0.type.columnType) })
        case .array(let element): .array(element.columnType)
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
