extension LogicalPlan {
    /// The plan with expressions that read no column replaced by their value.
    ///
    /// An expression whose evaluation fails stays, so that the error occurs for the rows that reach it. The
    /// clock is `context`'s: fold once per batch.
    package func foldingConstants(_ context: EvaluationContext) -> LogicalPlan {
        mapChild { $0.foldingConstants(context) }.mapExpressions { $0.folded(context) }
    }

    /// This step with each of its expressions replaced.
    private func mapExpressions(_ transform: (Expression) -> Expression) -> LogicalPlan {
        switch self {
        case .scan, .singleRow, .limit: return self
        case .filter(let condition, let child): return .filter(transform(condition), child)
        case .project(let outputs, let child):
            return .project(outputs.map { NamedExpression($0.name, transform($0.expression)) }, child)
        case .window(var window, let child):
            window.time = transform(window.time)
            return .window(window, child)
        case .aggregate(var aggregation, let child):
            aggregation.groupings = aggregation.groupings.map {
                NamedExpression($0.name, transform($0.expression))
            }
            for index in aggregation.aggregates.indices {
                aggregation.aggregates[index].argument = aggregation.aggregates[index].argument.map(transform)
            }
            return .aggregate(aggregation, child)
        case .sort(var keys, let child):
            for index in keys.indices { keys[index].expression = transform(keys[index].expression) }
            return .sort(keys, child)
        }
    }
}

extension Expression {
    fileprivate func folded(_ context: EvaluationContext) -> Expression {
        if case .literal = self { return self }
        if columns.isEmpty, let value = try? evaluate([], context) { return .literal(value, type) }
        switch self {
        case .literal, .column: return self
        case .field(let base, let ordinal, let name, let type):
            return .field(base.folded(context), ordinal: ordinal, name: name, type)
        case .call(let function, let arguments, let type):
            return .call(function, arguments.map { $0.folded(context) }, type)
        case .cast(let operand, let type): return .cast(operand.folded(context), type)
        case .caseWhen(let branches, let otherwise, let type):
            let folded = branches.map {
                CaseBranch(condition: $0.condition.folded(context), result: $0.result.folded(context))
            }
            return .caseWhen(folded, otherwise: otherwise?.folded(context), type)
        }
    }
}
