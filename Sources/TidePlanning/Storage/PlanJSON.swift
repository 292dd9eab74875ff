package import TideFormats
import TideColumnar
import TideModel

/// The stored form of a plan: `{"version":1,"plan":{"step":..,"child":{..}}}`.
///
/// Names are part of the checkpoint's format; columns are named for people and found by ordinal.
extension LogicalPlan {
    static let formatVersion: Int64 = 1

    /// The plan as JSON; `init(json:)` gives it back exactly.
    package var json: JSONValue { ["version": .integer(Self.formatVersion), "plan": step] }

    /// Reads a stored plan. Throws `checkpointFormat` for a newer format and `checkpointDamaged` for anything
    /// that is not a plan.
    package init(json: JSONValue) throws {
        let version = try json.require("version", \.integer)
        guard version <= Self.formatVersion else {
            throw TidemarkError(
                .storedPlanNewer, ["format": "\(version)", "newest": "\(Self.formatVersion)"])
        }
        self = try LogicalPlan(step: try json.require("plan"))
    }

    private var step: JSONValue {
        switch self {
        case .scan(let scan):
            [
                "step": "scan", "table": .string(scan.table), "streaming": .bool(scan.isStreaming),
                "schema": scan.tableSchema.json,
                "required": .array(scan.required.map { .integer(Int64($0)) }),
            ]
        case .singleRow: ["step": "singleRow"]
        case .localRelation(let schema, let rows):
            [
                "step": "localRelation", "schema": schema.json,
                "rows": .array(rows.map { .array($0.map(\.json)) }),
            ]
        case .filter(let condition, let child):
            ["step": "filter", "condition": condition.json, "child": child.step]
        case .project(let outputs, let child):
            ["step": "project", "outputs": .array(outputs.map(\.json)), "child": child.step]
        case .window(let window, let child):
            [
                "step": "window", "time": window.time.json, "sizeUs": .integer(window.sizeUs),
                "slideUs": .integer(window.slideUs), "startUs": .integer(window.startUs), "child": child.step,
            ]
        case .aggregate(let aggregation, let child):
            .object(
                [("step", "aggregate")] + aggregation.jsonPairs + [("child", child.step)])
        case .sort(let keys, let child):
            ["step": "sort", "keys": .array(keys.map(\.json)), "child": child.step]
        case .limit(let count, let child): ["step": "limit", "count": .integer(count), "child": child.step]
        case .sessionWindow(let window, let child):
            [
                "step": "sessionWindow", "time": window.time.json, "gapUs": window.gapUs.json,
                "child": child.step,
            ]
        case .watermark(let watermark, let child):
            [
                "step": "watermark", "column": .integer(Int64(watermark.column)),
                "delayMs": .integer(watermark.delayMs), "child": child.step,
            ]
        case .deduplicate(let deduplication, let child):
            [
                "step": "deduplicate",
                "columns": .array(deduplication.columns.map { .integer(Int64($0)) }),
                "withinWatermark": .bool(deduplication.isWithinWatermark), "child": child.step,
            ]
        case .transform(let transform, let child):
            .object([("step", "transform")] + transform.jsonPairs + [("child", child.step)])
        case .union(let children): ["step": "union", "children": .array(children.map(\.step))]
        case .join(let join, let left, let right):
            [
                "step": "join", "kind": .string(join.kind.rawValue),
                "keys": .array(join.keys.map { ["left": $0.left.json, "right": $0.right.json] }),
                "condition": join.condition?.json ?? .null, "children": .array([left.step, right.step]),
            ]
        }
    }

    private init(step json: JSONValue) throws {
        func child() throws -> LogicalPlan { try LogicalPlan(step: try json.require("child")) }
        switch try json.require("step", \.string) {
        case "scan":
            self = .scan(try Scan(json: json))
        case "singleRow": self = .singleRow
        case "localRelation":
            let schema = try Schema(json: try json.require("schema"))
            let rows = try json.list("rows").map { row in
                guard let values = row.elements, values.count == schema.count else {
                    throw damagedPlan("a row that does not fit its schema")
                }
                return try zip(values, schema.fields).map { try Value(json: $0, type: $1.type) }
            }
            self = .localRelation(schema, rows)
        case "filter": self = .filter(try Expression(json: try json.require("condition")), try child())
        case "project":
            self = .project(try json.list("outputs").map(NamedExpression.init(json:)), try child())
        case "window":
            let window = TimeWindow(
                time: try Expression(json: try json.require("time")),
                sizeUs: try json.require("sizeUs", \.integer),
                slideUs: try json.require("slideUs", \.integer),
                startUs: try json.require("startUs", \.integer))
            self = .window(window, try child())
        case "aggregate": self = .aggregate(try Aggregation(json: json), try child())
        case "sort": self = .sort(try json.list("keys").map(SortKey.init(json:)), try child())
        case "limit": self = .limit(try json.require("count", \.integer), try child())
        case "transform": self = .transform(try StatefulTransform(json: json), try child())
        case "sessionWindow", "watermark", "deduplicate", "union", "join":
            self = try LogicalPlan(streamStep: json)
        case let other: throw damagedPlan("an unknown step \(other)")
        }
    }
}

