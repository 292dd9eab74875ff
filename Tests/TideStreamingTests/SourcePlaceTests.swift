import StreamSupport
import TestSupport
import Testing
import TideCheckpoint
import TideDurableIO
import TideModel
import Tidemark

@testable import TideStreaming

/// Where the input lies, seen from a checkpoint that may have moved.
@Suite struct SourcePlaceTests {
    private var workshop: Workshop
    private let line = Workshop.lines("a", [1])

    init() throws {
        workshop = try Workshop()
        try workshop.land("1", line, at: 1)
        _ = try workshop.run()
        try workshop.land("2", line, at: 2)
        _ = try FileSystem.createDirectory(workshop.directory.path("other"))
    }

    private func move(_ name: String) throws {
        try FileSystem.rename(workshop.directory.path(name), to: workshop.directory.path("other/\(name)"))
    }

    private func copyInput() throws {
        _ = try FileSystem.createDirectory(workshop.directory.path("other/in"))
        for name in ["1", "2"] {
            let path = workshop.directory.path("other/in/\(name)")
            try FileSystem.writeAtomically(Array(line.utf8), to: path, isDurable: false)
        }
    }

    private func refusal(_ workshop: Workshop) throws -> TidemarkError {
        try #require(throws: TidemarkError.self) { _ = try workshop.run() }
    }

    @Test("checkpoint and input moved together go on")
    func together() throws {
        try move("in")
        try move("ck")
        var moved = workshop
        moved.path = "other/in"
        moved.checkpointName = "other/ck"
        let log = try moved.run()
        #expect(log.progress.map(\.firstFile) == ["2"])
        #expect(try moved.rows() == [#"{"action":"a","count":2,"total":2}"#])
    }

    @Test("an input that moved alone needs --source-root, once")
    func alone() throws {
        try move("in")
        var moved = workshop
        moved.path = "other/in"
        let error = try refusal(moved)
        #expect(error.code == .pathNotFound)
        #expect(error.remedy?.contains("--source-root '\(workshop.input)=NEW'") == true)
        let new = workshop.directory.path("other/in")
        _ = try moved.run { $0.movedRoots = [(old: workshop.input, new: new)] }
        #expect(try moved.batches() == [["1 0-21"], ["2 0-21"]])
        let root = try moved.snapshot { try $0.sourceRoots() }
        #expect(root == [SourceRoot(relative: "../other/in", absolute: new)])
        #expect(try moved.run().summary?.ending == .finished)
    }

    @Test("another input under the job's path is refused; --source-root to a copy is accepted")
    func elsewhere() throws {
        try copyInput()
        var moved = workshop
        moved.path = "other/in"
        let error = try refusal(moved)
        #expect(error.code == .jobDoesNotFit)
        let new = workshop.directory.path("other/in")
        #expect(error.remedy?.contains("--source-root '\(workshop.input)=\(new)'") == true)
        _ = try moved.run { $0.movedRoots = [(old: workshop.input, new: new)] }
        #expect(try moved.rows() == [#"{"action":"a","count":2,"total":2}"#])
    }

    @Test("two inputs, one seen from the checkpoint and one where it was: the user says which")
    func two() throws {
        try copyInput()
        try move("ck")
        var moved = workshop
        moved.checkpointName = "other/ck"
        let error = try refusal(moved)
        #expect(error.code == .jobDoesNotFit)
        #expect(error.message.contains("different directories"))
        _ = try moved.run { $0.movedRoots = [(old: workshop.input, new: workshop.input)] }
        #expect(try moved.batches().count == 2)
    }

    @Test("an input that is gone is told with where it was looked for")
    func neither() throws {
        try FileSystem.removeTree(workshop.input)
        let error = try refusal(workshop)
        #expect(error.code == .pathNotFound)
        #expect(error.message.contains(workshop.input))
    }

    @Test("no checkpoint is made for an input that does not exist")
    func unborn() throws {
        var workshop = workshop
        workshop.path = "absent"
        workshop.checkpointName = "new"
        #expect(try refusal(workshop).code == .pathNotFound)
        #expect(try FileSystem.status(workshop.checkpoint) == nil)
    }

    @Test(
        "checkpoint and input must not contain one another; nothing is made",
        arguments: ["in/ck", "in", ".", "in/../in/deep/ck"])
    func within(name: String) throws {
        var workshop = try Workshop()
        workshop.checkpointName = name
        let error = try refusal(workshop)
        #expect(error.code == .invalidArgument)
        #expect(error.message.contains("lie within one another"))
        #expect(try FileSystem.list(workshop.directory.path).map(\.name) == ["in"])
        #expect(try FileSystem.list(workshop.input).isEmpty)
    }
}

/// What grows from batch to batch.
@Suite struct BatchRecordTests {
    @Test("batch ids, log offsets and timestamps only grow, also when the clock goes back")
    func monotone() throws {
        var workshop = try Workshop()
        workshop.options = ["maxFilesPerTrigger": "1"]
        for index in 0..<6 { try workshop.land("\(index)", Workshop.lines("a", [index]), at: Int64(index)) }
        let times: [Int64] = [5_000_000, 3_000_000, 3_000_000, 9_999_999, -1, 10_000_001]
        for time in times {
            workshop.clock.set(microseconds: time)
            _ = try workshop.run { $0.maxBatches = 1 }
        }
        let batches = try workshop.snapshot { try $0.batches() }
        #expect(batches.map(\.id) == Array(0..<6))
        #expect(batches.map(\.logOffsets) == (0..<6).map { [$0] })
        #expect(batches.map(\.timestampMs) == [5_000, 5_000, 5_000, 9_999, 9_999, 10_000])
        #expect(batches.allSatisfy { $0.watermarkMs == 0 && $0.nextWatermarkMs == 0 })
        let totals = try workshop.snapshot { try $0.totals() }
        #expect([totals.batches, totals.inputRows, totals.inputBytes] == [6, 6, 126])
        let layout = CheckpointLayout(root: workshop.checkpoint)
        let offsets = try FileSystem.readFile(layout.file(.offsets, 3))
        #expect(
            String(decoding: offsets, as: UTF8.self)
                .hasPrefix("v1\n{\"batchWatermarkMs\":0,\"batchTimestampMs\":9999,"))
        #expect(String(decoding: offsets, as: UTF8.self).hasSuffix("\n{\"logOffset\":3}"))
    }
}
