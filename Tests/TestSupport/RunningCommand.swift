import Foundation
import Glibc
import Synchronization

/// A child process on its way, in a process group of its own.
package final class RunningCommand: Sendable {
    /// The child's process id, which is also that of its group.
    package let processIdentifier: Int32

    private let arguments: [String]
    private let scratch: URL
    private let timeoutSeconds: Double
    private let ended = DispatchSemaphore(value: 0)
    private let waitStatus = Mutex<Int32?>(nil)

    init(_ runner: CommandRunner, arguments: [String]) throws {
        self.arguments = arguments
        timeoutSeconds = runner.timeoutSeconds
        scratch = FileManager.default.temporaryDirectory
            .appendingPathComponent("tidemark-command-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        processIdentifier = try Self.spawn(runner, arguments, scratch: scratch.path)
        Thread.detachNewThread { [self] in
            var status: Int32 = 0
            while waitpid(processIdentifier, &status, 0) < 0, errno == EINTR {}
            waitStatus.withLock { $0 = status }
            ended.signal()
        }
    }

    deinit {
        try? FileManager.default.removeItem(at: scratch)
    }

    /// Starts the child: signals neither blocked nor ignored, stdin empty, stdout and stderr into files.
    // Safety: the C strings live until the call has returned; the C structures are initialized before use and
    // destroyed once.
    private static func spawn(
        _ runner: CommandRunner, _ arguments: [String], scratch: String
    ) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (descriptor, name) in [(Int32(1), "stdout"), (2, "stderr")] {
            posix_spawn_file_actions_addopen(
                &actions, descriptor, "\(scratch)/\(name)", O_WRONLY | O_CREAT | O_APPEND, 0o600)
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

        let environment = ProcessInfo.processInfo.environment.merging(runner.environment) { $1 }
        // env changes the directory, then becomes the program.
        let way = runner.directory.map { ["/usr/bin/env", "-C", $0] } ?? []
        let line = way + [runner.executable] + arguments
        var words = line.map { strdup($0) } + [nil]
        var settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + settings).forEach { free($0) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, line[0], &actions, &attributes, &words, &settings)
        guard code == 0 else {
            throw CommandFailure(description: "cannot run \(runner.executable): errno \(code)")
        }
        return child
    }

    /// Whether the child has not ended yet.
    package var isAlive: Bool { waitStatus.withLock { $0 == nil } }

    /// Whether the child stands still after SIGSTOP: the state's letter in `/proc/PID/stat` (proc(5)).
    package var isStopped: Bool {
        let stat = try? String(contentsOfFile: "/proc/\(processIdentifier)/stat", encoding: .utf8)
        // The name before it stands in parentheses and may hold anything.
        guard let stat, let close = stat.lastIndex(of: ")") else { return false }
        return stat[close...].hasPrefix(") T")
    }

    /// Returns as soon as `fact` holds; looks again and again and gives the processor away in between.
    ///
    /// - Throws: `CommandFailure` when the child ends, or its time is up, before that.
    package func wait(until what: String, _ fact: () throws -> Bool) throws {
        let deadline = DispatchTime.now() + timeoutSeconds
        while try !fact() {
            guard isAlive else {
                if try fact() { return }
                throw CommandFailure(description: "ended before: \(what); stderr: " + stderrSoFar)
            }
            guard DispatchTime.now() < deadline else {
                send(SIGKILL)
                throw CommandFailure(
                    description: "\(timeoutSeconds) s without: \(what); stderr: " + stderrSoFar)
            }
            sched_yield()
        }
    }

    /// Returns once the child stands still after SIGSTOP.
    package func waitUntilStopped() throws {
        try wait(until: "it stops itself") { isStopped }
    }

    /// What the child has printed on stderr so far.
    package var stderrSoFar: String { text("stderr") }

    /// Sends a signal, unless the child has ended.
    package func send(_ signal: Int32) {
        if isAlive { kill(processIdentifier, signal) }
    }

    /// Waits for the end.
    package func wait() throws -> CommandResult {
        let inTime = ended.wait(timeout: .now() + timeoutSeconds) == .success
        if !inTime {
            send(SIGKILL)
            ended.wait()
        }
        // Others may wait too.
        ended.signal()
        guard inTime, let status = waitStatus.withLock({ $0 }) else {
            throw CommandFailure(
                description: "killed after \(timeoutSeconds) s: \(arguments); stderr: \(text("stderr"))")
        }
        // The macros of wait(2): the low 7 bits are the signal, the next byte is the exit status.
        let signal = status & 0x7f
        return CommandResult(
            status: signal == 0 ? (status >> 8) & 0xff : nil, signal: signal == 0 ? nil : signal,
            stdout: text("stdout"), stderr: text("stderr"))
    }

    private func text(_ name: String) -> String {
        let data = try? Data(contentsOf: scratch.appendingPathComponent(name))
        return String(decoding: data ?? Data(), as: UTF8.self)
    }
}
