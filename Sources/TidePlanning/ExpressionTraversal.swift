import TideColumnar

extension Expression {
    /// The same expression after its input's columns moved: `mapping` gives the new ordinal of each.
    package func remapped(_ mapping: [Int: Int]) -> Expression {
        mapColumns { ordinal, name, type in
            guard let moved = mapping[ordinal] else {
                preconditionFailure("column \(name) was dropped in use")
            }
            return .column(ordinal: moved, name: name, type)
        }
    }

    /// The ordinals of the input's columns it reads.
    package var columns: Set<Int> {
        var result: Set<Int> = []
        _ = mapColumns { ordinal, name, type in
            result.insert(ordinal)
            return .column(ordinal: ordinal, name: name, type)
        }
        return result
    }

    /// The same expression with the names of its columns, which are for printing, left out.
    var nameless: Expression { mapColumns { ordinal, _, type in .column(ordinal: ordinal, name: "", type) } }

    private func mapColumns(_ transform: (Int, String, DataType) -> Expression) -> Expression {
        switch self {
        case .literal: self
        case .column(let ordinal, let name, let type): transform(ordinal, name, type)
        case .field(let base, let ordinal, let name, let type):
            .field(base.mapColumns(transform), ordinal: ordinal, name: name, type)
        case .call(let function, let arguments, let type):
            .call(function, arguments.map { $0.mapColumns(transform) }, type)
        case .cast(let operand, let type): .cast(operand.mapColumns(transform), type)
        case .caseWhen(let branches, let otherwise, let type):
            .caseWhen(
                branches.map {
                    CaseBranch(
                        condition: $0.condition.mapColumns(transform), result: $0.result.mapColumns(transform)
                    )
                }, otherwise: otherwise?.mapColumns(transform), type)
        }
    }
}

extension Expression {
    /// The parts that must all be true for this condition to be true.
    package var conjuncts: [Expression] {
        if case .call(.and, let operands, _) = self { operands.flatMap(\.conjuncts) } else { [self] }
    }

    /// The condition that all of these are true; nil for none.
    package static func all(_ conditions: [Expression]) -> Expression? {
        conditions.dropFirst().reduce(conditions.first) { all, condition in
            all.map { .call(.and, [$0, condition], .boolean) }
        }
    }

    /// The same expression over an input whose columns stand `offset` further to the right.
    package func shifted(by offset: Int) -> Expression {
        mapColumns { .column(ordinal: $0 + offset, name: $1, $2) }
    }

    /// The same expression over the input of a projection, of which this one is over the output.
    func substituting(_ outputs: [Expression]) -> Expression {
        mapColumns { ordinal, _, _ in outputs[ordinal] }
    }
}

extension UnresolvedExpression {
    /// The expressions directly inside.
    var children: [UnresolvedExpression] {
        switch kind {
        case .literal, .name, .ordinal, .star: []
        case .call(_, let arguments, _): arguments
        case .cast(let operand, _), .alias(let operand, _), .field(let operand, _): [operand]
        case .caseWhen(let branches, let otherwise):
            branches.flatMap { [$0.condition, $0.result] } + (otherwise.map { [$0] } ?? [])
        }
    }

    /// Whether it, or anything inside, satisfies the condition.
    func contains(_ condition: (UnresolvedExpression) -> Bool) -> Bool {
        condition(self) || children.contains { $0.contains(condition) }
    }

    /// Whether it is the bare word ALL: every column, in GROUP BY and ORDER BY, where no column is named so.
    var isAll: Bool {
        if case .name(let parts) = kind { parts.count == 1 && parts[0].lowercased() == "all" } else { false }
    }

    /// The expression below an alias.
    package var withoutAlias: UnresolvedExpression {
        if case .alias(let inner, _) = kind { inner.withoutAlias } else { self }
    }
}
