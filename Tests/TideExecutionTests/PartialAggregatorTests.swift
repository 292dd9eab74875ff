import TestSupport
import Testing
import TideCheckpoint
import TideColumnar
import TideExecution
import TideModel
import TidePlanning
import TideReference

@Suite("PartialAggregator")
struct PartialAggregatorTests {
    /// Groupings by ordinal of `RandomRows.schema`.
    private static let groupings: [[Int]] = [
        [], [7], [9], [11], [5], [12], [0, 1], [7, 11], [11, 7, 3], [8, 10, 5],
    ]

    @Test(
        "any groupings: the reference evaluator's rows, whatever the cuts, workers and order of merging",
        arguments: groupings)
    func agreesWithReference(ordinals: [Int]) throws {
        for seed in 0..<6 {
            var random = SplitMix(state: UInt64(seed))
            let aggregation = makeAggregation(ordinals)
            let codec = AggregateCodec(aggregation)
            let batch = RandomRows.batch(seed * 35, &random)
            var workers = (0..<3).map { _ in PartialAggregator(codec, context: context) }
            for piece in RandomRows.cut(batch, &random) {
                try workers[Int.random(in: 0..<3, using: &random)].consume(piece)
            }
            var merged = workers[seed % 3]
            for other in 1..<3 { merged.merge(workers[(seed + other) % 3]) }
            var whole = PartialAggregator(codec, context: context)
            try whole.consume(batch)
            #expect(whole.finish() == merged.finish())
            #expect(whole.groupCount == merged.groupCount)

            let reversed = batch.gather(Array((0..<batch.count).reversed()))
            var backwards = PartialAggregator(codec, context: context)
            try backwards.consume(reversed)
            #expect(whole.finish() == backwards.finish())

            let rows = try codec.decodeRows(whole.finish().entries).rows
            let plan = LogicalPlan.aggregate(aggregation, scan(RandomRows.schema))
            let expected = try ReferenceEvaluator(plan: plan, context: context).evaluate { _, emit in
                for row in batch.rows { try emit(row) }
            }
            #expect(rows.count == expected.count)
            #expect(differences(rows, expected, aggregation.schema) == [], "seed \(seed)")
        }
    }

    @Test(
        "first, last and collect_list: the reference evaluator's rows, whoever read which block",
        arguments: groupings)
    func readingOrder(ordinals: [Int]) throws {
        for seed in 0..<6 {
            var random = SplitMix(state: UInt64(seed))
            let aggregation = makeOrderedAggregation(ordinals)
            let codec = AggregateCodec(aggregation)
            let batch = RandomRows.batch(seed * 35, &random)
            var workers = (0..<3).map { _ in PartialAggregator(codec, context: context) }
            for (block, piece) in RandomRows.cut(batch, &random).enumerated() {
                try workers[Int.random(in: 0..<3, using: &random)].consume(piece, block: block)
            }
            var merged = workers[seed % 3]
            for other in 1..<3 { merged.merge(workers[(seed + other) % 3]) }
            let rows = try codec.decodeRows(merged.finish().entries).rows
            let plan = LogicalPlan.aggregate(aggregation, scan(RandomRows.schema))
            let expected = try ReferenceEvaluator(plan: plan, context: context).evaluate { _, emit in
                for row in batch.rows { try emit(row) }
            }
            #expect(rows.count == expected.count)
            #expect(differences(rows, expected, aggregation.schema) == [], "seed \(seed)")
        }
    }

