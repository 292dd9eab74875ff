/// What Spark's grammar has and this one refuses by name, by the words it starts with.
enum Refusals {
    /// Statements by their first word.
    static let statements: Set<String> = [
        "ALTER", "ANALYZE", "BEGIN", "CACHE", "CALL", "CLEAR", "COMMENT", "DECLARE", "DELETE", "EXECUTE",
        "EXPORT", "FROM", "GRANT", "IMPORT", "INSERT", "LIST", "LOAD", "LOCK", "MAP", "MERGE", "MSCK",
        "REDUCE", "REFRESH", "REPAIR", "REPLACE", "RESET", "REVOKE", "TABLE", "TRUNCATE", "UNCACHE", "UNLOCK",
        "UPDATE", "USE",
    ]

    /// What DROP may be followed by.
    static let drops: Set<String> = [
        "CATALOG", "DATABASE", "FUNCTION", "INDEX", "NAMESPACE", "ROLE", "SCHEMA", "TEMPORARY", "VARIABLE",
    ]

    /// What SHOW may be followed by.
    static let shows: Set<String> = [
        "ALL", "CATALOGS", "CREATE", "CURRENT", "DATABASES", "FUNCTIONS", "NAMESPACES", "PARTITIONS",
        "PROCEDURES", "SCHEMAS", "SYSTEM", "TABLE", "TBLPROPERTIES", "USER",
    ]

    /// Clauses of CREATE VIEW.
    static let viewClauses: Set<String> = ["DEFAULT", "PARTITIONED", "TBLPROPERTIES", "WITH"]

    /// What CREATE may be followed by.
    static let creations: Set<String> = [
        "CATALOG", "DATABASE", "EXTERNAL", "FLOW", "FUNCTION", "GLOBAL", "MATERIALIZED", "NAMESPACE", "OR",
        "ROLE", "SCHEMA",
    ]

    /// What may follow a clause of a query: the words, then how the message names it.
    static let clauses: [(words: [String], name: String)] = [
        (["INTERSECT"], "INTERSECT is"),
        (["EXCEPT"], "EXCEPT is"), (["MINUS"], "MINUS is"), (["LATERAL"], "LATERAL is"),
        (["PIVOT", "("], "PIVOT is"), (["UNPIVOT"], "UNPIVOT is"),
        (["TABLESAMPLE"], "TABLESAMPLE is"), (["CLUSTER", "BY"], "CLUSTER BY is"),
        (["DISTRIBUTE", "BY"], "DISTRIBUTE BY is"), (["SORT", "BY"], "SORT BY is"),
        (["OFFSET"], "OFFSET is"), (["QUALIFY"], "QUALIFY is"),
        (["VERSION", "AS", "OF"], "time travel (VERSION AS OF) is"),
        (["TIMESTAMP", "AS", "OF"], "time travel (TIMESTAMP AS OF) is"),
        (["FOR", "VERSION"], "time travel (FOR VERSION AS OF) is"),
        (["FOR", "TIMESTAMP"], "time travel (FOR TIMESTAMP AS OF) is"),
        (["WINDOW"], "the WINDOW clause is"), (["|>"], "the pipe operator |> is"),
    ]

    /// Types of Spark by their first word.
    static let types: Set<String> = [
        "ARRAY", "BINARY", "BYTE", "CHAR", "CHARACTER", "DEC", "DECIMAL", "FLOAT", "GEOGRAPHY", "GEOMETRY",
        "INTERVAL", "MAP", "NUMERIC", "REAL", "SHORT", "SMALLINT", "TIME", "TIMESTAMP_NTZ", "TINYINT",
        "VARCHAR",
        "VARIANT", "VOID",
    ]

    /// Clauses of CREATE TABLE and CREATE STREAMING TABLE.
    static let tableClauses: Set<String> = [
        "CLUSTER", "CLUSTERED", "LOCATION", "PARTITIONED", "ROW", "SKEWED", "STORED", "WITH", "DEFAULT",
    ]

    /// Constraints among the columns of a table: the first two words.
    static let constraints = [("PRIMARY", "KEY"), ("FOREIGN", "KEY"), ("UNIQUE", "("), ("CHECK", "(")]

    /// Operators on bits, and signs that only start something refused.
    static let operators: [String: String] = [
        "&": "the bitwise operator & is", "|": "the bitwise operator | is", "^": "the bitwise operator ^ is",
        "<<": "the shift operator << is", ">>": "the shift operator >> is", "~": "the bitwise operator ~ is",
        "->": "lambda functions are", "=>": "named arguments are",
        ":": "parameters (:name) are", "?": "parameters (?) are", "/*+": "optimizer hints are",
        "COLLATE": "COLLATE is",
    ]
}
