import Glibc
import TestSupport
import Testing
import TideDurableIO

@Suite("Directory lock")
struct DirectoryLockTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("lock") }

    private func acquire(_ owner: String) throws -> DirectoryLock? {
        switch try DirectoryLock.acquire(path: directory.path("lock"), owner: Array(owner.utf8)) {
        case .acquired(let lock): return lock
        case .held: return nil
        }
    }

    /// The exit status of util-linux's `flock --nonblock`, another user of flock(2). Foundation's Process is
    /// not used, as children of exit tests inherit its socket and keep it waiting.
    private func otherProcess() -> Int32 {
        let status = system("flock --nonblock --conflict-exit-code 9 \(directory.path("lock")) true")
        return status >> 8 & 0xFF
    }

    @Test("a second acquisition is refused in this process and in another, naming the holder, until release")
    func conflict() throws {
        var first: DirectoryLock? = try acquire("a much longer owner")
        #expect(first != nil)
        first = nil
        first = try acquire("pid 1")
        guard case .held(let owner) = try DirectoryLock.acquire(path: directory.path("lock"), owner: [1])
        else {
            Issue.record("the lock was given twice")
            return
        }
        #expect(String(decoding: owner, as: UTF8.self) == "pid 1")
        #expect(otherProcess() == 9)
        #expect(try first?.isStillHeld() == true)
        first = nil
        #expect(otherProcess() == 0)
        #expect(try FileSystem.readFile(directory.path("lock")) == Array("pid 1".utf8))
    }

    @Test("a lock whose file was removed or replaced says that it guards nothing")
    func replaced() throws {
        let lock = try #require(try acquire("first"))
        try FileSystem.remove(directory.path("lock"))
        #expect(try lock.isStillHeld() == false)
        let second = try #require(try acquire("second"))
        #expect(try lock.isStillHeld() == false)
        #expect(try second.isStillHeld() == true)
    }

    @Test("a lock in a directory that is not there is an error")
    func missingDirectory() {
        let path = directory.path("none/lock")
        #expect(throws: IOFailure(operation: "open", path: path, errno: ENOENT)) {
            try DirectoryLock.acquire(path: path, owner: [])
        }
    }
}
