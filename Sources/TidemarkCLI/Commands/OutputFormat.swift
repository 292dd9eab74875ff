import ArgumentParser

/// How rows are printed (`--format`).
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// Columns aligned for a person.
    case table
    /// One object a line, keys in column order, NULLs left out: Spark's `toJSON`.
    case json
    /// A header line, then RFC 4180 records.
    case csv
}
