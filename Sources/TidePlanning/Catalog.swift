package import TideColumnar
import TideModel

/// The tables and views a query may name, looked up without regard to case.
package struct Catalog: Sendable {
    /// A relation with stored rows or files behind it.
    package struct Table: Hashable, Sendable {
        /// The name as declared.
        package var name: String
        package var schema: Schema
        /// Whether `STREAM name` may read it.
        package var canStream: Bool

        package init(name: String, schema: Schema, canStream: Bool) {
            self.name = name
            self.schema = schema
            self.canStream = canStream
        }
    }

    enum Entry: Sendable {
        case table(Table)
        /// A named, analysed query.
        case view(LogicalPlan)
    }

    /// Gives a table's columns when a query first names it: they may have to be looked for in its files.
    package typealias Columns = @Sendable () throws -> Schema

    private var entries: [String: (name: String, entry: @Sendable () throws -> Entry)] = [:]
    /// Columns of files without a table, by the relation's key.
    private var files: [String: Columns] = [:]

    package init(_ tables: [Table] = []) {
        for table in tables { add(table) }
    }

    /// Adds a table; one of the same name is replaced.
    package mutating func add(_ table: Table) {
        entries[table.name.lowercased()] = (table.name, { .table(table) })
    }

    /// Adds a table whose columns are asked for when a query names it; one of the same name is replaced.
    package mutating func add(_ name: String, canStream: Bool, columns: @escaping Columns) {
        entries[name.lowercased()] = (
            name, { .table(Table(name: name, schema: try columns(), canStream: canStream)) }
        )
    }

    /// Adds an analysed query under a name; one of the same name is replaced.
    package mutating func addView(_ name: String, _ plan: LogicalPlan) {
        entries[name.lowercased()] = (name, { .view(plan) })
    }

    /// Adds files that queries name by their path.
    package mutating func add(_ relation: FileRelation, columns: @escaping Columns) {
        files[relation.key] = columns
    }

    func table(of relation: FileRelation) throws -> Table {
        guard let columns = files[relation.key] else {
            throw TidemarkError(.filesNotSupported, ["name": relation.name], range: relation.range)
        }
        return Table(name: relation.key, schema: try columns(), canStream: true)
    }

    /// The names as declared, sorted.
    package var names: [String] { entries.values.map(\.name).sorted() }

    /// Whether a table or view has the name.
    package func contains(_ name: String) -> Bool { entries[name.lowercased()] != nil }

    func entry(named name: String, range: SourceRange?) throws -> Entry {
        if let found = entries[name.lowercased()] { return try found.entry() }
        throw TidemarkError(
            .relationNotFound,
            ["name": name, "suggestion": suggestion(for: name, among: names, kind: "tables")],
            range: range)
    }
}
