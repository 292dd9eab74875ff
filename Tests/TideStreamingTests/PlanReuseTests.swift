import StreamSupport
import TestSupport
import Testing
import TideCheckpoint
import TideConnectors
import TideDurableIO
import TideModel
import Tidemark

@testable import TideStreaming

/// A plan that was written and not committed is carried out as it is, or made anew when it no longer fits.
@Suite struct PlanReuseTests {
    private let workshop: Workshop

    init() throws {
        var workshop = try Workshop()
        workshop.options = ["maxFilesPerTrigger": "1"]
        for (index, name) in ["a", "b", "c"].enumerated() {
            try workshop.land(name, Workshop.lines(name, [index]), at: Int64(index))
        }
        _ = try workshop.run { $0.maxBatches = 1 }
        self.workshop = workshop
        // No run would plan this by itself: c alone, in the past of the clock.
        try writePlan(["c"], timestampMs: 1_800_000_000_000)
    }

    private func identity(_ name: String) throws -> FileIdentity {
        FileIdentity(try #require(try FileSystem.status(FileSystem.join(workshop.input, name))))
    }

    private func writePlan(_ names: [String], timestampMs: Int64) throws {
        let slices = try names.map { name in
            let identity = try identity(name)
            return Slice(path: name, start: 0, end: identity.sizeBytes, identity: identity)
        }
        let writer = try CheckpointWriter.open(
            root: workshop.checkpoint, clock: workshop.clock,
            birth: { throw TidemarkError(.memoryShort) }())
        try writer.writePlan(
            PlannedBatch(id: 1, kind: .data, timestampMs: timestampMs, logOffsets: [1], slices: slices))
        try writer.close(markClean: false)
    }

    private func timestamps() throws -> [Int64] {
        try workshop.snapshot { try $0.batches().map(\.timestampMs) }
    }

    private let fresh = [["a 0-21"], ["b 0-21"], ["c 0-21"]]

    @Test("the plan is carried out as written, with its timestamp, and what landed since waits")
    func reused() throws {
        try workshop.land("older", Workshop.lines("z", [9]), at: -5)
        let log = try workshop.run()
        #expect(log.start?.reusesPlan == true)
        #expect(log.start?.wasInterrupted == true)
        #expect(log.start?.lastBatch == 0)
        #expect(try workshop.batches() == [["a 0-21"], ["c 0-21"], ["older 0-21"], ["b 0-21"]])
        // The clock is behind the plan's timestamp; time does not go back in the records.
        #expect(
            try timestamps()
                == [1_700_000_000_000, 1_800_000_000_000, 1_800_000_000_000, 1_800_000_000_000])
    }

    @Test("--replan plans afresh")
    func replans() throws {
        let log = try workshop.run { $0.replans = true }
        #expect(log.start?.reusesPlan == false)
        #expect(try workshop.batches() == fresh)
        #expect(try timestamps() == Array(repeating: 1_700_000_000_000, count: 3))
    }

    @Test("a changed file, a file that is gone, other options, or half a plan: planned afresh")
    func refits() throws {
        try workshop.land("c", Workshop.lines("c", [8, 9]), at: 2)
        #expect(try workshop.run().start?.reusesPlan == false)
        #expect(try workshop.batches() == [["a 0-21"], ["b 0-21"], ["c 0-42"]])
    }

    @Test("a file of the plan that is gone is left out of a new plan")
    func gone() throws {
        try FileSystem.remove(FileSystem.join(workshop.input, "c"))
        #expect(try workshop.run().start?.reusesPlan == false)
        #expect(try workshop.batches() == [["a 0-21"], ["b 0-21"]])
    }

    @Test("a plan made under other options is not reused")
    func otherOptions() throws {
        var workshop = workshop
        workshop.options = ["maxFilesPerTrigger": "2"]
        #expect(try workshop.run().start?.reusesPlan == false)
        #expect(try workshop.batches() == [["a 0-21"], ["b 0-21", "c 0-21"]])
    }

    @Test("a plan without its second file counts as none")
    func torn() throws {
        try FileSystem.remove(CheckpointLayout(root: workshop.checkpoint).file(.offsets, 1))
        #expect(try workshop.run().start?.reusesPlan == false)
        #expect(try workshop.batches() == fresh)
    }

    @Test("a slice that begins where the ledger does not stand is not reused")
    func overtaken() throws {
        let workshop = workshop
        try writePlan(["a"], timestampMs: 5)
        #expect(try workshop.run().start?.reusesPlan == false)
        #expect(try workshop.batches() == fresh)
    }

    @Test("a batch that fails in the middle leaves its plan; mending the file lets the same command go on")
    func failFast() throws {
        var workshop = try Workshop()
        workshop.options = ["mode": "FAILFAST", "maxFilesPerTrigger": "1"]
        try workshop.land("good", Workshop.lines("a", [1]), at: 1)
        try workshop.land("bad", "{\"n\":1}\n{broken\n", at: 2)
        for attempt in 0..<2 {
            let error = try #require(throws: TidemarkError.self) { _ = try workshop.run() }
            #expect(error.code == .malformedRecord)
            #expect(error.message.contains("'\(workshop.input)/bad'"))
            #expect(try workshop.batches() == [["good 0-21"]], "attempt \(attempt)")
            #expect(try workshop.rows() == [#"{"action":"a","count":1,"total":1}"#])
        }
        let layout = CheckpointLayout(root: workshop.checkpoint)
        #expect(try FileSystem.status(layout.file(.offsets, 1)) != nil)
        #expect(try FileSystem.status(layout.file(.commits, 1)) == nil)
        try workshop.land("bad", Workshop.lines("b", [2]), at: 2)
        #expect(try workshop.run().summary?.ending == .finished)
        #expect(try workshop.rows().count == 2)
    }
}
