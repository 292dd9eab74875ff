import Synchronization
import Testing
import TideCheckpoint
import TideColumnar
import TideModel
import TidePlanning

@testable import TideExecution

/// What an operator reads of its state when something expires: what expires, and nothing else.
@Suite struct EmissionTests {
    /// A state that counts the entries it gives.
    private final class CountingState: StateView {
        let state: MemoryState
        private let given = Atomic(0)
        var reads: Int { given.load(ordering: .relaxed) }

        init(_ state: MemoryState) { self.state = state }

        func value(_ table: TableID, _ key: [UInt8]) -> [UInt8]? {
            given.add(1, ordering: .relaxed)
            return state.value(table, key)
        }

        func scan(_ range: StateRange, _ body: (StateEntry) throws -> Bool) throws {
            try state.scan(range) { entry in
                given.add(1, ordering: .relaxed)
                return try body(entry)
            }
        }
    }

    private static let liveKeys = 1_000_000
    private static let minuteUs: Int64 = 60_000_000

    private static func column(_ ordinal: Int, _ name: String, _ type: DataType) -> NamedExpression {
        NamedExpression(name, .column(ordinal: ordinal, name: name, type))
    }

    /// count(*) by window of a minute and key; the window leads the keys.
    private static let codec: AggregateCodec = {
        let aggregation = Aggregation(
            groupings: [column(0, "window", .window), column(1, "key", .bigint)],
            aggregates: [AggregateCall(function: .count, argument: nil, type: .bigint, name: "count")],
            windowGrouping: 0, windowSizeUs: minuteUs)
        return AggregateCodec(aggregation, eventTime: 0)
    }()

    private static func key(window: Int, _ key: Int) -> [UInt8] {
        let end = Int64(window + 1) * minuteUs
        return codec.keys.encode([
            .structure([.timestamp(end - minuteUs), .timestamp(end)]), .bigint(Int64(key)),
        ])
    }

    /// A million groups: a thousand windows of a thousand keys.
    private static let groups: MemoryState = {
        let value = codec.emptyValue()
        return MemoryState(
            sorted: (0..<liveKeys).map { number in
                StateEntry(key: key(window: number / 1_000, number % 1_000), value: value)
            })
    }()

    @Test("append mode reads the groups of the windows that are complete", arguments: [0, 1, 3])
    func append(windows: Int) throws {
        let state = CountingState(Self.groups)
        #expect(state.state.entries.count == Self.liveKeys)
        let fresh = [StateEntry(key: Self.key(window: 999, 5), value: Self.codec.emptyValue())]
        let output = try AggregateOperator(
            codec: Self.codec, mode: .append, expiresThroughUs: Int64(windows) * Self.minuteUs
        ).run(StateDelta(sorted: StateEntries(fresh)), state)
        #expect(state.reads == windows * 1_000)
        #expect(output.expired == windows * 1_000)
        #expect(output.rows.mostRows == windows * 1_000)
        // The group that the batch touches is merged by the commit, unread.
        #expect(Array(output.delta.entries) == fresh)
        #expect(output.delta.removed.count == (windows == 0 ? 0 : 1))
    }

    @Test("more groups than are held at once are read each time their rows are asked for, the batch's merged")
    func manyAtOnce() throws {
        let fresh = [(windows: 3, key: 5), (windows: 99, key: 1_000)].map {
            StateEntry(key: Self.key(window: $0.windows, $0.key), value: Self.codec.emptyValue())
        }
        let output = try AggregateOperator(
            codec: Self.codec, mode: .append, expiresThroughUs: 100 * Self.minuteUs
        ).run(StateDelta(sorted: StateEntries(fresh)), Self.groups)
        #expect(output.expired == 100_000)
        #expect(output.rows.batches.isEmpty)
        let names = try output.rows.map { RecordBatch(schema: $0.schema, rows: [$0.row(at: 0)]) }
        for _ in 0..<2 {
            let rows = try output.rows.collected(Self.groups)
            #expect(rows.reduce(0) { $0 + $1.count } == 100_001)
            #expect(rows[0].row(at: 3_005 % 8_192)[1] == .bigint(5))
            #expect(rows.last?.row(at: rows[rows.count - 1].count - 1)[1] == .bigint(1_000))
            #expect(try names.collected(Self.groups).count == rows.count)
        }
        #expect(output.delta.entries.isEmpty)
        #expect(output.delta.removed.count == 1)
    }

    @Test("update mode reads the groups that the batch touches, and what expires")
    func update() throws {
        let state = CountingState(Self.groups)
        let touched = [3, 5].map {
            StateEntry(key: Self.key(window: 999, $0), value: Self.codec.emptyValue())
        }
        let output = try AggregateOperator(
            codec: Self.codec, mode: .update, expiresThroughUs: Self.minuteUs
        ).run(StateDelta(sorted: StateEntries(touched)), state)
        #expect(state.reads == 2 + 1_000)
        #expect(output.rows.batches.map(\.count) == [2])
        #expect(output.delta.changes.count == 2)
    }

    @Test("keys of duplicates are forgotten by their time, the others unread")
    func duplicates() throws {
        var state = MemoryState()
        let schema = Schema([Field("time", .timestamp), Field("key", .bigint)])
        func deduplicate(_ rows: [[Value]], throughUs: Int64, _ view: any StateView) throws -> OperatorOutput
        {
            try DeduplicateOperator(
                deduplication: Deduplication(columns: [0, 1]), operatorID: 0, eventTime: (0, 0),
                expiresThroughUs: throughUs
            ).run([RecordBatch(schema: schema, rows: rows)], view)
        }
        let rows = (0..<10_000).map { [Value.timestamp(Int64($0)), .bigint(1)] }
        let first = try deduplicate(rows, throughUs: -1, state)
        try state.apply(first.delta) { _, _, delta, merged in merged += delta }
        #expect(state.entries.count == 10_000)
        let counting = CountingState(state)
        let output = try deduplicate([[.timestamp(9_999), .bigint(1)]], throughUs: 9, counting)
        #expect(output.rows.mostRows == 0)
        #expect(counting.reads == 1 + 10)
        try state.apply(output.delta) { _, _, delta, merged in merged += delta }
        #expect(state.entries.count == 9_990)
    }
}
