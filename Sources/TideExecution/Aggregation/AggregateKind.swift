import TideColumnar
import TidePlanning

/// What has to be kept of the rows of a group for one aggregate.
enum AggregateKind: Sendable, Hashable {
    /// `count(*)` where there is no argument.
    case count
    case integerSum, doubleSum
    case integerAverage, doubleAverage
    case extreme(DataType, isMax: Bool)

    init(_ call: AggregateCall) {
        let argument = call.argument?.type
        let isInteger = argument == .int || argument == .bigint
        switch call.function {
        case .count: self = .count
        case .sum: self = isInteger ? .integerSum : .doubleSum
        case .average: self = isInteger ? .integerAverage : .doubleAverage
        case .min: self = .extreme(argument ?? .void, isMax: false)
        case .max: self = .extreme(argument ?? .void, isMax: true)
        }
    }
}
