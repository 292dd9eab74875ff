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

    private var entries: [String: (name: String, entry: Entry)] = [:]
    /// Schemas of files without a table, by the relation's key.
    private var files: [String: Schema] = [:]

    package init(_ tables: [Table] = []) {
        for table in tables { add(table) }
    }

    /// Adds a table; one of the same name is replaced.
    package mutating func add(_ table: Table) {
        entries[table.name.lowercased()] = (table.name, .table(table))
    }

    /// Adds an analysed query under a name; one of the same name is replaced.
    package mutating func addView(_ name: String, _ plan: LogicalPlan) {
        entries[name.lowercased()] = (name, .view(plan))
    }

    /// Adds the schema of files that queries name by their path.
    package mutating func add(_ relation: FileRelation, schema: Schema) { files[relation.key] = schema }

    func table(of relation: FileRelation) throws -> Table {
        guard let schema = files[relation.key] else {
            throw TidemarkError(.filesNotSupported, ["name": relation.name], range: relation.range)
        }
        return Table(name: relation.key, schema: schema, canStream: true)
    }

    /// The names as declared, sorted.
    package var names: [String] { entries.values.map(\.name).sorted() }

    /// Whether a table or view has the name.
    package func contains(_ name: String) -> Bool { entries[name.lowercased()] != nil }

    func entry(named name: String, range: SourceRange?) throws -> Entry {
        if let found = entries[name.lowercased()] { return found.entry }
        throw TidemarkError(
            .relationNotFound,
            ["name": name, "suggestion": suggestion(for: name, among: names, kind: "tables")],
            range: range)
    }
}
