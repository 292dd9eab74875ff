import Foundation
import StreamSupport
import Testing
import TideDurableIO
import TideFormats
import TideModel
import Tidemark

@testable import TideStreaming

/// Spark's progress objects: keys, order and meaning (`Oracles/spark_progress.py` made Spark's).
@Suite struct ProgressTests {
    /// The oracle's stream: three files of five rows, counted by action and hour.
    private func workshop() throws -> Workshop {
        var workshop = try Workshop()
        workshop.options = ["maxFilesPerTrigger": "1"]
        workshop.query =
            "SELECT action, window(time, '1 hour') AS window, count(*) AS count FROM STREAM events "
            + "GROUP BY action, window(time, '1 hour')"
        for file in 0..<3 {
            let lines = (0..<5).map {
                "{\"time\":\"2016-07-26T0\(file):00:0\($0).000Z\",\"action\":"
                    + "\"\($0 % 2 == 0 ? "Close" : "Open")\"}\n"
            }
            try workshop.land("f\(file).json", lines.joined(), at: Int64(file))
        }
        return workshop
    }

    /// Runs until an idle progress has come after the batches; computing a batch takes 40 ms.
    private func run(_ workshop: Workshop) throws -> [StreamingQueryProgress] {
        var progress: [StreamingQueryProgress] = []
        let job = try workshop.job { $0.trigger = .processingTime(microseconds: 0) }
        let execution = try MicroBatchExecution(
            job, clock: workshop.clock, stopSignal: { progress.last?.numInputRows == 0 ? 2 : nil },
            wait: { workshop.clock.advance(microseconds: Int64($0 / 1_000)) },
            report: { event in
                switch event {
                case .batch(let batch): progress.append(batch.query)
                case .nothingNew(_, _, let idle): idle.map { progress.append($0) }
                case .status(let status) where status.message == "Processing new data":
                    workshop.clock.advance(microseconds: 40_000)
                case .started, .note, .status: break
                }
            })
        _ = try execution.run()
        return progress
    }

    private func spark() throws -> [JSONValue] {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Oracles/spark-4.3.0-progress.jsonl")
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
            .map { try JSONValue(parsing: String($0)) }
    }

    /// Every key with the keys above it, in order; what is in `customMetrics` is each state store's own.
    private func tree(_ value: JSONValue, _ path: String = "") -> [String] {
        switch value {
        case .object(let pairs):
            pairs.flatMap { key, value in
                let path = path + "/" + key
                return [path] + (key == "customMetrics" ? [] : tree(value, path))
            }
        case .array(let elements): elements.flatMap { tree($0, path + "/[]") }
        case .string, .integer, .number, .bool, .null: []
        }
    }

    @Test("the tree of keys is Spark's, for a batch and for an idle trigger")
    func keys() throws {
        let ours = try run(workshop()).map { tree($0.jsonValue) }
        let sparks = try spark().map { tree($0) }
        #expect([ours[0], ours[1], ours[3]] == sparks)
    }

    @Test("the counts are Spark's")
    func counts() throws {
        func counts(_ progress: JSONValue) -> [JSONValue?] {
            let state = progress["stateOperators"]?[0]
            let source = progress["sources"]?[0]
            return [
                progress["batchId"], progress["numInputRows"], state?["operatorName"],
                state?["numRowsTotal"], state?["numRowsUpdated"], state?["numRowsRemoved"],
                state?["numRowsDroppedByWatermark"], source?["startOffset"], source?["endOffset"],
                source?["latestOffset"], source?["numInputRows"], progress["sink"]?["numOutputRows"],
            ]
        }
        let ours = try run(workshop()).map(\.jsonValue)
        let sparks = try spark().map(counts)
        #expect([ours[0], ours[1], ours[3]].map(counts) == sparks)
    }

    @Test("times and rates are measured between the starts of triggers and over each trigger")
    func times() throws {
        let progress = try run(workshop())
        #expect(progress.map(\.batchDuration) == [40, 40, 40, 0])
        #expect(progress.map(\.processedRowsPerSecond) == [125, 125, 125, 0])
        #expect(progress.map(\.inputRowsPerSecond) == [0, 125, 125, 0])
        #expect(progress[1].timestamp == "2023-11-14T22:13:20.040Z")
        #expect(progress[0].durationMs["triggerExecution"] == 40)
        #expect(Set(progress[0].durationMs.keys).count == 7)
        #expect(progress[3].durationMs == ["latestOffset": 0, "triggerExecution": 0])
        // Ten seconds after the last batch, as Spark's noDataProgressEventInterval.
        #expect(progress[3].timestamp == "2023-11-14T22:13:30.120Z")
    }

