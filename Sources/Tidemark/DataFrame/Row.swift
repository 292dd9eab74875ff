public import TideColumnar
import TideFormats
import TideModel

/// One row of a result.
public struct Row: Sendable, Hashable {
    /// The columns' names and types.
    public let schema: Schema
    /// The values in column order.
    public let values: [Value]

    /// Makes a row.
    init(schema: Schema, values: [Value]) {
        self.schema = schema
        self.values = values
    }

    /// How many columns it has.
    public var count: Int { values.count }

    /// The value of a column by its place from 0; nil when there is no such column.
    public subscript(ordinal: Int) -> Value? { values.indices.contains(ordinal) ? values[ordinal] : nil }

    /// The value of a column by its name, without regard to case; nil when there is no such column.
    public subscript(name: String) -> Value? { schema.ordinals(named: name).first.map { values[$0] } }

    /// The value of a column by its place from 0, as a Swift type; an optional type takes NULL as nil.
    ///
    /// - Throws: `TidemarkError`: `invalidArgument` when there is no such column, `typeMismatch` when it
    ///   holds something else.
    public func get<Wanted: RowValue>(_ ordinal: Int, as type: Wanted.Type = Wanted.self) throws -> Wanted {
        guard values.indices.contains(ordinal) else {
            guard count > 0 else { throw TidemarkError(.rowIsEmpty) }
            throw TidemarkError(.rowOrdinal, ["ordinal": String(ordinal), "last": String(count - 1)])
        }
        let field = schema.fields[ordinal]
        guard let value = Wanted(RowCell(value: values[ordinal], type: field.type)) else {
            let found = values[ordinal].isNull ? "NULL" : field.type.sqlName
            throw TidemarkError(
                .rowValueType, ["name": field.name, "found": found, "wanted": "\(Wanted.self)"])
        }
        return value
    }

    /// The value of a column by its name, without regard to case, as a Swift type.
    ///
    /// - Throws: `TidemarkError`: `columnNotFound` when there is no such column, `typeMismatch` when it holds
    ///   something else.
    public func get<Wanted: RowValue>(_ name: String, as type: Wanted.Type = Wanted.self) throws -> Wanted {
        guard let ordinal = schema.ordinals(named: name).first else {
            let near = suggestion(for: name, among: schema.fields.map(\.name), kind: "columns")
            throw TidemarkError(.rowColumnNotFound, ["name": name, "suggestion": near])
        }
        return try get(ordinal)
    }
}

extension Row: CustomStringConvertible {
    /// The values in brackets, as Spark's `Row` is printed: `[Open,3,null]`; times in UTC, structs as rows.
    public var description: String { Self.text(values) }

    private static func text(_ values: [Value]) -> String {
        let texts = values.map { value in
            switch value {
            case .null: "null"
            case .structure(let inner): text(inner)
            case .decimal(let number): number.scientificText
            default: ValueText.text(value, zone: .utc)
            }
        }
        return "[" + texts.joined(separator: ",") + "]"
    }
}
