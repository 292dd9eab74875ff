import TideColumnar

extension DataType {
    /// The type in Spark's short form: `bigint`, `struct<start:timestamp,end:timestamp>` (simpleString).
    var simpleName: String {
        guard case .structure(let fields) = self else { return sqlName.lowercased() }
        return "struct<" + fields.map { "\($0.name):\($0.type.simpleName)" }.joined(separator: ",") + ">"
    }

    /// The type's name in a schema tree (typeName).
    fileprivate var treeName: String {
        switch self {
        case .void: "void"
        case .boolean: "boolean"
        case .int: "integer"
        case .bigint: "long"
        case .double: "double"
        case .string: "string"
        case .timestamp: "timestamp"
        case .date: "date"
        case .structure: "struct"
        }
    }
}

extension Schema {
    /// The schema as Spark's printSchema writes it (StructType.treeString).
    package var treeText: String { "root\n" + Self.treeLines(fields, prefix: " |") }

    private static func treeLines(_ fields: [Field], prefix: String) -> String {
        fields.map { field in
            var text = "\(prefix)-- \(field.name): \(field.type.treeName) (nullable = \(field.isNullable))\n"
            if case .structure(let inner) = field.type { text += treeLines(inner, prefix: prefix + "    |") }
            return text
        }.joined()
    }
}
