import TideColumnar
import TidePlanning

/// One aggregate of every group; the cases are the loops there are.
enum Accumulator: Sendable {
    case count(GroupCounts)
    case integers(IntegerSums, isAverage: Bool)
    case doubles(DoubleSums, isAverage: Bool)
    case decimals(DecimalSums, AggregateKind)
    /// TINYINT, SMALLINT, INT, DATE and BOOLEAN (as 0 and 1).
    case extremes32(Extremes<Int32>, DataType)
    /// BIGINT, times, INTERVAL, and FLOAT and DOUBLE (as their ordered bits).
    case extremes64(Extremes<Int64>, DataType)
    /// STRING and BINARY.
    case stringExtremes(StringExtremes, DataType)
    case valueExtremes(ValueExtremes, DataType)
    case moments(GroupMoments, MomentResult)
    case counted(CountedValues, DataType, CountedResult)
    case ordered(OrderedValues, DataType, OrderedResult)

    init(_ kind: AggregateKind) {
        switch kind {
        case .count: self = .count(GroupCounts())
        case .integerSum: self = .integers(IntegerSums(), isAverage: false)
        case .integerAverage: self = .integers(IntegerSums(), isAverage: true)
        case .doubleSum: self = .doubles(DoubleSums(), isAverage: false)
        case .doubleAverage: self = .doubles(DoubleSums(), isAverage: true)
        case .extreme(let type, let isMax):
            switch type.storage {
            case .boolean, .int32: self = .extremes32(Extremes(isMax: isMax), type)
            case .int64, .double: self = .extremes64(Extremes(isMax: isMax), type)
            case .string: self = .stringExtremes(StringExtremes(isMax: isMax), type)
            case .structure, .list, .decimal, .void:
                self = .valueExtremes(ValueExtremes(isMax: isMax), type)
            }
        case .decimalSum, .decimalAverage: self = .decimals(DecimalSums(), kind)
        case .moments(let result): self = .moments(GroupMoments(), result)
        case .counted(let type, let result): self = .counted(CountedValues(), type, result)
        case .ordered(let type, let result): self = .ordered(OrderedValues(result), type, result)
        }
    }

    /// Adds rows: `groups[row]` is the group of a row, below `groupCount`; no column for `count(*)`; the rows
    /// are those from `position` on.
    mutating func add(
        _ column: ColumnVector?, groups: [UInt32], groupCount: Int, position: RowPosition
    ) {
        var taken = Accumulator.count(GroupCounts())
        swap(&taken, &self)
        defer { self = taken }
        let validity = column?.validity
        switch taken {
        case .count(var counts):
            taken = .count(GroupCounts())
            counts.grow(to: groupCount)
            if column?.type != .void { counts.add(validity, groups: groups) }
            taken = .count(counts)
        case .integers(var sums, let isAverage):
            taken = .count(GroupCounts())
            sums.grow(to: groupCount)
            switch column?.values {
            case .int32(let values): sums.add(values, validity, groups: groups)
            case .int64(let values): sums.add(values, validity, groups: groups)
            default: break
            }
            taken = .integers(sums, isAverage: isAverage)
        case .doubles(var sums, let isAverage):
            taken = .count(GroupCounts())
            sums.grow(to: groupCount)
            if case .double(let values) = column?.values { sums.add(values, validity, groups: groups) }
            taken = .doubles(sums, isAverage: isAverage)
        case .decimals(var sums, let kind):
            taken = .count(GroupCounts())
            sums.grow(to: groupCount)
            if case .decimal(let values) = column?.values { sums.add(values, validity, groups: groups) }
            taken = .decimals(sums, kind)
        case .extremes32(var extremes, let type):
            taken = .count(GroupCounts())
            extremes.grow(to: groupCount)
            switch column?.values {
            case .int32(let values): extremes.add(values, validity, groups: groups)
            case .boolean(let values): extremes.add(values.map { $0 ? 1 : 0 }, validity, groups: groups)
            default: break
            }
            taken = .extremes32(extremes, type)
        case .extremes64(var extremes, let type):
            taken = .count(GroupCounts())
            extremes.grow(to: groupCount)
            switch column?.values {
            case .int64(let values): extremes.add(values, validity, groups: groups)
            case .double(let values): extremes.add(values.map(orderedBits), validity, groups: groups)
            default: break
            }
            taken = .extremes64(extremes, type)
        case .stringExtremes(var extremes, let type):
            taken = .count(GroupCounts())
            extremes.grow(to: groupCount)
            if case .string(let values) = column?.values { extremes.add(values, validity, groups: groups) }
            taken = .stringExtremes(extremes, type)
        case .valueExtremes(var extremes, let type):
            taken = .count(GroupCounts())
            extremes.grow(to: groupCount)
            if let column { extremes.add(column, groups: groups) }
            taken = .valueExtremes(extremes, type)
        case .moments, .counted, .ordered:
            if let column { taken.addValues(column, groups, groupCount, position) }
        }
    }

    /// Adds rows to those that keep more than a number or an extreme.
    private mutating func addValues(
        _ column: ColumnVector, _ groups: [UInt32], _ groupCount: Int, _ position: RowPosition
    ) {
        switch self {
        case .moments(var moments, let result):
            self = .count(GroupCounts())
            moments.grow(to: groupCount)
            if case .double(let values) = column.values {
                moments.add(values, column.validity, groups: groups)
            }
            self = .moments(moments, result)
        case .counted(var values, let type, let result):
            self = .count(GroupCounts())
            values.grow(to: groupCount)
            values.add(column, groups: groups)
            self = .counted(values, type, result)
        case .ordered(var values, let type, let result):
            self = .count(GroupCounts())
            values.grow(to: groupCount)
            values.add(column, groups: groups, from: position)
            self = .ordered(values, type, result)
        default: break
        }
    }