extension LogicalPlan {
    private init(streamStep json: JSONValue) throws {
        func child() throws -> LogicalPlan { try LogicalPlan(step: try json.require("child")) }
        func ordinal(_ value: JSONValue, of plan: LogicalPlan) throws -> Int {
            guard let ordinal = value.integer, plan.schema.fields.indices.contains(Int(ordinal)) else {
                throw damagedPlan("a column outside the input")
            }
            return Int(ordinal)
        }
        switch try json.require("step", \.string) {
        case "sessionWindow":
            let window = SessionWindow(
                time: try Expression(json: try json.require("time")),
                gapUs: try Expression(json: try json.require("gapUs")))
            self = .sessionWindow(window, try child())
        case "watermark":
            let child = try child()
            let column = try ordinal(try json.require("column"), of: child)
            self = .watermark(
                Watermark(column: column, delayMs: try json.require("delayMs", \.integer)), child)
        case "deduplicate":
            let child = try child()
            let columns = try json.list("columns").map { try ordinal($0, of: child) }
            self = .deduplicate(
                Deduplication(
                    columns: columns, isWithinWatermark: try json.require("withinWatermark", \.bool)), child)
        case "union":
            self = .union(try json.list("children").map(LogicalPlan.init(step:)))
        default:
            let children = try json.list("children").map(LogicalPlan.init(step:))
            guard children.count == 2 else { throw damagedPlan("a join of \(children.count)") }
            self = .join(try Join(json: json), children[0], children[1])
        }
    }
}

extension Join {
    fileprivate init(json: JSONValue) throws {
        let name = try json.require("kind", \.string)
        guard let kind = Kind(rawValue: name) else { throw damagedPlan("an unknown join \(name)") }
        let condition = try json.require("condition")
        self.init(
            kind: kind,
            keys: try json.list("keys").map { key in
                Key(
                    left: try Expression(json: try key.require("left")),
                    right: try Expression(json: try key.require("right")))
            }, condition: condition == .null ? nil : try Expression(json: condition))
    }
}

extension Scan {
    fileprivate init(json: JSONValue) throws {
        let schema = try Schema(json: try json.require("schema"))
        let required = try json.list("required").map { element in
            guard let ordinal = element.integer, schema.fields.indices.contains(Int(ordinal)) else {
                throw damagedPlan("a required column outside the schema")
            }
            return Int(ordinal)
        }
        self.init(
            table: try json.require("table", \.string), isStreaming: try json.require("streaming", \.bool),
            tableSchema: schema, required: required)
    }
}

extension Aggregation {
    fileprivate var jsonPairs: [(key: String, value: JSONValue)] {
        var pairs: [(key: String, value: JSONValue)] = [
            ("groupings", .array(groupings.map(\.json))), ("aggregates", .array(aggregates.map(\.json))),
        ]
        if let windowGrouping, let windowSizeUs {
            pairs.append(
                ("window", ["grouping": .integer(Int64(windowGrouping)), "sizeUs": .integer(windowSizeUs)]))
        }
        if let sessionGrouping { pairs.append(("session", .integer(Int64(sessionGrouping)))) }
        return pairs
    }

    fileprivate init(json: JSONValue) throws {
        self.init(
            groupings: try json.list("groupings").map(NamedExpression.init(json:)),
            aggregates: try json.list("aggregates").map(AggregateCall.init(json:)))
        if let window = json["window"] {
            windowGrouping = Int(try window.require("grouping", \.integer))
            windowSizeUs = try window.require("sizeUs", \.integer)
        }
        sessionGrouping = json["session"]?.integer.map(Int.init)
    }
}

extension AggregateCall {
    fileprivate var json: JSONValue {
        var pairs: [(key: String, value: JSONValue)] = [
            ("function", .string(function.rawValue)), ("argument", argument?.json ?? .null),
            ("type", type.json), ("name", .string(name)),
        ]
        if isDistinct { pairs.append(("distinct", true)) }
        if !fractions.isEmpty { pairs.append(("fractions", .array(fractions.map { Value.double($0).json }))) }
        return .object(pairs)
    }

    fileprivate init(json: JSONValue) throws {
        let name = try json.require("function", \.string)
        guard let function = AggregateFunction(rawValue: name) else {
            throw damagedPlan("an unknown aggregate function \(name)")
        }
        let argument = try json.require("argument")
        self.init(
            function: function, argument: argument == .null ? nil : try Expression(json: argument),
            type: try DataType(json: try json.require("type")), name: try json.require("name", \.string),
            isDistinct: json["distinct"] != nil)
        guard json["fractions"] != nil else { return }
        fractions = try json.list("fractions").compactMap {
            if case .double(let fraction) = try Value(json: $0, type: .double) { fraction } else { nil }
        }
    }
}

extension NamedExpression {
    var json: JSONValue { ["name": .string(name), "expression": expression.json] }

    init(json: JSONValue) throws {
        self.init(
            try json.require("name", \.string), try Expression(json: try json.require("expression")))
    }
}

extension SortKey {
    fileprivate var json: JSONValue {
        ["expression": expression.json, "ascending": .bool(isAscending), "nullsFirst": .bool(nullsFirst)]
    }

    fileprivate init(json: JSONValue) throws {
        self.init(
            expression: try Expression(json: try json.require("expression")),
            isAscending: try json.require("ascending", \.bool),
            nullsFirst: try json.require("nullsFirst", \.bool))
    }
}

extension JSONValue {
    func require(_ key: String) throws -> JSONValue {
        guard let value = self[key] else { throw damagedPlan("no \(key)") }
        return value
    }

    func require<Result>(_ key: String, _ read: (JSONValue) -> Result?) throws -> Result {
        guard let value = read(try require(key)) else { throw damagedPlan("a wrong value for \(key)") }
        return value
    }

    func list(_ key: String) throws -> [JSONValue] { try require(key, \.elements) }
}

func damagedPlan(_ what: String) -> TidemarkError {
    TidemarkError(.storedPlanDamaged, ["what": "has \(what)"])
}
