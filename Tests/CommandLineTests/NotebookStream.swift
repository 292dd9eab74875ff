import Foundation
import TestSupport
import Testing
import TideFormats

/// The notebook's stream in a directory of its own: files of events, counted by action and hour, one file
/// a batch.
struct NotebookStream {
    let directory: TemporaryDirectory
    let files: Int
    let rowsPerFile: Int
    /// The job appends the events themselves instead of counting them.
    let appends: Bool

    static let job = """
        CREATE TABLE events (time TIMESTAMP, action STRING)
        USING json OPTIONS (path 'events', maxFilesPerTrigger '1');
        CREATE STREAMING TABLE counts
        AS SELECT action, window(time, '1 hour') AS window, count(*) AS count
        FROM STREAM events GROUP BY action, window(time, '1 hour');

        """

    static let appendingJob = """
        CREATE TABLE events (time TIMESTAMP, action STRING)
        USING json OPTIONS (path 'events', maxFilesPerTrigger '1');
        CREATE STREAMING TABLE counts
        AS SELECT time, action, date_format(time, 'HH:mm') AS minute FROM STREAM events;

        """

    init(files: Int = 50, rows: Int = 2_000, appends: Bool = false, job: String? = nil) throws {
        directory = try TemporaryDirectory("tide-stream")
        self.files = files
        rowsPerFile = rows
        self.appends = appends
        try Data((job ?? (appends ? Self.appendingJob : Self.job)).utf8).write(
            to: URL(fileURLWithPath: path("job.sql")))
        let made = try tidemark().run(
            "generate", "events", "events", "--files", "\(files)", "--rows", "\(rows)")
        try #require(made.status == 0, "\(made.stderr)")
    }

    var totalRows: Int { files * rowsPerFile }

    func path(_ name: String) -> String { directory.path(name) }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// The tool, working in this directory.
    func tidemark(failPoints: String? = nil, log: String? = nil) -> CommandRunner {
        var environment: [String: String] = [:]
        if let failPoints { environment["TIDEMARK_FAILPOINT"] = failPoints }
        if let log { environment["TIDEMARK_FAILPOINT_LOG"] = path(log) }
        return CommandRunner.tidemark(environment: environment, directory: directory.path)
    }

    static func arguments(_ checkpoint: String, _ more: [String] = []) -> [String] {
        ["run", "job.sql", "--checkpoint", checkpoint] + more
    }

    /// Runs the job to its end, whatever that is.
    @discardableResult func run(
        _ checkpoint: String = "ck", _ more: String..., failPoints: String? = nil, log: String? = nil
    ) throws -> CommandResult {
        try tidemark(failPoints: failPoints, log: log).run(Self.arguments(checkpoint, more))
    }

    func start(
        _ checkpoint: String = "ck", _ more: String..., failPoints: String? = nil
    ) throws -> RunningCommand {
        try tidemark(failPoints: failPoints).start(Self.arguments(checkpoint, more))
    }

    /// All rows of the result, ordered; those that were appended as they are stored.
    func rows(_ checkpoint: String = "ck") throws -> [String] {
        let counts = """
            select action, date_format(window.end, "MMM-dd HH:mm") as time, count from counts
            order by time, action
            """
        let sql = appends ? "select * from counts" : counts
        let result = try tidemark().run("query", checkpoint, sql, "--format", "json")
        try #require(result.status == 0, "\(result.stderr)")
        return result.lines
    }

    /// The rows counted so far; nil when no batch is committed.
    func total(_ checkpoint: String = "ck") throws -> Int? {
        let sum = appends ? "count(*)" : "sum(count)"
        let result = try tidemark().run(
            "query", checkpoint, "select \(sum) as n from counts", "--format", "json")
        try #require(result.status == 0, "\(result.stderr)")
        return try result.lines.first.flatMap { try json($0)["n"]?.integer }.map(Int.init)
    }

    /// The last committed batch, -1 for none.
    func lastBatch(_ checkpoint: String = "ck") throws -> Int {
        Int(try #require(try inspect(checkpoint)["lastBatch"]?.integer))
    }

    /// The newest batch in the commit log, -1 for none; read while a run is going on.
    func newestLog(_ checkpoint: String) -> Int {
        let names = try? FileManager.default.contentsOfDirectory(atPath: path("\(checkpoint)/commits"))
        return names?.compactMap(Int.init).max() ?? -1
    }

    func inspect(_ checkpoint: String = "ck", _ more: String...) throws -> JSONValue {
        let result = try tidemark().run(["inspect", checkpoint, "--json"] + more)
        try #require(result.status == 0, "\(result.stderr)")
        return try json(result.stdout)
    }

    func verify(_ checkpoint: String = "ck", fast: Bool = true) throws -> CommandResult {
        try tidemark().run(["verify", checkpoint] + (fast ? ["--fast"] : []))
    }

    /// Runs what is left and checks that the result is what it would be without any disturbance.
    func finishAndCompare(
        _ checkpoint: String = "ck", with expected: [String], fast: Bool = true, log: String? = nil
    ) throws {
        let last = try run(checkpoint, log: log)
        #expect(last.status == 0, "\(last.stderr)")
        #expect(try rows(checkpoint) == expected)
        let verified = try verify(checkpoint, fast: fast)
        #expect(verified.status == 0 && verified.lines.last == "verify identical", "\(verified)")
    }

    /// What the notebook's 50 files give without any disturbance.
    static func undisturbedRows() throws -> [String] { try undisturbed.get() }

    private static let undisturbed = Result {
        let stream = try NotebookStream()
        let result = try stream.run()
        try #require(result.status == 0, "\(result.stderr)")
        let rows = try stream.rows()
        #expect(rows.count == 105)
        #expect(try stream.total() == 100_000)
        return rows
    }
}

/// The value in a JSON text that the tool printed.
func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }
