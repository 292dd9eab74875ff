import TestSupport
import Testing
import TideDurableIO
import TideColumnar
import TideDurableIO
import TideFormats
import TideModel
import TidePlanning
import TideReference
import TideStreaming
@testable import Tidemark

/// The reference evaluator runs the same code over a state of its own, and gives the same rows.
@Suite struct ReferenceTransformTests {
    private struct Record {
        var second: Int
        var user: String
        var action: String
        var n: Int

        var line: String { TransformRun.line(second, user, action, n) }
        var values: [Value] {
            [
                .timestamp((TransformRun.midnightMs + Int64(second) * 1_000) * 1_000),
                .string(UTF8String(user)), .string(UTF8String(action)), .int(Int32(n)),
            ]
        }
    }

    /// Files, each a batch, and how many seconds after the one before it comes.
    private static let files: [(afterSeconds: Int64, records: [Record])] = [
        (
            0,
            [
                Record(second: 20, user: "a", action: "value", n: 1),
                Record(second: 3, user: "b", action: "list", n: 2),
            ]
        ),
        (
            100,
            [
                Record(second: 22, user: "a", action: "list", n: 3),
                Record(second: 22, user: "a", action: "map", n: 4),
            ]
        ),
        (
            200,
            [
                Record(second: 40, user: "b", action: "map", n: 5),
                Record(second: 41, user: "a", action: "list", n: 6),
            ]
        ),
        (99, [Record(second: 1, user: "c", action: "value", n: 7)]),
        (
            1,
            [
                Record(second: 70, user: "a", action: "value", n: 8),
                Record(second: 34, user: "b", action: "look", n: 9),
            ]
        ),
        (300, [Record(second: 71, user: "a", action: "look", n: 9)]),
    ]

    private func expectSame(
        _ processor: some StatefulProcessor, _ change: (inout TransformRun) -> Void
    ) throws {
        let directory = try TemporaryDirectory("tide-transform")
        var run = try TransformRun(root: directory.path)
        change(&run)
        let plan = try run.job(processor).query
        let stream = ReferenceStream(plan: plan, mode: run.outputMode)
        var batch: Int64 = 0
        func expect(_ records: [Record], _ timestampUs: Int64) throws {
            let context = EvaluationContext(zone: .utc, timestampUs: timestampUs)
            let expected = try stream.run(
                context, rows: { _, _, emit in for record in records { try emit(record.values) } },
                tables: { _, _ in })
            var bytes: [UInt8] = []
            JSONRowWriter(zone: .utc).append(
                RecordBatch(schema: plan.schema, rows: expected.rows), to: &bytes)
            let lines = bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
            #expect(try run.rows(ofBatch: batch) == lines, "batch \(batch)")
            batch += 1
        }
        for (number, file) in Self.files.enumerated() {
            run.clock.advance(microseconds: file.afterSeconds * 1_000_000)
            try run.land(number, file.records.map(\.line))
            for progress in try run.run(processor) {
                try expect(progress.numInputRows > 0 ? file.records : [], run.clock.nowMicroseconds())
            }
        }
        // An operator of the engine keeps a timer in one entry of the state, as the reference counts it.
        #expect(stream.stateRows[0] >= (try run.state().count))
        #expect(batch >= Int64(Self.files.count))
    }

    @Test("event time: value, list and map state, timers, late rows")
    func eventTime() throws { try expectSame(SparkUsers()) { _ in } }

    @Test("processing time: times to live") func timesToLive() throws {
        try expectSame(Remembered()) {
            $0.watermark = nil
            $0.timeMode = .processingTime
        }
    }

    @Test("processing time: timers") func processingTime() throws {
        try expectSame(Alarm()) {
            $0.watermark = nil
            $0.timeMode = .processingTime
        }
    }
}
