import Foundation

/// How a command ended and what it printed.
package struct CommandResult: Sendable {
    /// The exit status; nil when a signal ended the process.
    package let status: Int32?
    /// The signal that ended the process; nil when it exited.
    package let signal: Int32?
    package let stdout: String
    package let stderr: String

    /// The lines of stdout.
    package var lines: [String] {
        stdout.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }
}

/// Why a command could not be run to its end.
package struct CommandFailure: Error, CustomStringConvertible {
    package let description: String
}

/// Runs a program as a child process; stdout and stderr go to files, so that no full pipe blocks it.
package struct CommandRunner: Sendable {
    package let executable: String
    package var environment: [String: String]
    package var directory: String?
    /// A child that runs longer is killed and reported as a failure.
    package var timeoutSeconds: Double = 120

    /// Runs the program at a path; `environment` is added to ours.
    package init(_ executable: String, environment: [String: String] = [:], directory: String? = nil) {
        self.executable = executable
        self.environment = environment
        self.directory = directory
    }

    /// The `tidemark` under test: `TIDEMARK_BINARY`, otherwise the one built beside the running tests.
    package static func tidemark(
        environment: [String: String] = [:], directory: String? = nil
    ) -> CommandRunner {
        CommandRunner(tidemarkPath, environment: environment, directory: directory)
    }

    /// Path of the `tidemark` under test.
    package static var tidemarkPath: String {
        if let path = ProcessInfo.processInfo.environment["TIDEMARK_BINARY"] { return path }
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appendingPathComponent("tidemark").path
    }

    /// Runs to the end.
    package func run(_ arguments: String...) throws -> CommandResult {
        try start(arguments).wait()
    }

    /// Runs to the end.
    package func run(_ arguments: [String]) throws -> CommandResult {
        try start(arguments).wait()
    }

    /// Starts and returns at once; the caller must `wait`.
    package func start(_ arguments: [String]) throws -> RunningCommand {
        try RunningCommand(self, arguments: arguments)
    }
}

/// A child process on its way.
package final class RunningCommand {
    private let process = Process()
    private let ended = DispatchSemaphore(value: 0)
    private let scratch: URL
    private let timeoutSeconds: Double

    fileprivate init(_ runner: CommandRunner, arguments: [String]) throws {
        timeoutSeconds = runner.timeoutSeconds
        scratch = FileManager.default.temporaryDirectory
            .appendingPathComponent("tidemark-command-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        process.executableURL = URL(fileURLWithPath: runner.executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(runner.environment) { _, added in added }
        if let directory = runner.directory {
            process.currentDirectoryURL = URL(fileURLWithPath: directory)
        }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.handle(scratch.appendingPathComponent("stdout"))
        process.standardError = try Self.handle(scratch.appendingPathComponent("stderr"))
        let ended = ended
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
    }

    deinit {
        try? FileManager.default.removeItem(at: scratch)
    }

    /// The child's process id.
    package var processIdentifier: Int32 { process.processIdentifier }

    /// Whether the child has not ended yet.
    package var isAlive: Bool { !["", "Z", "X"].contains(state) }

    /// Whether the child stands still after SIGSTOP.
    package var isStopped: Bool { state == "T" }

    /// The state's letter in `/proc/PID/stat` (proc(5)), empty when there is no such process.
    private var state: String {
        let stat = try? String(contentsOfFile: "/proc/\(processIdentifier)/stat", encoding: .utf8)
        // The name before it stands in parentheses and may hold anything.
        guard let stat, let close = stat.lastIndex(of: ")") else { return "" }
        return String(stat[stat.index(after: close)...].dropFirst().prefix(1))
    }

    /// Returns as soon as `fact` holds; looks again and again and gives the processor away in between.
    ///
    /// - Throws: `CommandFailure` when the child ends, or its time is up, before that.
    package func wait(until what: String, _ fact: () throws -> Bool) throws {
        let deadline = DispatchTime.now() + timeoutSeconds
        while try !fact() {
            guard isAlive else {
                if try fact() { return }
                throw CommandFailure(description: "ended before: \(what); stderr: " + text("stderr"))
            }
            guard DispatchTime.now() < deadline else {
                send(SIGKILL)
                throw CommandFailure(
                    description: "\(timeoutSeconds) s without: \(what); stderr: " + text("stderr"))
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

    /// Sends a signal.
    package func send(_ signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    /// Waits for the end.
    package func wait() throws -> CommandResult {
        guard ended.wait(timeout: .now() + timeoutSeconds) == .success else {
            send(SIGKILL)
            ended.wait()
            throw CommandFailure(
                description: "killed after \(timeoutSeconds) s: \(process.arguments ?? []); stderr: "
                    + text("stderr"))
        }
        let exited = process.terminationReason == .exit
        return CommandResult(
            status: exited ? process.terminationStatus : nil,
            signal: exited ? nil : process.terminationStatus,
            stdout: text("stdout"), stderr: text("stderr"))
    }

    private func text(_ name: String) -> String {
        let data = try? Data(contentsOf: scratch.appendingPathComponent(name))
        return String(decoding: data ?? Data(), as: UTF8.self)
    }

    private static func handle(_ url: URL) throws -> FileHandle {
        try Data().write(to: url)
        return try FileHandle(forWritingTo: url)
    }
}
