import TideColumnar
import TidePlanning

/// What has to be kept of the rows of a group for one aggregate.
enum AggregateKind: Sendable, Hashable {
    /// `count(*)` where there is no argument.
    case count
    case integerSum, doubleSum
    case integerAverage, doubleAverage
    case decimalSum(DecimalResult), decimalAverage(DecimalResult)
    case extreme(DataType, isMax: Bool)

    init(_ call: AggregateCall) {
        let argument = call.argument?.type
        let isInteger = argument?.isInteger ?? false
        switch call.function {
        case .sum where argument?.isDecimal == true: self = .decimalSum(DecimalResult(call))
        case .average where argument?.isDecimal == true: self = .decimalAverage(DecimalResult(call))
        case .count: self = .count
        case .sum: self = isInteger ? .integerSum : .doubleSum
        case .average: self = isInteger ? .integerAverage : .doubleAverage
        case .min: self = .extreme(argument ?? .void, isMax: false)
        case .max: self = .extreme(argument ?? .void, isMax: true)
        }
    }
}

/// What the result of `sum` and `avg` of DECIMAL is made of.
struct DecimalResult: Sendable, Hashable {
    /// The digits behind the point of the argument, and so of sums.
    let argumentScale: Int
    let type: DataType

    init(_ call: AggregateCall) {
        if case .decimal(_, let scale)? = call.argument?.type {
            argumentScale = scale
        } else {
            argumentScale = 0
        }
        type = call.type
    }
}