    @Test("sum and avg of BIGINT are exact in 128 bits; a sum beyond BIGINT is an error, its average is not")
    func overflow() throws {
        let schema = Schema([Field("n", .bigint)])
        let n = Expression.column(ordinal: 0, name: "n", .bigint)
        func run(_ function: AggregateFunction, _ type: DataType, _ values: [Int64]) throws -> Value {
            let call = AggregateCall(function: function, argument: n, type: type, name: "x")
            let codec = AggregateCodec(Aggregation(groupings: [], aggregates: [call]))
            var aggregator = PartialAggregator(codec, context: context)
            try aggregator.consume(RecordBatch(schema: schema, rows: values.map { [.bigint($0)] }))
            return try codec.decodeRows(aggregator.finish().entries).row(at: 0)[0]
        }
        #expect(try run(.sum, .bigint, [.max, 1, -1]) == .bigint(.max))
        #expect(try run(.sum, .bigint, [.min, .max, .min, .max]) == .bigint(-2))
        let error = #expect(throws: TidemarkError.self) { try run(.sum, .bigint, [.max, 1]) }
        #expect(error?.code == .arithmeticOverflow)
        #expect(try run(.average, .double, [.max, .max]) == .double(0x1p63))
        #expect(try run(.average, .double, [1, 2, 2]) == .double(5.0 / 3))
        #expect(try run(.average, .double, [.max, .min]) == .double(-0.5))
    }

    @Test("sum and avg of DOUBLE are Python's exact ones, in any order, from any number of workers")
    func exactDoubles() throws {
        let schema = Schema([Field("x", .double)])
        let x = Expression.column(ordinal: 0, name: "x", .double)
        let calls = [AggregateFunction.sum, .average].map {
            AggregateCall(function: $0, argument: x, type: .double, name: "x")
        }
        let codec = AggregateCodec(Aggregation(groupings: [], aggregates: calls))
        var random = SplitMix(state: 3)
        for (values, sum, average) in doubleSumTable {
            for _ in 0..<10 {
                var workers = (0..<3).map { _ in PartialAggregator(codec, context: context) }
                for value in values.shuffled(using: &random) {
                    let batch = RecordBatch(schema: schema, rows: [[.double(value)]])
                    try workers[Int.random(in: 0..<3, using: &random)].consume(batch)
                }
                workers[0].merge(workers[2])
                workers[1].merge(workers[0])
                let row = try codec.decodeRows(workers[1].finish().entries).row(at: 0)
                #expect(
                    row == [.double(Double(bitPattern: sum)), .double(Double(bitPattern: average))],
                    "\(values)")
            }
        }
    }

    @Test("an aggregation without groupings has one row when there is no input")
    func emptyGlobal() throws {
        let aggregation = makeAggregation([])
        let codec = AggregateCodec(aggregation)
        var aggregator = PartialAggregator(codec, context: context)
        try aggregator.consume(RecordBatch(schema: RandomRows.schema, rows: []))
        #expect(aggregator.finish().entries.isEmpty)
        let rows = try codec.decodeRows(aggregator.finish().entries).rows
        #expect(rows.count == 1)
        #expect(rows[0][..<2] == [.bigint(0), .bigint(0)])
        for (value, call) in zip(rows[0], aggregation.aggregates).dropFirst(2) {
            switch call.function {
            case .count, .approximateCountDistinct: #expect(value == .bigint(0))
            case .collectSet: #expect(value == .array([]))
            default: #expect(value.isNull)
            }
        }
        #expect(try AggregateCodec(makeAggregation([7])).decodeRows([StateEntry]()).count == 0)
    }

    @Test("many groups: every distinct value has its own")
    func manyGroups() throws {
        let schema = Schema([Field("s", .string), Field("n", .bigint)])
        let rows = (0..<20_000).map { number -> [Value] in
            [.string(UTF8String("group \(number % 9_001)")), .bigint(Int64(number % 7))]
        }
        let aggregation = Aggregation(
            groupings: [
                NamedExpression("s", .column(ordinal: 0, name: "s", .string)),
                NamedExpression("n", .column(ordinal: 1, name: "n", .bigint)),
            ],
            aggregates: [AggregateCall(function: .count, argument: nil, type: .bigint, name: "c")])
        let codec = AggregateCodec(aggregation)
        var aggregator = PartialAggregator(codec, context: context)
        try aggregator.consume(RecordBatch(schema: schema, rows: rows))
        #expect(aggregator.groupCount == Set(rows).count)
        let total = try codec.decodeRows(aggregator.finish().entries).rows.reduce(Int64(0)) {
            if case .bigint(let count) = $1[2] { $0 + count } else { $0 }
        }
        #expect(total == 20_000)
    }
}
