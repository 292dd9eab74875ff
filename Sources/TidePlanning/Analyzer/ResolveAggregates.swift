import TideColumnar
import TideModel

/// The groupings and aggregates of one SELECT as they are collected.
struct AggregationScope {
    /// Over the input; with grouping sets each is NULL in the rows of the sets that leave it out.
    let groupings: [NamedExpression]
    /// The groupings of each set, by their place; nil without GROUPING SETS, ROLLUP and CUBE.
    let sets: [[Int]]?
    /// Each different aggregate once, in the order of its first use.
    private(set) var aggregates: [AggregateCall] = []
    /// The values that tell rows apart for those with DISTINCT, by their place in `aggregates`.
    private(set) var distinct: [Int: [Expression]] = [:]

    init(groupings: [NamedExpression], sets: [[Int]]? = nil) {
        self.groupings = groupings
        self.sets = sets
    }

    /// How many columns come before the aggregates.
    var keyCount: Int { groupings.count + (sets == nil ? 0 : GroupingSetKeys.fields.count) }

    /// The output column of a grouping that is this expression of the input.
    func groupingColumn(_ expression: Expression) -> Expression? {
        groupings.firstIndex { $0.expression == expression }.map { index in
            .column(ordinal: index, name: groupings[index].name, groupings[index].expression.type)
        }
    }

    /// A column, or a field of one, over the aggregate's output; throws `grouping` when it is not grouped.
    func regroup(_ expression: Expression, text: String, range: SourceRange?) throws -> Expression {
        if let column = groupingColumn(expression) { return column }
        if case .field(let base, let ordinal, let name, let type) = expression {
            return .field(
                try regroup(base, text: text, range: range), ordinal: ordinal, name: name, type)
        }
        let grouping = groupings.isEmpty ? "add GROUP BY \(text)" : "add \(text) to GROUP BY"
        throw TidemarkError(.columnNotGrouped, ["expression": text, "grouping": grouping], range: range)
    }

    /// The output column of an aggregate; equal ones share a column.
    ///
    /// - Parameter distinct: the values it takes once each; nil without DISTINCT.
    mutating func column(_ call: AggregateCall, distinct values: [Expression]? = nil) -> Expression {
        let known = aggregates.indices.first {
            aggregates[$0].function == call.function && aggregates[$0].argument == call.argument
                && aggregates[$0].fractions == call.fractions && distinct[$0] == values
        }
        let index = known ?? aggregates.count
        if known == nil { aggregates.append(call) }
        distinct[index] = values
        return .column(ordinal: keyCount + index, name: aggregates[index].name, call.type)
    }
}

/// An aggregate's call over the input, and what is taken of its value.
struct ResolvedAggregate {
    var argument: Expression?
    var type: DataType
    var fractions: [Double] = []
    /// The field that is the value, where the aggregate is of structs.
    var field: Int?
}

extension ExpressionResolver {
    /// `call FILTER (WHERE condition)`.
    mutating func resolveFilter(
        _ arguments: [UnresolvedExpression], _ whole: UnresolvedExpression
    ) throws -> TypedExpression {
        guard let function = arguments[0].aggregateName,
            case .call(_, let operands, let isDistinct) = arguments[0].kind
        else {
            throw TidemarkError(.filterOfValue, ["function": arguments[0].text], range: whole.range)
        }
        return try resolveAggregate(
            function, arguments[0], operands, isDistinct: isDistinct, filter: arguments[1])
    }