    /// Adds the groups of `other`: its group `i` is `groups[i]` here.
    mutating func merge(_ other: Accumulator, groups: [UInt32], groupCount: Int) {
        var taken = Accumulator.count(GroupCounts())
        swap(&taken, &self)
        defer { self = taken }
        switch (taken, other) {
        case (.count(var mine), .count(let other)):
            mine.grow(to: groupCount)
            mine.merge(other, groups: groups)
            taken = .count(mine)
        case (.integers(var mine, let isAverage), .integers(let other, _)):
            mine.grow(to: groupCount)
            mine.merge(other, groups: groups)
            taken = .integers(mine, isAverage: isAverage)
        case (.doubles(var mine, let isAverage), .doubles(let other, _)):
            mine.grow(to: groupCount)
            mine.merge(other, groups: groups)
            taken = .doubles(mine, isAverage: isAverage)
        case (.decimals(var mine, let kind), .decimals(let other, _)):
            mine.grow(to: groupCount)
            mine.merge(other, groups: groups)
            taken = .decimals(mine, kind)
        case (.extremes32(var mine, let type), .extremes32(let other, _)):
            mine.grow(to: groupCount)
            mine.merge(other, groups: groups)
            taken = .extremes32(mine, type)
        case (.extremes64(var mine, let type), .extremes64(let other, _)):
            mine.grow(to: groupCount)
            mine.merge(other, groups: groups)
            taken = .extremes64(mine, type)
        case (.stringExtremes(var mine, let type), .stringExtremes(let other, _)):
            mine.grow(to: groupCount)
            mine.merge(other, groups: groups)
            taken = .stringExtremes(mine, type)
        case (.valueExtremes(var mine, let type), .valueExtremes(let other, _)):
            mine.grow(to: groupCount)
            mine.merge(other, groups: groups)
            taken = .valueExtremes(mine, type)
        case (.moments, _), (.counted, _), (.ordered, _):
            taken.mergeValues(other, groups, groupCount)
        default: preconditionFailure("only accumulators of one aggregate are merged")
        }
    }

    /// Adds the groups of `other` to those that keep more than a number or an extreme.
    private mutating func mergeValues(_ other: Accumulator, _ groups: [UInt32], _ groupCount: Int) {
        switch (self, other) {
        case (.moments(var mine, let result), .moments(let other, _)):
            self = .count(GroupCounts())
            mine.grow(to: groupCount)
            mine.merge(other, groups: groups)
            self = .moments(mine, result)
        case (.counted(var mine, let type, let result), .counted(let other, _, _)):
            self = .count(GroupCounts())
            mine.grow(to: groupCount)
            mine.merge(other, groups: groups)
            self = .counted(mine, type, result)
        case (.ordered(var mine, let type, let result), .ordered(let other, _, _)):
            self = .count(GroupCounts())
            mine.grow(to: groupCount)
            mine.merge(other, groups: groups)
            self = .ordered(mine, type, result)
        default: preconditionFailure("only accumulators of one aggregate are merged")
        }
    }

    /// What the state holds of one group.
    func state(of group: Int) -> AggregateState {
        switch self {
        case .count(let counts): return .count(counts.counts[group])
        case .integers(let sums, let isAverage):
            let (sum, count) = (sums.sums[group], sums.counts[group])
            return isAverage ? .integerAverage(sum, count: count) : .integerSum(count == 0 ? nil : sum)
        case .doubles(let sums, let isAverage):
            let count = sums.counts[group]
            if isAverage { return .doubleAverage(sums.sum(of: group), count: count) }
            return .doubleSum(count == 0 ? nil : sums.sum(of: group))
        case .decimals(let sums, let kind):
            let count = sums.counts[group]
            switch kind {
            case .decimalAverage(let result):
                return .decimalAverage(sums.sums[group], count: count, result)
            case .decimalSum(let result): return .decimalSum(count == 0 ? nil : sums.sums[group], result)
            default: preconditionFailure("\(kind) is no sum of DECIMAL")
            }
        case .extremes32(let extremes, let type):
            let number = extremes.values[group]
            let value = type == .boolean ? .boolean(number != 0) : type.value(number)
            return .extreme(extremes.isSeen[group] ? value : .null, type, isMax: extremes.isMax)
        case .extremes64(let extremes, let type):
            let number = extremes.values[group]
            let value =
                type.isFloating ? type.value(doubleFromOrderedBits(number)) : type.value(number)
            return .extreme(extremes.isSeen[group] ? value : .null, type, isMax: extremes.isMax)
        case .stringExtremes(let extremes, let type):
            let value = extremes.values[group].map { type.value($0) } ?? .null
            return .extreme(value, type, isMax: extremes.isMax)
        case .valueExtremes(let extremes, let type):
            return .extreme(extremes.values[group], type, isMax: extremes.isMax)
        case .moments(let moments, let result): return .moments(moments.groups[group], result)
        case .counted(let values, let type, let result):
            return .counted(values.groups[group], type, result)
        case .ordered(let values, let type, let result):
            return .ordered(values.values(of: group), type, result)
        }
    }
}
