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
