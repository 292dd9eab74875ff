package import TideCheckpoint
package import TideColumnar
package import TideModel
package import TidePlanning

/// The tables, views and streaming results that one session knows, looked up without regard to case.
///
/// A view hides a table of the same name, as in Spark.
package struct SessionCatalog: Sendable {
    /// Where the rows of a scan come from.
    package enum Source: Sendable {
        /// Files, as they are when the query runs.
        case files(JSONTable)
        /// The result of a streaming query, as its last committed batch left it.
        case result(CheckpointReader)
    }

    private struct StreamResult: Sendable {
        var name: String
        var schema: Schema
        var reader: CheckpointReader
    }

    private struct View: Sendable {
        var name: String
        var plan: LogicalPlan
    }

    private var tables: [String: JSONTable] = [:]
    private var views: [String: View] = [:]
    private var results: [String: StreamResult] = [:]
    /// Relations without a name of their own, by the key their scans carry.
    private var unnamed: [String: JSONTable] = [:]

    package init() {}

    /// Adds a table of files.
    ///
    /// - Throws: `TidemarkError` (`tableExists`) when there is a table of that name.
    package mutating func add(_ table: JSONTable, range: SourceRange? = nil) throws {
        guard tables[table.name.lowercased()] == nil else {
            throw TidemarkError(.tableAlreadyCreated, ["name": table.name], range: range)
        }
        tables[table.name.lowercased()] = table
    }

    /// Makes a streaming query's result readable under a name, in place of an earlier one.
    ///
    /// - Parameter schema: that of the query, so that it can be named before a batch is committed.
    package mutating func setResult(_ name: String, schema: Schema, reader: CheckpointReader) {
        results[name.lowercased()] = StreamResult(name: name, schema: schema, reader: reader)
    }

    /// Takes a streaming query's result away again.
    package mutating func removeResult(_ name: String) { results[name.lowercased()] = nil }

    /// Adds an analysed query under a name.
    ///
    /// - Throws: `TidemarkError` (`tableExists`) when there is a view of that name and it is not to be
    ///   replaced.
    package mutating func addView(_ name: String, _ plan: LogicalPlan, replaces: Bool) throws {
        guard replaces || views[name.lowercased()] == nil else {
            throw TidemarkError(.viewAlreadyExists, ["name": name])
        }
        views[name.lowercased()] = View(name: name, plan: plan)
    }

    /// Drops a view; false when there is none.
    package mutating func dropView(_ name: String) -> Bool {
        views.removeValue(forKey: name.lowercased()) != nil
    }

    /// Drops a table of files; no file is touched. False when there is none.
    mutating func dropTable(_ name: String) -> Bool {
        tables.removeValue(forKey: name.lowercased()) != nil
    }

    /// Takes a streaming query's result away; false when there is none.
    mutating func dropResult(_ name: String) -> Bool {
        results.removeValue(forKey: name.lowercased()) != nil
    }

    /// Whether a table of files has the name.
    func hasTable(_ name: String) -> Bool { tables[name.lowercased()] != nil }

    /// Every name, for suggestions.
    var names: Catalog { planning { _ in Schema([]) } }

    /// Whether a view has the name.
    package func isView(_ name: String) -> Bool { views[name.lowercased()] != nil }

    /// Whether files read by their path are known already.
    package func knows(_ relation: FileRelation) -> Bool { unnamed[relation.key] != nil }

    /// Adds files that a query names by their path.
    package mutating func add(_ relation: FileRelation, _ table: JSONTable) {
        unnamed[relation.key] = table
    }

    /// What the analyzer looks names up in; `relations` are the files named in the query by their path.
    ///
    /// - Parameter columns: gives the columns of a table that a query names.
    package func planning(
        _ relations: [FileRelation] = [], columns: @escaping @Sendable (JSONTable) throws -> Schema
    ) -> Catalog {
        var catalog = Catalog()
        for table in tables.values {
            let files = Catalog.Files(format: "json", location: table.root)
            catalog.add(table.name, files: files, canStream: true) { try columns(table) }
        }
        for result in results.values {
            catalog.add(Catalog.Table(name: result.name, schema: result.schema, canStream: false))
        }
        for view in views.values { catalog.addView(view.name, view.plan) }
        for relation in relations {
            guard let table = unnamed[relation.key] else { continue }
            catalog.add(relation) { try columns(table) }
        }
        return catalog
    }

    /// Where a scan's rows come from; nil when what had its name is gone, or another one with other columns
    /// has it now.
    package func source(of scan: Scan) -> Source? {
        if let files = unnamed[scan.table] { return .files(files) }
        let name = scan.table.lowercased()
        if let result = results[name], result.schema == scan.tableSchema { return .result(result.reader) }
        guard let table = tables[name], table.columns == nil || table.columns == scan.tableSchema else {
            return nil
        }
        return .files(table)
    }

    /// Whether a table, result or view has the name.
    package func contains(_ name: String) -> Bool {
        let name = name.lowercased()
        return tables[name] != nil || results[name] != nil || views[name] != nil
    }

    /// Every table, result and view once, sorted by name.
    package var listing: [(name: String, isTemporary: Bool)] {
        var found: [String: (name: String, isTemporary: Bool)] = [:]
        for table in tables.values { found[table.name.lowercased()] = (table.name, false) }
        for result in results.values { found[result.name.lowercased()] = (result.name, true) }
        for view in views.values { found[view.name.lowercased()] = (view.name, true) }
        return found.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(\.value)
    }
}
