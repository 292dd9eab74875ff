import Foundation
import TestSupport
import Testing
import TideFormats
import TideModel
import Tidemark

/// The processor of Tests/Conformance/transform/oracle.py.
struct SparkUsers: StatefulProcessor {
    static let name = "users"
    let outputSchema =
        "user STRING, what STRING, count BIGINT, numbers STRING, actions STRING, timer BIGINT, "
        + "watermark BIGINT"
    let count = ValueState<Int64>("count")
    let numbers = ListState<Int32>("numbers")
    let actions = MapState<String, Int64>("actions")

    private func row(
        _ key: Row, _ what: String, _ timerMs: Int64?, _ state: KeyedState, _ timers: Timers
    ) throws -> OutputRow {
        let numbers = try state[numbers].get().map(String.init).joined(separator: ",")
        let actions = try state[actions].pairs().map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        return [
            try key.get("user", as: String.self), what, try state[count].get(), numbers, actions, timerMs,
            timers.watermarkMs,
        ]
    }

    func handleInputRows(
        key: Row, rows: [Row], state: KeyedState, timers: Timers
    ) throws -> [OutputRow] {
        var latestMs = Int64.min
        for row in rows {
            try state[numbers].appendValue(try row.get("n"))
            let action = try row.get("action", as: String.self)
            try state[actions].updateValue(action, (try state[actions].getValue(action) ?? 0) + 1)
            latestMs = max(latestMs, try row.get("time", as: Int64.self) / 1_000)
        }
        try state[count].update((try state[count].get() ?? 0) + Int64(rows.count))
        for timer in try timers.list() { try timers.delete(atMs: timer) }
        try timers.register(atMs: latestMs + 10_000)
        try timers.register(atMs: latestMs)
        return [try row(key, "rows", nil, state, timers)]
    }

    func handleExpiredTimer(
        key: Row, timerMs: Int64, state: KeyedState, timers: Timers
    ) throws -> [OutputRow] {
        let row = try row(key, "timer", timerMs, state, timers)
        if try timers.list().count == 1 {
            try state[count].clear()
            try state[numbers].clear()
            try state[actions].clear()
        }
        return [row]
    }
}

/// What Spark gives for a processor, batch by batch, through restarts.
@Suite struct SparkTransformTests {
    private static let oracle = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Conformance/transform/expected.json").path

    @Test("rows, timers, late rows and state variables are Spark's, in each batch")
    func spark() throws {
        let expected = try JSONValue(
            parsing: Array(try Data(contentsOf: URL(filePath: Self.oracle))))
        let directory = try TemporaryDirectory("tide-transform")
        let run = try TransformRun(root: directory.path)
        var progress: [Int64: StreamingQueryProgress] = [:]
        var number = 0
        for files in try #require(expected["runs"]?.elements) {
            for file in try #require(files.elements) {
                try run.land(number, try #require(file.elements).compactMap(\.string))
                number += 1
            }
            for batch in try run.run(SparkUsers()) { progress[batch.batchId] = batch }
        }
        let batches = try #require(expected["batches"]?.elements)
        #expect(batches.count == progress.count)
        for batch in batches {
            let id = try #require(batch["batch"]?.integer)
            #expect(
                try run.rows(ofBatch: id).sorted()
                    == batch["rows"]?.elements?.compactMap(\.string).sorted(), "batch \(id)")
            let own = try #require(progress[id])
            #expect(own.numInputRows == batch["inputRows"]?.integer, "batch \(id)")
            #expect(
                own.stateOperators.map(\.numRowsDroppedByWatermark) == [batch["dropped"]?.integer ?? -1])
            #expect(own.stateOperators.map(\.operatorName) == ["transformWithStateExec"])
        }
        // All that is left is the last row's.
        #expect(try run.state().count > 0)
    }
}
