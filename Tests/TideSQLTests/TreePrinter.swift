import TideColumnar
import TideModel
import TidePlanning

@testable import TideSQL

/// Prints unresolved trees as compact s-expressions, without ranges.
enum TreePrinter {
    static func text(_ expression: UnresolvedExpression) -> String {
        switch expression.kind {
        case .literal(let value, let type): literal(value, type)
        case .name(let parts):
            parts.map { $0.contains(" ") || $0.isEmpty ? "`\($0)`" : $0 }.joined(separator: ".")
        case .ordinal(_, let name): name
        case .star(let qualifier): qualifier.map { "\($0).*" } ?? "*"
        case .call(let function, let arguments, let isDistinct):
            "(" + ([function] + (isDistinct ? ["distinct"] : []) + arguments.map(text)).joined(separator: " ")
                + ")"
        case .cast(let operand, let type): "(cast \(text(operand)) \(type.sqlName))"
        case .caseWhen(let branches, let otherwise):
            "(case" + branches.map { " [\(text($0.condition)) \(text($0.result))]" }.joined()
                + (otherwise.map { " " + text($0) } ?? "") + ")"
        case .alias(let operand, let name): "(as \(text(operand)) \(name))"
        case .field(let operand, let name): "(field \(text(operand)) \(name))"
        }
    }

    static func text(_ plan: UnresolvedPlan) -> String {
        switch plan {
        case .table(let name, let isStream, _): isStream ? "(stream \(name))" : name
        case .values(let rows, _): "(values \(rows.map { "[\(list($0))]" }.joined(separator: " ")))"
        case .localRelation(let schema, let rows): "(local [\(schema.ddl)] \(rows.count))"
        case .singleRow: "()"
        case .subqueryAlias(let name, let child): "(as \(name) \(text(child)))"
        case .columnAliases(let names, let child, _):
            "(columns [\(names.joined(separator: " "))] \(text(child)))"
        case .filter(let condition, let child): "(filter \(text(condition)) \(text(child)))"
        case .project(let outputs, let child): "(project [\(list(outputs))] \(text(child)))"
        case .aggregate(let groupings, let outputs, let child):
            "(aggregate [\(list(groupings))] [\(list(outputs))] \(text(child)))"
        case .having(let condition, let child): "(having \(text(condition)) \(text(child)))"
        case .distinct(let child): "(distinct \(text(child)))"
        case .sort(let keys, let child):
            "(sort [\(keys.map(text).joined(separator: " "))] \(text(child)))"
        case .limit(let count, let child): "(limit \(text(count)) \(text(child)))"
        case .files(let files, let isStream): isStream ? "(stream \(files.name))" : files.name
        case .resolved: "(resolved)"
        case .columnChange(_, let child): "(columns \(text(child)))"
        case .watermark(let column, let delay, let child):
            "(watermark \(text(column)) \(text(delay)) \(text(child)))"
        case .deduplicate(let columns, _, let child):
            "(deduplicate [\(columns.joined(separator: " "))] \(text(child)))"
        case .transform(let transform, let keys, let child):
            "(transform \(transform.name) [\(list(keys))] \(text(child)))"
        case .union(let children, _, _): "(union \(children.map(text).joined(separator: " ")))"
        case .join(let join, let left, let right):
            "(join \(join.kind.rawValue) \(text(join.criteria)) \(text(left)) \(text(right)))"
        }
    }

    static func text(_ criteria: UnresolvedJoin.Criteria) -> String {
        switch criteria {
        case .none: "-"
        case .on(let condition): text(condition)
        case .using(let names): "[\(names.joined(separator: " "))]"
        case .natural: "natural"
        }
    }

    static func text(_ statement: Statement) -> String {
        switch statement {
        case .select(let plan): return text(plan)
        case .createTable(let table):
            let schema = table.schema.map { "(" + columns($0) + ")" } ?? "-"
            return "(table \(table.name) \(schema) \(table.format) \(options(table.options)))"
        case .createStreamingTable(let table):
            return
                "(streaming \(table.name) \(table.format ?? "-") \(options(table.properties)) "
                + text(table.query) + ")"
        case .createView(let view):
            let words = [
                view.replaces ? "replace" : "", view.isTemporary ? "temp" : "",
                view.ifNotExists ? "ifnotexists" : "",
            ]
            .filter { !$0.isEmpty }
            return "(view \(view.name.name) {\(words.joined(separator: " "))} \(text(view.query)))"
        case .drop(let drop):
            let kind = drop.isView ? "view" : "table"
            return "(drop \(kind) \(drop.name.name)\(drop.ifExists ? " ifexists" : ""))"
        case .show(.tables(let pattern)): return "(show tables \(pattern ?? "-"))"
        case .show(.views(let pattern)): return "(show views \(pattern ?? "-"))"
        case .show(.columns(let name)): return "(show columns \(name.name))"
        case .describe(.relation(let name, let isExtended)):
            return "(describe \(name.name)\(isExtended ? " extended" : ""))"
        case .describe(.column(let name, let column, _)):
            return "(describe \(name.name) \(column.joined(separator: ".")))"
        case .describe(.query(let query)): return "(describe \(text(query)))"
        case .explain(let mode, let inner): return "(explain \(mode) \(text(inner)))"
        case .set(let set): return "(set \(set.key ?? "-") \(set.value ?? "-"))"
        }
    }

    private static func text(_ key: UnresolvedSortKey) -> String {
        "\(text(key.expression)) \(key.isAscending ? "asc" : "desc") \(key.nullsFirst ? "first" : "last")"
    }

    private static func columns(_ schema: Schema) -> String {
        schema.fields.map { "\($0.name) \($0.type.sqlName)\($0.isNullable ? "" : " not null")" }
            .joined(separator: ", ")
    }

    private static func options(_ options: [TableOption]) -> String {
        "{" + options.map { "\($0.key)=\($0.value)" }.joined(separator: ", ") + "}"
    }

    private static func list(_ expressions: [UnresolvedExpression]) -> String {
        expressions.map(text).joined(separator: " ")
    }

    private static func literal(_ value: Value, _ type: DataType) -> String {
        switch value {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .int(let value): "\(value)"
        case .bigint(let value): "\(value)L"
        case .double(let value): "\(value)D"
        case .string(let value): "'\(value.text)'"
        case .decimal(let number): number.plainText + "BD"
        default: "\(value) \(type.sqlName)"
        }
    }
}
