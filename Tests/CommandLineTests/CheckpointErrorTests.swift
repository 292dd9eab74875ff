import Testing
import TideModel

/// What is said of a checkpoint that cannot be used, word for word.
@Suite("Errors of checkpoints")
struct CheckpointErrorTests {
    private static let e = CommandRefusal.events
    private static let job = CommandRefusal.job

    private static let directories: [CommandRefusal] = [
        CommandRefusal(
            .checkpointWithinInput,
            ["run", "-e", job, "--checkpoint", "events/ck"],
            """
            error [INVALID_PARAMETER_VALUE]: the checkpoint 'DIR/events/ck' and the input 'DIR/events' \
            lie within one another
              next: choose a checkpoint directory beside the input
            """),
        CommandRefusal(
            .checkpointIsFile,
            ["run", "-e", job, "--checkpoint", "photos/cat.jpg"],
            """
            error [INVALID_PARAMETER_VALUE]: checkpoint 'DIR/photos/cat.jpg' is a file, not a directory
              next: name a directory, or a path where one can be made
            """),
        CommandRefusal(
            .checkpointForeign,
            ["run", "-e", job, "--checkpoint", "photos"],
            """
            error [DIRECTORY_NOT_EMPTY]: 'DIR/photos' is no checkpoint and not empty: it holds cat.jpg
              next: name an empty directory, or one that does not exist yet
            """),
        .run(
            .checkpointUnbornForeign, job,
            """
            error [DIRECTORY_NOT_EMPTY]: 'DIR/ck/state.new' holds files that no tidemark made: cat.jpg
              next: look at them and move them away, then run the same command again
            """,
            setup: "mkdir -p ck/state.new && touch ck/state.new/cat.jpg"),
        CommandRefusal(
            .checkpointAbsent,
            ["query", "none", "SELECT 1"],
            """
            error [CHECKPOINT_NOT_FOUND]: no checkpoint at 'DIR/none': there is no such directory
              next: name the directory given to `tidemark run --checkpoint`
            """),
        CommandRefusal(
            .checkpointAbsent,
            ["verify", "photos"],
            """
            error [CHECKPOINT_NOT_FOUND]: no checkpoint at 'DIR/photos': the directory holds other \
            things: cat.jpg
              next: name the directory given to `tidemark run --checkpoint`
            """),
    ]

    private static let jobs: [CommandRefusal] = [
        .run(
            .jobChanged,
            "\(e)CREATE STREAMING TABLE s AS SELECT action, count(n) AS count FROM STREAM e "
                + "GROUP BY action;\n",
            """
            error [JOB_DOES_NOT_FIT_CHECKPOINT]: the job does not fit the checkpoint 'DIR/ck':
                columns read: the checkpoint has action STRING, the job has action STRING, n BIGINT
                aggregates: the checkpoint has count(*), the job has count(n)
              next: run the stored job (tidemark inspect 'DIR/ck' shows it), or give the changed one a \
            new --checkpoint directory
            """,
            setup: "eval \"$JOB\""),
        CommandRefusal(
            .batchAbsent,
            ["inspect", "ck", "--batch", "7"],
            """
            error [USAGE]: checkpoint 'DIR/ck' has no batch 7
              next: it has batches 0 to 0
            """,
            setup: "eval \"$JOB\""),
        CommandRefusal(
            .batchAbsent,
            ["inspect", "ck", "--batch", "0"],
            """
            error [USAGE]: checkpoint 'DIR/ck' has no batch 0
              next: it has none yet
            """,
            setup: "TIDEMARK_FAILPOINT=plan.before:1:kill eval \"$JOB\""),
        CommandRefusal(
            .nothingToVerify,
            ["verify", "ck"],
            """
            error [CHECKPOINT_NOT_FOUND]: checkpoint 'DIR/ck' has no batch yet: there is nothing to verify
              next: run the job first: tidemark run JOB.sql --checkpoint 'DIR/ck'
            """,
            setup: "TIDEMARK_FAILPOINT=plan.before:1:kill eval \"$JOB\""),
        CommandRefusal(
            .queryNotOneSelect,
            ["query", "ck", "SELECT 1; SELECT 2"],
            """
            error [USAGE]: tidemark query takes one SELECT, this is several statements
              next: SELECT .. FROM the streaming table; other statements go to tidemark sql
            """,
            setup: "eval \"$JOB\""),
        CommandRefusal(
            .queryNotOneSelect,
            ["query", "ck", "CREATE TABLE t (a INT) USING json"],
            """
            error [USAGE]: tidemark query takes one SELECT, this is none
              next: SELECT .. FROM the streaming table; other statements go to tidemark sql
            """,
            setup: "eval \"$JOB\""),
        CommandRefusal(
            .filesNotSupported,
            ["query", "ck", "SELECT * FROM json.`events`"],
            """
            error [UNSUPPORTED_FEATURE]: json.`events`: files cannot be read here by their path
              line 1:15 | SELECT * FROM json.`events`
                                        ^^^^^^^^^^^^^
              next: create a table for them
            """,
            setup: "eval \"$JOB\""),
    ]

