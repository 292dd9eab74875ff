import Testing
import TestSupport
import TideCheckpoint
import TideColumnar
import TideExecution
import TideModel
import TidePlanning

@Suite("AggregateCodec")
struct AggregateCodecTests {
    @Test("values merge to what all rows together give, in any order and grouping, with equal bytes")
    func mergeIsAssociativeAndCommutative() throws {
        let codec = AggregateCodec(makeAggregation([]))
        for seed in 0..<30 {
            var random = SplitMix(state: UInt64(seed))
            let parts = (0..<3).map { _ in RandomRows.batch(.random(in: 1...6, using: &random), &random) }
            let values = try parts.map { try value(of: [$0], codec) }
            let whole = try value(of: parts, codec)
            let left = try merge(try merge(values[0], values[1], codec), values[2], codec)
            let right = try merge(values[2], try merge(values[1], values[0], codec), codec)
            #expect(left == whole)
            #expect(right == whole)
            #expect(try merge(nil, whole, codec) == whole)
        }
    }

    @Test("values in reading order merge in the order of the batches, however these are grouped")
    func mergeInReadingOrder() throws {
        let codec = AggregateCodec(makeOrderedAggregation([]))
        for seed in 0..<30 {
            var random = SplitMix(state: UInt64(seed))
            let parts = (0..<3).map { _ in RandomRows.batch(.random(in: 1...6, using: &random), &random) }
            let values = try parts.map { try value(of: [$0], codec) }
            let whole = try value(of: parts, codec)
            #expect(try merge(try merge(values[0], values[1], codec), values[2], codec) == whole)
            #expect(try merge(values[0], try merge(values[1], values[2], codec), codec) == whole)
        }
    }

