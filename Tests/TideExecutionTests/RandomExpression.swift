import TideColumnar
import TidePlanning

/// Typed expressions over `RandomRows.schema`.
enum RandomExpression {
    static func make(_ type: DataType, depth: Int, _ random: inout SplitMix) -> Expression {
        if depth == 0 || random.chance(8) { return leaf(type, &random) }
        func some(_ type: DataType) -> Expression { make(type, depth: depth - 1, &random) }
        switch random.pick([0, 0, 0, 0, 1, 2, 3]) {
        case 1: return .call(.coalesce, [some(type), some(type)], type)
        case 2:
            let branch = CaseBranch(condition: some(.boolean), result: some(type))
            return .caseWhen([branch], otherwise: random.chance(3) ? nil : some(type), type)
        case 3: return leaf(type, &random)
        default: break
        }
        switch type {
        case .boolean: return condition(depth: depth, &random)
        case .int:
            if random.chance(6) { return .cast(some(random.pick([.double, .string, .bigint])), .int) }
            let function = random.pick([ScalarFunction.add, .subtract, .multiply, .integerDivide, .remainder])
            return random.chance(6)
                ? .call(.negative, [some(.int)], .int) : .call(function, [some(.int), some(.int)], .int)
        case .bigint:
            if random.chance(4) { return .cast(some(.int), .bigint) }
            let function = random.pick([ScalarFunction.add, .subtract, .multiply, .integerDivide, .remainder])
            return .call(function, [some(.bigint), some(.bigint)], .bigint)
        case .double:
            if random.chance(4) { return .cast(some(random.pick([.int, .bigint])), .double) }
            let function = random.pick([ScalarFunction.add, .subtract, .multiply, .divide])
            return .call(function, [some(.double), some(.double)], .double)
        case .timestamp:
            return .field(RandomRows.column(11), ordinal: random.pick([0, 1]), name: "x", .timestamp)
        case .string:
            return random.chance(2)
                ? .cast(some(random.pick([.int, .boolean, .date])), .string) : leaf(type, &random)
        case .date, .structure, .void: return leaf(type, &random)
        }
    }

    private static func condition(depth: Int, _ random: inout SplitMix) -> Expression {
        func some(_ type: DataType) -> Expression { make(type, depth: depth - 1, &random) }
        switch random.pick([0, 0, 0, 1, 1, 2, 3]) {
        case 1: return .call(random.pick([.and, .or]), [some(.boolean), some(.boolean)], .boolean)
        case 2: return .call(.not, [some(.boolean)], .boolean)
        case 3:
            let type = random.pick([DataType.int, .string, .window, .void])
            return .call(random.pick([.isNull, .isNotNull]), [some(type)], .boolean)
        default:
            let type = random.pick([
                DataType.boolean, .int, .bigint, .double, .double, .string, .string, .timestamp, .date,
                .window,
            ])
            let function = random.pick([
                ScalarFunction.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
                .nullSafeEqual,
            ])
            return .call(function, [some(type), some(type)], .boolean)
        }
    }

    private static func leaf(_ type: DataType, _ random: inout SplitMix) -> Expression {
        let ordinals = RandomRows.schema.fields.indices.filter { RandomRows.schema.fields[$0].type == type }
        return random.chance(3)
            ? .literal(RandomRows.value(type, &random), type) : RandomRows.column(random.pick(ordinals))
    }
}
