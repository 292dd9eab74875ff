package import TideColumnar
import TideModel

/// Which columns of a result a chart draws.
package struct ChartColumns: Hashable, Sendable {
    /// The column of the categories; nil numbers the rows.
    package let x: Int?
    /// The numeric column of the bars' lengths.
    package let y: Int
    /// The column that tells the series apart; nil for one series.
    package let series: Int?
}

extension ChartColumns {
    /// The columns of these names, found without regard to case as in SQL.
    ///
    /// - Throws: `TidemarkError` when there is no such column (with the nearest name), when two have the
    ///   name, when `y` is not numeric, or when `x` or `by` is a struct that is no window.
    package init(x: String, y: String, by: String?, in schema: Schema) throws {
        self.x = try Self.label(x, option: "--x", schema)
        self.y = try Self.ordinal(y, option: "--y", schema)
        series = try by.map { try Self.label($0, option: "--by", schema) }
        let type = schema.fields[self.y].type
        guard type.isNumeric else {
            throw TidemarkError(
                .plotNotNumeric, ["name": y, "type": type.sqlName, "choice": Self.numericColumns(schema)])
        }
    }

    /// The columns that suit a result's types.
    ///
    /// x is the first TIMESTAMP, DATE or window column; else the STRING or BOOLEAN column with the most
    /// different values, which keeps the series few; else the first of two numeric columns; else the rows
    /// are numbered. y is the first numeric column besides, the series the first STRING or BOOLEAN column
    /// besides.
    ///
    /// - Throws: `TidemarkError` when no column is numeric.
    package init(choosingFor batch: RecordBatch) throws {
        let types = batch.schema.fields.map(\.type)
        let numbers = types.indices.filter { types[$0].isNumeric }
        let names = types.indices.filter { types[$0] == .string || types[$0] == .boolean }
        let time = types.indices.first { types[$0].isTime }
        let x = time ?? Self.widest(names, batch) ?? (numbers.count > 1 ? numbers[0] : nil)
        guard let y = numbers.first(where: { $0 != x }) else {
            throw TidemarkError(.plotNoNumber, ["columns": Self.columns(batch.schema)])
        }
        self.init(x: x, y: y, series: names.first { $0 != x })
    }

    /// The column with the most different values, the first of several.
    private static func widest(_ columns: [Int], _ batch: RecordBatch) -> Int? {
        let counted = columns.map { column in
            (column, Set((0..<batch.count).map { batch.columns[column].value(at: $0) }).count)
        }
        return counted.max { $0.1 < $1.1 || ($0.1 == $1.1 && $0.0 > $1.0) }?.0
    }

    private static func ordinal(_ name: String, option: String, _ schema: Schema) throws -> Int {
        let found = schema.ordinals(named: name)
        if found.count > 1 { throw TidemarkError(.plotColumnAmbiguous, ["option": option, "name": name]) }
        guard let ordinal = found.first else {
            throw TidemarkError(
                .plotColumnNotFound,
                [
                    "option": option, "name": name,
                    "suggestion": suggestion(
                        for: name, among: schema.fields.map(\.name), kind: "columns"),
                ])
        }
        return ordinal
    }

    private static func label(_ name: String, option: String, _ schema: Schema) throws -> Int {
        let ordinal = try ordinal(name, option: option, schema)
        let type = schema.fields[ordinal].type
        switch type {
        case .structure where type != .window, .array, .map, .binary:
            throw TidemarkError(.plotNoLabel, ["option": option, "name": name, "type": type.sqlName])
        default: break
        }
        return ordinal
    }

    private static func numericColumns(_ schema: Schema) -> String {
        let names = schema.fields.filter(\.type.isNumeric).map(\.name)
        return names.isEmpty
            ? "no column is numeric: \(columns(schema))"
            : "the numeric columns are: " + names.joined(separator: ", ")
    }

    private static func columns(_ schema: Schema) -> String {
        schema.fields.map { "\($0.name) \($0.type.sqlName)" }.joined(separator: ", ")
    }
}

extension DataType {
    /// Whether values of the type lie on a calendar.
    var isTime: Bool { self == .timestamp || self == .date || self == .window }
}
