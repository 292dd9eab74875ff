import TideColumnar
import TidePlanning

extension ReferenceEvaluator {
    /// Pushes the rows of a join: those of the left rows in their order, then the right rows without a match.
    func push(
        _ join: Join, _ left: LogicalPlan, _ right: LogicalPlan, _ source: Source,
        _ emit: @escaping ([Value]) throws -> Void
    ) throws {
        let (noLeft, noRight) = (left.noValues, right.noValues)
        var rights: [(row: [Value], isMatched: Bool)] = []
        var places: [GroupKey: [Int]] = [:]
        try push(right, source) { row in
            if let key = try join.key(ofRight: row, context).matchable {
                places[key, default: []].append(rights.count)
            }
            rights.append((row, false))
        }
        try push(left, source) { row in
            let key = try join.key(ofLeft: row, context).matchable
            var isMatched = false
            for place in key.flatMap({ places[$0] }) ?? [] {
                let pair = row + rights[place].row
                guard try join.condition.map({ try $0.isTrue(pair, context) }) ?? true else { continue }
                isMatched = true
                rights[place].isMatched = true
                if join.kind.hasRightColumns { try emit(pair) }
            }
            switch join.kind {
            case .inner, .cross, .rightOuter: break
            case .leftOuter, .fullOuter: if !isMatched { try emit(row + noRight) }
            case .leftSemi: if isMatched { try emit(row) }
            case .leftAnti: if !isMatched { try emit(row) }
            }
        }
        if join.kind == .rightOuter || join.kind == .fullOuter {
            for right in rights where !right.isMatched { try emit(noLeft + right.row) }
        }
    }
}

extension Join {
    func key(ofLeft row: [Value], _ context: EvaluationContext) throws -> GroupKey {
        GroupKey(values: try keys.map { try $0.left.evaluate(row, context) })
    }

    func key(ofRight row: [Value], _ context: EvaluationContext) throws -> GroupKey {
        GroupKey(values: try keys.map { try $0.right.evaluate(row, context) })
    }
}

extension GroupKey {
    /// nil where a value is NULL, which equals nothing.
    var matchable: GroupKey? { values.contains(.null) ? nil : self }
}

extension Expression {
    /// Whether it is true, not false or NULL.
    func isTrue(_ row: [Value], _ context: EvaluationContext) throws -> Bool {
        try evaluate(row, context) == .boolean(true)
    }
}

extension LogicalPlan {
    /// A row of NULLs.
    var noValues: [Value] { [Value](repeating: .null, count: schema.count) }
}
