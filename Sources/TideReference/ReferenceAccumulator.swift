import TideColumnar
import TideModel
import TidePlanning

/// One aggregate of one group.
struct ReferenceAccumulator {
    private let call: AggregateCall
    private var count: Int64 = 0
    private var integer: Int128 = 0
    /// Times `integer` of a DECIMAL has left 128 bits upwards, less those downwards.
    private var overflows = 0
    private var scale = 0
    private var exact: NaiveSum?
    private var squares: NaiveSum?
    private var best = Value.null
    /// In reading order, for functions that need them all.
    private var values: [Value] = []

    init(_ call: AggregateCall) { self.call = call }

    /// Adds the argument's value; nil for `count(*)`.
    mutating func add(_ argument: Value?) {
        if argument?.isNull == true { return }
        count += 1
        guard let argument else { return }
        if call.isDistinct { return values.append(argument) }
        switch (call.function, argument) {
        case (.collectSet, _), (.approximateCountDistinct, _), (.percentile, _), (.mode, _),
            (.collectList, _):
            values.append(argument)
        case (.first, _): if best.isNull { best = argument }
        case (.last, _): best = argument
        case (.varianceOfSample, .double(let number)), (.varianceOfPopulation, .double(let number)),
            (.deviationOfSample, .double(let number)), (.deviationOfPopulation, .double(let number)):
            addDouble(number)
            squares = squares ?? NaiveSum(ofSquares: ())
            squares?.addSquare(of: number)
        case (.count, _): break
        case (.sum, .decimal(let number)), (.average, .decimal(let number)):
            scale = number.scale
            let (sum, overflow) = integer.addingReportingOverflow(number.unscaled)
            integer = sum
            if overflow { overflows += number.unscaled < 0 ? -1 : 1 }
        case (.sum, _) where argument.integer != nil: integer += Int128(argument.integer ?? 0)
        case (.sum, .float(let number)), (.average, .float(let number)): addDouble(Double(number))
        case (.sum, .double(let number)), (.average, .double(let number)): addDouble(number)
        case (.average, _) where argument.integer != nil: addExact(argument.integer ?? 0)
        case (.min, _):
            if best.isNull || compareValues(argument, best) < 0 { best = canonicalValue(argument) }
        case (.max, _):
            if best.isNull || compareValues(argument, best) > 0 { best = canonicalValue(argument) }
        default: preconditionFailure("\(call.name) of \(argument): the analyzer casts")
        }
    }

    private mutating func addDouble(_ number: Double) {
        exact = exact ?? NaiveSum()
        exact?.add(number)
    }

    private mutating func addExact(_ number: Int64) {
        exact = exact ?? NaiveSum()
        // Both halves are exact as DOUBLE.
        exact?.add(Double(number >> 32) * 0x1p32)
        exact?.add(Double(number & 0xFFFF_FFFF))
    }

    func result() throws -> Value {
        if call.isDistinct {
            var plain = call
            plain.isDistinct = false
            var accumulator = ReferenceAccumulator(plain)
            for value in differentValues { accumulator.add(value) }
            return try accumulator.result()
        }
        switch call.function {
        case .count: return .bigint(count)
        case .min, .max, .first, .last: return best
        case .collectList: return .array(values)
        case .collectSet: return .array(differentValues)
        case .approximateCountDistinct: return .bigint(Int64(differentValues.count))
        case .percentile:
            if values.isEmpty { return .null }
            let percentiles = call.fractions.map { Value.double(percentile($0)) }
            return call.type == .double ? percentiles[0] : .array(percentiles)
        case .mode: return mode
        case .varianceOfSample: return variance(count - 1).map(Value.double) ?? .null
        case .varianceOfPopulation: return variance(count).map(Value.double) ?? .null
        case .deviationOfSample: return variance(count - 1).map { .double($0.squareRoot()) } ?? .null
        case .deviationOfPopulation: return variance(count).map { .double($0.squareRoot()) } ?? .null
        case .sum where call.type.isDecimal, .average where call.type.isDecimal:
            if count == 0 { return .null }
            let divisor = call.function == .sum ? 1 : count
            guard overflows == 0,
                let value = DecimalMean.value(integer, count: divisor, argumentScale: scale, call.type)
            else {
                throw TidemarkError(
                    .decimalSumOverflow, ["column": call.name, "type": call.type.sqlName])
            }
            return .decimal(value)
        case .average: return exact.map { .double($0.rounded(dividedBy: UInt64(count))) } ?? .null
        case .sum where call.type == .double: return exact.map { .double($0.rounded(dividedBy: 1)) } ?? .null
        case .sum:
            if count == 0 { return .null }
            guard let sum = Int64(exactly: integer) else {
                throw TidemarkError(.sumOverflow, ["sum": "\(integer)", "column": call.name])
            }
            return .bigint(sum)
        }
    }

    private func variance(_ divisor: Int64) -> Double? {
        guard let exact, let squares, divisor > 0 else { return nil }
        return NaiveSum.variance(exact, squares: squares, count: UInt64(count), divisor: UInt64(divisor))
    }

    private var sortedValues: [Value] {
        values.map(canonicalValue).sorted { compareValues($0, $1) < 0 }
    }

    private var differentValues: [Value] {
        sortedValues.reduce(into: []) { different, value in
            if different.last.map({ compareValues($0, value) != 0 }) ?? true { different.append(value) }
        }
    }

    private var mode: Value {
        var best: (value: Value, count: Int) = (.null, 0)
        for value in differentValues {
            let count = values.filter { compareValues($0, value) == 0 }.count
            if count > best.count { best = (value, count) }
        }
        return best.value
    }

    private func percentile(_ fraction: Double) -> Double {
        let numbers = sortedValues.compactMap(\.binary64)
        let position = Double(numbers.count - 1) * fraction
        let low = numbers[Int(position.rounded(.down))]
        let high = numbers[Int(position.rounded(.up))]
        if low == high || position == position.rounded() || low.isNaN { return low }
        return (position.rounded(.up) - position) * low + (position - position.rounded(.down)) * high
    }
}
