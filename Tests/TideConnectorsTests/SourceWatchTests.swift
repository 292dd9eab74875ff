import Glibc
import TestSupport
import Testing
import TideDurableIO
import TideModel

@testable import TideConnectors

/// What a watch tells after a listing of the source.
@Suite struct SourceWatchTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("source") }

    private func write(_ name: String) throws {
        let path = directory.path(name)
        _ = try FileSystem.createDirectory(FileSystem.parent(of: path))
        try FileSystem.writeAtomically(Array("x\n".utf8), to: path, isDurable: false)
    }

    /// A discovery that has listed the source once.
    private func listed(
        _ root: String? = nil, _ change: (inout FileSelection) throws -> Void = { _ in }
    ) throws -> FileDiscovery {
        var selection = FileSelection()
        try change(&selection)
        let files = SourceFiles(root: root ?? directory.path, selection: selection)
        var discovery = FileDiscovery(
            files, settleTimeUs: 0, clock: SystemClock(), watch: SourceWatch(files))
        #expect(discovery.changes() == .unknown)
        _ = try discovery.list()
        return discovery
    }

    @Test("files of the source are told by their paths; hidden and other ones are not")
    func files() throws {
        try write("old.json")
        var discovery = try listed { $0.nameFilter = try Glob("*.json") }
        #expect(discovery.isWatching)
        #expect(discovery.changes() == .files([]))
        for name in ["a.json", "b.txt", "_c.json", ".d.json", "e.json._COPYING_"] { try write(name) }
        _ = try FileSystem.remove(directory.path("old.json"))
        #expect(discovery.changes() == .files(["a.json", "old.json"]))
        #expect(discovery.changes() == .files([]))
    }

    @Test("a look at what has changed finds those files that are there")
    func look() throws {
        var discovery = try listed()
        try write("b")
        try write("a")
        let listing = try #require(try discovery.look(at: ["b", "a", "gone"]))
        #expect(Set(listing.settled.map(\.path)) == ["a", "b"])
        #expect(listing.unsettled.isEmpty)
        _ = try FileSystem.createDirectory(directory.path("inner"))
        #expect(symlink(directory.path("a"), directory.path("link")) == 0)
        for path in ["inner", "link"] { #expect(try discovery.look(at: ["a", path]) == nil) }
    }

    @Test("directories matter where files within them do, and partitions where there are none")
    func directories() throws {
        _ = try FileSystem.createDirectory(directory.path("inner"))
        var flat = try listed()
        var deep = try listed { $0.isRecursive = true }
        try write("inner/x")
        #expect(flat.changes() == .files([]))
        #expect(deep.changes() == .files(["inner/x"]))
        try write("other/y")
        #expect(flat.changes() == .files([]))
        #expect(deep.changes() == .unknown)
        _ = try deep.list()
        try write("other/z")
        #expect(deep.changes() == .files(["other/z"]))
        _ = try FileSystem.createDirectory(directory.path("day=1"))
        #expect(flat.changes() == .unknown)
    }

    @Test("of a pattern the files that it names are told, wherever they lie")
    func pattern() throws {
        try write("a1/in/old.json")
        try write("b1/in/old.json")
        var discovery = try listed { $0.pattern = try PathPattern(directory.path("a*/in/*.json")) }
        #expect(discovery.isWatching)
        for name in ["a1/in/x.json", "a1/in/y.txt", "a1/z.json", "b1/in/x.json"] { try write(name) }
        #expect(discovery.changes() == .files(["a1/in/x.json"]))
        try write("a2/other")
        #expect(discovery.changes() == .unknown)
        _ = try discovery.list()
        #expect(discovery.isWatching)
        try write("a2/in/x.json")
        #expect(discovery.changes() == .unknown)
        #expect(try discovery.list().settled.map(\.path).contains("a2/in/x.json"))
    }

    @Test("a source that is one file is listed again when it changes")
    func oneFile() throws {
        try write("only")
        var discovery = try listed(directory.path("only"))
        #expect(discovery.isWatching)
        #expect(discovery.changes() == .files([]))
        #expect(chmod(directory.path("only"), 0o600) == 0)
        #expect(discovery.changes() == .unknown)
    }

    @Test("a link among the files, or to the root, leaves the watch not knowing")
    func links() throws {
        try write("in/a")
        let root = directory.path("in")
        let link = directory.path("link")
        #expect(symlink(root, link) == 0)
        var discovery = try listed(link)
        #expect(discovery.changes() == .files([]))
        _ = try FileSystem.remove(link)
        _ = try FileSystem.createDirectory(directory.path("other"))
        #expect(symlink(directory.path("other"), link) == 0)
        #expect(discovery.changes() == .unknown)
        #expect(symlink(root + "/a", root + "/b") == 0)
        var linked = try listed(root)
        #expect(!linked.isWatching)
        #expect(linked.changes() == .unknown)
    }

    @Test("a source that was replaced by another directory is listed again")
    func replaced() throws {
        try write("in/a")
        try write("new/b")
        let root = directory.path("in")
        var discovery = try listed(root)
        try FileSystem.rename(root, to: directory.path("old"))
        try FileSystem.rename(directory.path("new"), to: root)
        #expect(discovery.changes() == .unknown)
        #expect(try discovery.list().settled.map(\.path) == ["b"])
        try write("in/c")
        try write("old/d")
        #expect(discovery.changes() == .files(["c"]))
    }
}