    mutating func resolveAggregate(
        _ function: AggregateName, _ whole: UnresolvedExpression, _ arguments: [UnresolvedExpression],
        isDistinct: Bool, filter: UnresolvedExpression? = nil
    ) throws -> TypedExpression {
        let name = function == .arrayAgg ? AggregateName.collectList.rawValue : function.rawValue
        guard var scope = aggregation else {
            let instead =
                clause == "WHERE"
                ? "filter groups with HAVING" : "aggregate in a subquery: FROM (SELECT \(name)(..) ..)"
            throw TidemarkError(
                .aggregateMisplaced, ["function": name, "clause": clause, "instead": instead],
                range: whole.range)
        }
        if let nested = (arguments + (filter.map { [$0] } ?? [])).first(where: \.containsAggregate) {
            throw TidemarkError(
                .aggregateNested, ["function": name], range: nested.range ?? whole.range)
        }
        guard function.arity.contains(arguments.count) else {
            throw argumentCount(name, function.arityText, arguments.count, whole.range)
        }
        let isOfRows = function == .count && arguments.count == 1 && arguments[0].isStar
        var operands = isOfRows ? [] : try arguments.map { try resolveInput($0) }
        var text = function.text(name, operands, isDistinct: isDistinct)
        var condition: Expression?
        if let filter {
            let resolved = try resolveInput(filter)
            text += " FILTER (WHERE \(resolved.text))"
            guard resolved.type == .boolean else {
                throw mismatch(
                    text, "\(resolved.text) must be BOOLEAN, not \(resolved.type.sqlName)", filter.range)
            }
            condition = resolved.expression
        }
        let isDistinct = isDistinct && function.countsRepeats
        if isDistinct, let condition {
            for index in operands.indices {
                operands[index].expression = operands[index].expression.only(where: condition)
            }
        }
        var resolved = try aggregate(function, operands, text, whole.range)
        if !isDistinct, let condition {
            resolved.argument =
                (resolved.argument ?? .literal(.boolean(true), .boolean)).only(where: condition)
        }
        var call = AggregateCall(
            function: function.function, argument: resolved.argument, type: resolved.type, name: text,
            fractions: resolved.fractions)
        if isDistinct && call.function == .collectList { call.function = .collectSet }
        let values = isDistinct && call.function != .collectSet ? operands.map(\.expression) : nil
        var column = scope.column(call, distinct: values)
        if let field = resolved.field, case .structure(let fields) = resolved.type {
            column = .field(column, ordinal: field, name: fields[field].name, fields[field].type)
        }
        aggregation = scope
        return TypedExpression(column, text: text)
    }

    /// The argument and type of an aggregate over these operands.
    private func aggregate(
        _ function: AggregateName, _ operands: [TypedExpression], _ text: String, _ range: SourceRange?
    ) throws -> ResolvedAggregate {
        switch function {
        case .count: return ResolvedAggregate(argument: counted(operands), type: .bigint)
        case .countIf:
            let holds = try asBoolean(operands[0], in: text, range)
            let one = Expression.literal(.boolean(true), .boolean).only(where: holds)
            return ResolvedAggregate(argument: one, type: .bigint)
        case .boolAnd, .every, .boolOr, .any, .some:
            return ResolvedAggregate(argument: try asBoolean(operands[0], in: text, range), type: .boolean)
        case .min, .max, .mode:
            return ResolvedAggregate(
                argument: try ordered(operands[0], text, range), type: operands[0].type)
        case .maxBy, .minBy: return try extremeBy(operands, text, range)
        case .sum, .avg, .mean:
            let argument = try number(function.rawValue, operands[0], text, range)
            return ResolvedAggregate(argument: argument, type: sumType(function, of: argument.type))
        case .variance, .varSamp, .varPop, .stddev, .std, .stddevSamp, .stddevPop:
            let argument = try number(function.rawValue, operands[0], text, range)
            return ResolvedAggregate(argument: argument.coerced(to: .double), type: .double)
        case .percentile, .median:
            let argument = try number(function.rawValue, operands[0], text, range)
            return try percentile(argument.coerced(to: .double), operands, text, range)
        case .collectSet, .collectList, .arrayAgg:
            return ResolvedAggregate(
                argument: try ordered(operands[0], text, range), type: .array(operands[0].type))
        case .approxCountDistinct:
            return ResolvedAggregate(argument: try ordered(operands[0], text, range), type: .bigint)
        case .anyValue, .first, .firstValue, .last, .lastValue: return try edge(operands, text, range)
        }
    }

    /// The operand of an aggregate that compares or keeps values.
    private func ordered(
        _ operand: TypedExpression, _ text: String, _ range: SourceRange?
    ) throws -> Expression {
        guard operand.type.isOrderable else {
            throw mismatch(text, "\(operand.type.sqlName) has no order", range)
        }
        return operand.expression
    }

    private func number(
        _ name: String, _ operand: TypedExpression, _ text: String, _ range: SourceRange?
    ) throws -> Expression {
        guard operand.type.isNumeric || operand.type == .string || operand.type == .void else {
            throw mismatch(
                text, "\(name) takes a number, but \(operand.text) has the type \(operand.type.sqlName)",
                range)
        }
        return operand.expression.coerced(to: operand.type.isNumeric ? operand.type : .double)
    }

    private func sumType(_ function: AggregateName, of number: DataType) -> DataType {
        if case .decimal(let precision, let scale) = number {
            return function == .sum
                ? DecimalTypes.bounded(precision + 10, scale) : DecimalTypes.bounded(precision + 4, scale + 4)
        }
        return function == .sum && number.isInteger ? .bigint : .double
    }

