import Foundation
import StreamSupport
import TestSupport
import TideCheckpoint
import TideDurableIO
import TideExecution
import TideFormats
import TideInspection
import TideModel
import TidePlanning
import TideStreaming
@testable import Tidemark

/// One scenario carried out in this process, in a directory of its own: after each step's files have landed
/// the stream runs until it has nothing to do, each time from its checkpoint.
struct ScenarioRun {
    enum Form: String {
        case sql, frame
    }

    private let scenario: Scenario
    private let form: Form
    private let keepsResult: Bool
    private let directory: TemporaryDirectory
    private let clock = ManualClock(microseconds: 1_700_000_000_000_000)
    /// The JSON lines of each batch, as its sink was given them.
    private let delivered = Monitor<[Int64: [String]]>([:])

    /// - Parameter keepsResult: whether the result stays in the checkpoint, to be verified; else each batch
    ///   is handed over.
    init(_ scenario: Scenario, _ form: Form, keepsResult: Bool = false) throws {
        self.keepsResult = keepsResult
        self.scenario = scenario
        self.form = form
        directory = try TemporaryDirectory("tide-conformance")
        for source in scenario.sources { try FileSystem.createDirectory(directory.path(source.name)) }
    }

    private var checkpoint: String { directory.path("ck") }

    /// The batches.
    ///
    /// - Throws: `TidemarkError` where the query is refused or fails, `ScenarioError` for what a scenario
    ///   asks for and cannot have.
    func batches() throws -> [ScenarioBatch] {
        var progress: [StreamingQueryProgress] = []
        var second: Int64 = 1_000_000_000
        for step in scenario.steps {
            if progress.isEmpty { _ = try job() }
            for file in step.files {
                let path = FileSystem.join(directory.path(file.source), file.name)
                try FileSystem.writeAtomically(Array(file.text.utf8), to: path, isDurable: false)
                try FileSystem.setModificationTime(path, ns: second * 1_000_000_000)
                second += 1
            }
            let execution = try MicroBatchExecution(
                try job(), clock: clock, stopSignal: { nil },
                wait: { clock.advance(microseconds: Int64($0 / 1_000)) },
                report: { if case .batch(let batch) = $0 { progress.append(batch.query) } })
            _ = try execution.run()
        }
        return try progress.map(batch)
    }

    /// What the reference evaluator and, apart, the engine without a checkpoint say of the run.
    func differences() throws -> [String] {
        try [false, true].flatMap { isFast in
            let found = try Verifier(checkpoint: checkpoint, isFast: isFast).verify()
            return found.differences.map { "\(found.evaluator): \($0)" }
        }
    }

    private func batch(_ progress: StreamingQueryProgress) throws -> ScenarioBatch {
        let log = try String(contentsOfFile: "\(checkpoint)/offsets/\(progress.batchId)", encoding: .utf8)
        let metadata = try JSONValue(parsing: String(log.split(separator: "\n")[1]))
        let lines = delivered.read { $0[progress.batchId] ?? [] }
        return ScenarioBatch(
            batch: progress.batchId, watermarkMs: metadata["batchWatermarkMs"]?.integer ?? 0,
            inputRows: progress.numInputRows, state: progress.stateOperators.map(\.numRowsTotal),
            dropped: progress.stateOperators.map(\.numRowsDroppedByWatermark),
            rows: try lines.map { try JSONValue(parsing: $0) })
    }

    // MARK: The job

    private func job() throws -> StreamingJob {
        var job =
            switch form {
            case .sql: try sqlJob()
            case .frame: try frameJob()
            }
        job.trigger = scenario.isOnce ? .once : .availableNow
        if keepsResult {
            job.sink = .table("result")
            return job
        }
        let delivered = delivered
        job.sink = StreamingSink("ConformanceSink", deliveryFormat: "foreachbatch") { batch, reader in
            let given = try reader.snapshot { snapshot -> [String] in
                guard let stored = try StoredResult(snapshot),
                    let rows = try stored.rowsOfLastBatch(snapshot, reader)
                else { return [] }
                var bytes: [UInt8] = []
                while let next = try rows.next() { JSONRowWriter(zone: .utc).append(next, to: &bytes) }
                return bytes.split(separator: UInt8(ascii: "\n")).map {
                    String(decoding: $0, as: UTF8.self)
                }
            }
            delivered.update { $0[batch] = given }
            return Int64(given.count)
        }
        return job
    }

    private func sqlJob() throws -> StreamingJob {
        let tables = scenario.sources.map { source in
            let options = [("path", source.name)] + source.options.map { ($0.key, $0.value) }
            let list = options.map { "\($0.0) '\($0.1)'" }.joined(separator: ", ")
            return "CREATE TABLE \(source.name) (\(source.schema)) USING json OPTIONS (\(list));\n"
        }
        let settings = scenario.configuration.map { "SET \($0.key) = \($0.value);\n" }
        let text =
            settings.joined() + tables.joined()
            + "CREATE STREAMING TABLE result TBLPROPERTIES ('outputMode' = '\(scenario.mode)') AS "
            + "\(scenario.sql ?? "")"
        return try JobFile(text: text, baseDirectory: directory.path)
            .streamingJob(RunSettings(checkpoint: checkpoint))
    }

    private func frameJob() throws -> StreamingJob {
        let session = try Session(threads: 2, baseDirectory: directory.path, output: { _ in })
        for setting in scenario.configuration { try session.conf.set(setting.key, setting.value) }
        guard let steps = scenario.frame else { throw ScenarioError("there is no frame") }
        let frame = try FrameReader(session: session, sources: scenario.sources).frame(steps)
        let writer = frame.writeStream.outputMode(scenario.mode).queryName("result")
            .option("checkpointLocation", checkpoint)
        return try writer.settings.job(of: frame).job
    }
}
