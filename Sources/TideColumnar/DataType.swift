/// A column's type, named as in Apache Spark's SQL.
public indirect enum DataType: Hashable, Sendable {
    /// The type of a bare `NULL`.
    case void
    /// True or false.
    case boolean
    /// 32-bit signed integer.
    case int
    /// 64-bit signed integer.
    case bigint
    /// IEEE 754 binary64.
    case double
    /// UTF-8 bytes, compared bytewise.
    case string
    /// Microseconds since 1970-01-01 00:00:00 UTC.
    case timestamp
    /// Days since 1970-01-01.
    case date
    /// Named fields, for example a window's start and end.
    case structure([Field])

    /// The SQL spelling, for example `BIGINT` or `STRUCT<start: TIMESTAMP, end: TIMESTAMP>`.
    public var sqlName: String {
        switch self {
        case .void: "VOID"
        case .boolean: "BOOLEAN"
        case .int: "INT"
        case .bigint: "BIGINT"
        case .double: "DOUBLE"
        case .string: "STRING"
        case .timestamp: "TIMESTAMP"
        case .date: "DATE"
        case .structure(let fields):
            "STRUCT<" + fields.map { $0.text(separator: ": ") }.joined(separator: ", ") + ">"
        }
    }

    /// Whether arithmetic applies: INT, BIGINT or DOUBLE.
    public var isNumeric: Bool { self == .int || self == .bigint || self == .double }

    /// The type of a `window` column: STRUCT<start: TIMESTAMP, end: TIMESTAMP>.
    public static let window = DataType.structure([
        Field("start", .timestamp), Field("end", .timestamp),
    ])
}

/// A named, typed column of a schema or member of a struct.
public struct Field: Hashable, Sendable {
    /// The name as declared; looked up without regard to case in SQL, exactly in JSON.
    public let name: String
    /// The type.
    public let type: DataType
    /// Whether NULL may occur. File sources declare every column nullable, as Spark does.
    public let isNullable: Bool

    /// Makes a field; nullable unless said otherwise.
    public init(_ name: String, _ type: DataType, isNullable: Bool = true) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
    }

    /// Name and type as DDL text; the name in backticks where it needs them.
    fileprivate func text(separator: String) -> String {
        quotedIdentifier(name) + separator + type.sqlName + (isNullable ? "" : " NOT NULL")
    }
}

/// The ordered fields of a relation.
public struct Schema: Hashable, Sendable {
    /// The fields in column order.
    public let fields: [Field]

    /// Makes a schema of `fields` in order.
    public init(_ fields: [Field]) { self.fields = fields }

    /// The number of columns.
    public var count: Int { fields.count }

    /// The ordinals whose name equals `name` without regard to ASCII case (SQL's rule).
    package func ordinals(named name: String) -> [Int] {
        let lowered = name.lowercased()
        return fields.indices.filter { fields[$0].name.lowercased() == lowered }
    }

    /// DDL text that reads back as this schema, for example `time TIMESTAMP, action STRING`.
    public var ddl: String {
        fields.map { $0.text(separator: " ") }.joined(separator: ", ")
    }
}
