import TideColumnar
import TideModel

/// The columns that names may refer to; a column's index is its ordinal in the input.
struct Scope {
    struct Column {
        /// The table or alias it may be qualified with.
        var qualifier: String?
        var name: String
        var type: DataType
        /// Whether only a qualified name finds it: a column that USING has merged with the other side's.
        var isHidden = false
        /// Whether a window call of the SELECT has added it: a column of the input goes before it.
        var isAdded = false
    }

    private(set) var columns: [Column]
    /// The ordinals of the columns, by their names in lower case.
    private var places: [String: [Int]] = [:]
    /// The ordinals `*` stands for, in its order.
    var visible: [Int]

    init(_ schema: Schema, qualifier: String? = nil) {
        self.init(
            columns: schema.fields.map { Column(qualifier: qualifier, name: $0.name, type: $0.type) })
    }

    init(columns: [Column]) {
        self.columns = columns
        visible = Array(columns.indices)
        places = Self.places(of: columns)
    }

    /// The columns of a join: the left ones, then the right ones.
    init(_ left: Scope, _ right: Scope) {
        columns = left.columns + right.columns
        places = Self.places(of: columns)
        visible = left.visible + right.visible.map { $0 + left.columns.count }
    }

    private static func places(of columns: [Column]) -> [String: [Int]] {
        Dictionary(grouping: columns.indices) { columns[$0].name.lowercased() }
    }

    /// Adds a column behind the others, which `*` does not stand for.
    mutating func append(_ column: Column) {
        places[column.name.lowercased(), default: []].append(columns.count)
        columns.append(column)
    }

    /// Takes away the column that was added last.
    mutating func removeLast() {
        guard let last = columns.popLast() else { return }
        places[last.name.lowercased()]?.removeLast()
    }

    /// Lets only a qualified name find the column at a place.
    mutating func hide(_ place: Int) { columns[place].isHidden = true }

    /// The ordinals `*` or `qualifier.*` stands for; nil for an unknown qualifier.
    func star(_ qualifier: String?) -> [Int]? {
        guard let qualifier else { return visible }
        let places = columns.indices.filter { columns[$0].isHidden } + visible
        let found = places.filter { columns[$0].qualifier?.lowercased() == qualifier.lowercased() }
        return found.isEmpty ? nil : found
    }

    /// The column and the fields below it that the parts of a name mean, or nil: a qualifier and a column are
    /// tried before a column and its fields.
    func resolve(_ parts: [String], range: SourceRange?) throws -> TypedExpression? {
        if parts.count > 1, let ordinal = try ordinal(of: parts[1], qualifier: parts[0], parts, range) {
            return try column(ordinal, written: parts[1], fields: parts.dropFirst(2), range)
        }
        guard let ordinal = try ordinal(of: parts[0], qualifier: nil, parts, range) else { return nil }
        return try column(ordinal, written: parts[0], fields: parts.dropFirst(), range)
    }

    private func ordinal(
        of name: String, qualifier: String?, _ parts: [String], _ range: SourceRange?
    ) throws -> Int? {
        var found = places[name.lowercased(), default: []].filter { index in
            let column = columns[index]
            return qualifier.map { $0.lowercased() == column.qualifier?.lowercased() } ?? !column.isHidden
        }
        if found.count > 1 { found.removeAll { columns[$0].isAdded } }
        guard found.count > 1 else { return found.first }
        let candidates = found.map { index in
            [columns[index].qualifier, columns[index].name].compactMap(\.self).joined(separator: ".")
        }
        throw TidemarkError(
            .columnOfSeveralTables,
            ["name": parts.joined(separator: "."), "candidates": candidates.joined(separator: " or ")],
            range: range)
    }

    /// The column at a place.
    func column(at ordinal: Int) -> TypedExpression {
        let column = columns[ordinal]
        return TypedExpression(
            .column(ordinal: ordinal, name: column.name, column.type), text: column.name)
    }

    private func column(
        _ ordinal: Int, written: String, fields: ArraySlice<String>, _ range: SourceRange?
    ) throws -> TypedExpression {
        let base = TypedExpression(
            .column(ordinal: ordinal, name: columns[ordinal].name, columns[ordinal].type), text: written)
        return try fields.reduce(base) { try $0.field($1, range: range) }
    }

    /// The error for a name that is not here.
    func notFound(_ parts: [String], range: SourceRange?) -> TidemarkError {
        let near = suggestion(for: parts.last ?? "", among: columns.map(\.name), kind: "columns")
        return TidemarkError(
            .columnUnknown, ["name": parts.joined(separator: "."), "suggestion": near], range: range)
    }
}

/// A resolved expression and its text, by which Spark names a column that has no alias.
struct TypedExpression {
    var expression: Expression
    var text: String

    init(_ expression: Expression, text: String) {
        self.expression = expression
        self.text = text
    }

    var type: DataType { expression.type }

    /// `self.name` for a struct, for each struct of an array, and for a map the value of that key.
    func field(_ name: String, range: SourceRange?) throws -> TypedExpression {
        switch type {
        case .array(.structure(let fields)):
            let ordinal = try self.ordinal(of: name, in: fields, range)
            return TypedExpression(
                .call(
                    .fields, [expression, .literal(.int(Int32(ordinal)), .int)],
                    .array(fields[ordinal].type)),
                text: "\(text).\(fields[ordinal].name)")
        case .map(.string, let value):
            let key = Expression.literal(.string(UTF8String(name)), .string)
            return TypedExpression(.call(.item, [expression, key], value), text: "\(text)[\(name)]")
        default: break
        }
        guard case .structure(let fields) = type else {
            throw TidemarkError(
                .fieldOfNoStruct, ["value": text, "type": type.sqlName, "field": name], range: range)
        }
        let ordinal = try ordinal(of: name, in: fields, range)
        return TypedExpression(
            .field(expression, ordinal: ordinal, name: fields[ordinal].name, fields[ordinal].type),
            text: "\(text).\(name)")
    }

    private func ordinal(of name: String, in fields: [Field], _ range: SourceRange?) throws -> Int {
        guard let ordinal = Schema(fields).ordinals(named: name).first else {
            let near = suggestion(for: name, among: fields.map(\.name), kind: "fields")
            throw TidemarkError(
                .fieldUnknown, ["value": text, "field": name, "suggestion": near], range: range)
        }
        return ordinal
    }
}
