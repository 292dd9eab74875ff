import Foundation
import TestSupport
import Testing

@testable import TideDurableIO

@Suite("Directory watch")
struct DirectoryWatchTests {
    private let directory: TemporaryDirectory
    private let watch: DirectoryWatch

    init() throws {
        directory = try TemporaryDirectory("watch")
        watch = try #require(DirectoryWatch())
        #expect(watch.add(directory.path) == .watched)
    }

    /// Makes an empty file, without one beside it.
    private func write(_ name: String) throws {
        let descriptor = creat(directory.path(name), 0o644)
        #expect(descriptor >= 0)
        close(descriptor)
    }

    @Test("names of files that come, change and go are told once, of directories apart from them")
    func names() throws {
        #expect(watch.takeChanges() == DirectoryWatch.Changes())
        try write("a")
        try FileSystem.createDirectory(directory.path("inner"))
        var changes = watch.takeChanges()
        #expect(changes.files == [directory.path: ["a"]])
        #expect(changes.directories == [directory.path: ["inner"]])
        #expect(changes.places == [])
        #expect(!changes.isIncomplete)
        #expect(watch.takeChanges() == DirectoryWatch.Changes())
        try FileSystem.rename(directory.path("a"), to: directory.path("b"))
        #expect(watch.takeChanges().files == [directory.path: ["a", "b"]])
        #expect(chmod(directory.path("b"), 0o600) == 0)
        #expect(watch.takeChanges().files == [directory.path: ["b"]])
        _ = try FileSystem.remove(directory.path("b"))
        changes = watch.takeChanges()
        #expect(changes.files == [directory.path: ["b"]])
    }

    @Test("a file moved in from elsewhere is told, and what is written below a subdirectory is not")
    func movedIn() throws {
        let other = try TemporaryDirectory("watch")
        try FileSystem.writeAtomically([1], to: other.path("a"), isDurable: false)
        try FileSystem.createDirectory(directory.path("inner"))
        _ = watch.takeChanges()
        try write("inner/x")
        #expect(watch.takeChanges() == DirectoryWatch.Changes())
        try FileSystem.rename(other.path("a"), to: directory.path("a"))
        #expect(watch.takeChanges().files == [directory.path: ["a"]])
    }

    @Test("a write to a file that stays open is told only when asked for", arguments: [false, true])
    func writes(tellsEachWrite: Bool) throws {
        let watch = try #require(DirectoryWatch(tellsEachWrite: tellsEachWrite))
        try write("a")
        #expect(watch.add(directory.path) == .watched)
        let handle = try #require(FileHandle(forWritingAtPath: directory.path("a")))
        try handle.write(contentsOf: Data("more".utf8))
        #expect(watch.takeChanges().files == (tellsEachWrite ? [directory.path: ["a"]] : [:]))
        try handle.close()
        #expect(watch.takeChanges().files == [directory.path: ["a"]])
    }

    @Test("a watched file, and a directory that is moved or deleted, are told as places")
    func places() throws {
        try write("file")
        try FileSystem.createDirectory(directory.path("inner"))
        #expect(watch.add(directory.path("file")) == .watched)
        #expect(watch.add(directory.path("inner")) == .watched)
        _ = watch.takeChanges()
        try FileSystem.rename(directory.path("inner"), to: directory.path("outer"))
        #expect(watch.takeChanges().places == [directory.path("inner")])
        try FileSystem.removeTree(directory.path("outer"))
        #expect(watch.takeChanges().places == [directory.path("inner")])
        let handle = try #require(FileHandle(forWritingAtPath: directory.path("file")))
        try handle.write(contentsOf: Data("more".utf8))
        try handle.close()
        #expect(watch.takeChanges().places == [directory.path("file")])
    }

    @Test("a directory is known by every path it was added under, until that is removed")
    func twoPaths() throws {
        let link = directory.path + "-link"
        #expect(symlink(directory.path, link) == 0)
        defer { unlink(link) }
        #expect(watch.add(link) == .watched)
        try write("a")
        #expect(watch.takeChanges().files == [directory.path: ["a"], link: ["a"]])
        watch.remove(link)
        try write("b")
        #expect(watch.takeChanges().files == [directory.path: ["b"]])
        watch.remove(directory.path)
        watch.remove("/never/added")
        try write("c")
        #expect(watch.takeChanges() == DirectoryWatch.Changes())
    }

    @Test("what cannot be watched is refused; a name that is not UTF-8 makes the changes incomplete")
    func refused() throws {
        #expect(watch.add(directory.path("absent")) == .absent)
        #expect(watch.add("a\0b") == .absent)
        try write("file")
        #expect(watch.add(directory.path("file/inner")) == .absent)
        _ = watch.takeChanges()
        var name = Array("\(directory.path)/".utf8CString.dropLast())
        name += [-1, 0]  // the byte 0xFF
        let created = creat(name, 0o644)
        #expect(created >= 0)
        close(created)
        #expect(watch.takeChanges().isIncomplete)
        unlink(name)
    }

    @Test("more changes than the kernel keeps are told as incomplete")
    func overflow() throws {
        let text = try #require(
            String(bytes: FileSystem.readFile("/proc/sys/fs/inotify/max_queued_events"), encoding: .utf8))
        let most = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        try write("a")
        // Equal changes that follow each other are one: two names in turn.
        for turn in 0...(most / 2) {
            let (from, to) = turn.isMultiple(of: 2) ? ("a", "b") : ("b", "a")
            #expect(rename(directory.path(from), directory.path(to)) == 0)
        }
        let changes = watch.takeChanges()
        #expect(changes.isIncomplete)
        #expect(!watch.takeChanges().isIncomplete)
    }

    @Test("a process that may open no more files gets neither watch nor wakeup")
    func noDescriptor() async {
        await #expect(processExitsWith: .success) {
            var limit = rlimit(rlim_cur: 0, rlim_max: 0)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            #expect(DirectoryWatch() == nil)
            #expect(Wakeup() == nil)
        }
    }

    @Test("a wait ends by a change, by another thread, also one that was faster, and by itself")
    func waits() throws {
        let wakeup = try #require(Wakeup())
        #expect(!wakeup.wait(upToNanoseconds: 0, or: [watch]))
        try write("a")
        #expect(wakeup.wait(upToNanoseconds: 60_000_000_000, or: [watch]))
        #expect(!wakeup.wait(upToNanoseconds: 0))
        _ = watch.takeChanges()
        wakeup.wake()
        wakeup.wake()
        #expect(wakeup.wait(upToNanoseconds: 60_000_000_000, or: [watch]))
        #expect(!wakeup.wait(upToNanoseconds: 0, or: [watch]))
        Thread.detachNewThread { wakeup.wake() }
        #expect(wakeup.wait(upToNanoseconds: 60_000_000_000, or: [watch]))
    }

    @Test("a signal ends a wait that hears signals, and no other", arguments: [false, true])
    func signals(hearsSignals: Bool) async {
        await #expect(processExitsWith: .success) { [hearsSignals] in
            try SignalFlag.install()
            let wakeup = try #require(Wakeup(hearsSignals: hearsSignals))
            kill(getpid(), SIGTERM)
            #expect(SignalFlag.wait(upToNanoseconds: 60_000_000_000))
            #expect(wakeup.wait(upToNanoseconds: 0) == hearsSignals)
        }
    }
}
