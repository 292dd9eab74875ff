import Foundation
import TestSupport
import Testing
import TideFormats

/// What a stranger reads when a job cannot be run: the exit status and every word.
@Suite("Refusals", .timeLimit(.minutes(5)))
struct RefusalTests {
    private static let table =
        "CREATE TABLE events (time TIMESTAMP, action STRING) USING json OPTIONS (path 'events')"
    private static let counts =
        "CREATE STREAMING TABLE counts AS SELECT action, count(*) AS count FROM STREAM events GROUP BY action"

    /// A job on several lines, so that the caret stands near the margin.
    private static func job(_ table: String = table, _ counts: String = counts) -> String {
        "\(table);\n\(counts);\n"
    }

    private static func path(_ path: String) -> String {
        job(table.replacingOccurrences(of: "'events'", with: "'\(path)'"))
    }

    private static func missing(_ path: String) -> String {
        """
        error [PATH_NOT_FOUND]: input path 'DIR/\(path)' does not exist
          next: create it or correct OPTIONS (path ..); a relative path starts at the job file

        """
    }

    private static let refused: [(job: String, text: String)] = [
        (path("nowhere"), missing("nowhere")),
        (path("job.sql/below"), missing("job.sql/below")),
        (path("dangling"), missing("dangling")),
        (
            job(table, counts.replacingOccurrences(of: "FROM", with: "FORM")),
            """
            error [PARSE_SYNTAX_ERROR]: unexpected 'FORM', expected ',', FROM, WHERE, GROUP BY, HAVING, \
            ORDER BY, LIMIT or end of statement
              line 2:67 | \(counts.replacingOccurrences(of: "FROM", with: "FORM"));
                          \(String(repeating: " ", count: 66))^^^^
              next: did you mean FROM?

            """
        ),
        (
            job(table, counts.replacingOccurrences(of: "BY action", with: "BY acton")),
            """
            error [UNRESOLVED_COLUMN]: the column acton cannot be found
              line 2:95 | \(counts.replacingOccurrences(of: "BY action", with: "BY acton"));
                          \(String(repeating: " ", count: 94))^^^^^
              next: did you mean action?

            """
        ),
        (
            job(table, counts.replacingOccurrences(of: "events", with: "event")),
            """
            error [TABLE_OR_VIEW_NOT_FOUND]: the table or view event cannot be found
              line 2:79 | \(counts.replacingOccurrences(of: "events", with: "event"));
                          \(String(repeating: " ", count: 78))^^^^^
              next: did you mean events?

            """
        ),
        (
            job("CREATE TABLE events (time TIMESTMP, action STRING) USING json OPTIONS (path 'events')"),
            """
            error [PARSE_SYNTAX_ERROR]: unknown type 'TIMESTMP'
              line 1:27 | CREATE TABLE events (time TIMESTMP, action STRING) \
            USING json OPTIONS (path 'events');
                          \(String(repeating: " ", count: 26))^^^^^^^^
              next: did you mean TIMESTAMP?

            """
        ),
        (
            job(
                "CREATE TABLE events (action STRING) USING json "
                    + "OPTIONS (path 'events', maxFilePerTrigger '1')"
            ),
            """
            error [UNKNOWN_OPTION]: a json table has no option 'maxFilePerTrigger'
              line 1:72 | CREATE TABLE events (action STRING) USING json \
            OPTIONS (path 'events', maxFilePerTrigger '1');
                          \(String(repeating: " ", count: 71))^^^^^^^^^^^^^^^^^^^^^
              next: did you mean maxFilesPerTrigger?

            """
        ),
    ]

    private func shown(_ result: CommandResult, _ stream: NotebookStream) -> String {
        result.stderr.replacingOccurrences(of: stream.directory.path, with: "DIR")
    }

    @Test("a job that cannot run: 2, what, where, what next; no checkpoint is made", arguments: refused)
    func job(job: String, text: String) throws {
        let stream = try NotebookStream(files: 1)
        try FileManager.default.createSymbolicLink(
            atPath: stream.path("dangling"), withDestinationPath: "nowhere")
        try Data(job.utf8).write(to: URL(fileURLWithPath: stream.path("job.sql")))
        let result = try stream.run()
        #expect(result.status == 2)
        #expect(result.stdout.isEmpty)
        #expect(shown(result, stream) == text)
        #expect(!stream.exists("ck"))
        // The cause mended, the same command runs.
        try Data(Self.job().utf8).write(to: URL(fileURLWithPath: stream.path("job.sql")))
        #expect(try stream.run().status == 0)
        #expect(try stream.total() == 2_000)
    }