    private static let damage: [CommandRefusal] = [
        .run(
            .checkpointLostState, job,
            """
            error [CHECKPOINT_DAMAGED]: checkpoint 'DIR/ck' has lost its state: state/ is missing, but it \
            holds commits, metadata, offsets, query.json, slices
              next: bring back state/ or restore a backup; to compute everything again, use a new directory
            """,
            setup: "eval \"$JOB\"; rm -r ck/state"),
        .run(
            .checkpointBroken, job,
            """
            error [CHECKPOINT_DAMAGED]: checkpoint 'DIR/ck' is damaged: state/data.mdb is missing
              next: nothing was changed; `tidemark inspect 'DIR/ck' --check` names every damaged page; \
            restore the directory from a backup, or start again with a new one
            """,
            setup: "eval \"$JOB\"; rm ck/state/data.mdb"),
        CommandRefusal(
            .checkpointBroken,
            ["query", "ck", "SELECT 1"],
            """
            error [CHECKPOINT_DAMAGED]: checkpoint 'DIR/ck' is damaged: DIR/ck/state/data.mdb: meta page \
            1, length of the file: found 0x1388, expected at least 8192 bytes
              next: nothing was changed; `tidemark inspect 'DIR/ck' --check` names every damaged page; \
            restore the directory from a backup, or start again with a new one
            """,
            setup: "eval \"$JOB\"; truncate -s 5000 ck/state/data.mdb"),
        .run(
            .checkpointBehindLogs, job,
            """
            error [CHECKPOINT_DAMAGED]: checkpoint 'DIR/ck': commits/5 says batch 5 is done, but the \
            state's last batch is 0: state/ is older than the logs
              next: bring back the newest state/, or restore the whole directory from one backup; \
            `tidemark inspect 'DIR/ck'` shows what is there
            """,
            setup: "eval \"$JOB\"; cp ck/commits/0 ck/commits/5"),
    ]

    private static let disks: [CommandRefusal] = [
        .run(
            .checkpointDiskFailed, job,
            """
            error [STORAGE_FAILED]: checkpoint 'DIR/ck': writing the plan of batch 0 failed: fail point \
            plan.before: Input/output error (5); committed batches are safe, nothing was lost
              next: look at the disk and the kernel's log, then run the same command again
            """, environment: ["TIDEMARK_FAILPOINT": "plan.before:1:error"])
    ]

    @Test("a directory that cannot be a checkpoint", arguments: directories)
    func directoriesRows(_ row: CommandRefusal) throws { try row.check() }

    @Test("a job or a question that does not fit the checkpoint", arguments: jobs)
    func jobsRows(_ row: CommandRefusal) throws { try row.check() }

    @Test("a checkpoint that is not as it was written", arguments: damage)
    func damageRows(_ row: CommandRefusal) throws { try row.check() }

    @Test("a disk that fails", arguments: disks)
    func disksRows(_ row: CommandRefusal) throws { try row.check() }
}
