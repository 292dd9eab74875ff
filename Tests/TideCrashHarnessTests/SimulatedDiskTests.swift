import TestSupport
import Testing
import TideDurableIO

@testable import TideCrashHarness

/// What the simulated disk keeps of calls after a power cut. Expected states are counted by hand from the
/// rules in its documentation.
@Suite("Simulated disk") struct SimulatedDiskTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("tide-disk") }

    private func path(_ name: String) -> String { directory.path(name) }

    private func disk(_ calls: [RecordedCall]) throws -> SimulatedDisk {
        var disk = try SimulatedDisk(directory.path)
        calls.forEach { disk.take($0) }
        return disk
    }

    private var root: UInt64 {
        get throws { try #require(try FileSystem.status(directory.path)?.inode) }
    }

    private func make(_ name: String, _ inode: UInt64) -> RecordedCall {
        .file(path: path(name), inode: inode, isMade: true, isEmptied: false)
    }

    private func write(_ inode: UInt64, _ text: String, at offset: Int = 0) -> RecordedCall {
        .write(inode: inode, offset: offset, bytes: Array(text.utf8), isDurable: false)
    }

    private func durable(_ calls: [RecordedCall]) throws -> [String: [UInt8]?] {
        try disk(calls).durable.tree
    }

    @Test("a file's sync keeps its bytes, its directory's sync keeps its name") func names() throws {
        let calls = [make("a", 101), write(101, "one")]
        #expect(try durable(calls) == [:])
        #expect(try durable(calls + [.sync(inode: 101)]) == [:])
        #expect(try durable(calls + [.sync(inode: try root)]) == ["a": []])
        let both = try durable(calls + [.sync(inode: 101), .sync(inode: try root)])
        #expect(both == ["a": Array("one".utf8)])
        #expect(try disk(calls).current.tree == ["a": Array("one".utf8)])
    }

    @Test("bytes, size and name are lost or kept each by itself: a hole is zeros") func pieces() throws {
        let disk = try disk([make("a", 101), .sync(inode: try root), write(101, "abcd")])
        #expect(disk.pending.count == 2)
        var image = disk.durable
        image.apply(disk.pending[0])
        #expect(image.tree == ["a": [0, 0, 0, 0]])
        var other = disk.durable
        other.apply(disk.pending[1])
        #expect(other.tree == ["a": []])
    }

    @Test("a rename is kept whole or lost whole, and is durable with its directory") func rename() throws {
        let calls = [
            make("tmp", 101), write(101, "x"), .sync(inode: 101),
            .rename(path: path("tmp"), target: path("final")),
        ]
        #expect(try durable(calls + [.sync(inode: try root)]) == ["final": Array("x".utf8)])
        let synced = try disk([make("tmp", 101), .sync(inode: try root)] + calls.dropFirst())
        #expect(synced.durable.tree == ["tmp": Array("x".utf8)])
        #expect(synced.current.tree == ["final": Array("x".utf8)])
    }

    @Test("a durable write is on the disk at once, what went before it need not be") func durableWrite()
        throws
    {
        let calls = [
            make("a", 101), write(101, "........"), .sync(inode: 101), .sync(inode: try root),
            write(101, "ab", at: 6),
            .write(inode: 101, offset: 0, bytes: [65, 66], isDurable: true),
        ]
        let disk = try disk(calls)
        #expect(disk.durable.tree == ["a": Array("AB......".utf8)])
        #expect(disk.pending.count == 1)
        #expect(disk.current.tree == ["a": Array("AB....ab".utf8)])
    }

    @Test("directories, removals, truncation, links; an inode that is used again is another file")
    func others() throws {
        let calls: [RecordedCall] = [
            .directory(path: path("d"), inode: 201), make("d/a", 101), write(101, "12345"),
            .truncate(inode: 101, size: 2), .link(path: path("d/a"), target: path("b")),
            .remove(path: path("d/a")), make("d/c", 102), .remove(path: path("d/c")), make("e", 102),
            write(102, "new"), .syncAll,
        ]
        #expect(
            try durable(calls)
                == ["d": nil as [UInt8]?, "b": Array("12".utf8), "e": Array("new".utf8)])
    }

    @Test("each image comes once; a sync that is not obeyed adds images that the rules exclude")
    func states() throws {
        let calls = [
            make("a", 101), write(101, "1"), .sync(inode: 101), .sync(inode: try root),
            write(101, "2"), .sync(inode: 101),
        ]
        func images(_ mutant: PowerCuts.Mutant? = nil) throws -> Set<[String]> {
            var cuts = PowerCuts(calls, statesPerMoment: 64, mutant: mutant, seed: 1)
            let base = try PowerCuts.Base(root: directory.path, existing: [])
            var found: [[String]] = []
            let outcome = try cuts.forEachState(from: base) { state in
                found.append(
                    state.tree.map { "\($0.key)=\(String(decoding: $0.value ?? [], as: UTF8.self))" }.sorted()
                )
                return true
            }
            #expect(found.count == Set(found).count && outcome.states == found.count)
            #expect(outcome.moments == 4)
            return Set(found)
        }
        // No name; the name with nothing, a hole or the byte; then the old byte or the new one.
        #expect(try images() == [[], ["a="], ["a=\0"], ["a=1"], ["a=2"]])
        // Without the file's syncs a cut behind the directory's leaves less than was synced: the same set,
        // but seen at moments where it is excluded.
        let mutant = PowerCuts.Mutant("no sync of the file", ignoring: "/a", showing: ["lost"])
        #expect(try images(mutant) == [[], ["a="], ["a=\0"], ["a=1"], ["a=2"]])
    }

    @Test("the recorder's bytes; bytes that are none are refused") func reading() throws {
        #expect(RecordedCall.read([]) == [])
        #expect(RecordedCall.read([1, 2, 3]) == nil)
        var head: [UInt8] = []
        func append<Number: FixedWidthInteger>(_ number: Number) {
            withUnsafeBytes(of: number.littleEndian) { head += $0 }
        }
        // tide_record: call, flags, inode, offset, length, lengths of path and target.
        append(UInt32(2))
        append(UInt32(1))
        append(UInt64(7))
        append(UInt64(512))
        append(UInt64(3))
        append(UInt32(0))
        append(UInt32(0))
        let bytes = head + [9, 8, 7]
        #expect(
            RecordedCall.read(bytes) == [.write(inode: 7, offset: 512, bytes: [9, 8, 7], isDurable: true)])
        #expect(RecordedCall.read(Array(bytes.dropLast())) == nil)
    }
}
