import TideColumnar
import TideModel

/// Resolves the expressions of one SELECT: names against its input, functions, types and aggregates.
///
/// In a query that aggregates, results are expressions over the aggregate's output (groupings, then
/// aggregates); otherwise over the input.
struct ExpressionResolver {
    /// What is being resolved, for messages: `WHERE`, `SELECT`, `GROUP BY`, `HAVING`, `ORDER BY`, `LIMIT`.
    var clause: String
    var input: Scope
    /// The `window(..)` or `session_window(..)` of this SELECT; its column is the last of `input`.
    var window: WindowCall?
    /// nil where the query does not aggregate.
    var aggregation: AggregationScope?
    /// Output columns that HAVING and ORDER BY may name, ahead of the input's.
    var outputs: [NamedExpression] = []

    /// For the constants whose value depends on the session's time zone.
    let context: EvaluationContext

    init(_ input: Scope, clause: String, _ context: EvaluationContext) {
        self.input = input
        self.clause = clause
        self.context = context
    }

    /// This resolver over the plain input: inside an aggregate's argument, and for groupings.
    private var plain: ExpressionResolver {
        var plain = self
        plain.aggregation = nil
        plain.outputs = []
        return plain
    }

    mutating func resolve(_ expression: UnresolvedExpression) throws -> TypedExpression {
        if case .name(let parts) = expression.kind { return try resolveName(parts, expression.range) }
        if case .ordinal(let ordinal, _) = expression.kind {
            return try regroup(input.column(at: ordinal), expression.range)
        }
        if let grouped = matchGrouping(expression) { return grouped }
        switch expression.kind {
        case .literal(let value, let type):
            return TypedExpression(.literal(value, type), text: literalText(value, context))
        case .name(let parts): return try resolveName(parts, expression.range)
        case .ordinal(let ordinal, _): return try regroup(input.column(at: ordinal), expression.range)
        case .star:
            throw TidemarkError(.starMisplaced, ["clause": clause], range: expression.range)
        case .alias(let inner, _): return try resolve(inner)
        case .field(let base, let name): return try resolve(base).field(name, range: expression.range)
        case .cast(let operand, let type):
            if let constant = timeConstant(operand, type) { return constant }
            let operand = try resolve(operand)
            return TypedExpression(
                try castExpression(operand, to: type, range: expression.range),
                text: "CAST(\(operand.text) AS \(type.sqlName))")
        case .caseWhen(let branches, let otherwise):
            return try resolveCase(branches, otherwise, expression.range)
        case .call(let function, let arguments, let isDistinct):
            return try resolveCall(function.lowercased(), arguments, isDistinct, expression)
        }
    }

    private func resolveName(_ parts: [String], _ range: SourceRange?) throws -> TypedExpression {
        if let output = try resolveOutput(parts, range) { return output }
        guard let found = try input.resolve(parts, range: range) else {
            if parts.count == 1, let clock = BuiltIn.clocks[parts[0].lowercased()] { return clock }
            let aliases = Scope(Schema(outputs.map(\.field)))
            throw Scope(columns: aliases.columns + input.columns).notFound(parts, range: range)
        }
        return try regroup(found, range)
    }

    /// A column of the input, over the aggregate's output where the query aggregates.
    func regroup(_ found: TypedExpression, _ range: SourceRange?) throws -> TypedExpression {
        guard let aggregation else { return found }
        return TypedExpression(
            try aggregation.regroup(found.expression, text: found.text, range: range), text: found.text)
    }

    /// The output column a name of HAVING or ORDER BY means, if it is one.
    private func resolveOutput(_ parts: [String], _ range: SourceRange?) throws -> TypedExpression? {
        let named = outputs.filter { $0.name.lowercased() == parts[0].lowercased() }
        guard let first = named.first else { return nil }
        guard named.allSatisfy({ $0.expression == first.expression }) else {
            throw TidemarkError(.outputOfSeveralColumns, ["name": parts[0]], range: range)
        }
        let column = TypedExpression(first.expression, text: parts[0])
        if parts.count == 1 { return column }
        // Behind anything but a struct the first part can only be a table.
        switch column.type {
        case .structure, .array, .map: break
        default: return nil
        }
        return try parts.dropFirst().reduce(column) { try $0.field($1, range: range) }
    }

