import TideColumnar
import TidePlanning

extension Expression {
    /// The expressions all of which must be true for this one to be true.
    var conjuncts: [Expression] {
        if case .call(.and, let arguments, _) = self { arguments.flatMap(\.conjuncts) } else { [self] }
    }

    /// Up to which event time, in milliseconds, the rows of one side of a join find no more partners, by a
    /// condition `later - earlier + constant < 0` in which the side's own time is the greater one.
    ///
    /// - Parameters:
    ///   - own: the column of the side's event time.
    ///   - other: that of the other side, all of whose rows to come are above `watermarkMs`.
    /// - Returns: nil when the condition does not bound the side's times from below by the other's.
    func stateWatermark(own: Int, other: Int, _ watermarkMs: Int64) -> Int64? {
        guard case .call(let function, let arguments, _) = self, arguments.count == 2 else { return nil }
        let isStrict: Bool
        let sides: (less: Expression, greater: Expression)
        switch function {
        case .less: (isStrict, sides) = (true, (arguments[0], arguments[1]))
        case .lessOrEqual: (isStrict, sides) = (false, (arguments[0], arguments[1]))
        case .greater: (isStrict, sides) = (true, (arguments[1], arguments[0]))
        case .greaterOrEqual: (isStrict, sides) = (false, (arguments[1], arguments[0]))
        default: return nil
        }
        guard let less = sides.less.terms, let greater = sides.greater.terms else { return nil }
        let terms = less + greater.map(\.negated)
        var constantUs = 0.0
        var columns: [Int: Double] = [:]
        for term in terms {
            switch term {
            case .constant(let value): constantUs += value
            case .column(let ordinal, let sign):
                guard columns.updateValue(sign, forKey: ordinal) == nil else { return nil }
            }
        }
        guard columns == [own: -1, other: 1] else { return nil }
        let milliseconds = ((Double(watermarkMs) * 1_000 + constantUs) / 1_000).rounded(.towardZero)
        // Beyond are no milliseconds of a TIMESTAMP.
        guard milliseconds.magnitude < 0x1p53 else { return nil }
        return Int64(milliseconds) - (isStrict ? 0 : 1)
    }

    /// What it is the sum of; nil when it is no sum of times and lengths of time. A number is seconds.
    private var terms: [Term]? {
        switch self {
        case .column(let ordinal, _, .timestamp): return [.column(ordinal, sign: 1)]
        case .literal(.timestamp(let microseconds), _): return [.constant(Double(microseconds))]
        case .literal(.interval(let length, let units), _):
            return units.isOfMonths ? nil : [.constant(Double(length))]
        case .literal(let number, let type) where type.isNumeric:
            let constants = EvaluationContext(zone: .utc, timestampUs: nil)
            let seconds = try? TidePlanning.cast(number, to: .double, constants)
            guard case .double(let seconds)? = seconds else { return nil }
            return [.constant(seconds * 1_000_000)]
        case .cast(let operand, let type) where type == .timestamp || type.isNumeric: return operand.terms
        case .call(.add, let arguments, _), .call(.addInterval, let arguments, _):
            guard let left = arguments[0].terms, let right = arguments[1].terms else { return nil }
            return left + right
        case .call(.subtract, let arguments, _):
            guard let left = arguments[0].terms, let right = arguments[1].terms else { return nil }
            return left + right.map(\.negated)
        case .call(.negative, let arguments, _): return arguments[0].terms?.map(\.negated)
        default: return nil
        }
    }
}

private enum Term {
    case column(Int, sign: Double)
    /// Microseconds.
    case constant(Double)

    var negated: Term {
        switch self {
        case .column(let ordinal, let sign): .column(ordinal, sign: -sign)
        case .constant(let value): .constant(-value)
        }
    }
}
