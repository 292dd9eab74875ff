import TestSupport
import TideColumnar
import TidePlanning

/// Typed expressions over `RandomRows.schema`.
enum RandomExpression {
    static func make(_ type: DataType, depth: Int, _ random: inout SplitMix) -> Expression {
        if depth == 0 || random.chance(8) { return leaf(type, &random) }
        func some(_ type: DataType) -> Expression { make(type, depth: depth - 1, &random) }
        if random.chance(4), let call = function(of: type, depth: depth, &random) { return call }
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
        case .tinyint, .smallint, .float:
            return .call(
                random.pick([.add, .subtract, .multiply, .remainder]), [some(type), some(type)], type)
        case .decimal(let precision, let scale):
            let sum = DataType.decimal(precision: precision, scale: scale)
            return .call(random.pick([.add, .subtract, .remainder]), [some(type), some(type)], sum)
        case .date, .structure, .void, .binary, .timestampNTZ, .interval, .array, .map:
            return leaf(type, &random)
        }
    }

    /// A call of a function that gives this type; nil where there is none.
    private static func function(
        of type: DataType, depth: Int, _ random: inout SplitMix
    ) -> Expression? {
        let found = functions.filter { $0.result == type }
        guard !found.isEmpty else { return nil }
        let (function, parameters, result) = random.pick(found)
        return .call(function, parameters.map { make($0, depth: depth - 1, &random) }, result)
    }

    private static let functions: [(function: ScalarFunction, parameters: [DataType], result: DataType)] = [
        (.upper, [.string], .string), (.lower, [.string], .string), (.initcap, [.string], .string),
        (.trim, [.string, .string], .string), (.ltrim, [.string], .string), (.rtrim, [.string], .string),
        (.concat, [.string, .string], .string), (.concatWs, [.string, .string, .string], .string),
        (.substring, [.string, .int, .int], .string), (.left, [.string, .int], .string),
        (.right, [.string, .int], .string), (.replace, [.string, .string, .string], .string),
        (.reverse, [.string], .string), (.repeated, [.string, .int], .string),
        (.lpad, [.string, .int, .string], .string), (.rpad, [.string, .int, .string], .string),
        (.length, [.string], .int), (.locate, [.string, .string, .int], .int),
        (.contains, [.string, .string], .boolean), (.startsWith, [.string, .string], .boolean),
        (.endsWith, [.string, .string], .boolean), (.like, [.string, .string, .string], .boolean),
        (.abs, [.int], .int), (.abs, [.bigint], .bigint), (.abs, [.double], .double),
        (.round, [.int, .int], .int), (.round, [.double, .int], .double), (.floor, [.double], .bigint),
        (.ceil, [.double], .bigint), (.sqrt, [.double], .double), (.sign, [.double], .double),
        (.pmod, [.bigint, .bigint], .bigint), (.pmod, [.double, .double], .double),
        (.greatest, [.double, .double], .double), (.least, [.string, .string, .string], .string),
        (.year, [.date], .int), (.month, [.date], .int), (.day, [.date], .int), (.dayOfWeek, [.date], .int),
        (.weekOfYear, [.date], .int), (.hour, [.timestamp], .int), (.second, [.timestamp], .int),
        (.lastDay, [.date], .date), (.dateAdd, [.date, .int], .date), (.addMonths, [.date, .int], .date),
        (.dateDiff, [.date, .date], .int), (.unixMillis, [.timestamp], .bigint),
        (.timestampSeconds, [.double], .timestamp), (.currentTimestamp, [], .timestamp),
        (.dateTrunc, [.string, .timestamp], .timestamp), (.trunc, [.date, .string], .date),
    ]

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
