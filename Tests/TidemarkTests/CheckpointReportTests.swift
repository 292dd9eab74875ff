import StreamSupport
import TestSupport
import Testing
import TideCheckpoint
import TideDurableIO
import TideFormats
import TideInspection
import TideModel
import TideStreaming
import Tidemark

/// What `inspect` says of a checkpoint in each of its states. The JSON keys are a contract.
@Suite struct CheckpointReportTests {
    private let workshop: Workshop

    init() throws {
        var workshop = try Workshop()
        workshop.options = ["maxFilesPerTrigger": "1"]
        self.workshop = workshop
    }

    private static let totals = ["batches", "inputRows", "badRows", "lateRows", "inputBytes"]
    private static let born = [
        "checkpoint", "format", "queryId", "epoch", "transaction", "lastBatch", "endedInOrder", "digest",
        "watermarkMs", "lock", "plan", "source", "totals", "entries", "logs", "batches",
    ]
    /// With a batch.
    private static let begun = born.flatMap { $0 == "logs" ? ["history", $0] : [$0] }
    private static let batch = [
        "batchId", "kind", "timestamp", "watermarkMs", "nextWatermarkMs", "planVersion", "logOffset",
        "inputRows", "badRows", "lateRows", "inputBytes", "slices", "planUs", "computeUs",
    ]

    private func report(_ parts: CheckpointReport.Parts = CheckpointReport.Parts()) throws -> JSONValue {
        let text = try CheckpointReport(root: workshop.checkpoint, parts: parts).json.text
        return try JSONValue(parsing: text)
    }

    private func keys(_ json: JSONValue?) -> [String] { json?.pairs?.map(\.key) ?? [] }

    private func fill() throws {
        try workshop.land("1", Workshop.lines("a", [1, 2]), at: 1)
        try workshop.land("2", Workshop.lines("a", [3]) + "bad\n" + "{\"n\":\"x\"}\n", at: 2)
    }

    @Test("a directory with nothing but a lock is a checkpoint that is not born yet")
    func unborn() throws {
        _ = try FileSystem.createDirectory(workshop.checkpoint)
        try FileSystem.writeAtomically(
            [], to: CheckpointLayout(root: workshop.checkpoint).lock, isDurable: false)
        let json = try report(CheckpointReport.Parts(files: true, state: true))
        #expect(keys(json) == ["checkpoint", "lastBatch", "totals", "entries", "logs", "batches", "files"])
        #expect(json["lastBatch"] == -1)
        #expect(json["checkpoint"] == .string(workshop.checkpoint))
        #expect(keys(json["totals"]) == Self.totals)
        #expect(json["entries"]?.pairs?.count == 0)
        #expect(json["batches"] == [])
    }

