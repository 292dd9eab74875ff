import StreamSupport
import TestSupport
import Testing
import TideCheckpoint
import TideDurableIO
import TideModel
import Tidemark

@testable import TideStreaming

/// The state is read whole once a day, whichever runs there are.
@Suite struct BackgroundScrubTests {
    private static let dayUs: Int64 = 86_400_000_000

    /// One batch of a few groups, and a file that is not read yet.
    private func workshop(interval: String? = nil) throws -> Workshop {
        var workshop = try Workshop()
        workshop.options = ["maxFilesPerTrigger": "1"]
        workshop.scrubInterval = interval
        try workshop.land("a", Workshop.lines("a", 0..<5))
        _ = try workshop.run()
        try workshop.land("b", Workshop.lines("b", 0..<5), at: 1)
        return workshop
    }

    private func scrub(_ workshop: Workshop) throws -> ScrubRecord? {
        try workshop.snapshot { try $0.scrub() }
    }

    @Test("a young state is left alone; one of a week and more is read before the run ends")
    func overdue() throws {
        let workshop = try workshop()
        workshop.clock.advance(microseconds: Self.dayUs - 1)
        _ = try workshop.run()
        #expect(try scrub(workshop) == nil)
        workshop.clock.advance(microseconds: 7 * Self.dayUs)
        _ = try workshop.run()
        let found = try #require(try scrub(workshop))
        // Reading begins before the batch is planned, and may be faster than its commit.
        #expect((0...1).contains(found.batch))
        #expect(found.timeMs == workshop.clock.nowMicroseconds() / 1_000)
        // Read just now: not again.
        try workshop.land("c", Workshop.lines("c", 0..<5), at: 2)
        _ = try workshop.run()
        #expect(try scrub(workshop) == found)
        try workshop.snapshot { try $0.checkDigest() }
    }

    @Test("`SET tidemark.scrubInterval` says how often")
    func interval() throws {
        let workshop = try workshop(interval: "1 hour")
        workshop.clock.advance(microseconds: 7 * 3_600_000_000)
        _ = try workshop.run()
        #expect(try scrub(workshop) != nil)
    }

    @Test("what was read by the end of a run is noted")
    func endsBeforeTheRun() throws {
        let workshop = try workshop()
        workshop.clock.advance(microseconds: Self.dayUs)
        let writer = try CheckpointWriter.open(
            root: workshop.checkpoint, clock: workshop.clock,
            birth: { throw TidemarkError(.memoryShort) }())
        let scrub = BackgroundScrub(
            writer, clock: workshop.clock, intervalUs: BackgroundScrub.defaultIntervalUs)
        try scrub.tend()
        scrub.wait()
        try scrub.finish()
        #expect(try writer.snapshot { try $0.scrub() }?.batch == 0)
        try writer.close(markClean: true)
    }

    @Test("damage that no batch meets ends the run; told with what was whole last")
    func damage() throws {
        let workshop = try workshop()
        for (time, name) in ["needle", "c"].enumerated() {
            try workshop.land("\(time)", Workshop.lines(name, 0..<5), at: Int64(time) + 2)
            _ = try workshop.run()
        }
        workshop.clock.advance(microseconds: 7 * Self.dayUs)
        _ = try workshop.run()
        let path = FileSystem.join(workshop.checkpoint, "state/data.mdb")
        var bytes = try FileSystem.readFile(path)
        // A group that no batch touches again, wherever its key stands.
        let key = Array("needle".utf8)
        let places = bytes.indices.dropLast(key.count).filter { bytes[$0] == key[0] }
            .filter { bytes[$0..<($0 + key.count)].elementsEqual(key) }
        for place in places { bytes[place + 5] ^= 1 }
        try #require(!places.isEmpty)
        try FileSystem.overwrite(bytes, at: 0, of: path)
        try workshop.land("d", Workshop.lines("b", 0..<5), at: 5)
        _ = try workshop.run()
        #expect(try workshop.snapshot { try $0.lastBatch()?.id } == 4)
        workshop.clock.advance(microseconds: 7 * Self.dayUs)
        let error = #expect(throws: TidemarkError.self) { _ = try workshop.run() }
        #expect(error?.code == .checkpointDamaged)
        let text = try #require(error?.description)
        #expect(text.contains("state/data.mdb page "))
        #expect(text.contains("; it was whole at the end of batch 3"))
    }
}
