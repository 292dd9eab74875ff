import TideColumnar

extension DataType {
    /// The type in Spark's short form: `bigint`, `struct<start:timestamp,end:timestamp>` (simpleString).
    var simpleName: String {
        switch self {
        case .structure(let fields):
            "struct<" + fields.map { "\($0.name):\($0.type.simpleName)" }.joined(separator: ",") + ">"
        case .array(let element): "array<\(element.simpleName)>"
        case .map(let key, let value): "map<\(key.simpleName),\(value.simpleName)>"
        default: sqlName.lowercased()
        }
    }

    /// The type's name in a schema tree (typeName).
    fileprivate var treeName: String {
        switch self {
        case .tinyint: "byte"
        case .smallint: "short"
        case .int: "integer"
        case .bigint: "long"
        case .structure: "struct"
        case .array: "array"
        case .map: "map"
        default: sqlName.lowercased()
        }
    }
}

extension Schema {
    /// The schema as Spark's printSchema writes it (StructType.treeString).
    package var treeText: String { "root\n" + Self.treeLines(fields, prefix: " |") }

    private static func treeLines(_ fields: [Field], prefix: String) -> String {
        fields.map { field in
            let text = "\(prefix)-- \(field.name): \(field.type.treeName) (nullable = \(field.isNullable))\n"
            return text + innerLines(field.type, prefix: prefix + "    |")
        }.joined()
    }

    /// The lines below a struct, an array or a map.
    private static func innerLines(_ type: DataType, prefix: String) -> String {
        switch type {
        case .structure(let fields): treeLines(fields, prefix: prefix)
        case .array(let element):
            "\(prefix)-- element: \(element.treeName) (containsNull = true)\n"
                + innerLines(element, prefix: prefix + "    |")
        case .map(let key, let value):
            "\(prefix)-- key: \(key.treeName)\n" + innerLines(key, prefix: prefix + "    |")
                + "\(prefix)-- value: \(value.treeName) (valueContainsNull = true)\n"
                + innerLines(value, prefix: prefix + "    |")
        default: ""
        }
    }
}
