import Glibc
import TestSupport
import Testing
import TideDurableIO
import TideModel

@testable import TideConnectors

@Suite struct FileDiscoveryTests {
    private let directory: TemporaryDirectory
    private let second: Int64 = 1_000_000_000

    init() throws { directory = try TemporaryDirectory() }

    private func write(_ name: String, _ text: String, mtimeSeconds: Int64) throws {
        let path = joinPath(directory.path, name)
        try FileSystem.writeAtomically(Array(text.utf8), to: path, isDurable: false)
        try FileSystem.setModificationTime(path, ns: mtimeSeconds * second)
    }

    private func discovery(_ clock: ManualClock) -> FileDiscovery {
        FileDiscovery(SourceFiles(root: directory.path), settleTimeUs: 1_000_000, clock: clock)
    }

    @Test("files come by modification time, then by path; hidden ones and directories do not")
    func order() throws {
        try write("b", "x\n", mtimeSeconds: 5)
        try write("a", "x\n", mtimeSeconds: 5)
        try write("c", "x\n", mtimeSeconds: 1)
        for hidden in [".d", "_e", "f._COPYING_"] { try write(hidden, "x\n", mtimeSeconds: 1) }
        _ = try FileSystem.createDirectory(joinPath(directory.path, "nested"))
        var discovery = discovery(ManualClock(microseconds: 100_000_000))
        #expect(try discovery.list().settled.map(\.path) == ["c", "a", "b"])
    }

    @Test("a file without a closing newline is settled when it has been left alone for the settle time")
    func settles() throws {
        try write("open", "x", mtimeSeconds: 100)
        try write("closed", "x\n", mtimeSeconds: 100)
        try write("empty", "", mtimeSeconds: 100)
        let clock = ManualClock(microseconds: 100_500_000)
        var discovery = discovery(clock)
        let first = try discovery.list()
        #expect(first.settled.map(\.path) == ["closed"])
        #expect(first.unsettled.map(\.path) == ["empty", "open"])
        clock.advance(microseconds: 500_000)
        #expect(try discovery.list().settled.map(\.path) == ["closed", "empty", "open"])
    }

    @Test("a file from the future is settled after two equal looks that far apart")
    func future() throws {
        try write("open", "x", mtimeSeconds: 500)
        let clock = ManualClock(microseconds: 100_000_000)
        var discovery = discovery(clock)
        #expect(try discovery.list().settled.isEmpty)
        clock.advance(microseconds: 600_000)
        try write("open", "xy", mtimeSeconds: 500)
        #expect(try discovery.list().settled.isEmpty)
        clock.advance(microseconds: 999_999)
        #expect(try discovery.list().settled.isEmpty)
        clock.advance(microseconds: 1)
        #expect(try discovery.list().settled.map(\.path) == ["open"])
    }

    @Test("a clock that stands still or was put back settles a file after two equal looks, too")
    func frozenClock() throws {
        try write("open", "x", mtimeSeconds: 100)
        let clock = ManualClock(microseconds: 100_000_000)
        var discovery = discovery(clock)
        #expect(try discovery.list().settled.isEmpty)
        clock.advance(microseconds: 1_000_000)
        clock.set(microseconds: 100_000_000)
        #expect(try discovery.list().settled.map(\.path) == ["open"])
        var again = self.discovery(clock)
        clock.set(microseconds: -86_300_000_000)
        #expect(try again.list().settled.isEmpty)
        clock.advance(microseconds: 999_999)
        #expect(try again.list().settled.isEmpty)
        clock.set(microseconds: -500_000_000_000)
        clock.advance(microseconds: 1)
        #expect(try again.list().settled.map(\.path) == ["open"])
    }

    @Test("a single file is a source too")
    func singleFile() throws {
        try write("only", "x\n", mtimeSeconds: 5)
        var discovery = FileDiscovery(
            SourceFiles(root: joinPath(directory.path, "only")), settleTimeUs: 0,
            clock: ManualClock(microseconds: 9_000_000))
        #expect(try discovery.list().settled.map(\.path) == [""])
    }

    @Test("a missing directory and a partition directory are refused by name")
    func refusals() throws {
        var missing = FileDiscovery(
            SourceFiles(root: directory.path + "/absent"), settleTimeUs: 0,
            clock: ManualClock(microseconds: 0))
        let notFound = try #require(throws: TidemarkError.self) { _ = try missing.list() }
        #expect(notFound.code == .pathNotFound)
        _ = try FileSystem.createDirectory(joinPath(directory.path, "day=1"))
        var partitioned = discovery(ManualClock(microseconds: 0))
        let unsupported = try #require(throws: TidemarkError.self) { _ = try partitioned.list() }
        #expect(unsupported.code == .invalidSchema)
        #expect(
            unsupported.message
                == "'day=1' in '\(directory.path)' is a partition directory, and there was none when the "
                + "table was made")
    }

    @Test("a link to nothing, and a name that is not UTF-8, are refused: neither can be read")
    func unreadable() throws {
        let link = joinPath(directory.path, "link")
        #expect(symlink("/nowhere/at/all", link) == 0)
        var discovery = discovery(ManualClock(microseconds: 0))
        let dangling = try #require(throws: TidemarkError.self) { _ = try discovery.list() }
        #expect(dangling.message == "'\(link)' is a link to a file that is not there")
        _ = try FileSystem.remove(link)
        var name = Array("\(directory.path)/".utf8CString.dropLast())
        name += [-1, 0]  // the byte 0xFF
        let created = creat(name, 0o644)
        try #require(created >= 0)
        close(created)
        let unnamed = try #require(throws: TidemarkError.self) { _ = try discovery.list() }
        #expect(unnamed.code == .pathNotReadable)
        #expect(unnamed.message.contains("has a name that is not UTF-8"))
    }
}
