package import TideCheckpoint
package import TideColumnar
import TideModel
package import TidePlanning

/// The state of an aggregation as bytes: keys by `StateKeyCodec`, values here.
///
/// A value is the aggregates' buffers in order, without padding, integers least byte first:
///
/// | aggregate | bytes |
/// |---|---|
/// | `count` | Int64 |
/// | `sum` of INT, BIGINT | flag, Int128 (0 while the flag is 0) |
/// | `sum` of DOUBLE | flag; if 1, UInt32 length and the canonical bytes of an `ExactSum` |
/// | `avg` of INT, BIGINT | Int128 sum, Int64 count |
/// | `avg` of DOUBLE | UInt32 length and the canonical bytes of an `ExactSum`, Int64 count |
/// | `sum` of DECIMAL | flag; if 1, Int128 and Int64 (counting 2^128) |
/// | `avg` of DECIMAL | Int128, Int64 (counting 2^128), Int64 count |
/// | `min`, `max` | flag; if 1, the value |
/// | variance, deviation | Int64 count; twice UInt32 length and an `ExactSum`: of values, of squares |
/// | sets | UInt32 count; as many different values in the order of their bytes, each with a flag, 1 |
/// | `percentile`, `mode` | as sets, behind each value its Int64 count |
/// | `collect_list`, `first`, `last` | UInt32 count; as many values in reading order, each with a flag, 1 |
///
/// Sets are kept of `collect_set`, `approx_count_distinct`, and of aggregates with DISTINCT in one step.
/// A group's set or list is one value, which every change writes anew.
///
/// A value takes 1, 4, 8 or (DECIMAL) 16 bytes; a string stands after its UInt32 length; a struct is its
/// fields, each with a flag, and an array its UInt32 length and as many elements, each with a flag.
///
/// Equal contents have equal bytes, so that a state does not depend on how its rows were cut into batches;
/// values in reading order have one order, since batches are merged in theirs.
package struct AggregateCodec: Sendable {
    package let aggregation: Aggregation
    package let keys: StateKeyCodec
    private let kinds: [AggregateKind]

    /// The codec of the aggregation that is stateful operator `operatorID` of its plan. A batch query, which
    /// keeps no state, sorts its groups by the groupings in their order instead (`windowFirst` false).
    ///
    /// - Parameter eventTime: which grouping carries the watermark.
    package init(
        _ aggregation: Aggregation, operatorID: UInt8 = 0, windowFirst: Bool = true, eventTime: Int? = nil
    ) {
        self.aggregation = aggregation
        keys = StateKeyCodec(
            aggregation, operatorID: operatorID, windowFirst: windowFirst, eventTime: eventTime)
        kinds = aggregation.aggregates.map(AggregateKind.init)
    }

    /// The merge of a stored value and a delta's, in `StateMerge`'s form; associative, and commutative but
    /// for values in reading order: `old` is of rows that were read before those of `delta`.
    ///
    /// Throws `checkpointDamaged` for bytes that are no value of this aggregation, `arithmeticOverflow`
    /// where a count leaves 64 bits or a sum 128.
    // Safety: the bytes are read while the caller's buffers are valid; `StateReader` checks each range.
    package func merge(
        old: UnsafeRawBufferPointer?, delta: UnsafeRawBufferPointer, into merged: inout [UInt8]
    ) throws {
        guard let old else { return merged.append(contentsOf: delta) }
        try asDamage {
            var left = StateReader(old)
            var right = StateReader(delta)
            for kind in kinds {
                let both = try AggregateState.merge(
                    try AggregateState(kind, &left), try AggregateState(kind, &right))
                both.append(to: &merged)
            }
            try finish(left)
            try finish(right)
        }
    }

    /// The rows of these entries, in their order, with the aggregation's schema.
    ///
    /// An aggregation without groupings has one row even when there is no entry. Throws `checkpointDamaged`
    /// for bytes that are no entry of this aggregation, `arithmeticOverflow` where a sum does not fit BIGINT.
    package func decodeRows(_ entries: some Sequence<StateEntry>) throws -> RecordBatch {
        var builders = aggregation.schema.fields.map { ColumnBuilder($0.type) }
        var count = 0
        func append(_ row: [Value]) {
            for ordinal in builders.indices { builders[ordinal].append(row[ordinal]) }
            count += 1
        }
        for entry in entries { append(try decodeRow(entry)) }
        if count == 0 && aggregation.groupings.isEmpty { append(try emptyRow()) }
        return RecordBatch(
            schema: aggregation.schema, columns: builders.map { $0.finish() }, count: count)
    }

    /// One row: the groupings, then the finished aggregates. Throws as `decodeRows`.
    package func decodeRow(_ entry: StateEntry) throws -> [Value] {
        try asDamage { try keys.decode(entry.key) } + decodeValues(entry.value)
    }

    /// The finished aggregates of a value. Throws as `decodeRows`.
    func decodeValues(_ value: [UInt8]) throws -> [Value] {
        try asDamage {
            try value.withUnsafeBytes { bytes in
                var reader = StateReader(bytes)
                let values = try kinds.indices.map { index in
                    try AggregateState(kinds[index], &reader).finished(aggregation.aggregates[index].name)
                }
                try finish(reader)
                return values
            }
        }
    }

    // Safety: the bytes of local arrays, used within the call only.
    /// The value of two groups together. Throws as `merge(old:delta:into:)`.
    func merge(_ old: [UInt8]?, _ new: [UInt8]) throws -> [UInt8] {
        guard let old else { return new }
        var merged: [UInt8] = []
        try old.withUnsafeBytes { old in
            try new.withUnsafeBytes { try merge(old: old, delta: $0, into: &merged) }
        }
        return merged
    }

    /// The value of a group without rows.
    func emptyValue() -> [UInt8] { encode(kinds.map(AggregateState.init(empty:))) }

    /// The values of the groupings of an entry. Throws as `decodeRows`.
    func groupings(of entry: StateEntry) throws -> [Value] { try asDamage { try keys.decode(entry.key) } }

    /// The value of a group.
    func encode(_ states: some Sequence<AggregateState>) -> [UInt8] {
        var bytes: [UInt8] = []
        for state in states { state.append(to: &bytes) }
        return bytes
    }

    private func emptyRow() throws -> [Value] {
        try kinds.indices.map {
            try AggregateState(empty: kinds[$0]).finished(aggregation.aggregates[$0].name)
        }
    }

    private func finish(_ reader: StateReader) throws {
        guard reader.isAtEnd else { throw StateDamage(reason: "bytes follow the last aggregate") }
    }

    func asDamage<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let damage as StateDamage {
            throw TidemarkError(.stateEntryDamaged, ["what": damage.reason])
        }
    }
}

