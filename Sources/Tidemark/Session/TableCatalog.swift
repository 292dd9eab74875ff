import TidePlanning

/// The tables and views of a session (Spark's `catalog`).
public struct TableCatalog: Sendable {
    /// An entry of the catalog.
    public struct Entry: Sendable, Hashable {
        /// The name as declared.
        public let name: String
        /// Whether it is a view or the result of a streaming query, not a table of files.
        public let isTemporary: Bool
    }

    let session: Session

    /// All tables and views, sorted by name.
    public func listTables() -> [Entry] {
        session.tables.listing.map { Entry(name: $0.name, isTemporary: $0.isTemporary) }
    }

    /// Whether a table or view has the name, without regard to case.
    public func tableExists(_ name: String) -> Bool { session.tables.contains(name) }

    /// Drops a temporary view; false when there is none of that name.
    @discardableResult
    public func dropTempView(_ name: String) -> Bool { session.update { $0.catalog.dropView(name) } }
}
