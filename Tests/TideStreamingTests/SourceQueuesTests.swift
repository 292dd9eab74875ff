import TestSupport
import Testing
import TideCheckpoint
import TideConnectors
import TideDurableIO
import TideModel

@testable import TideStreaming

/// The queues of several sources over one checkpoint.
@Suite struct SourceQueuesTests {
    private let directory: TemporaryDirectory
    private let clock = ManualClock(microseconds: 1_700_000_000_000_000)
    private let checkpoint: CheckpointWriter

    init() throws {
        directory = try TemporaryDirectory("tide-queues")
        let plan = PlanRecord(
            jobText: "", tableName: "t", timeZone: "UTC", fingerprint: "", planJSON: "{}", sources: [])
        checkpoint = try CheckpointWriter.open(
            root: directory.path("ck"), run: RunIdentity(engineVersion: "1"), clock: clock, verifyFull: false,
            birth: BirthRequest(plan: plan, sourceRoots: []))
        for name in ["left", "right"] { _ = try FileSystem.createDirectory(directory.path(name)) }
    }

    private func land(_ path: String, _ lines: Int, at seconds: Int64) throws {
        let text = String(repeating: "0123456789\n", count: lines)
        try FileSystem.writeAtomically(Array(text.utf8), to: directory.path(path), isDurable: false)
        try FileSystem.setModificationTime(directory.path(path), ns: seconds * 1_000_000_000)
    }

    private func queues(_ options: [String]) throws -> SourceQueues {
        let queues = try zip(["left", "right"], options).enumerated().map { source, pair in
            let options = try FileSourceOptions([
                (key: "path", value: pair.0, range: nil),
                (key: "maxFilesPerTrigger", value: pair.1, range: nil),
            ])
            return SourceQueue(
                source: source, files: SourceFiles(root: directory.path(pair.0)), options: options,
                checkpoint: checkpoint,
                clock: clock, isFrozen: true, isWatched: false)
        }
        return SourceQueues(queues, checkpoint: checkpoint)
    }

    private func commit(_ slices: [Slice], _ id: Int64, _ queues: inout SourceQueues) throws {
        let batch = PlannedBatch(id: id, kind: .data, timestampMs: id, logOffsets: [id], slices: slices)
        let entries = try queues.entries(after: batch)
        let outcome = SliceOutcome(hash: ContentHash(low: 0, high: 0), rows: 0, rejects: RejectSummary())
        let records = slices.enumerated().map {
            SliceRecord(batch: id, seq: UInt32($0.offset), slice: $0.element, outcome: outcome)
        }
        _ = try checkpoint.commit(
            CommittedBatch(
                record: BatchRecord(id: id, kind: .data, timestampMs: id, logOffsets: [id]), slices: records,
                files: entries.written, removedFiles: entries.removed, delta: StateDelta(), output: nil),
            merge: { _, _, delta, merged in merged += delta })
        queues.committed(batch)
    }

    private func text(_ slices: [Slice]) -> [String] {
        slices.map { "\($0.source) \($0.path) \($0.start)-\($0.end)" }
    }

    @Test("a batch reads of every source, each within its own limit, source by source")
    func limits() throws {
        for index in 1...3 {
            try land("left/\(index)", index, at: Int64(index))
            try land("right/\(index)", 10 * index, at: Int64(10 - index))
        }
        var queues = try queues(["1", "2"])
        try queues.refresh { false }
        #expect(queues.unreadFiles == 6)
        #expect(queues.unreadBytes == 11 * 66)
        var planned = try queues.next()
        #expect(text(planned) == ["0 1 0-11", "1 3 0-330", "1 2 0-220"])
        #expect(try queues.matches(planned))
        try commit(planned, 0, &queues)
        #expect(try !queues.matches(planned))
        planned = try queues.next()
        #expect(text(planned) == ["0 2 0-22", "1 1 0-110"])
        try commit(planned, 1, &queues)
        #expect(text(try queues.next()) == ["0 3 0-33"])
        #expect([queues.unreadFiles, Int(queues.unreadBytes)] == [1, 33])
        let ledger = try checkpoint.snapshot { snapshot in
            try [0, 1].map { try snapshot.files(source: $0).map(\.path) }
        }
        #expect(ledger == [["1", "2"], ["1", "2", "3"]])
    }

    @Test("files of one name in two sources are two files; a plan for a source that is not there is no plan")
    func names() throws {
        try land("left/a", 1, at: 1)
        try land("right/a", 2, at: 2)
        var first = try queues(["1", "1"])
        try first.refresh { false }
        let slices = try first.next()
        try commit([slices[0]], 0, &first)
        var again = try queues(["1", "1"])
        try again.refresh { false }
        #expect(text(try again.next()) == ["1 a 0-22"])
        var foreign = slices[1]
        foreign.source = 2
        #expect(try !again.matches([foreign]))
    }

    @Test("files that are gone are told once, whichever source they were of")
    func gone() throws {
        try land("left/a", 1, at: 1)
        try land("right/a", 2, at: 2)
        var first = try queues(["1", "1"])
        try first.refresh { false }
        try commit(try first.next(), 0, &first)
        #expect(first.takeNotes() == [])
        for name in ["left/a", "right/a"] { try FileSystem.remove(directory.path(name)) }
        var again = try queues(["1", "1"])
        try again.refresh { false }
        #expect(
            again.takeNotes() == [
                "2 files that earlier batches read are not there any more: the result stands, but tidemark "
                    + "verify cannot recompute it without them"
            ])
        #expect(again.takeNotes() == [])
    }
}