    // The superuser writes everywhere.
    @Test("a place where this user may not write: 2; allowed, it runs", .enabled(if: getuid() != 0))
    func unwritable() throws {
        let stream = try NotebookStream(files: 1)
        try FileManager.default.createDirectory(
            atPath: stream.path("closed"), withIntermediateDirectories: false)
        #expect(chmod(stream.path("closed"), 0o500) == 0)
        let result = try stream.run("closed/ck")
        #expect(chmod(stream.path("closed"), 0o700) == 0)
        #expect(result.status == 2)
        #expect(result.stderr.contains("error [PATH_NOT_READABLE]: checkpoint '"), "\(result.stderr)")
        #expect(try stream.run("closed/ck").status == 0)
    }

    // The superuser reads every directory.
    @Test("an unreadable directory: 2; readable again, it is read", .enabled(if: getuid() != 0))
    func unreadable() throws {
        let stream = try NotebookStream(files: 1)
        #expect(chmod(stream.path("events"), 0) == 0)
        let result = try stream.run()
        #expect(chmod(stream.path("events"), 0o700) == 0)
        #expect(result.status == 2)
        #expect(result.stderr.contains("error [PATH_NOT_READABLE]: ") && result.stderr.contains("/events'"))
        #expect(try stream.run().status == 0)
    }

    private static let changedJobs: [(from: String, to: String, text: String)] = [
        (
            "GROUP BY action, window(time, '1 hour')", "GROUP BY action, window(time, '30 minutes')",
            """
            error [JOB_DOES_NOT_FIT_CHECKPOINT]: the job does not fit the checkpoint 'DIR/ck':
                steps before the aggregation: the checkpoint has Window window(time, '1 hour'), \
            the job has Window window(time, '30 minutes')
              next: run the stored job (tidemark inspect 'DIR/ck' shows it), or give the changed one a new \
            --checkpoint directory

            """
        ),
        (
            "path 'events'", "path 'other'",
            """
            error [JOB_DOES_NOT_FIT_CHECKPOINT]: the checkpoint reads 'DIR/events', the job says 'DIR/other'
              next: correct the path, or say that the input has moved: --source-root 'DIR/events=DIR/other'

            """
        ),
        (
            "counts", "totals",
            """
            error [JOB_DOES_NOT_FIT_CHECKPOINT]: the job does not fit the checkpoint 'DIR/ck':
                the checkpoint is that of table 'counts', the job's is 'totals'
              next: run the stored job (tidemark inspect 'DIR/ck' shows it), or give the changed one a new \
            --checkpoint directory

            """
        ),
    ]