extension AggregateState {
    /// Reads one aggregate's buffer.
    init(_ kind: AggregateKind, _ reader: inout StateReader) throws {
        switch kind {
        case .count: self = .count(try Self.rowCount(&reader))
        case .integerSum:
            let isPresent = try reader.flag()
            let sum = try reader.integer(Int128.self)
            guard isPresent || sum == 0 else { throw StateDamage(reason: "an absent sum is \(sum)") }
            self = .integerSum(isPresent ? sum : nil)
        case .doubleSum: self = .doubleSum(try reader.flag() ? try Self.exactSum(&reader) : nil)
        case .integerAverage:
            let sum = try reader.integer(Int128.self)
            self = .integerAverage(sum, count: try Self.rowCount(&reader))
        case .doubleAverage:
            let sum = try Self.exactSum(&reader)
            self = .doubleAverage(sum, count: try Self.rowCount(&reader))
        case .decimalSum(let result):
            self = .decimalSum(try reader.flag() ? try Self.wideSum(&reader) : nil, result)
        case .decimalAverage(let result):
            let sum = try Self.wideSum(&reader)
            self = .decimalAverage(sum, count: try Self.rowCount(&reader), result)
        case .extreme(let type, let isMax):
            self = .extreme(try reader.value(type), type, isMax: isMax)
        case .moments(let result):
            let count = try Self.rowCount(&reader)
            let sum = try Self.exactSum(&reader)
            let squares = try Self.exactSum(&reader, isOfSquares: true)
            self = .moments(ExactMoments(count: count, sum: sum, squares: squares), result)
        case .counted(let type, let result):
            self = .counted(try Self.counts(type, &reader, hasCounts: result.needsCounts), type, result)
        case .ordered(let type, let result):
            var values: [Value] = []
            for _ in 0..<(try reader.integer(UInt32.self)) { values.append(try presentValue(type, &reader)) }
            guard result == .list || values.count <= 1 else {
                throw StateDamage(reason: "\(values.count) values are first or last")
            }
            self = .ordered(values, type, result)
        }
    }

