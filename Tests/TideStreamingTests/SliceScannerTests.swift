import Synchronization
import TestSupport
import Testing
import TideColumnar
import TideConnectors
import TideDurableIO
import TideFormats
import TideModel

@testable import TideStreaming

/// Reading slices on several threads.
@Suite struct SliceScannerTests {
    private let directory: TemporaryDirectory
    private static let schema = Schema([Field("n", .int), Field("pad", .string)])
    private static let threadCounts = [1, 2, 4]

    init() throws { directory = try TemporaryDirectory("tide-scan") }

    /// Keeps the numbers it sees.
    private final class Collector: SliceScanner.Consumer {
        var numbers: [Value] = []
        func consume(_ batch: RecordBatch, source: Int, block: Int) throws -> LateSummary {
            numbers += batch.rows.map { $0[0] }
            return LateSummary()
        }
    }

    private func scanner(_ threads: Int, mode: ParseMode = .permissive) -> SliceScanner {
        SliceScanner(
            [SourceInput(SourceFiles(root: directory.path), format: Self.format(mode))], threads: threads)
    }

    private static func format(_ mode: ParseMode, required: [Int] = [0, 1]) -> NDJSONFormat {
        NDJSONFormat(schema: schema, required: required, mode: mode, zone: .utc)
    }

    private func file(_ name: String, _ lines: [String]) throws -> Slice {
        let path = directory.path(name)
        try FileSystem.writeAtomically(Array(lines.joined().utf8), to: path, isDurable: false)
        let identity = FileIdentity(try #require(try FileSystem.status(path)))
        return Slice(path: name, start: 0, end: identity.sizeBytes, identity: identity)
    }

    /// Lines of 20 KB, so that few of them fill several blocks.
    private func longLines(_ numbers: Range<Int>) -> [String] {
        let pad = String(repeating: "x", count: 20_000)
        return numbers.map { "{\"n\":\($0),\"pad\":\"\(pad)\"}\n" }
    }

    @Test("rows, hashes, rejects and their places do not depend on the threads")
    func independent() throws {
        var big = longLines(0..<130)
        for place in [3, 60, 61, 128] { big.insert("bad \(place)\n", at: place) }
        let slices = [
            try file("big", big),
            try file("small", ["{\"n\":1000}\n", "{\"n\":\"x\"}\n", "\n", "{\"n\":1001}"]),
            try file("empty", []),
        ]
        #expect(SliceReader.blockCount(of: slices[0]) == 3)
        var expected: [SliceOutcome]?
        for threads in Self.threadCounts {
            let (consumers, outcomes) = try scanner(threads).scan(slices) { Collector() }
            #expect(outcomes.map(\.rows) == [134, 3, 0])
            #expect(outcomes[0].rejects.counts == [.malformedJSON: 4])
            #expect(outcomes[1].rejects.positions == [Reject(offset: 11, reason: .fieldDoesNotFit)])
            #expect(outcomes == expected ?? outcomes)
            expected = outcomes
            let numbers = consumers.flatMap(\.numbers)
            let wanted = (0..<130).map { Value.int(Int32($0)) } + [.int(1000), .int(1001)]
            #expect(Set(numbers) == Set(wanted + [.null]))
            #expect(numbers.count == 137)
        }
        for (slice, outcome) in zip(slices, try #require(expected)) {
            #expect(try SliceReader(SourceFiles(root: directory.path), slice: slice).hash() == outcome.hash)
        }
    }

    @Test("a slice cut out of a file gives its own lines only, with offsets in the file")
    func part() throws {
        var slice = try file("a", ["{\"n\":1}\n", "{\"n\":2}\n", "bad\n", "{\"n\":3}\n"])
        slice.start = 8
        slice.end = 20
        let (consumers, outcomes) = try scanner(2).scan([slice]) { Collector() }
        #expect(consumers.flatMap(\.numbers) == [.int(2), .null])
        #expect(outcomes[0].rejects.positions == [Reject(offset: 16, reason: .malformedJSON)])
    }

    @Test("the error thrown is that of the earliest block that fails, and names file and place")
    func earliestError() throws {
        var late = longLines(0..<60)
        late[3] = "late\n"
        // In the second block, which ends later than the first one of the next file.
        var early = longLines(0..<60)
        early[55] = "early\n"
        early[58] = "later\n"
        let slices = [try file("good", ["{\"n\":1}\n"]), try file("first", early), try file("second", late)]
        for _ in 0..<3 {
            for threads in [2, 4] {
                let error = try #require(throws: TidemarkError.self) {
                    _ = try scanner(threads, mode: .failFast).scan(slices) { Collector() }
                }
                #expect(error.code == .malformedRecord)
                let offset = early[..<55].reduce(0) { $0 + $1.utf8.count }
                #expect(error.message.contains("'\(directory.path("first"))'"))
                #expect(error.message.contains("byte \(offset) "))
                #expect(error.message.contains("early"))
            }
        }
    }