    @Test(
        "a job that does not fit the checkpoint: 2 with the difference; the first job goes on",
        arguments: changedJobs)
    func changedJob(from: String, to: String, text: String) throws {
        let stream = try NotebookStream(files: 4)
        #expect(try stream.run("ck", "--max-batches", "2").status == 0)
        try FileManager.default.createDirectory(
            atPath: stream.path("other"), withIntermediateDirectories: false)
        var changed = NotebookStream.job.replacingOccurrences(of: from, with: to)
        if to.contains("30 minutes") {
            changed = changed.replacingOccurrences(
                of: "window(time, '1 hour')", with: "window(time, '30 minutes')")
        }
        let refused = try stream.tidemark().run("run", "-e", changed, "--checkpoint", "ck")
        #expect(refused.status == 2)
        #expect(shown(refused, stream) == text)
        #expect(
            try stream.inspect()["endedInOrder"]?.bool == true, "a refused job leaves the checkpoint clean")
        let result = try stream.run()
        #expect(result.status == 0)
        #expect(result.stderr.hasPrefix("resuming after batch 1\nbatch 2: "), "\(result.stderr)")
        #expect(try stream.total() == 8_000)
    }

    @Test("a job that only orders otherwise goes on") func orderOnly() throws {
        let stream = try NotebookStream(files: 4)
        #expect(try stream.run("ck", "--max-batches", "2").status == 0)
        let changed = NotebookStream.job.replacingOccurrences(
            of: "'1 hour');\n\n", with: "'1 hour') ORDER BY count DESC;\n")
        let ordered = changed.replacingOccurrences(
            of: "GROUP BY action, window(time, '1 hour');",
            with: "GROUP BY action, window(time, '1 hour') ORDER BY count;")
        let result = try stream.tidemark().run("run", "-e", ordered, "--checkpoint", "ck")
        #expect(result.status == 0, "\(result.stderr)")
        #expect(
            result.stderr.hasPrefix(
                "note: the job differs from the one stored, in nothing that touches the state: it goes on\n"))
        #expect(try stream.total() == 8_000)
        let counts = try stream.tidemark().run("query", "ck", "select count from counts", "--format", "json")
            .lines.compactMap { try json($0)["count"]?.integer }
        #expect(counts.count > 2)
        #expect(try stream.verify(fast: false).status == 0)
    }

    @Test(
        "a checkpoint in use: 3, and who holds it",
        arguments: ["birth.built", "recovery.opened", "plan.after", "commit.merged", "close.before"])
    func inUse(point: String) throws {
        let stream = try NotebookStream(files: 4)
        let running = try stream.start(failPoints: "\(point):1:stop")
        try running.waitUntilStopped()
        let second = try stream.run()
        #expect(second.status == 3)
        let text = shown(second, stream)
        #expect(
            text.hasPrefix(
                "error [CHECKPOINT_IN_USE]: checkpoint 'DIR/ck' is in use by process "
                    + "\(running.processIdentifier) on "))
        #expect(text.hasSuffix("\n  next: wait until it has ended, or stop it\n"))
        running.send(SIGCONT)
        #expect(try running.wait().status == 0)
        #expect(try stream.total() == 8_000)
    }

    @Test("a directory that holds other things: 2, nothing is touched") func foreign() throws {
        let stream = try NotebookStream(files: 1)
        try FileManager.default.createDirectory(
            atPath: stream.path("ck/photos"), withIntermediateDirectories: true)
        let result = try stream.run()
        #expect(result.status == 2)
        #expect(
            shown(result, stream) == """
                error [DIRECTORY_NOT_EMPTY]: 'DIR/ck' is no checkpoint and not empty: it holds photos
                  next: name an empty directory, or one that does not exist yet

                """)
        #expect(try FileManager.default.contentsOfDirectory(atPath: stream.path("ck")) == ["photos"])
    }

    @Test("a checkpoint that lost its state: 3 from every command") func lostState() throws {
        let stream = try NotebookStream(files: 2)
        #expect(try stream.run().status == 0)
        try FileManager.default.moveItem(atPath: stream.path("ck/state"), toPath: stream.path("kept"))
        let result = try stream.run()
        #expect(result.status == 3)
        #expect(
            shown(result, stream) == """
                error [CHECKPOINT_DAMAGED]: checkpoint 'DIR/ck' has lost its state: state/ is missing, but \
                it holds commits, metadata, offsets, query.json, slices
                  next: bring back state/ or restore a backup; to compute everything again, use \
                a new directory

                """)
        for command in [["query", "ck", "select 1"], ["inspect", "ck"], ["verify", "ck"]] {
            let result = try stream.tidemark().run(command)
            #expect(
                result.status == 3 && result.stderr.contains("state/ is missing"), "\(command): \(result)")
        }
        try FileManager.default.moveItem(atPath: stream.path("kept"), toPath: stream.path("ck/state"))
        #expect(try stream.run().status == 0)
        #expect(try stream.total() == 4_000)
    }

    @Test("no checkpoint: 2; one without a commit: no rows, a note, 0") func beforeTheFirstCommit() throws {
        let stream = try NotebookStream(files: 2)
        for command in [["query", "ck", "select * from counts"], ["inspect", "ck"], ["verify", "ck"]] {
            let result = try stream.tidemark().run(command)
            #expect(result.status == 2)
            #expect(
                shown(result, stream) == """
                    error [CHECKPOINT_NOT_FOUND]: no checkpoint at 'DIR/ck': there is no such directory
                      next: name the directory given to `tidemark run --checkpoint`

                    """)
        }
        for point in ["birth.built", "plan.before", "commit.merged"] {
            #expect(try stream.run(failPoints: "\(point):1:kill").signal == SIGKILL)
            let result = try stream.tidemark().run("query", "ck", "select * from counts", "--format", "json")
            #expect(result.status == 0 && result.stdout.isEmpty)
            #expect(result.stderr == "note: no batch is committed yet: no rows\n", "\(point)")
        }
        #expect(try stream.run().status == 0)
        #expect(try stream.total() == 4_000)
    }
}
