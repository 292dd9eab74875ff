import Foundation
import TideColumnar
import TideFormats
import TideModel
import TidePlanning
import TideSQL

/// Plans of scenarios, built step by step with no more of the analyzer than single expressions and groupings.
struct ScenarioPlan {
    /// A relation and the names of its columns: `q__name` for a column of the relation called q.
    private struct Relation {
        var plan: LogicalPlan
        var names: [String]

        init(_ plan: LogicalPlan) {
            self.plan = plan
            names = plan.schema.fields.map(\.name)
        }
    }

    /// A scenario that is written in a way that is not read here.
    struct Unread: Error { let what: String }

    private let sources: JSONValue

    /// The plan of a scenario's frame, or of its SQL.
    static func plan(_ scenario: JSONValue) throws -> LogicalPlan {
        let builder = ScenarioPlan(sources: scenario["sources"] ?? .null)
        if let frame = scenario["frame"] { return try builder.relation(frame).plan }
        return try builder.relation(sql: scenario["sql"]?.string ?? "")
    }

    // MARK: Frames

    private func relation(_ frame: JSONValue) throws -> Relation {
        var relation: Relation?
        for step in frame.elements ?? [] {
            let name = step[0]?.string ?? ""
            let arguments = Array((step.elements ?? []).dropFirst())
            if let before = relation {
                relation = try apply(name, arguments, before)
            } else {
                relation = Relation(try table(arguments[0].string ?? ""))
            }
        }
        guard let relation else { throw Unread(what: "an empty frame") }
        return relation
    }

    private func table(_ name: String) throws -> LogicalPlan {
        let schema = try Schema(ddl: sources[name]?["schema"]?.string ?? "")
        let isStreaming = sources[name]?["static"]?.bool != true
        return .scan(
            Scan(
                table: name, isStreaming: isStreaming, tableSchema: schema,
                required: Array(schema.fields.indices)))
    }

    private func apply(_ name: String, _ arguments: [JSONValue], _ relation: Relation) throws -> Relation {
        let texts = arguments.compactMap(\.string)
        let list = texts.joined(separator: ", ")
        switch name {
        case "alias": return alias(relation, texts[0])
        case "withWatermark": return try watermark(relation, texts[0], texts[1])
        case "select": return try query("SELECT \(list) FROM base", relation)
        case "where": return try query("SELECT * FROM base WHERE \(list)", relation)
        case "orderBy": return try query("SELECT * FROM base ORDER BY \(list)", relation)
        case "limit":
            return Relation(.limit(arguments[0].integer ?? 0, relation.plan))
        case "groupBy":
            let keys = (arguments[0].elements ?? []).compactMap(\.string)
            let values = (arguments[1].elements ?? []).compactMap(\.string)
            let groupings = keys.map { String($0.split(separator: " AS ")[0]) }
            let group = keys.isEmpty ? "" : " GROUP BY \(groupings.joined(separator: ", "))"
            return try query(
                "SELECT \((keys + values).joined(separator: ", ")) FROM base\(group)", relation)
        case "distinct", "dropDuplicates", "dropDuplicatesWithinWatermark":
            let columns = try texts.map { try place(of: $0, relation) }
            var result = relation
            result.plan = .deduplicate(
                Deduplication(
                    columns: columns.isEmpty ? Array(relation.names.indices) : columns,
                    isWithinWatermark: name == "dropDuplicatesWithinWatermark"), relation.plan)
            return result
        case "union": return Relation(.union([relation.plan, try self.relation(arguments[0]).plan]))
        case "join":
            guard let condition = texts.last, arguments.count == 3, texts.count == 2 else {
                throw Unread(what: "USING")
            }
            return try join(relation, texts[0], try self.relation(arguments[0]), condition)
        default: throw Unread(what: name)
        }
    }

    private func alias(_ relation: Relation, _ name: String) -> Relation {
        var result = relation
        result.names = relation.names.map { "\(name)__\($0)" }
        return result
    }

    private func place(of name: String, _ relation: Relation) throws -> Int {
        guard let place = relation.names.firstIndex(where: { $0 == name || $0.hasSuffix("__\(name)") }) else {
            throw Unread(what: "the column \(name)")
        }
        return place
    }

