import Testing
import TideModel

/// What is said of input that cannot be read, word for word.
@Suite("Errors of input")
struct InputErrorTests {
    private static let job = CommandRefusal.job

    private static let files: [CommandRefusal] = [
        .run(
            .inputAbsent, CommandRefusal.job(over: "none"),
            """
            error [PATH_NOT_FOUND]: input path 'DIR/none' does not exist
              next: create it or correct OPTIONS (path ..); a relative path starts at the job file
            """),
        .run(
            .inputPartitioned, job,
            """
            error [INVALID_SCHEMA]: 'day=1' in 'DIR/events' is a partition directory, and there was none \
            when the table was made
              next: say OPTIONS (partitionColumns 'name/name'), or set recursiveFileLookup to 'true' to \
            read its files without the column
            """,
            setup: "mkdir events/day=1"),
        .run(
            .inputPartitionsDiffer, CommandRefusal.job(over: "nested"),
            """
            error [INVALID_SCHEMA]: 'DIR/nested/day=1/hour=2/2.json' has these partition columns in its \
            path: day, hour; expected: day
              next: keep files in directories of the same columns at the same depth, or set basePath
            """,
            setup: "mkdir nested/day=1/hour=2; echo '{}' > nested/day=1/hour=2/2.json"),
        .run(
            .partitionNameWrong, CommandRefusal.job(over: "nested"),
            """
            error [INVALID_SCHEMA]: the directory '=1' above 'DIR/nested/=1/1.json' names no column: a \
            partition is column=value
              next: rename it, or set recursiveFileLookup to 'true' to read its files without the column
            """,
            setup: "mv nested/day=1 nested/=1"),
        .run(
            .partitionValueWrong,
            CommandRefusal.job(over: "nested").replacing("n BIGINT", with: "day INT"),
            """
            error [INVALID_SCHEMA]: 'x' in the path 'DIR/nested/day=x/1.json' is no INT, which the \
            partition column day is
              next: declare the column with another type, or rename the directory
            """,
            setup: "mv nested/day=1 nested/day=x"),
        .run(
            .inputLinkDangles, job,
            """
            error [PATH_NOT_READABLE]: 'DIR/events/2.json' is a link to a file that is not there
              next: mend or remove the link, then run the same command again
            """,
            setup: "ln -s nowhere events/2.json"),
        .run(
            .inputNameNotText, job,
            """
            error [PATH_NOT_READABLE]: a file in 'DIR/events' has a name that is not UTF-8 and cannot be \
            opened: '\u{FFFD}.json'
              next: rename it, then run the same command again
            """,
            setup: "touch events/$'\\xff'.json"),
        .run(
            .lineMalformed,
            "CREATE TABLE e (time TIMESTAMP, action STRING, n BIGINT) USING json OPTIONS (path "
                + "'events', mode 'FAILFAST');\nCREATE STREAMING TABLE s AS SELECT action, count(*) AS "
                + "count FROM STREAM e GROUP BY action;\n",
            """
            error [MALFORMED_RECORD]: the line at byte 0 of 'DIR/events/2.json' cannot be read \
            (malformed-json): {x
              next: mend the line, or read with mode PERMISSIVE or DROPMALFORMED, which count such lines
            """,
            setup: "echo \"{x\" > events/2.json"),
        .run(
            .pathForbidden, CommandRefusal.job(over: "loop"),
            """
            error [PATH_NOT_READABLE]: stat DIR/loop: Too many levels of symbolic links (40)
              next: allow this user to use it, or name another path
            """,
            setup: "ln -s loop loop"),
    ]

