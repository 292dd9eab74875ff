import TideCheckpoint
package import TideColumnar
package import TideConnectors
import TideFormats
import TideModel
package import TidePlanning
import TideSQL
import TideStreaming

/// A `CREATE TABLE .. USING json` of a job: where the records are and what they look like.
package struct JSONTable: Hashable, Sendable {
    package var name: String
    /// As declared; nil where they are inferred from the files (`TableSchemas`).
    package var columns: Schema?
    /// Columns whose values stand in the names of directories, with the types those show or the declared
    /// ones.
    package private(set) var partitions: [Field] = []
    package var options: FileSourceOptions
    /// The options as written, by lower-case key; what the checkpoint stores.
    package var writtenOptions: [String: String]
    /// The directory or file, absolute.
    package var root: String

    /// Checks the statement; a relative path starts at `baseDirectory`.
    package init(_ statement: CreateTable, baseDirectory: String) throws {
        guard statement.format.lowercased() == "json" else {
            throw TidemarkError(
                .fileFormatNotSupported, ["format": statement.format], range: statement.formatRange)
        }
        name = statement.name
        options = try FileSourceOptions(statement.options.map { ($0.key, $0.value, $0.range) })
        if let schema = statement.schema, schema.count > 0 {
            try Self.requireDistinct(schema, statement)
            try Self.requireReadable(schema, statement)
            try options.requireCorruptColumn(in: schema, range: statement.nameRange)
            columns = schema
        }
        root = joinAbsolute(baseDirectory, options.rootPath)
        writtenOptions = [:]
        for option in statement.options { writtenOptions[option.key.lowercased()] = option.value }
        try setArchive(baseDirectory, statement)
        try findPartitions(baseDirectory, statement)
    }

    /// Makes the archive's path absolute; it must lie apart from the input.
    private mutating func setArchive(_ baseDirectory: String, _ statement: CreateTable) throws {
        guard let written = options.cleaning.archive else { return }
        let archive = joinAbsolute(baseDirectory, written)
        guard !SourceRoot.overlaps(root, archive) else {
            throw TidemarkError(
                .archiveWithinInput, ["archive": archive, "path": root], range: statement.nameRange)
        }
        options.cleaning.archive = archive
        writtenOptions["sourcearchivedir"] = archive
    }

    /// Looks for the columns in the names of directories, and puts them behind the declared ones.
    private mutating func findPartitions(_ baseDirectory: String, _ statement: CreateTable) throws {
        options.basePath = options.basePath.map { joinAbsolute(baseDirectory, $0) }
        writtenOptions["basepath"] = options.basePath
        if options.selection.isRecursive { return }
        let found = try PartitionDiscovery.find(
            root: root, selection: options.selection, basePath: options.basePath, zone: .utc)
        if options.partitionColumns.isEmpty { options.partitionColumns = found?.layout.columns ?? [] }
        partitions = options.partitionColumns.map { name in
            let declared = columns?.fields.first { $0.name.lowercased() == name.lowercased() }
            let seen = found?.fields.first { $0.name.lowercased() == name.lowercased() }
            return declared ?? seen ?? Field(name, .string)
        }
        guard !partitions.isEmpty else { return }
        writtenOptions["partitioncolumns"] = options.partitionColumns.joined(separator: "/")
        columns = columns.map { withPartitions($0, keepsPlaces: false) }
    }

    /// The schema with the partition columns: at its end, or where the records have a field of the name.
    package func withPartitions(_ schema: Schema, keepsPlaces: Bool) -> Schema {
        func partition(_ field: Field) -> Field? {
            partitions.first { $0.name.lowercased() == field.name.lowercased() }
        }
        if !keepsPlaces { return Schema(schema.fields.filter { partition($0) == nil } + partitions) }
        let others = partitions.filter { schema.ordinals(named: $0.name).isEmpty }
        return Schema(
            schema.fields.map { field in partition(field).map { Field(field.name, $0.type) } ?? field }
                + others)
    }

    /// The columns as declared, those of the path with the types that a checkpoint's schema has for them:
    /// directories that came later do not change the table.
    package func columns(stored: Schema?) -> Schema? {
        guard let columns, let stored, !partitions.isEmpty else { return columns ?? stored }
        return Schema(
            columns.fields.map { field in
                let isPartition = partitions.contains { $0.name == field.name }
                return isPartition ? stored.fields.first { $0.name == field.name } ?? field : field
            })
    }

    /// Checks files that a query names by their path; a relative path starts at `baseDirectory`.
    package init(_ relation: FileRelation, baseDirectory: String) throws {
        guard relation.format.lowercased() == "json" else {
            throw TidemarkError(.fileFormatNotSupported, ["format": relation.format], range: relation.range)
        }
        let written = CreateTable(
            name: relation.name, nameRange: relation.range ?? SourceRange(0, 0), schema: relation.schema,
            format: "json",
            formatRange: relation.range ?? SourceRange(0, 0),
            options: ([("path", relation.path)] + relation.options.map { ($0.key, $0.value) }).map {
                TableOption(key: $0.0, value: $0.1, range: relation.range ?? SourceRange(0, 0))
            })
        try self.init(written, baseDirectory: baseDirectory)
    }

    private static func requireReadable(_ schema: Schema, _ statement: CreateTable) throws {
        for field in schema.fields where !NDJSONFormat.canRead(field.type) {
            throw TidemarkError(
                .columnTypeUnreadable, ["column": field.name, "type": field.type.sqlName],
                range: statement.nameRange)
        }
    }

    private static func requireDistinct(_ schema: Schema, _ statement: CreateTable) throws {
        guard let first = schema.repeatedOrdinals.first else { return }
        throw TidemarkError(
            .columnTwice, ["column": schema.fields[first].name], range: statement.nameRange)
    }
}

