import StreamSupport
import TestSupport
import Testing
import TideCheckpoint
import TideDurableIO
import TideModel
import Tidemark

@testable import TideStreaming

/// A stream of compressed files: limits, the ledger and what becomes of broken ones.
@Suite struct CompressedInputTests {
    private static let forms: [(name: String, bytes: [UInt8])] = [
        ("a.gz", CompressedSamples.linesGzip), ("a.zst", CompressedSamples.linesZstandard),
        ("a.gz", CompressedSamples.linesGzipMembers), ("a.zst", CompressedSamples.linesZstandardFrames),
    ]
    private static let rows = [
        #"{"action":"a","count":14,"total":273}"#, #"{"action":"b","count":13,"total":247}"#,
        #"{"action":"c","count":13,"total":260}"#,
    ]

    @Test("maxBytesPerTrigger cuts what they decompress to; each start goes on inside", arguments: forms)
    func cuts(name: String, bytes: [UInt8]) throws {
        var workshop = try Workshop()
        workshop.options = ["maxBytesPerTrigger": "310"]
        try workshop.land(name, bytes: bytes, at: 1)
        try workshop.land("z", Workshop.lines("a", [0]), at: 2)
        var plain = try Workshop()
        plain.options = workshop.options
        try plain.land(name.replacing(".", with: "-"), CompressedSamples.lines, at: 1)
        try plain.land("z", Workshop.lines("a", [0]), at: 2)
        _ = try plain.run()
        for batch in 0..<3 {
            let log = try workshop.run { $0.maxBatches = 1 }
            #expect(log.start?.lastBatch == Int64(batch) - 1)
            #expect(try workshop.ledger().first?.hasSuffix(batch < 2 ? "partly" : "0-2") == true)
        }
        let expected = try plain.batches().map { $0.map { $0.replacing("a-", with: "a.") } }
        #expect(expected.count == 3)
        #expect(try workshop.batches() == expected)
        #expect(try workshop.rows() == plain.rows())
        #expect(try workshop.run().summary?.batches == 0)
    }

    @Test("the slices say what their positions count, and which is the last")
    func units() throws {
        var workshop = try Workshop()
        workshop.options = ["maxBytesPerTrigger": "500"]
        try workshop.land("a.gz", bytes: CompressedSamples.linesGzip, at: 1)
        _ = try workshop.run()
        let slices = try workshop.snapshot { snapshot in
            try snapshot.batches().flatMap { try snapshot.slices(ofBatch: $0.id).map(\.slice) }
        }
        #expect(slices.map(\.unit) == [.decompressedBytes, .decompressedBytes])
        #expect(slices.map(\.isLast) == [false, true])
        #expect(slices.last?.end == 870)
        #expect(try workshop.rows() == Self.rows)
    }

    @Test("compressed anew with the same content it is the file that was read; other content is refused")
    func compressedAnew() throws {
        let workshop = try Workshop()
        try workshop.land("a.gz", bytes: CompressedSamples.linesGzip, at: 1)
        _ = try workshop.run()
        try workshop.land("a.gz", bytes: CompressedSamples.linesGzipLevel1, at: 2)
        #expect(try workshop.run().summary?.batches == 0)
        try workshop.land("a.gz", bytes: CompressedSamples.bigGzip, at: 3)
        let error = try #require(throws: TidemarkError.self) { _ = try workshop.run() }
        #expect(error.message.hasSuffix("a.gz' changed after it was read: its first 870 bytes differ"))
    }

    @Test("a file that grew by a line is refused, or its end ignored")
    func grown() throws {
        var workshop = try Workshop()
        try workshop.land("a.gz", bytes: CompressedSamples.linesGzip, at: 1)
        _ = try workshop.run()
        try workshop.land("a.gz", bytes: CompressedSamples.moreGzip, at: 2)
        let error = try #require(throws: TidemarkError.self) { _ = try workshop.run() }
        #expect(
            error.message.hasSuffix("a.gz' grew after it was read: 870 bytes were read, it has 892 now"))
        workshop.options = ["appends": "ignore"]
        #expect(try workshop.run().notes.contains("'a.gz' grew: 22 bytes at its end stay unread"))
        #expect(try workshop.rows() == Self.rows)
    }

    @Test("a renamed file is known by its content")
    func renamed() throws {
        let workshop = try Workshop()
        try workshop.land("a.zst", bytes: CompressedSamples.linesZstandard, at: 1)
        _ = try workshop.run()
        try FileSystem.rename(workshop.input + "/a.zst", to: workshop.input + "/b.zst")
        let log = try workshop.run()
        #expect(log.notes == ["'b.zst' is 'a.zst' under another name: not read again"])
        #expect(log.summary?.batches == 0)
    }

    @Test("one that is cut short stops the run where it is broken; whole again, it goes on")
    func cutShort() throws {
        var workshop = try Workshop()
        workshop.options = ["maxBytesPerTrigger": "1500000"]
        let whole = CompressedSamples.bigGzip
        try workshop.land("a.gz", bytes: whole.dropLast(5), at: 1)
        let error = try #require(throws: TidemarkError.self) { _ = try workshop.run() }
        #expect(error.code == .inputChanged)
        #expect(error.message.contains("a.gz' ends at byte \(whole.count - 5) in the middle"))
        // How near to the break a batch comes depends on how much is read ahead of it.
        #expect(try workshop.batches().count >= 1)
        try workshop.land("a.gz", bytes: whole, at: 2)
        _ = try workshop.run()
        #expect(
            try workshop.rows("SELECT sum(count) AS n, sum(total) AS t FROM counts") == [
                #"{"n":1200,"t":3594}"#
            ])
    }

    @Test("a file that goes away half read is told by what was read of it")
    func goneHalfRead() throws {
        var workshop = try Workshop()
        workshop.options = ["maxBytesPerTrigger": "100"]
        try workshop.land("a.gz", bytes: CompressedSamples.linesGzip, at: 1)
        _ = try workshop.run { $0.maxBatches = 1 }
        try FileSystem.remove(workshop.input + "/a.gz")
        let error = try #require(throws: TidemarkError.self) { _ = try workshop.run() }
        #expect(error.message.hasSuffix("a.gz' is gone: 84 decompressed bytes were read, the rest was not"))
    }
}
