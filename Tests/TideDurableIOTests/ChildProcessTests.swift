import Foundation
import TestSupport
import Testing
import TideDurableIO

/// Programs that are started, waited for and killed.
@Suite("Child processes")
struct ChildProcessTests {
    private let place: TemporaryDirectory

    init() throws { place = try TemporaryDirectory("tide-child") }

    private func start(_ script: String, environment: [String: String] = [:]) throws -> ChildProcess {
        try ChildProcess(
            starting: ChildCommand(
                ["sh", "-c", script], environment: environment, directory: place.path,
                stdout: place.path("stdout"), stderr: place.path("stderr")))
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try FileSystem.readFile(place.path(name)), as: UTF8.self)
    }

    @Test("status, output, directory and environment") func ends() throws {
        let child = try start("pwd; echo $A >&2; exit 7", environment: ["A": "b c"])
        #expect(try child.wait(upToNanoseconds: .max) == .exited(7))
        #expect(try text("stdout") == (try FileSystem.realPath(place.path)) + "\n")
        #expect(try text("stderr") == "b c\n")
    }

    @Test("a wait ends when its time is up; a kill is told") func kills() throws {
        let child = try start("read line < pipe", environment: [:])
        // Without the pipe the shell ends by itself.
        #expect(try child.wait(upToNanoseconds: .max) == .exited(2))
        let waiting = try start("mkfifo pipe; read line < pipe")
        #expect(try waiting.wait(upToNanoseconds: 1_000_000) == nil)
        waiting.kill()
        #expect(try waiting.wait(upToNanoseconds: .max) == .killed(signal: SIGKILL))
    }

    @Test("what a killed process leaves in its group is waited for, and killed with it") func groups() async {
        // In a process of its own: one that adopts orphans has to wait for those of every test.
        await #expect(processExitsWith: .success) {
            let tests = try ChildProcessTests()
            try ChildProcess.adoptOrphans()
            let script = "mkfifo pipe; (read line < pipe) & read line < pipe"
            let child = try tests.start(script)
            #expect(try child.wait(upToNanoseconds: 20_000_000) == nil)
            child.killGroup()
            #expect(try child.wait(upToNanoseconds: .max) == .killed(signal: SIGKILL))
            #expect(try child.waitForGroup(upToNanoseconds: .max))
            // Its children end by themselves, after it.
            let short = try tests.start("(exec 3< /dev/null; echo done > late) & exit 0")
            #expect(try short.wait(upToNanoseconds: .max) == .exited(0))
            #expect(try short.waitForGroup(upToNanoseconds: .max))
            #expect(try tests.text("late") == "done\n")
        }
    }

    @Test("a program that is not there is a failure") func absent() throws {
        let failure = try #require(throws: IOFailure.self) {
            try ChildProcess(
                starting: ChildCommand(
                    ["tidemark-no-such-program"], stdout: place.path("stdout"), stderr: place.path("stderr")))
        }
        #expect(failure.operation == "posix_spawn" && failure.isAbsent)
    }

    @Test("a tree is copied with its links, modes and times; or its files get second names") func copies()
        throws
    {
        try FileManager.default.createDirectory(atPath: place.path("a/b"), withIntermediateDirectories: true)
        let bytes = (0..<(1 << 20) + 3).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try FileSystem.writeAtomically(bytes, to: place.path("a/b/file"), isDurable: false)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o750], ofItemAtPath: place.path("a/b/file"))
        try FileSystem.setModificationTime(place.path("a/b/file"), ns: 1_000_000_000_123_456_789)
        try FileManager.default.createSymbolicLink(
            atPath: place.path("a/link"), withDestinationPath: "b/nowhere")
        try FileSystem.setModificationTime(place.path("a/b"), ns: 7)
        try FileSystem.copyTree(place.path("a"), to: place.path("copy"))
        #expect(try FileSystem.readFile(place.path("copy/b/file")) == bytes)
        let copy = try #require(try FileSystem.status(place.path("copy/b/file")))
        #expect(copy.mtimeNs == 1_000_000_000_123_456_789 && copy.linkCount == 1)
        #expect(try FileSystem.status(place.path("copy/b"))?.mtimeNs == 7)
        let mode = try FileManager.default.attributesOfItem(atPath: place.path("copy/b/file"))[
            .posixPermissions]
        #expect(mode as? Int == 0o750)
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: place.path("copy/link")) == "b/nowhere")
        try FileSystem.copyTree(place.path("a"), to: place.path("second"), isLinking: true)
        #expect(try FileSystem.status(place.path("second/b/file"))?.linkCount == 2)
        let pipe = try #require(throws: IOFailure.self) {
            try FileSystem.copyTree("/dev/null", to: place.path("null"))
        }
        #expect(pipe.operation == "copy" && pipe.errno == EINVAL)
    }
}