    private func watermark(_ relation: Relation, _ column: String, _ delay: String) throws -> Relation {
        var result = relation
        let text = delay.lowercased()
        let delayMs = text == "1 month" ? 31 * 86_400_000 : try intervalMicroseconds(text) / 1_000
        result.plan = .watermark(
            Watermark(column: try place(of: column, relation), delayMs: delayMs), relation.plan)
        return result
    }

    // MARK: Joins

    private func join(
        _ left: Relation, _ how: String, _ right: Relation, _ condition: String?
    ) throws -> Relation {
        let kinds: [String: Join.Kind] = [
            "inner": .inner, "": .inner, "leftOuter": .leftOuter, "LEFT": .leftOuter, "FULL": .fullOuter,
            "RIGHT": .rightOuter, "rightOuter": .rightOuter, "fullOuter": .fullOuter, "CROSS": .cross,
            "leftSemi": .leftSemi, "LEFT SEMI": .leftSemi, "LEFT ANTI": .leftAnti,
        ]
        guard let kind = kinds[how] else { throw Unread(what: "\(how) JOIN") }
        let fields = left.plan.schema.fields + right.plan.schema.fields
        var both = Relation(.localRelation(Schema(fields), []))
        both.names = left.names + right.names
        let width = left.names.count
        var join = Join(kind: kind, keys: [])
        for conjunct in try condition.map({ try expression($0, both) }).map(conjuncts) ?? [] {
            if case .call(.equal, let sides, _) = conjunct,
                let places = Self.sides(sides[0], sides[1], width) ?? Self.sides(sides[1], sides[0], width)
            {
                join.keys.append(places)
            } else {
                join.condition =
                    join.condition.map { .call(.and, [$0, conjunct], .boolean) } ?? conjunct
            }
        }
        both.plan = .join(join, left.plan, right.plan)
        if !kind.hasRightColumns { both.names = left.names }
        return both
    }

    private static func sides(_ left: TidePlanning.Expression, _ right: TidePlanning.Expression, _ width: Int)
        -> Join.Key?
    {
        guard !left.columns.isEmpty, !right.columns.isEmpty, left.columns.allSatisfy({ $0 < width }),
            right.columns.allSatisfy({ $0 >= width })
        else { return nil }
        let moved = Dictionary(uniqueKeysWithValues: right.columns.map { ($0, $0 - width) })
        return Join.Key(left: left, right: right.remapped(moved))
    }

    private func conjuncts(_ expression: TidePlanning.Expression) -> [TidePlanning.Expression] {
        if case .call(.and, let arguments, _) = expression { return arguments.flatMap(conjuncts) }
        return [expression]
    }

    private func expression(_ text: String, _ relation: Relation) throws -> TidePlanning.Expression {
        let found = try query("SELECT \(text) AS x FROM base", relation)
        guard case .project(let outputs, .project(let columns, _)) = found.plan else {
            throw Unread(what: text)
        }
        // Of the columns that are read to those of the relation.
        let places = columns.map { $0.expression.columns.first ?? 0 }
        return outputs[0].expression.remapped(
            Dictionary(uniqueKeysWithValues: places.enumerated().map { ($0.offset, $0.element) }))
    }

    // MARK: SQL