    /// Of several operands those rows count where none is NULL; nil where every row counts.
    private func counted(_ operands: [TypedExpression]) -> Expression? {
        let counted = operands.map(\.expression).filter { !$0.isNeverNull }
        guard counted.count > 1 else { return counted.first }
        return Expression.literal(.boolean(true), .boolean).only(where: allThere(counted))
    }

    /// The extreme of structs of the order and the value: of rows that are equal in order, the one with the
    /// extreme value.
    private func extremeBy(
        _ operands: [TypedExpression], _ text: String, _ range: SourceRange?
    ) throws -> ResolvedAggregate {
        let (value, order) = (try ordered(operands[0], text, range), try ordered(operands[1], text, range))
        let type = DataType.structure([Field("order", order.type), Field("value", value.type)])
        let pair = Expression.call(.structOf, [order, value], type).only(where: allThere([order]))
        return ResolvedAggregate(argument: pair, type: type, field: 1)
    }

    /// Aggregates pass over NULL: where a NULL may be the first value, it is the first struct.
    private func edge(
        _ operands: [TypedExpression], _ text: String, _ range: SourceRange?
    ) throws -> ResolvedAggregate {
        let value = try ordered(operands[0], text, range)
        if operands.count == 2 {
            guard case .literal(.boolean(let ignoresNulls), _) = operands[1].expression else {
                throw mismatch(text, "\(operands[1].text) must be TRUE or FALSE", range)
            }
            if ignoresNulls { return ResolvedAggregate(argument: value, type: value.type) }
        }
        let type = DataType.structure([Field("value", value.type)])
        return ResolvedAggregate(argument: .call(.structOf, [value], type), type: type, field: 0)
    }

    private func percentile(
        _ argument: Expression, _ operands: [TypedExpression], _ text: String, _ range: SourceRange?
    ) throws -> ResolvedAggregate {
        if operands.count == 1 {
            return ResolvedAggregate(argument: argument, type: .double, fractions: [0.5])
        }
        guard operands[1].expression.columns.isEmpty,
            operands.count < 3 || operands[2].expression == .literal(.int(1), .int)
        else { throw mismatch(text, "its fractions must be constants, and a frequency 1", range) }
        let isList = if case .array = operands[1].type { true } else { false }
        let wanted = Expression.cast(operands[1].expression, isList ? .array(.double) : .double)
        guard canCast(operands[1].type, to: wanted.type) else {
            throw mismatch(text, "\(operands[1].text) is no number", range)
        }
        let value = try wanted.evaluate([], context)
        let values = if case .array(let elements) = value { elements } else { [value] }
        let fractions = values.compactMap(\.binary64).filter { $0 >= 0 && $0 <= 1 }
        guard fractions.count == values.count, !fractions.isEmpty else {
            throw TidemarkError(.fractionOutside, ["fractions": operands[1].text], range: range)
        }
        return ResolvedAggregate(
            argument: argument, type: isList ? .array(.double) : .double, fractions: fractions)
    }
}

extension AggregateName {
    /// The call as Spark names its column.
    fileprivate func text(_ name: String, _ operands: [TypedExpression], isDistinct: Bool) -> String {
        var texts = operands.isEmpty ? ["1"] : operands.map(\.text)
        if takesNullTreatment || self == .approxCountDistinct { texts = Array(texts.prefix(1)) }
        if self == .percentile && texts.count == 2 { texts.append("1") }
        return "\(name)(\(isDistinct ? "DISTINCT " : "")\(texts.joined(separator: ", ")))"
    }
}

extension UnresolvedExpression {
    fileprivate var isStar: Bool { if case .star(nil) = kind { true } else { false } }
}

/// The condition that none of the values is NULL.
func allThere(_ values: [Expression]) -> Expression {
    let conditions = values.map { Expression.call(.isNotNull, [$0], .boolean) }
    return conditions.dropFirst().reduce(conditions[0]) { .call(.and, [$0, $1], .boolean) }
}

extension Expression {
    /// The value where the condition is true, else NULL.
    func only(where condition: Expression) -> Expression {
        .caseWhen([CaseBranch(condition: condition, result: self)], otherwise: nil, type)
    }

    fileprivate var isNeverNull: Bool {
        if case .literal(let value, _) = self { !value.isNull } else { false }
    }
}
