package import TideColumnar
import TideModel

/// What a command that only asks answers: its rows as a plan.
package struct CommandPlanner {
    private let catalog: Catalog
    private let analyze: (UnresolvedPlan) throws -> LogicalPlan

    /// - Parameters:
    ///   - catalog: what SHOW and DESCRIBE tell about.
    ///   - analyze: the session's analysis, for the queries of DESCRIBE and EXPLAIN.
    package init(catalog: Catalog, analyze: @escaping (UnresolvedPlan) throws -> LogicalPlan) {
        self.catalog = catalog
        self.analyze = analyze
    }

    /// Settings as SET shows them.
    package static func settings(_ settings: [(key: String, value: String)]) -> LogicalPlan {
        rows(["key", "value"], settings.map { [$0.key, $0.value] })
    }

    private static func rows(_ names: [String], _ rows: [[String?]]) -> LogicalPlan {
        .localRelation(
            Schema(names.map { Field($0, .string) }),
            rows.map { row in row.map { $0.map { .string(UTF8String($0)) } ?? .null } })
    }
}

// MARK: - SHOW

extension CommandPlanner {
    /// The rows of SHOW. Throws `tableNotFound`.
    package func show(_ command: ShowCommand) throws -> LogicalPlan {
        switch command {
        case .tables(let pattern): relations("tableName", pattern, catalog.listed)
        case .views(let pattern):
            relations(
                "viewName", pattern,
                catalog.listed.filter(\.isView))
        case .columns(let name):
            Self.rows(["col_name"], try schema(of: name).fields.map { [$0.name] })
        }
    }

    /// Names in lower case, as Spark lists them; a view belongs to no database.
    private func relations(_ title: String, _ pattern: String?, _ entries: [Catalog.Named]) -> LogicalPlan {
        let schema = Schema([
            Field("namespace", .string), Field(title, .string), Field("isTemporary", .boolean),
        ])
        let found = entries.filter { pattern.map(NamePattern.init)?.matches($0.name) ?? true }
        return .localRelation(
            schema,
            found.map { named in
                let isTemporary = named.files == nil
                return [
                    .string(isTemporary ? "" : "default"), .string(UTF8String(named.name.lowercased())),
                    .boolean(isTemporary),
                ]
            })
    }

    private func schema(of name: RelationName) throws -> Schema {
        switch try catalog.entry(named: name.name, range: name.range) {
        case .table(let table): table.schema
        case .view(let plan): plan.schema
        }
    }
}

// MARK: - DESCRIBE

extension CommandPlanner {
    /// The rows of DESCRIBE. Throws `tableNotFound`, `columnNotFound` and what is wrong with its query.
    package func describe(_ command: DescribeCommand) throws -> LogicalPlan {
        let titles = ["col_name", "data_type", "comment"]
        switch command {
        case .query(let query): return Self.rows(titles, columns(try analyze(query).schema))
        case .relation(let name, let isExtended):
            return Self.rows(
                titles, columns(try schema(of: name)) + (isExtended ? details(of: name) : []))
        case .column(let name, let column, let range):
            guard
                let field = try schema(of: name).fields.first(where: {
                    $0.name.lowercased() == column[0].lowercased()
                }),
                column.count == 1
            else { throw Scope(try schema(of: name)).notFound(column, range: range) }
            return Self.rows(
                ["info_name", "info_value"],
                [["col_name", field.name], ["data_type", field.type.catalogName], ["comment", "NULL"]])
        }
    }

    private func columns(_ schema: Schema) -> [[String?]] {
        schema.fields.map { [$0.name, $0.type.catalogName, nil] }
    }

    /// What EXTENDED adds for a table; nothing for a view, as for Spark's temporary views.
    private func details(of name: RelationName) -> [[String?]] {
        guard let files = catalog.files(of: name.name) else { return [] }
        return [
            ["", "", ""], ["# Detailed Table Information", "", ""], ["Table", name.name, ""],
            ["Type", "EXTERNAL", ""], ["Provider", files.format, ""], ["Location", files.location, ""],
        ]
    }
}

extension DataType {
    /// As Spark's DESCRIBE spells it: `struct<start:timestamp,end:timestamp>`.
    package var catalogName: String {
        guard case .structure(let fields) = self else { return sqlName.lowercased() }
        return "struct<" + fields.map { "\($0.name):\($0.type.catalogName)" }.joined(separator: ",") + ">"
    }
}

// MARK: - EXPLAIN and SET

extension CommandPlanner {
    /// The row of EXPLAIN. Throws what is wrong with the query.
    package func explain(_ mode: ExplainMode, _ query: UnresolvedPlan) throws -> LogicalPlan {
        let plan = try analyze(query)
        return Self.rows(["plan"], [[Self.explanation(mode, query, plan)]])
    }

    /// The text of EXPLAIN: there is no optimizer, the analysed plan is what runs.
    package static func explanation(
        _ mode: ExplainMode, _ query: UnresolvedPlan, _ plan: LogicalPlan
    ) -> String {
        let physical = "== Physical Plan ==\n\(plan.explain())\n"
        guard mode == .extended else { return physical }
        let schema = plan.schema.fields.map { "\($0.name): \($0.type.catalogName)" }.joined(separator: ", ")
        return """
            == Parsed Logical Plan ==
            \(query.explain())

            == Analyzed Logical Plan ==
            \(schema)
            \(plan.explain())

            \(physical)
            """
    }
}

extension SetCommand {
    /// What SET TIME ZONE changes.
    package static let timeZoneKey = "spark.sql.session.timeZone"
}