    private func relation(sql: String) throws -> LogicalPlan {
        let source =
            #"(STREAM )?(\w+)(?: WATERMARK (\w+) DELAY OF INTERVAL (\d+ \w+))?(?: (?:AS )?((?!WHERE|JOIN"#
            + #"|LEFT|RIGHT|FULL|CROSS|ON|GROUP|ORDER|LIMIT|HAVING)\w+))?"#
        let pattern = try Regex(
            #"^SELECT (.*?) FROM "# + source + #"(?: ?((?:LEFT |RIGHT |FULL |CROSS |SEMI |ANTI )*)JOIN "#
                + source + #"(?: ON (.*?))?)?((?: WHERE | GROUP BY | HAVING | ORDER BY | LIMIT ).*)?$"#)
        guard let match = try pattern.wholeMatch(in: sql) else { throw Unread(what: "the SQL") }
        func part(_ index: Int) -> String? { match.output[index].substring.map(String.init) }
        func side(_ first: Int) throws -> Relation {
            var relation = Relation(try table(part(first + 1) ?? ""))
            if let column = part(first + 2), let delay = part(first + 3) {
                relation = try watermark(relation, column, delay)
            }
            return alias(relation, part(first + 4) ?? part(first + 1) ?? "")
        }
        var relation = try side(2)
        if part(9) != nil {
            relation = try join(
                relation, (part(7) ?? "").trimmingCharacters(in: .whitespaces), try side(8), part(13))
        }
        return try query("SELECT \(part(1) ?? "") FROM base\(part(14) ?? "")", relation).plan
    }

    /// Analyses a query over the table `base`, which stands for a relation.
    private func query(_ sql: String, _ relation: Relation) throws -> Relation {
        var relation = relation
        var text = sql
        if text.contains("MONTH") { throw Unread(what: "months") }
        text.replace(#/([\w.]+) ([+-]) INTERVAL (\d+) (\w+)/#) { match in
            let length = (try? intervalMicroseconds("\(match.3) \(match.4)".lowercased())) ?? 0
            return "cast(cast(\(match.1) AS DOUBLE) \(match.2) \(length / 1_000_000) AS TIMESTAMP)"
        }
        text.replace(#/\b(l|r|e|n|events|x|y)\.(\w+)/#) { "\($0.1)__\($0.2)" }
        text = try addWindow(text, &relation)
        for name in Set(relation.names) {
            guard let bare = name.split(separator: "__", maxSplits: 1).last.map(String.init), bare != name,
                relation.names.filter({ $0.hasSuffix("__\(bare)") || $0 == bare }).count == 1
            else { continue }
            text = text.replacingOccurrences(
                of: #"(?<!AS |\.|')\b\#(bare)\b(?!\()"#, with: name, options: .regularExpression)
        }
        let schema = Schema(zip(relation.names, relation.plan.schema.fields).map { Field($0, $1.type) })
        let statements = try SQLParser.parseStatements(text)
        guard case .select(let unresolved) = statements.first?.statement else { throw Unread(what: text) }
        let catalog = Catalog([Catalog.Table(name: "base", schema: schema, canStream: true)])
        let plan = try Analyzer(catalog: catalog, zone: .utc).analyze(unresolved)
        return Relation(Self.place(relation, in: plan))
    }

    private static func place(_ relation: Relation, in plan: LogicalPlan) -> LogicalPlan {
        if case .scan(let scan) = plan {
            let columns = scan.required.map { ordinal in
                let field = scan.tableSchema.fields[ordinal]
                return NamedExpression(
                    field.name, .column(ordinal: ordinal, name: field.name, field.type))
            }
            return .project(columns, relation.plan)
        }
        let result = plan.mapChildren { place(relation, in: $0) }
        guard case .aggregate(var aggregation, let child) = result else { return result }
        aggregation.sessionGrouping = aggregation.groupings.firstIndex {
            if case .column(_, "session_window", _) = $0.expression { true } else { false }
        }
        return .aggregate(aggregation, child)
    }

    /// A session, or a window of a window, as a column of the relation; the text with its name.
    private func addWindow(_ text: String, _ relation: inout Relation) throws -> String {
        let calls = #/session_window\(([^()]+?), ((?:'[^']*'|CASE .*? END))\)/#
        if let match = text.firstMatch(of: calls) {
            let plan = LogicalPlan.sessionWindow(
                SessionWindow(
                    time: try expression(String(match.1), relation),
                    gapUs: .call(
                        .intervalMicroseconds, [try expression(String(match.2), relation)], .bigint)),
                relation.plan)
            relation.plan = plan
            relation.names.append("session_window")
            return text.replacingOccurrences(of: String(match.0), with: "session_window")
        }
        let windows = #/window\((?:window_time\()?(window|session_window)\)?, '([^']*)'\)/#
        guard let match = text.firstMatch(of: windows) else { return text }
        let column = try place(of: String(match.1), relation)
        let sizeUs = try intervalMicroseconds(String(match.2))
        let time = TidePlanning.Expression.call(
            .windowTime, [.column(ordinal: column, name: "w", .window)], .timestamp)
        relation.plan = .window(
            TimeWindow(time: time, sizeUs: sizeUs, slideUs: sizeUs, startUs: 0), relation.plan)
        relation.names[column] = "before"
        relation.names.append("window")
        return text.replacingOccurrences(of: String(match.0), with: "window")
    }
}
