import Foundation
import TestSupport
import Testing

@testable import TideDurableIO

@Suite("File system")
struct FileSystemTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("durable") }

    @Test("an atomic write replaces the whole file and leaves nothing beside it", arguments: [false, true])
    func atomicWrite(isDurable: Bool) throws {
        let path = directory.path("a")
        let large = [UInt8](repeating: 7, count: 3 << 20)
        for content in [Array("one".utf8), [], large, Array("two".utf8)] {
            try FileSystem.writeAtomically(content, to: path, isDurable: isDurable)
            #expect(try FileSystem.readFile(path) == content)
        }
        #expect(try FileSystem.list(directory.path).map(\.name) == ["a"])
    }

    @Test("an atomic write that fails leaves the old file and no temporary one")
    func atomicWriteFails() throws {
        let path = directory.path("a")
        try FileSystem.createDirectory(path)
        let failure = #expect(throws: IOFailure.self) {
            try FileSystem.writeAtomically([1], to: path, isDurable: true)
        }
        #expect(failure == IOFailure(operation: "rename", path: directory.path(".a.tmp"), errno: EISDIR))
        #expect(failure?.description == "rename \(directory.path)/.a.tmp: Is a directory (21)")
        #expect(try FileSystem.list(directory.path).map(\.name) == ["a"])
    }

    @Test("entries come in the order of their bytes; with their facts as far as they are wanted and there")
    func entries() throws {
        // Composed, decomposed and beyond the first plane: Unicode's own order is another one.
        let names = ["B", "a", "a\u{300}", "b", "\u{e0}", "\u{1F600}", "\u{FF5E}"]
        for name in names {
            try FileSystem.writeAtomically([1, 2], to: directory.path(name), isDurable: false)
        }
        let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(
            try FileSystem.list(directory.path).map(\.name).map { Array($0.utf8) }
                == sorted.map { Array($0.utf8) })
        try FileSystem.createDirectory(directory.path("inner"))
        #expect(symlink("a", directory.path("to file")) == 0)
        #expect(symlink("inner", directory.path("to inner")) == 0)
        #expect(symlink("nowhere", directory.path("to nothing")) == 0)
        let found = try FileSystem.listWithStatus(directory.path) { $0 == "a" || $0.utf8.count > 4 }
        #expect(found.map(\.entry.name) == ["a", "inner", "to file", "to inner", "to nothing"])
        #expect(found.map(\.entry.kind) == [.file, .directory, .file, .directory, .other])
        #expect(found.map(\.entry.isLink) == [false, false, true, true, true])
        #expect(found.map(\.status?.kind) == [.file, .directory, .file, .directory, nil])
        #expect(found[2].status?.sizeBytes == 2)
        #expect(try FileSystem.isLink(directory.path("to nothing")))
        #expect(try !FileSystem.isLink(directory.path("a")))
        #expect(try !FileSystem.isLink(directory.path("absent")))
    }

    @Test("a file over the size limit is an atomic write that did not happen, with the old bytes in place")
    func sizeLimit() async {
        await #expect(processExitsWith: .success) {
            let directory = try TemporaryDirectory("limit")
            let path = directory.path("a")
            try FileSystem.writeAtomically([1, 2], to: path, isDurable: true)
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 5000, rlim_max: 5000)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            let failure = #expect(throws: IOFailure.self) {
                try FileSystem.writeAtomically([UInt8](repeating: 9, count: 9000), to: path, isDurable: true)
            }
            #expect(failure == IOFailure(operation: "pwrite", path: directory.path(".a.tmp"), errno: EFBIG))
            #expect(try FileSystem.readFile(path) == [1, 2])
            #expect(try FileSystem.list(directory.path).map(\.name) == ["a"])
        }
    }

    @Test("a missing file, a missing parent and a file as parent are absent; other failures are errors")
    func absent() throws {
        try FileSystem.writeAtomically([1], to: directory.path("file"), isDurable: false)
        for name in ["none", "none/none", "file/none"] {
            #expect(try FileSystem.readFileIfPresent(directory.path(name)) == nil)
            #expect(try FileSystem.status(directory.path(name)) == nil)
            #expect(try FileSystem.remove(directory.path(name)) == false)
        }
        #expect(throws: IOFailure(operation: "open", path: directory.path("none"), errno: ENOENT)) {
            try FileSystem.readFile(directory.path("none"))
        }
        #expect(throws: IOFailure(operation: "open", path: "a\0b", errno: EINVAL)) {
            try FileSystem.readFile("a\0b")
        }
        #expect(throws: IOFailure(operation: "pread", path: directory.path, errno: EISDIR)) {
            try FileSystem.readFile(directory.path)
        }
    }

    @Test("a directory is made with its parents once")
    func createDirectory() throws {
        #expect(try FileSystem.createDirectory(directory.path("a/b//c/")) == true)
        #expect(try FileSystem.createDirectory(directory.path("a/b/c")) == false)
        #expect(try FileSystem.status(directory.path("a/b/c"))?.kind == .directory)
        try FileSystem.writeAtomically([1], to: directory.path("f"), isDurable: false)
        #expect(throws: IOFailure(operation: "mkdir", path: directory.path("f"), errno: EEXIST)) {
            try FileSystem.createDirectory(directory.path("f"))
        }
    }

    @Test("a listing gives names in byte order, what links lead to, and names that are no UTF-8")
    func list() throws {
        for name in ["b", "a", "\u{e9}", "e\u{301}", "Z", ".hidden"] {
            try FileSystem.writeAtomically([], to: directory.path(name), isDurable: false)
        }
        try FileSystem.createDirectory(directory.path("dir"))
        symlink("dir", directory.path("to-dir"))
        symlink("nowhere", directory.path("to-nothing"))
        mkfifo(directory.path("pipe"), 0o600)
        let latin =
            directory.path.utf8CString.dropLast() + [CChar(bitPattern: 0x2F), CChar(bitPattern: 0xE9), 0]
        close(open(Array(latin), O_CREAT | O_WRONLY, 0o600))
        let entries = try FileSystem.list(directory.path)
        #expect(
            entries.map { "\($0.name) \($0.kind)\($0.isLink ? " link" : "")" } == [
                ".hidden file", "Z file", "a file", "b file", "dir directory", "e\u{301} file", "pipe other",
                "to-dir directory link", "to-nothing other link", "\u{e9} file", "\u{fffd} file",
            ])
        #expect(entries.filter { !$0.isNameValid }.map(\.name) == ["\u{fffd}"])
    }

    @Test("a tree is removed whole, and what a link in it leads to stays")
    func removeTree() throws {
        try FileSystem.createDirectory(directory.path("keep"))
        try FileSystem.writeAtomically([1], to: directory.path("keep/x"), isDurable: false)
        try FileSystem.createDirectory(directory.path("gone/deep"))
        symlink("../keep", directory.path("gone/link"))
        try FileSystem.removeTree(directory.path("gone"))
        try FileSystem.removeTree(directory.path("gone"))
        #expect(try FileSystem.list(directory.path).map(\.name) == ["keep"])
        #expect(try FileSystem.readFile(directory.path("keep/x")) == [1])
    }

    @Test(
        "a modification time is kept to the nanosecond, before 1970 too",
        arguments: [1_469_498_400_123_456_789, -1, 0])
    func modificationTime(ns: Int64) throws {
        try FileSystem.writeAtomically([1, 2, 3], to: directory.path("f"), isDurable: false)
        try FileSystem.setModificationTime(directory.path("f"), ns: ns)
        let status = try #require(try FileSystem.status(directory.path("f")))
        #expect(status.mtimeNs == ns)
        #expect(status.sizeBytes == 3)
        #expect(status.linkCount == 1)
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.path("f"))
        #expect(attributes[.systemFileNumber] as? UInt64 == status.inode)
    }

    @Test(
        "paths come apart as dirname(1) and basename(1) have them",
        arguments: [
            ("a", ".", "a"), ("/a", "/", "a"), ("a/b", "a", "b"), ("/a/b/", "/a", "b"), ("a//b", "a", "b"),
            ("./a", ".", "a"), ("/a//", "/", "a"),
        ])
    func paths(path: String, parent: String, name: String) {
        #expect(FileSystem.parent(of: path) == parent)
        #expect(FileSystem.lastName(of: path) == name)
    }

    @Test("an input file reads by position, short only at its end, and sees its own deletion")
    func inputFile() throws {
        let path = directory.path("f")
        let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        try FileSystem.writeAtomically(content, to: path, isDurable: false)
        let file = try InputFile(path)
        for (offset, count, expected) in [
            (0, 100_000, 100_000), (99_990, 50, 10), (100_000, 1, 0), (7, 0, 0),
        ] {
            var buffer = [UInt8](repeating: 0, count: count)
            let read = try buffer.withUnsafeMutableBytes { try file.read(at: Int64(offset), into: $0) }
            #expect(read == expected)
            #expect(Array(buffer[..<read]) == Array(content[offset..<offset + read]))
        }
        #expect(try file.status().linkCount == 1)
        try FileSystem.remove(path)
        #expect(try file.status().linkCount == 0)
    }

    @Test("the facts of a mount are those of findmnt(8) and the kernel, and differ by inode")
    func mountIdentity() throws {
        let identity = try MountIdentity.of(path: directory.path)
        #expect(identity == (try MountIdentity.of(path: directory.path)))
        let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        #expect(identity.bootID + "\n" == boot)
        // Unique ids begin above all that mountinfo lists (Linux 6.8: 1 << 31).
        let mounts = try String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8).split(
            separator: "\n")
        let isListed = mounts.contains { $0.split(separator: " ").first == "\(identity.mountID)" }
        #expect(isListed || identity.mountID >= 1 << 31)
        #expect(try MountIdentity.of(path: "/proc").mountID != identity.mountID)
        try FileSystem.createDirectory(directory.path("other"))
        let other = try MountIdentity.of(path: directory.path("other"))
        #expect(other.inode != identity.inode)
        #expect(other.mountID == identity.mountID)
        #expect(throws: IOFailure(operation: "stat", path: "/nowhere", errno: ENOENT)) {
            try MountIdentity.of(path: "/nowhere")
        }
    }

    @Test("free bytes, real paths and the kind of file system come from the system")
    func facts() throws {
        #expect(try FileSystem.freeBytes(at: "/tmp") > 0)
        #expect(try FileSystem.freeBytes(at: "/proc") == 0)
        symlink(directory.path, directory.path("loop"))
        #expect(try FileSystem.realPath(directory.path("loop/loop/.")) == directory.path)
        #expect(try FileSystem.currentDirectory() == FileManager.default.currentDirectoryPath)
        #expect(try FileSystem.isNetworkFileSystem("/proc") == nil)
    }

    @Test("an identifier is a UUID of version 4 in lower case, and never twice the same")
    func uuid() throws {
        let pattern = try Regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
        let uuids = (0..<1000).map { _ in Randomness.uuid() }
        #expect(try uuids.allSatisfy { try pattern.wholeMatch(in: $0) != nil })
        #expect(Set(uuids).count == 1000)
    }

    @Test("clocks tell microseconds since 1970 and nanoseconds that grow; a manual one moves when told")
    func clocks() {
        let clock = SystemClock()
        #expect(abs(Double(clock.nowMicroseconds()) / 1e6 - Date().timeIntervalSince1970) < 60)
        #expect(clock.monotonicNanoseconds() <= clock.monotonicNanoseconds())
        let manual = ManualClock(microseconds: 5)
        manual.advance(microseconds: 2)
        manual.set(microseconds: 1)
        #expect(manual.nowMicroseconds() == 1)
        #expect(manual.monotonicNanoseconds() == 2000)
    }
}
