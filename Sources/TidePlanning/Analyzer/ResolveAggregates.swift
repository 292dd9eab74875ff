import TideColumnar
import TideModel

/// The groupings and aggregates of one SELECT as they are collected.
struct AggregationScope {
    let groupings: [NamedExpression]
    /// Each different aggregate once, in the order of its first use.
    private(set) var aggregates: [AggregateCall] = []
    /// The values that tell rows apart for those with DISTINCT, by their place in `aggregates`.
    private(set) var distinct: [Int: [Expression]] = [:]

    init(groupings: [NamedExpression]) { self.groupings = groupings }

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
                && distinct[$0] == values
        }
        let index = known ?? aggregates.count
        if known == nil { aggregates.append(call) }
        distinct[index] = values
        return .column(ordinal: groupings.count + index, name: aggregates[index].name, call.type)
    }
}

extension ExpressionResolver {
    mutating func resolveAggregate(
        _ function: AggregateFunction, name: String, _ arguments: [UnresolvedExpression], isDistinct: Bool,
        _ whole: UnresolvedExpression
    ) throws -> TypedExpression {
        guard var scope = aggregation else {
            let instead =
                clause == "WHERE"
                ? "filter groups with HAVING" : "aggregate in a subquery: FROM (SELECT \(name)(..) ..)"
            throw TidemarkError(
                .aggregateMisplaced, ["function": name, "clause": clause, "instead": instead],
                range: whole.range)
        }
        if let nested = arguments.first(where: \.containsAggregate) {
            throw TidemarkError(
                .aggregateNested, ["function": name], range: nested.range ?? whole.range)
        }
        var call = try aggregateCall(function, name: name, arguments, whole.range)
        guard isDistinct else {
            let column = scope.column(call)
            try scope.requireOneDistinct(name, whole.range)
            aggregation = scope
            return TypedExpression(column, text: call.name)
        }
        call.name = "\(name)(DISTINCT " + call.name.dropFirst(name.count + 1)
        let values = try arguments.map { try resolveInput($0).expression }
        let column = scope.column(call, distinct: function == .min || function == .max ? nil : values)
        try scope.requireOneDistinct(name, whole.range)
        aggregation = scope
        return TypedExpression(column, text: call.name)
    }

    private func aggregateCall(
        _ function: AggregateFunction, name: String, _ arguments: [UnresolvedExpression],
        _ range: SourceRange?
    ) throws -> AggregateCall {
        if function == .count { return try countCall(arguments, range) }
        guard arguments.count == 1 else { throw argumentCount(name, "1 argument", arguments.count, range) }
        let argument = try resolveInput(arguments[0])
        let text = "\(name)(\(argument.text))"
        switch function {
        case .min, .max:
            guard argument.type.isOrderable else {
                throw mismatch(text, "\(argument.type.sqlName) has no order", range)
            }
            return AggregateCall(
                function: function, argument: argument.expression, type: argument.type, name: text)
        case .sum, .average, .count:
            guard argument.type.isNumeric || argument.type == .string || argument.type == .void else {
                throw mismatch(
                    text,
                    "\(name) takes a number, but \(argument.text) has the type \(argument.type.sqlName)",
                    range)
            }
            let number = argument.type.isNumeric ? argument.type : .double
            let type = aggregateType(function, of: number)
            return AggregateCall(
                function: function, argument: argument.expression.coerced(to: number), type: type, name: text)
        }
    }

    /// The type of `sum` or `avg`.
    private func aggregateType(_ function: AggregateFunction, of number: DataType) -> DataType {
        if case .decimal(let precision, let scale) = number {
            return function == .sum
                ? DecimalTypes.bounded(precision + 10, scale) : DecimalTypes.bounded(precision + 4, scale + 4)
        }
        return function == .sum && number.isInteger ? .bigint : .double
    }

    /// `count(*)` and the count of anything never NULL count rows; of several arguments, rows where none is
    /// NULL.
    private func countCall(_ arguments: [UnresolvedExpression], _ range: SourceRange?) throws -> AggregateCall
    {
        guard !arguments.isEmpty else { throw argumentCount("count", "at least 1 argument", 0, range) }
        if arguments.count == 1, case .star(nil) = arguments[0].kind {
            return AggregateCall(function: .count, argument: nil, type: .bigint, name: "count(1)")
        }
        let resolved = try arguments.map { try resolveInput($0) }
        let text = "count(\(resolved.map(\.text).joined(separator: ", ")))"
        let counted = resolved.filter { !$0.expression.isNeverNull }
        var argument = counted.first?.expression
        if counted.count > 1 {
            let allThere = counted.map { Expression.call(.isNotNull, [$0.expression], .boolean) }
            argument = .caseWhen(
                [
                    CaseBranch(
                        condition: allThere.dropFirst().reduce(allThere[0]) {
                            .call(.and, [$0, $1], .boolean)
                        },
                        result: .literal(.boolean(true), .boolean))
                ], otherwise: nil, .boolean)
        }
        return AggregateCall(function: .count, argument: argument, type: .bigint, name: text)
    }
}

extension Expression {
    fileprivate var isNeverNull: Bool {
        if case .literal(let value, _) = self { !value.isNull } else { false }
    }
}
