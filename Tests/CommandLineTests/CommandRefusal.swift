import Foundation
import TestSupport
import Testing
import TideModel

/// A command line that is refused: the entry of the catalogue, and stderr word for word, where DIR stands for
/// the working directory.
struct CommandRefusal: Sendable, CustomTestStringConvertible {
    let condition: ErrorCondition
    let arguments: [String]
    let text: String
    var environment: [String: String] = [:]
    /// What a shell does in the directory first; `$TOOL` is the command, `$JOB` runs `job` into `ck`.
    var setup = ""

    init(
        _ condition: ErrorCondition, _ arguments: [String], _ text: String,
        environment: [String: String] = [:], setup: String = ""
    ) {
        self.condition = condition
        self.arguments = arguments
        self.text = text
        self.environment = environment
        self.setup = setup
    }

    /// `tidemark sql -e`.
    static func sql(_ condition: ErrorCondition, _ sql: String, _ text: String) -> CommandRefusal {
        CommandRefusal(condition, ["sql", "-e", sql], text)
    }

    /// `tidemark run -e .. --checkpoint ck`.
    static func run(
        _ condition: ErrorCondition, _ sql: String, _ text: String, options: [String] = [],
        environment: [String: String] = [:], setup: String = ""
    ) -> CommandRefusal {
        CommandRefusal(
            condition, ["run", "-e", sql, "--checkpoint", "ck"] + options, text, environment: environment,
            setup: setup)
    }

    var testDescription: String { "\(arguments.joined(separator: " ")) \(setup)" }

    /// A table over the files of `events`.
    static let events =
        "CREATE TABLE e (time TIMESTAMP, action STRING, n BIGINT) USING json OPTIONS (path 'events');\n"
    /// A streaming table over it.
    static let job =
        events
        + "CREATE STREAMING TABLE s AS SELECT action, count(*) AS count FROM STREAM e GROUP BY action;\n"

    /// The same over other files.
    static func job(over path: String) -> String {
        job.replacing("'events'", with: "'\(path)'")
    }

    private static let files = [
        "events/1.json": """
        {"time":"2024-01-01T00:00:00Z","action":"Open","n":9223372036854775807}
        {"time":"2024-01-01T00:30:00Z","action":"Close","n":1}

        """,
        "blank/1.json": "\n\n", "twice/1.json": "{\"a\":1}\n{\"a\":1,\"a\":2}\n",
        "alike/1.json": "{\"a\":1,\"A\":2}\n", "photos/cat.jpg": "x", "nested/day=1/1.json": "{}\n",
    ]

    /// Runs the command in a directory with some files and compares.
    func check() throws { try check(in: try TemporaryDirectory("tide-refusals")) }

    /// Runs the command in `place` and compares.
    func check(in place: TemporaryDirectory) throws {
        for (name, text) in Self.files {
            let file = URL(fileURLWithPath: place.path(name))
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        let run = "\"$TOOL\" run -e \"$SQL\" --checkpoint ck 2>/dev/null"
        let shell = CommandRunner(
            "/bin/bash",
            environment: ["TOOL": CommandRunner.tidemarkPath, "SQL": Self.job, "JOB": run],
            directory: place.path)
        if !setup.isEmpty { _ = try shell.run("-c", setup) }
        let result = try CommandRunner.tidemark(environment: environment, directory: place.path)
            .run(arguments)
        let printed = result.stderr.replacing(place.path, with: "DIR")
        #expect(printed == text + "\n")
        #expect(condition.fits(printed), "\(condition)")
        #expect(result.status == condition.code.exitStatus.rawValue)
        #expect(result.stdout.isEmpty)
    }
}
