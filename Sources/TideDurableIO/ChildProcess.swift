import CTideSystem
import Glibc

/// A program to start, and where its output goes.
package struct ChildCommand: Hashable, Sendable {
    /// The program and its arguments; a name without a slash is looked for in PATH.
    package var arguments: [String]
    /// Added to our environment.
    package var environment: [String: String] = [:]
    /// The working directory; ours when nil.
    package var directory: String?
    /// The files that receive its output; made anew.
    package var stdout: String
    package var stderr: String

    /// Makes a command.
    package init(
        _ arguments: [String], environment: [String: String] = [:], directory: String? = nil, stdout: String,
        stderr: String
    ) {
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.stdout = stdout
        self.stderr = stderr
    }
}

/// How a process ended.
package enum ChildEnd: Hashable, Sendable {
    /// By itself, with a status.
    case exited(Int32)
    /// By a signal.
    case killed(signal: Int32)

    /// From what wait(2) tells: the low 7 bits are the signal, the next byte is the exit status.
    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7f
        self = signal == 0 ? .exited((waitStatus >> 8) & 0xff) : .killed(signal: signal)
    }
}

/// A child in a process group of its own, with no input, no blocked and no ignored signals.
package struct ChildProcess: Sendable {
    /// Its process id, which is that of its group too.
    package let pid: Int32
    private let name: String

    /// Starts it.
    // Safety: the C strings live until the call has returned; the C structures are initialized before use and
    // destroyed once.
    package init(starting command: ChildCommand) throws(IOFailure) {
        name = command.arguments.first ?? ""
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (descriptor, path) in [(Int32(1), command.stdout), (2, command.stderr)] {
            posix_spawn_file_actions_addopen(
                &actions, descriptor, path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o666)
        }
        if let directory = command.directory {
            _ = tide_spawn_directory(&actions, directory)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        var words = command.arguments.map { strdup($0) } + [nil]
        var settings = try Self.environment(adding: command.environment).map { strdup($0) } + [nil]
        defer { (words + settings).forEach { free($0) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, name, &actions, &attributes, &words, &settings)
        guard code == 0 else { throw IOFailure(operation: "posix_spawn", path: name, errno: code) }
        pid = child
    }

    /// Our environment with `additions`, as `NAME=VALUE`.
    private static func environment(adding additions: [String: String]) throws(IOFailure) -> [String] {
        let own = try FileSystem.readFile("/proc/self/environ").split(separator: 0)
            .map { String(decoding: $0, as: UTF8.self) }
            .filter { setting in additions[String(setting.prefix { $0 != "=" })] == nil }
        return own + additions.map { "\($0.key)=\($0.value)" }.sorted()
    }

    /// Waits for its end, at most so long; nil while it runs. Not to be called again after an end.
    package func wait(upToNanoseconds nanoseconds: UInt64) throws(IOFailure) -> ChildEnd? {
        var status: Int32 = 0
        let code = tide_child_wait(pid, nanoseconds, &status)
        if code == ETIMEDOUT { return nil }
        guard code == 0 else { throw IOFailure(operation: "waitpid", path: name, errno: code) }
        return ChildEnd(waitStatus: status)
    }

    /// Ends it by SIGKILL; it must still be waited for.
    package func kill() { Glibc.kill(pid, SIGKILL) }

    /// Ends its process group by SIGKILL; it must still be waited for.
    package func killGroup() { Glibc.kill(-pid, SIGKILL) }

    /// Waits for what it has left in its group, at most so long; false while something runs. Only after
    /// `adoptOrphans` are they ours to wait for.
    package func waitForGroup(upToNanoseconds nanoseconds: UInt64) throws(IOFailure) -> Bool {
        let code = tide_group_wait(pid, nanoseconds)
        if code == ETIMEDOUT { return false }
        guard code == 0 else { throw IOFailure(operation: "waitpid", path: name, errno: code) }
        return true
    }

    /// From now on the children of children that have ended are ours.
    package static func adoptOrphans() throws(IOFailure) {
        let code = tide_adopt_orphans()
        guard code == 0 else { throw IOFailure(operation: "prctl", path: "children", errno: code) }
    }
}
