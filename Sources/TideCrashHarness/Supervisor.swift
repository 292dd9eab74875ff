import Glibc
package import TideDurableIO
import TideModel

/// The directory in which faults are tried, `tidemark-crashtest-..` below TMPDIR or `/tmp`.
package struct Scratch: Sendable {
    /// Its path.
    package let root: String

    /// Makes it.
    package init() throws(IOFailure) {
        let parent = ProcessFacts.environment("TMPDIR") ?? ""
        let name = "tidemark-crashtest-\(Randomness.uuid().prefix(13))"
        let path = FileSystem.join(parent.isEmpty ? "/tmp" : parent, name)
        try FileSystem.createDirectory(path)
        root = try FileSystem.realPath(path)
    }

    private init(root: String) { self.root = root }

    /// A part of it with its own files, for one thread.
    package func room(_ number: Int) throws(IOFailure) -> Scratch {
        let part = Scratch(root: path("\(number)"))
        try FileSystem.createDirectory(part.root)
        return part
    }

    /// A path below it.
    func path(_ name: String) -> String { FileSystem.join(root, name) }

    /// Removes it with all that is in it.
    package func remove() throws(IOFailure) { try FileSystem.removeTree(root) }
}

/// A command that has ended, or was ended because its time was up.
struct CommandRun {
    /// nil when it did not end in time.
    let end: ChildEnd?
    /// Whether it was still running at the moment of its kill.
    let wasKilled: Bool
    let nanoseconds: UInt64
    let stdout: [UInt8]
    let stderr: String

    var lines: [String] {
        stdout.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether SIGKILL ended it.
    var diedOfKill: Bool { end == .killed(signal: SIGKILL) }

    /// How it ended, with what it said last.
    var story: String {
        let line = stderr.split(separator: "\n").prefix(2).joined(separator: " ")
        let said = line.isEmpty ? "" : ": \(line)"
        switch end {
        case .exited(let status)?: return "ended with status \(status)\(said)"
        case .killed(let signal)?: return "was ended by signal \(signal)\(said)"
        case nil: return "did not end in \(nanoseconds / 1_000_000_000) s\(said)"
        }
    }
}

/// When a command is to be ended by SIGKILL.
struct KillOrder {
    let afterMicroseconds: Int
    let isGroup: Bool
    /// What happens right before.
    var cut: () throws(IOFailure) -> Void = {}
}

/// Starts commands, kills them when told, and waits until nothing of them is left.
struct Supervisor {
    let scratch: Scratch
    private let clock = SystemClock()
    /// How long what a process has left running may take to its end.
    private static let orphansNs: UInt64 = 10_000_000_000

    init(_ scratch: Scratch) throws(IOFailure) {
        self.scratch = scratch
        try ChildProcess.adoptOrphans()
    }

    /// Runs a command to its end, to its kill or to the end of its time.
    func run(
        _ arguments: [String], in directory: String, environment: [String: String] = [:],
        kill: KillOrder? = nil, limitNs: UInt64
    ) throws(IOFailure) -> CommandRun {
        let (stdout, stderr) = (scratch.path("stdout"), scratch.path("stderr"))
        let started = clock.monotonicNanoseconds()
        let child = try ChildProcess(
            starting: ChildCommand(
                arguments, environment: environment, directory: directory, stdout: stdout, stderr: stderr))
        var end: ChildEnd?
        var wasKilled = false
        if let kill {
            end = try child.wait(upToNanoseconds: UInt64(kill.afterMicroseconds) * 1_000)
            if end == nil {
                wasKilled = true
                try kill.cut()
                if kill.isGroup { child.killGroup() } else { child.kill() }
            }
        }
        if end == nil { end = try child.wait(upToNanoseconds: limitNs) }
        let nanoseconds = clock.monotonicNanoseconds() - started
        if end == nil {
            child.killGroup()
            _ = try child.wait(upToNanoseconds: .max)
        }
        // What a killed process leaves behind works on, as it would without us; then it is in the way.
        if try !child.waitForGroup(upToNanoseconds: Self.orphansNs) {
            child.killGroup()
            _ = try child.waitForGroup(upToNanoseconds: .max)
        }
        return CommandRun(
            end: end, wasKilled: wasKilled, nanoseconds: nanoseconds,
            stdout: try FileSystem.readFile(stdout),
            stderr: String(decoding: try FileSystem.readFile(stderr), as: UTF8.self))
    }
}