    @Test("a consumer's error is thrown as it is")
    func consumerFails() throws {
        final class Failing: SliceScanner.Consumer {
            func consume(_ batch: RecordBatch, source: Int, block: Int) throws -> LateSummary {
                throw TidemarkError(.sortTooLarge)
            }
        }
        let slices = [try file("a", ["{\"n\":1}\n"])]
        let error = try #require(throws: TidemarkError.self) {
            _ = try scanner(2).scan(slices) { Failing() }
        }
        #expect(error.code == .unsupported)
    }

    @Test("a file that changed or went since the plan is told, unless metadata do not count")
    func changed() throws {
        let slice = try file("a", ["{\"n\":1}\n"])
        try FileSystem.setModificationTime(directory.path("a"), ns: 5)
        let changed = try #require(throws: TidemarkError.self) {
            _ = try scanner(2).scan([slice]) { Collector() }
        }
        #expect(changed.code == .inputChanged)
        let lenient = SliceScanner(scanner(1).inputs, threads: 1, checksMetadata: false)
        #expect(try lenient.scan([slice]) { Collector() }.outcomes.map(\.rows) == [1])
        try FileSystem.remove(directory.path("a"))
        let gone = try #require(throws: TidemarkError.self) {
            _ = try scanner(2).scan([slice]) { Collector() }
        }
        #expect(gone.code == .inputMissing)
        #expect(gone.message.contains(directory.path("a")))
    }

    @Test("rows of several sources come with the index of theirs, read from its root by its format")
    func sources() throws {
        final class Sorter: SliceScanner.Consumer {
            var rows: [(source: Int, block: Int, rows: [[Value]])] = []
            func consume(_ batch: RecordBatch, source: Int, block: Int) throws -> LateSummary {
                rows.append((source, block, batch.rows))
                return LateSummary()
            }
        }
        for name in ["left", "right"] { _ = try FileSystem.createDirectory(directory.path(name)) }
        var slices = [
            try file("left/a", ["{\"n\":1,\"pad\":\"l\"}\n"]),
            try file("right/a", ["{\"n\":2,\"pad\":\"r\"}\n"]),
        ]
        for source in [0, 1] {
            slices[source].path = "a"
            slices[source].source = source
        }
        let inputs = [
            SourceInput(SourceFiles(root: directory.path("left")), format: Self.format(.permissive)),
            SourceInput(
                SourceFiles(root: directory.path("right")), format: Self.format(.permissive, required: [1])),
        ]
        for threads in Self.threadCounts {
            let (workers, outcomes) = try SliceScanner(inputs, threads: threads).scan(slices) { Sorter() }
            let found = workers.flatMap(\.rows).sorted { $0.block < $1.block }
            #expect(found.map(\.source) == [0, 1])
            #expect(found.map(\.rows) == [[[.int(1), .string("l")]], [[.string("r")]]])
            #expect(outcomes.map(\.rows) == [1, 1])
        }
    }

    @Test("nothing to read gives one consumer without rows")
    func nothing() throws {
        let (consumers, outcomes) = try scanner(4).scan([]) { Collector() }
        #expect(consumers.count == 1 && outcomes.isEmpty)
        #expect(consumers[0].numbers.isEmpty)
    }

    @Test("worker threads run each number once", arguments: [0, 1, 2, 5, 16])
    func threads(count: Int) {
        let seen = Mutex<[Int]>([])
        WorkerThreads.run(count: count) { index in seen.withLock { $0.append(index) } }
        #expect(seen.withLock { $0.sorted() } == Array(0..<max(1, count)))
    }
}
