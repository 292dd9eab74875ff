package import TidePlanning
import TideModel

// What CREATE VIEW and DROP do to a session's names.
extension SessionCatalog {
    /// Adds the view of a statement, whose query is analysed.
    ///
    /// A temporary view hides a table of its name, as in Spark.
    /// - Throws: `TidemarkError` (`tableExists`) for a name that is taken.
    package mutating func create(_ view: CreateView, _ plan: LogicalPlan) throws {
        let name = view.name.name
        if view.ifNotExists, contains(name) { return }
        if !view.isTemporary, hasTable(name) {
            throw TidemarkError(.viewOverTable, ["name": name], range: view.name.range)
        }
        if !view.replaces, isView(name) {
            throw TidemarkError(.viewExists, ["name": name], range: view.name.range)
        }
        try addView(name, plan, replaces: true)
    }

    /// Removes what a DROP names: a view before the table it hides.
    ///
    /// DROP TABLE removes a view too, as in Spark; DROP VIEW no table.
    /// - Throws: `TidemarkError` (`tableNotFound`) where nothing has the name, unless IF EXISTS was written.
    package mutating func drop(_ statement: DropRelation) throws {
        let name = statement.name.name
        if dropView(name) || dropResult(name) { return }
        if hasTable(name), statement.isView {
            throw TidemarkError(.dropViewOfTable, ["name": name], range: statement.name.range)
        }
        if dropTable(name) || statement.ifExists { return }
        throw names.notFound(name, range: statement.name.range)
    }
}
