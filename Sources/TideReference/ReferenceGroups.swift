import TideColumnar
import TideModel
import TidePlanning

/// Groups and their aggregates in a dictionary.
struct ReferenceGroups {
    private let aggregation: Aggregation
    private var groups: [GroupKey: [ReferenceAccumulator]] = [:]

    init(_ aggregation: Aggregation) {
        self.aggregation = aggregation
        if aggregation.groupings.isEmpty { groups[GroupKey(values: [])] = empty }
    }

    private var empty: [ReferenceAccumulator] { aggregation.aggregates.map(ReferenceAccumulator.init) }

    mutating func removeAll() { groups = [:] }

    mutating func add(_ row: [Value], _ context: EvaluationContext) throws {
        let key = GroupKey(
            values: try aggregation.groupings.map { canonicalValue(try $0.expression.evaluate(row, context)) }
        )
        let arguments = try aggregation.aggregates.map { try $0.argument?.evaluate(row, context) }
        let none = groups[key] == nil ? empty : []
        for (index, argument) in arguments.enumerated() {
            groups[key, default: none][index].add(argument)
        }
        if arguments.isEmpty { groups[key] = [] }
    }

    /// Groupings, then aggregates, ordered by grouping.
    func rows() throws -> [[Value]] {
        try groups.sorted { $0.key < $1.key }.map { key, accumulators in
            try key.values + accumulators.map { try $0.result() }
        }
    }
}

/// Values that group together when they compare equal.
private struct GroupKey: Hashable, Comparable {
    let values: [Value]

    private func order(_ other: GroupKey) -> Int {
        zip(values, other.values).lazy.map(compareValues).first { $0 != 0 } ?? 0
    }

    static func == (left: GroupKey, right: GroupKey) -> Bool { left.order(right) == 0 }
    static func < (left: GroupKey, right: GroupKey) -> Bool { left.order(right) < 0 }

    // Canonical values that compare equal have equal bits, NaN included.
    func hash(into hasher: inout Hasher) { hasher.combine(values) }
}

/// One aggregate of one group.
private struct ReferenceAccumulator {
    private let call: AggregateCall
    private var count: Int64 = 0
    private var integer: Int128 = 0
    private var exact: NaiveSum?
    private var best = Value.null

    init(_ call: AggregateCall) { self.call = call }

    /// Adds the argument's value; nil for `count(*)`.
    mutating func add(_ argument: Value?) {
        if argument?.isNull == true { return }
        count += 1
        guard let argument else { return }
        switch (call.function, argument) {
        case (.count, _): break
        case (.sum, .int(let number)): integer += Int128(number)
        case (.sum, .bigint(let number)): integer += Int128(number)
        case (.sum, .double(let number)), (.average, .double(let number)):
            exact = exact ?? NaiveSum()
            exact?.add(number)
        case (.average, .int(let number)): addExact(Int64(number))
        case (.average, .bigint(let number)): addExact(number)
        case (.min, _):
            if best.isNull || compareValues(argument, best) < 0 { best = canonicalValue(argument) }
        case (.max, _):
            if best.isNull || compareValues(argument, best) > 0 { best = canonicalValue(argument) }
        case (.sum, _), (.average, _): preconditionFailure("\(call.name) of \(argument): the analyzer casts")
        }
    }

    private mutating func addExact(_ number: Int64) {
        exact = exact ?? NaiveSum()
        // Both halves are exact as DOUBLE.
        exact?.add(Double(number >> 32) * 0x1p32)
        exact?.add(Double(number & 0xFFFF_FFFF))
    }

    func result() throws -> Value {
        switch call.function {
        case .count: return .bigint(count)
        case .min, .max: return best
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
}
