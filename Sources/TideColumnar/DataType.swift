/// A column's type, named as in Apache Spark's SQL.
public indirect enum DataType: Hashable, Sendable {
    /// The type of a bare `NULL`.
    case void
    /// True or false.
    case boolean
    /// 8-bit signed integer.
    case tinyint
    /// 16-bit signed integer.
    case smallint
    /// 32-bit signed integer.
    case int
    /// 64-bit signed integer.
    case bigint
    /// IEEE 754 binary32.
    case float
    /// IEEE 754 binary64.
    case double
    /// A decimal number of at most `precision` digits (1 to 38), `scale` of them behind the point.
    case decimal(precision: Int, scale: Int)
    /// UTF-8 bytes, compared bytewise.
    case string
    /// Any bytes, compared bytewise.
    case binary
    /// Microseconds since 1970-01-01 00:00:00 UTC.
    case timestamp
    /// What a clock on the wall shows, without a zone: microseconds since 1970-01-01 00:00:00 there.
    case timestampNTZ
    /// Days since 1970-01-01.
    case date
    /// A length of time in months (units YEAR, MONTH) or microseconds (units DAY to SECOND).
    case interval(IntervalUnits)
    /// Elements of one type, any of which may be NULL.
    case array(DataType)
    /// Pairs of a key, never NULL, and a value.
    case map(DataType, DataType)
    /// Named fields, for example a window's start and end.
    case structure([Field])

    /// The SQL spelling, for example `BIGINT` or `STRUCT<start: TIMESTAMP, end: TIMESTAMP>`.
    public var sqlName: String {
        switch self {
        case .void: "VOID"
        case .boolean: "BOOLEAN"
        case .tinyint: "TINYINT"
        case .smallint: "SMALLINT"
        case .int: "INT"
        case .bigint: "BIGINT"
        case .float: "FLOAT"
        case .double: "DOUBLE"
        case .decimal(let precision, let scale): "DECIMAL(\(precision),\(scale))"
        case .string: "STRING"
        case .binary: "BINARY"
        case .timestamp: "TIMESTAMP"
        case .timestampNTZ: "TIMESTAMP_NTZ"
        case .date: "DATE"
        case .interval(let units): "INTERVAL " + units.sqlName
        case .array(let element): "ARRAY<" + element.sqlName + ">"
        case .map(let key, let value): "MAP<" + key.sqlName + ", " + value.sqlName + ">"
        case .structure(let fields):
            "STRUCT<" + fields.map { $0.text(separator: ": ") }.joined(separator: ", ") + ">"
        }
    }

    /// Whether arithmetic applies: TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE or DECIMAL.
    public var isNumeric: Bool { isInteger || isFloating || isDecimal }

    /// Whether it is TINYINT, SMALLINT, INT or BIGINT.
    public var isInteger: Bool {
        self == .tinyint || self == .smallint || self == .int || self == .bigint
    }

    /// Whether it is FLOAT or DOUBLE.
    public var isFloating: Bool { self == .float || self == .double }

    /// Whether it is a DECIMAL.
    public var isDecimal: Bool { if case .decimal = self { true } else { false } }

    /// Whether values can be compared, sorted and grouped: all but MAP, also within other types.
    public var isOrderable: Bool {
        switch self {
        case .map: false
        case .array(let element): element.isOrderable
        case .structure(let fields): fields.allSatisfy(\.type.isOrderable)
        default: true
        }
    }

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

    /// The ordinals of the first name that stands more than once, without regard to ASCII case; empty where
    /// all differ.
    package var repeatedOrdinals: [Int] {
        let places = Dictionary(grouping: fields.indices) { fields[$0].name.lowercased() }
        return places.values.filter { $0.count > 1 }.min { $0[0] < $1[0] } ?? []
    }

    /// DDL text that reads back as this schema, for example `time TIMESTAMP, action STRING`.
    public var ddl: String {
        fields.map { $0.text(separator: " ") }.joined(separator: ", ")
    }
}
