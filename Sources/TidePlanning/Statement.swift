package import TideColumnar
package import TideModel

/// One SQL statement.
package enum Statement: Hashable, Sendable {
    case createTable(CreateTable)
    case createStreamingTable(CreateStreamingTable)
    case createView(CreateView)
    /// `DROP TABLE` or `DROP VIEW`.
    case drop(DropRelation)
    case select(UnresolvedPlan)
    case show(ShowCommand)
    case describe(DescribeCommand)
    /// `EXPLAIN [mode] statement`: the query it is, or that of the view or streaming table it creates.
    case explain(ExplainMode, UnresolvedPlan)
    case set(SetCommand)
}

/// A name of a table or view in a statement, and where it stands.
package struct RelationName: Hashable, Sendable {
    package var name: String
    package var range: SourceRange

    package init(_ name: String, range: SourceRange) {
        self.name = name
        self.range = range
    }
}

/// `CREATE [OR REPLACE] [TEMPORARY] VIEW [IF NOT EXISTS] name [(columns)] AS query`.
package struct CreateView: Hashable, Sendable {
    package var name: RelationName
    /// Whether TEMP or TEMPORARY was written; views live as long as the session either way.
    package var isTemporary: Bool
    package var replaces: Bool
    package var ifNotExists: Bool
    /// With the names of the column list, if there was one, as `columnAliases`.
    package var query: UnresolvedPlan
    /// The query's place in the text.
    package var queryRange: SourceRange

    package init(
        name: RelationName, isTemporary: Bool, replaces: Bool, ifNotExists: Bool, query: UnresolvedPlan,
        queryRange: SourceRange
    ) {
        self.name = name
        self.isTemporary = isTemporary
        self.replaces = replaces
        self.ifNotExists = ifNotExists
        self.query = query
        self.queryRange = queryRange
    }
}

/// `DROP TABLE [IF EXISTS] name` or `DROP VIEW [IF EXISTS] name`.
package struct DropRelation: Hashable, Sendable {
    package var name: RelationName
    package var isView: Bool
    package var ifExists: Bool

    package init(name: RelationName, isView: Bool, ifExists: Bool) {
        self.name = name
        self.isView = isView
        self.ifExists = ifExists
    }
}

/// What SHOW lists.
package enum ShowCommand: Hashable, Sendable {
    /// `SHOW TABLES [LIKE 'pattern']`: tables and views.
    case tables(pattern: String?)
    case views(pattern: String?)
    /// `SHOW COLUMNS IN name`.
    case columns(RelationName)
}

/// What DESCRIBE describes.
package enum DescribeCommand: Hashable, Sendable {
    /// `DESCRIBE [TABLE] [EXTENDED] name`.
    case relation(RelationName, isExtended: Bool)
    /// `DESCRIBE name column`.
    case column(RelationName, [String], range: SourceRange)
    /// `DESCRIBE [QUERY] SELECT ..`.
    case query(UnresolvedPlan)
}

/// How much EXPLAIN prints.
package enum ExplainMode: Hashable, Sendable {
    case simple
    /// Also the plan as written and its analysis.
    case extended
    case formatted
}

/// `SET`, `SET key`, `SET key = value`, `SET TIME ZONE 'zone'`.
package struct SetCommand: Hashable, Sendable {
    /// nil: all keys are listed.
    package var key: String?
    /// nil: the key's value is shown.
    package var value: String?
    package var range: SourceRange

    package init(key: String?, value: String?, range: SourceRange) {
        self.key = key
        self.value = value
        self.range = range
    }
}

/// `CREATE TABLE name (schema) USING format OPTIONS (..)`.
package struct CreateTable: Hashable, Sendable {
    package var name: String
    package var nameRange: SourceRange
    /// nil when no columns were given.
    package var schema: Schema?
    package var format: String
    package var formatRange: SourceRange
    package var options: [TableOption]

    package init(
        name: String, nameRange: SourceRange, schema: Schema?, format: String, formatRange: SourceRange,
        options: [TableOption]
    ) {
        self.name = name
        self.nameRange = nameRange
        self.schema = schema
        self.format = format
        self.formatRange = formatRange
        self.options = options
    }
}

/// An entry of OPTIONS or TBLPROPERTIES; keys compare without regard to case.
package struct TableOption: Hashable, Sendable {
    package var key: String
    package var value: String
    package var range: SourceRange

    package init(key: String, value: String, range: SourceRange) {
        self.key = key
        self.value = value
        self.range = range
    }
}

/// `CREATE STREAMING TABLE name [USING format] [PARTITIONED BY (..)] [TBLPROPERTIES (..)] AS SELECT ..`.
package struct CreateStreamingTable: Hashable, Sendable {
    package var name: String
    package var nameRange: SourceRange
    /// nil: the result lives in the checkpoint.
    package var format: String?
    /// Names of columns.
    package var partitionColumns: [String]
    package var partitionRange: SourceRange?
    package var properties: [TableOption]
    package var query: UnresolvedPlan
    /// The SELECT's place in the text.
    package var queryRange: SourceRange

    package init(
        name: String, nameRange: SourceRange, format: String?, partitionColumns: [String] = [],
        partitionRange: SourceRange? = nil, properties: [TableOption], query: UnresolvedPlan,
        queryRange: SourceRange
    ) {
        self.name = name
        self.nameRange = nameRange
        self.format = format
        self.partitionColumns = partitionColumns
        self.partitionRange = partitionRange
        self.properties = properties
        self.query = query
        self.queryRange = queryRange
    }
}
