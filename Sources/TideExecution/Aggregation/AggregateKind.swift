import TideColumnar
import TidePlanning

/// What has to be kept of the rows of a group for one aggregate.
indirect enum AggregateKind: Sendable, Hashable {
    /// `count(*)` where there is no argument.
    case count
    case integerSum, doubleSum
    case integerAverage, doubleAverage
    case decimalSum(DecimalResult), decimalAverage(DecimalResult)
    case extreme(DataType, isMax: Bool)
    case moments(MomentResult)
    /// Each different value, and how often it came where that counts.
    case counted(DataType, CountedResult)
    /// Values in reading order.
    case ordered(DataType, OrderedResult)

    init(_ call: AggregateCall) {
        let argument = call.argument?.type
        if call.isDistinct, let argument {
            var plain = call
            plain.isDistinct = false
            self = .counted(argument, .aggregate(AggregateKind(plain)))
            return
        }
        let isInteger = argument?.isInteger ?? false
        let type = argument ?? .void
        switch call.function {
        case .sum where argument?.isDecimal == true: self = .decimalSum(DecimalResult(call))
        case .average where argument?.isDecimal == true: self = .decimalAverage(DecimalResult(call))
        case .count: self = .count
        case .sum: self = isInteger ? .integerSum : .doubleSum
        case .average: self = isInteger ? .integerAverage : .doubleAverage
        case .min: self = .extreme(type, isMax: false)
        case .max: self = .extreme(type, isMax: true)
        case .varianceOfSample: self = .moments(MomentResult(isSample: true, isDeviation: false))
        case .varianceOfPopulation: self = .moments(MomentResult(isSample: false, isDeviation: false))
        case .deviationOfSample: self = .moments(MomentResult(isSample: true, isDeviation: true))
        case .deviationOfPopulation: self = .moments(MomentResult(isSample: false, isDeviation: true))
        case .collectSet: self = .counted(type, .set)
        case .approximateCountDistinct: self = .counted(type, .aggregate(.count))
        case .percentile:
            self = .counted(
                type, call.type == .double ? .percentile(call.fractions) : .percentiles(call.fractions))
        case .mode: self = .counted(type, .mode)
        case .collectList: self = .ordered(type, .list)
        case .first: self = .ordered(type, .first)
        case .last: self = .ordered(type, .last)
        }
    }
}

/// Which of the figures that moments give.
struct MomentResult: Sendable, Hashable {
    let isSample: Bool
    let isDeviation: Bool
}

/// What is made of different values and how often they came.
enum CountedResult: Sendable, Hashable {
    /// An ARRAY of the values in their order.
    case set
    /// One DOUBLE, an ARRAY of them.
    case percentile([Double]), percentiles([Double])
    /// The most frequent value, the least of several.
    case mode
    /// What an aggregate gives over the values, each taken once.
    case aggregate(AggregateKind)

    /// Whether it matters how often a value came.
    var needsCounts: Bool {
        switch self {
        case .set, .aggregate: false
        case .percentile, .percentiles, .mode: true
        }
    }
}

/// What is made of values in reading order.
enum OrderedResult: Sendable, Hashable {
    case list, first, last
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