    @Test("bad rows are told in the source's metrics; the size of the state goes on from the checkpoint")
    func metrics() throws {
        let workshop = try workshop()
        _ = try run(workshop)
        try workshop.land("g.json", "{\"action\":\"Close\"}\nnonsense\n", at: 4)
        let log = try workshop.run()
        let progress = try #require(log.progress.first?.query)
        #expect(progress.sources[0].metrics == ["badRows": "1"])
        #expect(progress.stateOperators[0].numRowsTotal == 6)
        #expect(progress.stateOperators[0].numRowsUpdated == 0)
        #expect(progress.stateOperators[0].memoryUsedBytes > 0)
        let status = try FileSystem.status(workshop.checkpoint + "/state/data.mdb")
        let size = try #require(status?.sizeBytes)
        let used = try #require(progress.stateOperators[0].customMetrics["databaseSizeBytes"])
        #expect(used > 0 && used <= size)
    }

    @Test("rows are counted where they are known: -1 with a condition above the aggregation")
    func outputRows() throws {
        var workshop = try workshop()
        workshop.query =
            "SELECT action, count(*) AS count FROM STREAM events GROUP BY action HAVING count(*) > 2"
        let conditional = try run(workshop)
        #expect(conditional.map(\.sink.numOutputRows) == [-1, -1, -1, -1])
        workshop.checkpointName = "global"
        workshop.query = "SELECT count(*) AS count FROM STREAM events"
        let global = try run(workshop)
        #expect(global.map(\.sink.numOutputRows) == [1, 1, 1, 0])
        workshop.checkpointName = "stateless"
        workshop.query = "SELECT action FROM STREAM events WHERE action = 'Open'"
        let progress = try run(workshop)
        #expect(progress.map(\.sink.numOutputRows) == [2, 2, 2, 0])
        #expect(progress[0].stateOperators.isEmpty)
    }

    @Test("the status goes through Spark's messages")
    func statuses() throws {
        let workshop = try workshop()
        let log = try workshop.run { $0.maxBatches = 1 }
        #expect(
            log.statuses.map(\.message) == [
                "Getting offsets from FileStreamSource[file:\(workshop.input)]",
                "Getting offsets from FileStreamSource[file:\(workshop.input)]",
                "Writing offsets to log", "Processing new data",
            ])
        #expect(log.statuses.map(\.isDataAvailable) == [false, false, true, true])
        #expect(log.statuses.map(\.isTriggerActive) == [true, true, true, true])
    }

    @Test("the text leaves out empty maps and rates that are no numbers, and rounds the others")
    func text() throws {
        let progress = StreamingQueryProgress(
            id: "i", runId: "r", name: nil, timestamp: "2016-07-26T02:00:00.000Z", batchId: 7,
            batchDuration: 3, durationMs: [:],
            eventTime: ["watermark": "1970-01-01T00:00:00.000Z", "avg": "2016-07-26T02:00:00.000Z"],
            stateOperators: [],
            sources: [
                SourceProgress(
                    description: "s", startOffset: nil, endOffset: "{\"logOffset\":3}", latestOffset: "x",
                    numInputRows: 5, inputRowsPerSecond: .infinity, processedRowsPerSecond: 12_345_678.25,
                    metrics: ["lateRows": "2", "badRows": "1"])
            ], sink: SinkProgress(description: "MemorySink", numOutputRows: 0))
        #expect(
            progress.jsonValue.text
                == #"{"id":"i","runId":"r","name":null,"timestamp":"2016-07-26T02:00:00.000Z","batchId":7,"#
                + #""batchDuration":3,"numInputRows":5,"processedRowsPerSecond":1.23456783E7,"eventTime":"#
                + #"{"avg":"2016-07-26T02:00:00.000Z","watermark":"1970-01-01T00:00:00.000Z"},"#
                + #""stateOperators":[],"sources":[{"description":"s","startOffset":null,"endOffset":"#
                + #"{"logOffset":3},"latestOffset":"x","numInputRows":5,"#
                + #""processedRowsPerSecond":1.23456783E7,"#
                + #""metrics":{"badRows":"1","lateRows":"2"}}],"sink":{"description":"MemorySink","#
                + #""numOutputRows":0}}"#)
        #expect(
            StreamingQueryStatus("Stopped").jsonValue.prettyText == """
                {
                  "message" : "Stopped",
                  "isDataAvailable" : false,
                  "isTriggerActive" : false
                }
                """)
        let nested: JSONValue = ["a": [["b": 1], 2], "c": [], "d": .object([])]
        #expect(
            nested.prettyText == """
                {
                  "a" : [ {
                    "b" : 1
                  }, 2 ],
                  "c" : [ ],
                  "d" : { }
                }
                """)
    }
}