    private static let changes: [CommandRefusal] = [
        .run(
            .inputGrown, job,
            """
            error [INPUT_CHANGED]: input file 'DIR/events/1.json' grew after it was read: 127 bytes were \
            read, it has 130 now
              next: land new records in new files; or set OPTIONS (appends 'follow') to read the rest, \
            'ignore' to leave it unread
            """,
            setup: "eval \"$JOB\"; echo \"{}\" >> events/1.json"),
        .run(
            .inputChangedAfterRead, job,
            """
            error [INPUT_CHANGED]: input file 'DIR/events/1.json' changed after it was read: 127 bytes \
            were read, it has 3 now
              next: restore the file and run the same command again; or set OPTIONS (onChangedInput 'skip') \
            to leave the rest of it unread, 'as-new' to read it from its start
            """,
            setup: "eval \"$JOB\"; echo \"{}\" > events/1.json"),
        CommandRefusal(
            .verifyInputGone,
            ["verify", "ck"],
            """
            error [INPUT_MISSING]: cannot verify: input file 'DIR/events/1.json' that batch 0 read is gone
              next: put it back, or say where the input went: --source-root OLD=NEW
            """,
            setup: "eval \"$JOB\"; rm events/1.json"),
        CommandRefusal(
            .verifyInputsLost,
            ["verify", "ck"],
            """
            error [INPUT_CHANGED]: cannot verify: input that batches read is not there any more:
                'DIR/events/1.json', which batch 0 read, is gone
                'DIR/events/2.json', which batch 0 read, changed: batch 1 found that it is shorter than the \
            4 bytes that were read of it, and read it from its start as a new file
              next: put the files back as they were and verify again; what was committed stays as it is
            """,
            setup: """
                SQL="${SQL/\\'events\\'/\\'events\\', onChangedInput \\'as-new\\'}"
                echo "{ }" > events/2.json; eval "$JOB"; echo "{}" > events/2.json; eval "$JOB"
                rm events/1.json
                """),
        CommandRefusal(
            .verifyInputChanged,
            ["verify", "ck"],
            """
            error [INPUT_CHANGED]: cannot verify: input file 'DIR/events/1.json' has other bytes in 0-127 \
            than batch 0 read
              next: restore the file and verify again; what was committed stays as it is
            """,
            setup: "eval \"$JOB\"; sed -i s/Open/Opem/ events/1.json"),
        CommandRefusal(
            .verifyTableChanged,
            ["verify", "ck"],
            """
            error [INPUT_CHANGED]: the table 'actions' at DIR/actions no longer holds what it held when \
            batch 0 joined the stream with it
              next: put its files back as they were: without them nobody can recompute the batch
            """,
            setup: """
                mkdir actions; echo '{"action":"Open"}' > actions/1.json
                SQL="${SQL%%CREATE STREAMING*}CREATE TABLE actions (action STRING) USING json
                OPTIONS (path 'actions'); CREATE STREAMING TABLE s AS
                SELECT e.n FROM STREAM e JOIN actions ON e.action = actions.action"
                eval "$JOB"; echo '{"action":"Close"}' > actions/1.json
                """),
    ]

    private static let places: [CommandRefusal] = [
        .run(
            .inputMoved, job,
            """
            error [PATH_NOT_FOUND]: the checkpoint's input is gone: nothing is at 'DIR/events'
              next: put it back, or say where it went: --source-root 'DIR/events=NEW'
            """,
            setup: "eval \"$JOB\"; mv events gone"),
        CommandRefusal(
            .inputTwice,
            ["run", "-e", job, "--checkpoint", "other/ck"],
            """
            error [JOB_DOES_NOT_FIT_CHECKPOINT]: the input is at 'DIR/other/events' (seen from the \
            checkpoint) and at 'DIR/events' (as stored), and these are different directories
              next: say which: --source-root 'DIR/events=DIR/other/events' or 'DIR/events=DIR/events'
            """,
            setup: "eval \"$JOB\"; mkdir -p other/events; mv ck other/"),
        .run(
            .inputElsewhere, CommandRefusal.job(over: "copy"),
            """
            error [JOB_DOES_NOT_FIT_CHECKPOINT]: the checkpoint reads 'DIR/events', the job says 'DIR/copy'
              next: correct the path, or say that the input has moved: --source-root 'DIR/events=DIR/copy'
            """,
            setup: "eval \"$JOB\"; cp -r events copy"),
    ]

    @Test("files that cannot be read", arguments: files)
    func filesRows(_ row: CommandRefusal) throws { try row.check() }

    @Test("files that are not what they were", arguments: changes)
    func changesRows(_ row: CommandRefusal) throws { try row.check() }

    @Test("input that is elsewhere", arguments: places)
    func placesRows(_ row: CommandRefusal) throws { try row.check() }
}