    /// The grouping column for an expression that is one of the groupings as a whole.
    private func matchGrouping(_ expression: UnresolvedExpression) -> TypedExpression? {
        guard let aggregation, !expression.containsAggregate else { return nil }
        var plain = plain
        guard let found = try? plain.resolve(expression),
            let column = aggregation.groupingColumn(found.expression)
        else { return nil }
        return TypedExpression(column, text: found.text)
    }

    /// `TIMESTAMP '..'` or `DATE '..'` (a cast of text) as the constant it is; nil for text that is neither.
    private func timeConstant(_ operand: UnresolvedExpression, _ type: DataType) -> TypedExpression? {
        guard case .literal(.string(let text), _) = operand.kind, isLiteralType(type),
            let value = try? cast(.string(text), to: type, context)
        else { return nil }
        return TypedExpression(.literal(value, type), text: literalText(value, context))
    }

    private func isLiteralType(_ type: DataType) -> Bool {
        if case .interval = type { true } else { type.isTime }
    }

    private mutating func resolveCase(
        _ branches: [UnresolvedExpression.Branch], _ otherwise: UnresolvedExpression?, _ range: SourceRange?
    ) throws -> TypedExpression {
        var text = "CASE"
        var resolved: [(condition: TypedExpression, result: TypedExpression)] = []
        for branch in branches {
            resolved.append((try resolve(branch.condition), try resolve(branch.result)))
            text += " WHEN \(resolved[resolved.count - 1].condition.text)"
            text += " THEN \(resolved[resolved.count - 1].result.text)"
        }
        let last = try otherwise.map { try resolve($0) }
        if let last { text += " ELSE \(last.text)" }
        return try conditional(resolved, otherwise: last, text: text + " END", range: range)
    }

    /// CASE over resolved branches.
    func conditional(
        _ branches: [(condition: TypedExpression, result: TypedExpression)], otherwise: TypedExpression?,
        text: String, range: SourceRange?
    ) throws -> TypedExpression {
        let results = branches.map(\.result) + (otherwise.map { [$0] } ?? [])
        guard let type = commonType(results.map(\.type)) else {
            throw mismatch(text, "its results have the types \(typeList(results))", range)
        }
        let cases = try branches.map { branch in
            CaseBranch(
                condition: try asBoolean(branch.condition, in: text, range),
                result: branch.result.expression.coerced(to: type))
        }
        return TypedExpression(
            .caseWhen(cases, otherwise: otherwise?.expression.coerced(to: type), type), text: text)
    }

    /// A condition as BOOLEAN; a bare NULL is cast.
    func asBoolean(_ operand: TypedExpression, in text: String, _ range: SourceRange?) throws -> Expression {
        guard operand.type == .boolean || operand.type == .void else {
            throw mismatch(text, "\(operand.text) must be BOOLEAN, not \(operand.type.sqlName)", range)
        }
        return operand.expression.coerced(to: .boolean)
    }

    /// A cast that was written, refused between types that have none.
    func castExpression(
        _ operand: TypedExpression, to type: DataType, range: SourceRange?
    ) throws -> Expression {
        guard canCast(operand.type, to: type) else {
            throw mismatch(
                operand.text, "\(operand.type.sqlName) cannot be cast to \(type.sqlName)", range)
        }
        return operand.type == type ? operand.expression : .cast(operand.expression, type)
    }

    func typeList(_ operands: [TypedExpression]) -> String {
        operands.map(\.type.sqlName).joined(separator: " and ")
    }

    func mismatch(_ text: String, _ reason: String, _ range: SourceRange?) -> TidemarkError {
        TidemarkError(.typesMismatch, ["expression": text, "reason": reason], range: range)
    }

    /// The argument of an aggregate, resolved over the input.
    func resolveInput(_ expression: UnresolvedExpression) throws -> TypedExpression {
        var plain = plain
        return try plain.resolve(expression)
    }
}

/// A literal as Spark shows it in a column's name: text without quotes.
func literalText(_ value: Value, _ context: EvaluationContext) -> String {
    switch value {
    case .timestamp: "TIMESTAMP '\(castToText(value, context))'"
    case .timestampNTZ: "TIMESTAMP_NTZ '\(castToText(value, context))'"
    case .date: "DATE '\(castToText(value, context))'"
    case .decimal(let number): number.scientificText
    case .binary(let bytes): "X'" + bytes.map(hexadecimal).joined() + "'"
    default: castToText(value, context)
    }
}

private func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
}