/// The statements of a job, sorted by kind.
package struct JobFile: Sendable {
    package let text: String
    /// Where relative paths start.
    let baseDirectory: String
    package let tables: [JSONTable]
    package let streamingTables: [CreateStreamingTable]
    package let selects: [UnresolvedPlan]
    package let views: [CreateView]
    /// What its SET statements say.
    let streaming: StreamingConf

    /// Parses and checks `text`; relative paths in it start at `baseDirectory`.
    ///
    /// - Throws: `TidemarkError` with a caret under the place.
    package init(text: String, baseDirectory: String) throws {
        self.text = text
        self.baseDirectory = baseDirectory
        var tables: [JSONTable] = []
        var streamingTables: [CreateStreamingTable] = []
        var selects: [UnresolvedPlan] = []
        var views: [CreateView] = []
        var streaming = StreamingConf()
        try withSource(text) {
            for parsed in try SQLParser.parseStatements(text) {
                switch parsed.statement {
                case .createTable(let statement):
                    try Self.requireNew(statement.name, statement.nameRange, tables, streamingTables, views)
                    tables.append(try JSONTable(statement, baseDirectory: baseDirectory))
                case .createStreamingTable(let statement):
                    try Self.requireNew(statement.name, statement.nameRange, tables, streamingTables, views)
                    try Self.requireSink(statement, baseDirectory: baseDirectory)
                    streamingTables.append(statement)
                case .select(let plan):
                    selects.append(plan)
                case .createView(let view):
                    try Self.requireNew(view.name.name, view.name.range, tables, streamingTables, views)
                    views.append(view)
                case .set(let command)
                where StreamingConf.keys.contains(command.key ?? "") && command.value != nil:
                    try streaming.set(command.key ?? "", command.value ?? "", range: command.range)
                case .drop, .show, .describe, .explain, .set:
                    throw TidemarkError(.notInJobFile, range: parsed.range)
                }
            }
        }
        self.tables = tables
        self.streamingTables = streamingTables
        self.selects = selects
        self.views = views
        self.streaming = streaming
    }

    /// The streaming tables' names, in order.
    package var streamingTableNames: [String] { streamingTables.map(\.name) }

    /// The table a scan reads.
    package func table(named name: String) -> JSONTable? {
        tables.first { $0.name.lowercased() == name.lowercased() }
    }

    /// The tables and views under their names, for the analyzer; `schema` is asked for the columns of those
    /// that a query names.
    ///
    /// - Throws: `TidemarkError` for a view whose query is wrong.
    package func catalog(
        zone: ZoneRules, _ schema: @escaping @Sendable (JSONTable) throws -> Schema
    ) throws -> Catalog {
        var catalog = SessionCatalog()
        for table in tables { try catalog.add(table) }
        for view in views {
            let planning = catalog.planning(columns: schema)
            try catalog.create(view, try Analyzer(catalog: planning, zone: zone).analyze(view.query))
        }
        return catalog.planning(columns: schema)
    }

    private static func requireNew(
        _ name: String, _ range: SourceRange, _ tables: [JSONTable], _ streams: [CreateStreamingTable],
        _ views: [CreateView]
    ) throws {
        let names = tables.map(\.name) + streams.map(\.name) + views.map(\.name.name)
        guard !names.contains(where: { $0.lowercased() == name.lowercased() }) else {
            throw TidemarkError(.tableAlreadyCreated, ["name": name], range: range)
        }
    }

    /// Checks what a streaming table says of where its rows go.
    private static func requireSink(_ statement: CreateStreamingTable, baseDirectory: String) throws {
        if try FileSinkSettings(statement, baseDirectory: baseDirectory) != nil { return }
        if !statement.partitionColumns.isEmpty {
            throw TidemarkError(.sinkPartitionWithoutFiles, range: statement.partitionRange)
        }
        for property in statement.properties {
            guard property.key.lowercased() == "outputmode" else {
                let near = suggestion(for: property.key, among: ["outputMode"], kind: "properties")
                throw TidemarkError(
                    .propertyUnknown, ["property": property.key, "suggestion": near], range: property.range)
            }
            _ = try OutputMode(named: property.value, range: property.range)
        }
    }
}

/// Runs `body`; an error that points into the SQL learns which text that is.
package func withSource<Result>(_ text: String, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch var error as TidemarkError {
        if error.source == nil { error.source = text }
        throw error
    }
}

/// `path` when it is absolute, else `path` below `directory`, without `.` and empty parts.
package func joinAbsolute(_ directory: String, _ path: String) -> String {
    let whole = path.hasPrefix("/") ? path : directory + "/" + path
    return "/" + whole.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
}