    @Test("the byte layout of keys and values")
    func layout() throws {
        let aggregation = Aggregation(
            groupings: [
                NamedExpression("s", RandomRows.column(7)), NamedExpression("w", RandomRows.column(11)),
            ],
            aggregates: [
                AggregateCall(function: .count, argument: nil, type: .bigint, name: "c"),
                AggregateCall(function: .sum, argument: RandomRows.column(3), type: .bigint, name: "s"),
                AggregateCall(function: .average, argument: RandomRows.column(1), type: .double, name: "a"),
                AggregateCall(function: .max, argument: RandomRows.column(7), type: .string, name: "m"),
                AggregateCall(function: .min, argument: RandomRows.column(10), type: .date, name: "n"),
            ],
            windowGrouping: 1, windowSizeUs: 3_600_000_000)
        let codec = AggregateCodec(aggregation)
        var row = [Value](repeating: .null, count: RandomRows.schema.count)
        row[1] = .int(-2)
        row[3] = .bigint(258)
        row[7] = .string("ab")
        row[11] = .structure([.timestamp(0), .timestamp(3_600_000_000)])
        var aggregator = PartialAggregator(codec, context: context)
        try aggregator.consume(RecordBatch(schema: RandomRows.schema, rows: [row, row]))
        let entry = try #require(aggregator.finish().entries.first)
        #expect(entry.key.starts(with: [0, 1, 1, 0x80, 0, 0, 0, 0xD6, 0x93, 0xA4, 0]))
        let expected: [[UInt8]] = [
            [2, 0, 0, 0, 0, 0, 0, 0],
            [1, 4, 2] + [UInt8](repeating: 0, count: 14),
            [0xFC] + [UInt8](repeating: 0xFF, count: 15) + [2, 0, 0, 0, 0, 0, 0, 0],
            [1, 2, 0, 0, 0, 0x61, 0x62],
            [0],
        ]
        #expect(entry.value == expected.flatMap { $0 })
        let decoded = try codec.decodeRow(entry)
        #expect(
            decoded == [row[7], row[11], .bigint(2), .bigint(516), .double(-2), .string("ab"), .null])
    }

    @Test("the byte layout of moments, sets and lists")
    func layoutOfValues() throws {
        let (int, double) = (RandomRows.column(1), RandomRows.column(5))
        let calls = [
            AggregateCall(function: .varianceOfSample, argument: double, type: .double, name: "v"),
            AggregateCall(function: .collectSet, argument: int, type: .array(int.type), name: "s"),
            AggregateCall(function: .mode, argument: int, type: int.type, name: "m"),
            AggregateCall(function: .collectList, argument: int, type: .array(int.type), name: "l"),
            AggregateCall(function: .last, argument: int, type: int.type, name: "z"),
        ]
        let codec = AggregateCodec(Aggregation(groupings: [], aggregates: calls))
        let rows = [1, 0, 1].map { number -> [Value] in
            var row = [Value](repeating: .null, count: RandomRows.schema.count)
            row[1] = .int(Int32(number))
            row[5] = .double(2)
            return row
        }
        var aggregator = PartialAggregator(codec, context: context)
        try aggregator.consume(RecordBatch(schema: RandomRows.schema, rows: rows))
        let entry = try #require(aggregator.finish().entries.first)
        var (sum, squares) = (ExactSum(), ExactSum())
        for _ in rows { sum.add(2) }
        for _ in rows { squares.add(4) }
        let zero: [UInt8] = [1, 0, 0, 0, 0]
        let one: [UInt8] = [1, 1, 0, 0, 0]
        let tail: [[UInt8]] = [
            [2, 0, 0, 0], zero, one,
            [2, 0, 0, 0], zero, [1, 0, 0, 0, 0, 0, 0, 0], one, [2, 0, 0, 0, 0, 0, 0, 0],
            [3, 0, 0, 0], one, zero, one, [1, 0, 0, 0], one,
        ]
        #expect(Array(entry.value.suffix(tail.joined().count)) == Array(tail.joined()))
        let head = [3, 0, 0, 0, 0, 0, 0, 0, UInt8(sum.encoded.count), 0, 0, 0] + sum.encoded
        #expect(entry.value.starts(with: head))
        // One digit of a byte and its place, whatever the unit.
        #expect(entry.value.count == head.count + 4 + squares.encoded.count + tail.joined().count)
        let decoded = try codec.decodeRow(entry)
        #expect(
            decoded == [
                .double(0), .array([.int(0), .int(1)]), .int(1), .array([.int(1), .int(0), .int(1)]), .int(1),
            ])
    }

    @Test("keys sort by window end, before 1970 too, NULL first")
    func keyOrder() throws {
        let aggregation = Aggregation(
            groupings: [NamedExpression("w", RandomRows.column(11))], aggregates: [], windowGrouping: 0,
            windowSizeUs: 10)
        let keys = StateKeyCodec(aggregation)
        let ends: [Int64] = [.min + 10, -256, -1, 0, 1, 255, 256, .max]
        let windows = [Value.null] + ends.map { .structure([.timestamp($0 - 10), .timestamp($0)]) }
        let encoded = windows.map { keys.encode([$0]) }
        for (left, right) in zip(encoded, encoded.dropFirst()) {
            #expect(left.lexicographicallyPrecedes(right))
        }
        let codec = AggregateCodec(aggregation)
        let rows = try codec.decodeRows(encoded.map { StateEntry(key: $0, value: []) }).rows
        #expect(rows == windows.map { [$0] })
    }

    @Test("a damaged value is an error, never another answer with a wrong shape")
    func damage() throws {
        let codec = AggregateCodec(makeAggregation([7]))
        var random = SplitMix(state: 1)
        var aggregator = PartialAggregator(codec, context: context)
        try aggregator.consume(RandomRows.batch(5, &random))
        let entry = try #require(aggregator.finish().entries.first)
        func expectDamage(_ entry: StateEntry) {
            let error = #expect(throws: TidemarkError.self) { try codec.decodeRow(entry) }
            #expect(error?.code == .checkpointDamaged)
        }
        for count in entry.value.indices {
            expectDamage(StateEntry(key: entry.key, value: Array(entry.value[..<count])))
        }
        expectDamage(StateEntry(key: entry.key, value: entry.value + [0]))
        for count in entry.key.indices {
            expectDamage(StateEntry(key: Array(entry.key[..<count]), value: entry.value))
        }
        expectDamage(StateEntry(key: entry.key + [0], value: entry.value))
        expectDamage(StateEntry(key: [1] + entry.key.dropFirst(), value: entry.value))
        var negative = entry.value
        negative[7] = 0x80
        expectDamage(StateEntry(key: entry.key, value: negative))
        let error = #expect(throws: TidemarkError.self) { try merge(negative, entry.value, codec) }
        #expect(
            error?.description == """
                error [CHECKPOINT_DAMAGED]: an entry of the aggregation state is damaged: a count is \
                -9223372036854775807
                  next: restore the checkpoint from a backup, or start again with a new one
                """)
        #expect(error.map { ErrorCondition.stateEntryDamaged.fits("\($0)") } == true)
        var flipped = entry.value
        flipped[0] ^= 1
        let rows = try codec.decodeRow(StateEntry(key: entry.key, value: flipped))
        #expect(rows[1] != (try codec.decodeRow(entry))[1])
    }

    @Test("avg of integers rounds once, as Python's division of integers does")
    func averages() throws {
        let call = AggregateCall(
            function: .average, argument: RandomRows.column(3), type: .double, name: "a")
        let aggregation = Aggregation(groupings: [], aggregates: [call])
        let codec = AggregateCodec(aggregation)
        let key = StateKeyCodec(aggregation).encode([])
        for (sum, count, bits) in averageTable {
            let value =
                withUnsafeBytes(of: sum.littleEndian) { Array($0) }
                + withUnsafeBytes(of: count.littleEndian) { Array($0) }
            #expect(
                try codec.decodeRow(StateEntry(key: key, value: value))
                    == [.double(Double(bitPattern: bits))], "\(sum) / \(count)")
        }
    }
}

private func value(of parts: [RecordBatch], _ codec: AggregateCodec) throws -> [UInt8] {
    var aggregator = PartialAggregator(codec, context: context)
    for part in parts { try aggregator.consume(part) }
    return aggregator.finish().entries[0].value
}

private func merge(_ old: [UInt8]?, _ delta: [UInt8], _ codec: AggregateCodec) throws -> [UInt8] {
    var merged: [UInt8] = []
    try delta.withUnsafeBytes { delta in
        guard let old else { return try codec.merge(old: nil, delta: delta, into: &merged) }
        try old.withUnsafeBytes { try codec.merge(old: $0, delta: delta, into: &merged) }
    }
    return merged
}
