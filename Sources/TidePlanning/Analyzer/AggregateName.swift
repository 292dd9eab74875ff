/// The aggregate functions by their SQL names.
enum AggregateName: String, CaseIterable {
    case count, sum, min, max, avg, mean
    case countIf = "count_if", boolAnd = "bool_and", every, boolOr = "bool_or", any, some
    case maxBy = "max_by", minBy = "min_by"
    case anyValue = "any_value", first, firstValue = "first_value", last, lastValue = "last_value"
    case variance, varSamp = "var_samp", varPop = "var_pop"
    case stddev, std, stddevSamp = "stddev_samp", stddevPop = "stddev_pop"
    case collectSet = "collect_set", collectList = "collect_list", arrayAgg = "array_agg"
    case approxCountDistinct = "approx_count_distinct", percentile, median, mode

    /// What is computed.
    var function: AggregateFunction {
        switch self {
        case .count, .countIf: .count
        case .sum: .sum
        case .min, .boolAnd, .every, .minBy: .min
        case .max, .boolOr, .any, .some, .maxBy: .max
        case .avg, .mean: .average
        case .anyValue, .first, .firstValue: .first
        case .last, .lastValue: .last
        case .variance, .varSamp: .varianceOfSample
        case .varPop: .varianceOfPopulation
        case .stddev, .std, .stddevSamp: .deviationOfSample
        case .stddevPop: .deviationOfPopulation
        case .collectSet: .collectSet
        case .collectList, .arrayAgg: .collectList
        case .approxCountDistinct: .approximateCountDistinct
        case .percentile, .median: .percentile
        case .mode: .mode
        }
    }

    /// How many arguments it takes.
    var arity: ClosedRange<Int> {
        switch self {
        case .count: 1...Int.max
        case .maxBy, .minBy: 2...2
        case .anyValue, .first, .firstValue, .last, .lastValue, .approxCountDistinct: 1...2
        case .percentile: 2...3
        default: 1...1
        }
    }

    var arityText: String {
        switch self {
        case .count: "at least 1 argument"
        case .maxBy, .minBy: "2 arguments"
        case .percentile: "2 to 3 arguments"
        default: arity.upperBound == 2 ? "1 to 2 arguments" : "1 argument"
        }
    }

    /// Whether it takes IGNORE NULLS, which its second argument says too.
    var takesNullTreatment: Bool {
        switch function {
        case .first, .last: true
        default: false
        }
    }

    /// Whether values that come again change its result, so that DISTINCT means something.
    var countsRepeats: Bool {
        switch function {
        case .min, .max, .first, .last, .collectSet, .approximateCountDistinct: false
        default: true
        }
    }
}

extension UnresolvedExpression {
    /// Whether it, or anything inside, calls an aggregate function.
    var containsAggregate: Bool { contains { $0.aggregateName != nil } }

    /// The aggregate function it calls.
    var aggregateName: AggregateName? {
        guard case .call(let function, _, _) = kind else { return nil }
        return AggregateName(rawValue: function.lowercased())
    }

    /// `call FILTER (WHERE condition)` is the call of this function with both.
    package static let filterCall = "filter where"
    /// A grouping set `(a, b)` is a call of this function; ROLLUP, CUBE and GROUPING SETS are calls with
    /// sets.
    package static let groupingSetCall = "grouping set"
    /// `GROUPING SETS (..)`; with `BY` in front of it the first argument is the set of all keys.
    package static let groupingSetsCall = "grouping sets", groupingSetsByCall = "by grouping sets"
}
