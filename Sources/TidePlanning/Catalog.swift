package import TideColumnar
package import TideModel

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

    /// The format and place of the files behind a table, for DESCRIBE EXTENDED.
    package struct Files: Hashable, Sendable {
        package var format: String
        package var location: String

        package init(format: String, location: String) {
            self.format = format
            self.location = location
        }
    }

    struct Named: Sendable {
        var name: String
        /// nil for what lives as long as the session: views and results of streaming queries.
        var files: Files?
        var isView = false
        var entry: @Sendable () throws -> Entry
    }

    private var entries: [String: Named] = [:]
    /// Columns of files without a table, by the relation's key.
    private var files: [String: Columns] = [:]

    package init(_ tables: [Table] = []) {
        for table in tables { add(table) }
    }

    /// Adds a table; one of the same name is replaced.
    package mutating func add(_ table: Table) {
        entries[table.name.lowercased()] = Named(name: table.name) { .table(table) }
    }

    /// Adds a table whose columns are asked for when a query names it; one of the same name is replaced.
    package mutating func add(_ name: String, files: Files?, canStream: Bool, columns: @escaping Columns) {
        entries[name.lowercased()] = Named(name: name, files: files) {
            .table(Table(name: name, schema: try columns(), canStream: canStream))
        }
    }

    /// Adds an analysed query under a name; one of the same name is replaced.
    package mutating func addView(_ name: String, _ plan: LogicalPlan) {
        entries[name.lowercased()] = Named(name: name, isView: true) { .view(plan) }
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
    package var names: [String] { listed.map(\.name) }

    /// Tables and views, sorted by their names in lower case.
    var listed: [Named] { entries.values.sorted { $0.name.lowercased() < $1.name.lowercased() } }

    /// Whether a table or view has the name.
    package func contains(_ name: String) -> Bool { entries[name.lowercased()] != nil }

    func entry(named name: String, range: SourceRange?) throws -> Entry {
        if let found = entries[name.lowercased()] { return try found.entry() }
        throw notFound(name, range: range)
    }

    func files(of name: String) -> Files? { entries[name.lowercased()]?.files }

    /// The error for a name that is not here.
    package func notFound(_ name: String, range: SourceRange?) -> TidemarkError {
        TidemarkError(
            .relationNotFound,
            ["name": name, "suggestion": suggestion(for: name, among: names, kind: "tables")],
            range: range)
    }
}