    private static func counts(
        _ type: DataType, _ reader: inout StateReader, hasCounts: Bool
    ) throws -> CountedValues.Counts {
        var counts: CountedValues.Counts = [:]
        var last: [UInt8] = []
        var total: Int64 = 0
        for _ in 0..<(try reader.integer(UInt32.self)) {
            let bytes = try presentValue(type, &reader).stateBytes
            guard last.lexicographicallyPrecedes(bytes) else {
                throw StateDamage(reason: "the values of a set are not in order")
            }
            let count = hasCounts ? try rowCount(&reader) : 1
            // The total of two states has to be a number too.
            guard count <= .max / 4 - total else { throw StateDamage(reason: "a count is \(count)") }
            total += count
            counts[bytes] = count
            last = bytes
        }
        return counts
    }

    private static func rowCount(_ reader: inout StateReader) throws -> Int64 {
        let count = try reader.integer(Int64.self)
        guard count >= 0 else { throw StateDamage(reason: "a count is \(count)") }
        return count
    }

    private static func wideSum(_ reader: inout StateReader) throws -> WideSum {
        let low = try reader.integer(Int128.self)
        let high = try reader.integer(Int64.self)
        // The number of two sums has to be one too.
        guard high.magnitude <= .max / 4 else { throw StateDamage(reason: "a sum is \(high) times 2^128") }
        return WideSum(low: low, high: high)
    }

    private static func exactSum(
        _ reader: inout StateReader, isOfSquares: Bool = false
    ) throws -> ExactSum {
        do {
            return try ExactSum(encoded: try reader.counted(), isOfSquares: isOfSquares)
        } catch let damage as KeyDamage {
            throw StateDamage(reason: "\(damage.expected) expected at byte \(damage.offset) of an exact sum")
        }
    }

    /// Appends this aggregate's buffer.
    func append(to bytes: inout [UInt8]) {
        switch self {
        case .count(let count): bytes.appendState(count)
        case .integerSum(let sum):
            bytes.appendState(sum != nil)
            bytes.appendState(sum ?? 0)
        case .doubleSum(let sum):
            bytes.appendState(sum != nil)
            if let sum { bytes.appendState(counted: sum.encoded) }
        case .integerAverage(let sum, let count):
            bytes.appendState(sum)
            bytes.appendState(count)
        case .doubleAverage(let sum, let count):
            bytes.appendState(counted: sum.encoded)
            bytes.appendState(count)
        case .decimalSum(let sum, _):
            bytes.appendState(sum != nil)
            if let sum { bytes.appendState(sum) }
        case .decimalAverage(let sum, let count, _):
            bytes.appendState(sum)
            bytes.appendState(count)
        case .extreme(let value, _, _): bytes.appendState(value)
        case .moments(let moments, _):
            bytes.appendState(moments.count)
            bytes.appendState(counted: moments.sum.encoded)
            bytes.appendState(counted: moments.squares.encoded)
        case .counted(let counts, _, let result):
            bytes.appendState(UInt32(counts.count))
            for value in counts.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                bytes.append(contentsOf: value)
                if result.needsCounts { bytes.appendState(counts[value] ?? 0) }
            }
        case .ordered(let values, _, _):
            bytes.appendState(UInt32(values.count))
            for value in values { bytes.appendState(value) }
        }
    }
}

/// A value that is not NULL.
private func presentValue(_ type: DataType, _ reader: inout StateReader) throws -> Value {
    let value = try reader.value(type)
    guard !value.isNull else { throw StateDamage(reason: "NULL among collected values") }
    return value
}

extension [UInt8] {
    fileprivate mutating func appendState(_ sum: WideSum) {
        appendState(sum.low)
        appendState(sum.high)
    }
}
