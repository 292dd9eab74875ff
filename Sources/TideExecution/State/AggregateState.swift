import TideColumnar
import TideModel
import TidePlanning

/// One aggregate of one group: what the state holds of it.
enum AggregateState {
    case count(Int64)
    /// nil before the first value.
    case integerSum(Int128?)
    /// nil before the first value.
    case doubleSum(ExactSum?)
    case integerAverage(Int128, count: Int64)
    case doubleAverage(ExactSum, count: Int64)
    /// nil before the first value.
    case decimalSum(WideSum?, DecimalResult)
    case decimalAverage(WideSum, count: Int64, DecimalResult)
    /// NULL before the first value; the canonical one among equal values.
    case extreme(Value, DataType, isMax: Bool)
    case moments(ExactMoments, MomentResult)
    /// By the values' bytes in the state.
    case counted(CountedValues.Counts, DataType, CountedResult)
    /// One at most of `first` and `last`.
    case ordered([Value], DataType, OrderedResult)

    /// A group without rows.
    init(empty kind: AggregateKind) {
        switch kind {
        case .count: self = .count(0)
        case .integerSum: self = .integerSum(nil)
        case .doubleSum: self = .doubleSum(nil)
        case .integerAverage: self = .integerAverage(0, count: 0)
        case .doubleAverage: self = .doubleAverage(ExactSum(), count: 0)
        case .decimalSum(let type): self = .decimalSum(nil, type)
        case .decimalAverage(let type): self = .decimalAverage(WideSum(), count: 0, type)
        case .extreme(let type, let isMax): self = .extreme(.null, type, isMax: isMax)
        case .moments(let result): self = .moments(ExactMoments(), result)
        case .counted(let type, let result): self = .counted([:], type, result)
        case .ordered(let type, let result): self = .ordered([], type, result)
        }
    }

    /// Both groups' rows together, those of `left` read before those of `right`; throws `arithmeticOverflow`
    /// past 2^63 rows or 128 bits.
    static func merge(_ left: AggregateState, _ right: AggregateState) throws -> AggregateState {
        switch (left, right) {
        case (.count(let left), .count(let right)):
            return .count(try addChecked(left, right))
        case (.integerSum(let left), .integerSum(let right)):
            guard let left, let right else { return .integerSum(left ?? right) }
            return .integerSum(try addChecked(left, right))
        case (.doubleSum(let left), .doubleSum(let right)):
            guard var sum = left, let right else { return .doubleSum(left ?? right) }
            sum.merge(right)
            return .doubleSum(sum)
        case (.integerAverage(let left, let leftCount), .integerAverage(let right, let rightCount)):
            return .integerAverage(try addChecked(left, right), count: try addChecked(leftCount, rightCount))
        case (.doubleAverage(var sum, let leftCount), .doubleAverage(let right, let rightCount)):
            sum.merge(right)
            return .doubleAverage(sum, count: try addChecked(leftCount, rightCount))
        case (.decimalSum(let left, let type), .decimalSum(let right, _)):
            guard var sum = left, let right else { return .decimalSum(left ?? right, type) }
            sum.merge(right)
            return .decimalSum(sum, type)
        case (
            .decimalAverage(var sum, let leftCount, let type), .decimalAverage(let right, let rightCount, _)
        ):
            sum.merge(right)
            return .decimalAverage(sum, count: try addChecked(leftCount, rightCount), type)
        case (.extreme(let left, let type, let isMax), .extreme(let right, _, _)):
            if left.isNull || right.isNull { return .extreme(left.isNull ? right : left, type, isMax: isMax) }
            let order = compareValues(left, right)
            return .extreme((order < 0) == isMax ? right : left, type, isMax: isMax)
        case (.moments, _), (.counted, _), (.ordered, _): return try mergeValues(left, right)
        default: preconditionFailure("states of two different aggregates are never merged")
        }
    }

    private static func mergeValues(_ left: AggregateState, _ right: AggregateState) throws -> AggregateState
    {
        switch (left, right) {
        case (.moments(var moments, let result), .moments(let right, _)):
            _ = try addChecked(moments.count, right.count)
            moments.merge(right)
            return .moments(moments, result)
        case (.counted(let left, let type, let result), .counted(let right, _, _)):
            return .counted(try left.merging(right, uniquingKeysWith: addChecked), type, result)
        case (.ordered(let left, let type, .first), .ordered(let right, _, _)):
            return .ordered(left.isEmpty ? right : left, type, .first)
        case (.ordered(let left, let type, .last), .ordered(let right, _, _)):
            return .ordered(right.isEmpty ? left : right, type, .last)
        case (.ordered(let left, let type, .list), .ordered(let right, _, _)):
            return .ordered(left + right, type, .list)
        default: preconditionFailure("states of two different aggregates are never merged")
        }
    }

    /// The aggregate's value; throws `arithmeticOverflow` where a sum does not fit BIGINT.
    func finished(_ name: String) throws -> Value {
        switch self {
        case .count(let count): return .bigint(count)
        case .integerSum(nil), .doubleSum(nil), .integerAverage(_, count: 0), .doubleAverage(_, count: 0),
            .decimalSum(nil, _), .decimalAverage(_, count: 0, _):
            return .null
        case .decimalSum(let sum?, let type): return try decimalValue(sum, count: 1, type, name)
        case .decimalAverage(let sum, let count, let type):
            return try decimalValue(sum, count: count, type, name)
        case .integerSum(let sum?):
            guard let narrow = Int64(exactly: sum) else {
                throw TidemarkError(.sumOverflow, ["sum": "\(sum)", "column": name])
            }
            return .bigint(narrow)
        case .doubleSum(let sum?): return .double(sum.rounded())
        case .integerAverage(let sum, let count): return .double(ExactSum.average(sum, count: count))
        case .doubleAverage(let sum, let count): return .double(sum.average(count: count))
        case .extreme(let value, _, _): return value
        case .moments(let moments, let result):
            guard let variance = moments.variance(ofSample: result.isSample) else { return .null }
            return .double(result.isDeviation ? variance.squareRoot() : variance)
        case .counted(let counts, let type, let result): return try result.value(counts, type, name)
        case .ordered(let values, _, .list): return .array(values)
        case .ordered(let values, _, .first), .ordered(let values, _, .last):
            return values.first ?? .null
        }
    }
}

/// A sum, or a mean, as a DECIMAL.
private func decimalValue(_ sum: WideSum, count: Int64, _ result: DecimalResult, _ name: String) throws
    -> Value
{
    let value = sum.exact.flatMap {
        DecimalMean.value($0, count: count, argumentScale: result.argumentScale, result.type)
    }
    guard let value else {
        throw TidemarkError(.decimalSumOverflow, ["column": name, "type": result.type.sqlName])
    }
    return .decimal(value)
}

private func addChecked<Number: FixedWidthInteger>(_ left: Number, _ right: Number) throws -> Number {
    let (sum, overflow) = left.addingReportingOverflow(right)
    if overflow {
        throw TidemarkError(
            .aggregateOverflow, ["left": "\(left)", "right": "\(right)", "bits": "\(Number.bitWidth)"])
    }
    return sum
}