    @Test("no directory, and one with other things, are no checkpoint")
    func none() throws {
        let absent = try #require(throws: TidemarkError.self) { _ = try report() }
        #expect(absent.code == .checkpointNotFound)
        #expect(absent.code.exitStatus == .badRequest)
        var foreign = workshop
        foreign.checkpointName = "in"
        try foreign.land("x", "")
        let other = try #require(throws: TidemarkError.self) {
            _ = try CheckpointReport(root: foreign.checkpoint, parts: CheckpointReport.Parts())
        }
        #expect(other.code == .checkpointNotFound)
    }

    @Test("a fresh checkpoint has a plan and no batch")
    func fresh() throws {
        _ = try workshop.run()
        let json = try report(CheckpointReport.Parts(state: true))
        #expect(keys(json) == Self.born)
        #expect(json["lastBatch"] == -1)
        #expect(json["endedInOrder"] == true)
        #expect(json["epoch"] == 1)
        #expect(json["logs"]?.pairs?.count == 0)
        #expect(json["batches"] == [])
        #expect(keys(json["lock"]) == ["pid", "host", "runId", "startTime", "alive"])
        #expect(json["lock"]?["pid"] == .integer(Int64(ProcessFacts.current.pid)))
        #expect(keys(json["plan"]) == ["version", "firstBatch", "table", "timeZone", "fingerprint", "job"])
        #expect(json["plan"]?["job"] == .string(workshop.sql))
        #expect(keys(json["source"]) == ["table", "format", "root", "relativeRoot", "schema", "options"])
        #expect(json["source"]?["root"] == .string(workshop.input))
        #expect(json["source"]?["relativeRoot"] == "../in")
        #expect(keys(json["entries"]) == ["commit record", "meta", "plans"])
        #expect(
            json["source"]?["options"]?.text == #"{"maxfilespertrigger":"1","path":"in"}"#)
    }

    @Test("a finished checkpoint: totals, entries, logs and batches")
    func finished() throws {
        try fill()
        _ = try workshop.run()
        let json = try report()
        #expect(keys(json) == Self.begun)
        #expect(json["lastBatch"] == 1)
        #expect(json["endedInOrder"] == true)
        #expect(
            json["totals"]?.text == #"{"batches":2,"inputRows":5,"badRows":2,"lateRows":0,"inputBytes":77}"#)
        #expect(
            json["entries"]?.text
                == #"{"commit record":1,"meta":4,"plans":1,"batches":2,"files":2,"files by inode":2,"#
                + #""slices":2,"rejects":1,"history":2,"state":2}"#)
        #expect(json["logs"]?.text == #"{"slices":[0,1],"offsets":[0,1],"commits":[0,1]}"#)
        let batches = try #require(json["batches"]?.elements)
        #expect(batches.map(keys) == [Self.batch, Self.batch])
        #expect(
            batches[1].text.hasPrefix(
                #"{"batchId":1,"kind":"data","timestamp":"2023-11-14T22:13:20.000Z","watermarkMs":0,"#
                    + #""nextWatermarkMs":0,"planVersion":1,"logOffset":1,"inputRows":3,"badRows":2,"#
                    + #""lateRows":0,"inputBytes":35,"slices":1,"#))
        #expect(json["digest"]?.string?.utf8.count == 32)
    }

    @Test("one batch with what it read, the files, and the state")
    func parts() throws {
        try fill()
        _ = try workshop.run()
        let json = try report(CheckpointReport.Parts(batch: 1, files: true, state: true))
        #expect(keys(json) == Self.begun + ["batch", "files", "state"])
        #expect(keys(json["batch"]) == Self.batch + ["read"])
        let read = try #require(json["batch"]?["read"]?[0])
        #expect(
            keys(read)
                == [
                    "path", "start", "end", "unit", "rows", "badRows", "hash", "rejects", "rejectOffsets",
                    "lateRows", "late",
                ])
        #expect(read["rejects"]?.text == #"{"malformed-json":1,"field-does-not-fit":1}"#)
        #expect(read["rejectOffsets"] == [21, 25])
        #expect(
            keys(json["files"]?[0])
                == [
                    "path", "position", "size", "mtimeNs", "inode", "firstBatch", "lastBatch", "complete",
                ])
        #expect(json["files"]?.elements?.map { $0["path"]?.string } == ["1", "2"])
        #expect(
            json["state"]?.text
                == #"[{"count(1)":2},{"action":"a","count(1)":3,"sum(n)":6}]"#)
        let absent = try #require(throws: TidemarkError.self) {
            _ = try report(CheckpointReport.Parts(batch: 2))
        }
        #expect(absent.code == .usage)
        #expect(absent.remedy == "it has batches 0 to 1")
    }

    @Test("the summary lists the last ten batches")
    func lastTen() throws {
        for index in 0..<12 { try workshop.land("\(index)", "{}\n", at: Int64(index)) }
        _ = try workshop.run()
        let json = try report()
        #expect(json["batches"]?.elements?.compactMap { $0["batchId"]?.integer } == Array(2...11))
        #expect(json["totals"]?["batches"] == 12)
    }

    @Test("after a failure the checkpoint says that its run did not end in order")
    func interrupted() throws {
        var workshop = workshop
        workshop.options["mode"] = "FAILFAST"
        try fill()
        #expect(throws: TidemarkError.self) { try workshop.run() }
        let json = try report()
        #expect(keys(json) == Self.begun)
        #expect(json["endedInOrder"] == false)
        #expect(json["lastBatch"] == 0)
        #expect(json["logs"]?.text == #"{"slices":[0,1],"offsets":[0,1],"commits":[0,0]}"#)
        try workshop.land("2", Workshop.lines("a", [3]), at: 2)
        let log = try workshop.run()
        #expect(log.start?.wasInterrupted == true)
        let after = try report()
        #expect(after["endedInOrder"] == true)
        #expect(after["epoch"] == 2)
    }

    @Test("while a run goes on, another process reads the same report")
    func running() throws {
        try fill()
        var seen: [JSONValue] = []
        _ = try workshop.run(
            wait: { _ in },
            onBatch: { _ in
                let result = try? CommandRunner.tidemark().run("inspect", workshop.checkpoint, "--json")
                #expect(result?.status == 0, "\(result?.stderr ?? "did not run")")
                if let json = try? JSONValue(parsing: result?.stdout ?? "") { seen.append(json) }
            })
        #expect(seen.map(keys) == [Self.begun, Self.begun])
        #expect(seen.map { $0["lastBatch"] } == [0, 1])
        #expect(seen.allSatisfy { $0["endedInOrder"] == false && $0["lock"]?["alive"] == true })
        #expect(seen.map { $0["totals"]?["inputRows"] } == [2, 5])
    }
}
