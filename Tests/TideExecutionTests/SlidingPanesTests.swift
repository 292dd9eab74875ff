import TestSupport
import Testing
import TideColumnar
import TideModel
import TidePlanning

@testable import TideExecution

@Suite("Sliding windows by panes")
struct SlidingPanesTests {
    private static let minuteUs: Int64 = 60_000_000
    private static let time = 9

    private static func window(sizeMinutes: Int64, slideMinutes: Int64) -> TimeWindow {
        TimeWindow(
            time: RandomRows.column(time), sizeUs: sizeMinutes * minuteUs, slideUs: slideMinutes * minuteUs,
            startUs: 7_000_001)
    }

    private static func aggregation(_ ordinals: [Int], _ window: TimeWindow) -> Aggregation {
        var aggregation = makeAggregation(ordinals)
        aggregation.windowGrouping = aggregation.groupings.count
        aggregation.windowSizeUs = window.sizeUs
        aggregation.groupings.append(
            NamedExpression(
                "window", .column(ordinal: RandomRows.schema.count, name: "window", .window)))
        return aggregation
    }

    private static func panes(
        _ aggregation: Aggregation, _ window: TimeWindow, lateThroughUs: Int64? = nil
    ) -> SlidingPanes? {
        SlidingPanes(
            aggregation, window, ordinal: RandomRows.schema.count, lateThroughUs: lateThroughUs,
            context: context)
    }

    @Test(
        "the groups are those of rows taken once a window, for every aggregate whose rows have no order",
        arguments: [[], [7], [0, 3]], [(60, 1), (60, 20), (10, 5)] as [(Int64, Int64)])
    func agrees(ordinals: [Int], lengths: (size: Int64, slide: Int64)) throws {
        let window = Self.window(sizeMinutes: lengths.size, slideMinutes: lengths.slide)
        let aggregation = Self.aggregation(ordinals, window)
        let codec = AggregateCodec(aggregation)
        let expanding = WindowOperator(window, context: context)
        var taken = 0
        for seed in 0..<8 as Range<UInt64> {
            var random = SplitMix(state: seed)
            var panes = try #require(Self.panes(aggregation, window))
            var whole = PartialAggregator(codec, context: context)
            var gathered = PartialAggregator(codec, context: context)
            for piece in RandomRows.cut(RandomRows.batch(60, &random), &random) {
                try whole.consume(expanding.process(piece))
                if try panes.take(piece, block: 0) {
                    taken += piece.count
                } else {
                    try gathered.consume(expanding.process(piece))
                }
                if random.chance(4) { panes.flush(into: &gathered) }
            }
            panes.flush(into: &gathered)
            #expect(panes.groupCount == 0)
            #expect(gathered.groupCount == whole.groupCount)
            #expect(gathered.finish() == whole.finish())
        }
        #expect(taken > 50)
    }

    @Test("a batch with a row that may be late is not taken")
    func late() throws {
        let window = Self.window(sizeMinutes: 60, slideMinutes: 1)
        let aggregation = Self.aggregation([], window)
        let row = RandomRows.schema.fields.enumerated().map {
            $0.offset == Self.time ? Value.timestamp(7_000_001 + 30 * Self.minuteUs) : .null
        }
        let batch = RecordBatch(schema: RandomRows.schema, rows: [row])
        // The first window to close that has the row ends a minute after the pane begins.
        let ends = 7_000_001 + 31 * Self.minuteUs
        var punctual = try #require(Self.panes(aggregation, window, lateThroughUs: ends - 1))
        #expect(try punctual.take(batch, block: 0))
        #expect(punctual.groupCount == 1)
        var late = try #require(Self.panes(aggregation, window, lateThroughUs: ends))
        #expect(try !late.take(batch, block: 0))
        #expect(late.groupCount == 0)
    }

    @Test("windows that are no sums of panes have none")
    func none() {
        func has(
            _ sizeMinutes: Int64, _ slideMinutes: Int64, _ change: (inout Aggregation) -> Void = { _ in }
        ) -> Bool {
            let window = Self.window(sizeMinutes: sizeMinutes, slideMinutes: slideMinutes)
            var aggregation = Self.aggregation([7], window)
            change(&aggregation)
            return Self.panes(aggregation, window) != nil
        }
        #expect(has(60, 1))
        #expect(!has(60, 60) && !has(10, 60) && !has(60, 25))
        #expect(!has(60, 1) { $0.windowGrouping = nil })
        #expect(!has(60, 1) { $0.aggregates += makeOrderedAggregation([]).aggregates })
        #expect(!has(60, 1) { $0.groupings.append($0.groupings[1]) })
    }
}
