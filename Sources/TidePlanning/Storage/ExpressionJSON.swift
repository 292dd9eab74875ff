import TideColumnar
import TideFormats

extension Expression {
    /// The stored form: one key says what it is, `type` its type.
    var json: JSONValue {
        switch self {
        case .literal(let value, let type): ["literal": value.json, "type": type.json]
        case .column(let ordinal, let name, let type):
            ["column": .integer(Int64(ordinal)), "name": .string(name), "type": type.json]
        case .field(let base, let ordinal, let name, let type):
            ["field": .integer(Int64(ordinal)), "name": .string(name), "of": base.json, "type": type.json]
        case .call(let function, let arguments, let type):
            [
                "call": .string(function.rawValue), "arguments": .array(arguments.map(\.json)),
                "type": type.json,
            ]
        case .cast(let operand, let type): ["cast": operand.json, "type": type.json]
        case .caseWhen(let branches, let otherwise, let type):
            [
                "case": .array(branches.map { ["when": $0.condition.json, "then": $0.result.json] }),
                "else": otherwise?.json ?? .null, "type": type.json,
            ]
        }
    }

    /// Reads the stored form; throws `checkpointDamaged` for anything else.
    init(json: JSONValue) throws {
        let type = try DataType(json: try json.require("type"))
        if let value = json["literal"] {
            self = .literal(try Value(json: value, type: type), type)
        } else if let ordinal = json["column"]?.integer {
            self = .column(ordinal: Int(ordinal), name: try json.require("name", \.string), type)
        } else if let ordinal = json["field"]?.integer {
            self = .field(
                try Expression(json: try json.require("of")), ordinal: Int(ordinal),
                name: try json.require("name", \.string), type)
        } else if let name = json["call"]?.string {
            guard let function = ScalarFunction(rawValue: name) else {
                throw damagedPlan("an unknown function \(name)")
            }
            self = .call(function, try json.list("arguments").map(Expression.init(json:)), type)
        } else if let operand = json["cast"] {
            self = .cast(try Expression(json: operand), type)
        } else if let branches = json["case"]?.elements {
            let otherwise = try json.require("else")
            self = .caseWhen(
                try branches.map {
                    CaseBranch(
                        condition: try Expression(json: try $0.require("when")),
                        result: try Expression(json: try $0.require("then")))
                }, otherwise: otherwise == .null ? nil : try Expression(json: otherwise), type)
        } else {
            throw damagedPlan("an unknown expression")
        }
    }
}

extension Value {
    /// DOUBLE as the hexadecimal digits of its bits and STRING as those of its bytes when they are not UTF-8,
    /// so that both come back exactly.
    var json: JSONValue {
        switch self {
        case .null: .null
        case .boolean(let flag): .bool(flag)
        case .tinyint, .smallint, .int, .date: .integer(Int64(int32 ?? 0))
        case .bigint(let number), .timestamp(let number), .timestampNTZ(let number), .interval(let number, _):
            .integer(number)
        case .float(let number): .string(String(Double(number).bitPattern, radix: 16))
        case .double(let number): .string(String(number.bitPattern, radix: 16))
        case .decimal(let number): .string(String(number.unscaled))
        case .binary(let bytes): .array(bytes.map { .integer(Int64($0)) })
        case .array(let elements): .array(elements.map(\.json))
        case .map(let entries): .array(entries.map { .array([$0.key.json, $0.value.json]) })
        case .string(let text):
            text == UTF8String(text.text)
                ? .string(text.text) : .array(text.bytes.map { .integer(Int64($0)) })
        case .structure(let fields): .array(fields.map(\.json))
        }
    }

    init(json: JSONValue, type: DataType) throws {
        switch (json, type) {
        case (.null, _): self = .null
        case (.bool(let flag), .boolean): self = .boolean(flag)
        case (.integer(let number), _) where type.storage == .int32:
            self = type.value(Int32(truncatingIfNeeded: number))
        case (.integer(let number), _) where type.storage == .int64: self = type.value(number)
        case (.string(let digits), .double), (.string(let digits), .float):
            guard let bits = UInt64(digits, radix: 16) else {
                throw damagedPlan("a malformed DOUBLE \(digits)")
            }
            self = type.value(Double(bitPattern: bits))
        case (.string(let digits), .decimal):
            guard let unscaled = Int128(digits) else { throw damagedPlan("a malformed DECIMAL \(digits)") }
            self = type.value(unscaled)
        case (.array(let bytes), .binary):
            self = .binary(bytes.compactMap(\.integer).map(UInt8.init(truncatingIfNeeded:)))
        case (.array(let elements), .array(let element)):
            self = .array(try elements.map { try Value(json: $0, type: element) })
        case (.array(let pairs), .map(let key, let value)):
            self = .map(
                try pairs.map {
                    MapEntry(
                        try Value(json: $0[0] ?? .null, type: key),
                        try Value(json: $0[1] ?? .null, type: value))
                })
        case (.string(let text), .string): self = .string(UTF8String(text))
        case (.array(let bytes), .string):
            self = .string(
                UTF8String(bytes: bytes.compactMap(\.integer).map(UInt8.init(truncatingIfNeeded:))))
        case (.array(let values), .structure(let fields)):
            self = .structure(try zip(values, fields).map { try Value(json: $0, type: $1.type) })
        default: throw damagedPlan("a literal that is not a \(type.sqlName)")
        }
    }
}

extension DataType {
    /// The SQL name in lower case; a struct as the list of its fields, an array and a map as an object of
    /// their parts.
    var json: JSONValue {
        switch self {
        case .structure(let fields): Schema(fields).json
        case .array(let element): ["array": element.json]
        case .map(let key, let value): ["map": [key.json, value.json]]
        default: .string(sqlName.lowercased())
        }
    }

    init(json: JSONValue) throws {
        if json.elements != nil {
            self = .structure(try Schema(json: json).fields)
        } else if let element = json["array"] {
            self = .array(try DataType(json: element))
        } else if let parts = json["map"]?.elements, parts.count == 2 {
            self = .map(try DataType(json: parts[0]), try DataType(json: parts[1]))
        } else {
            guard let name = json.string, let type = try? DataType(ddl: name) else {
                throw damagedPlan("an unknown type \(json.text)")
            }
            self = type
        }
    }
}

extension Schema {
    var json: JSONValue {
        .array(
            fields.map {
                ["name": .string($0.name), "type": $0.type.json, "nullable": .bool($0.isNullable)]
            })
    }

    init(json: JSONValue) throws {
        guard let elements = json.elements else { throw damagedPlan("no list of fields") }
        self.init(
            try elements.map {
                Field(
                    try $0.require("name", \.string), try DataType(json: try $0.require("type")),
                    isNullable: try $0.require("nullable", \.bool))
            })
    }
}
