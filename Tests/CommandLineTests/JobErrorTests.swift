import Testing
import TideModel

/// What is said of a job that cannot run, word for word.
@Suite("Errors of jobs")
struct JobErrorTests {
    private static let e = CommandRefusal.events
    private static let job = CommandRefusal.job

    private static let jobs: [CommandRefusal] = [
        .run(
            .selectInStreamJob, "\(job)SELECT 1",
            """
            error [USAGE]: the job has a SELECT outside a streaming table, which tidemark run has no use for
              next: take it out, or run it with tidemark sql
            """),
        .run(
            .streamingTableMissing, e,
            """
            error [USAGE]: the job has no streaming table
              next: add CREATE STREAMING TABLE name AS SELECT .. FROM STREAM table ..
            """),
        .run(
            .streamingTablesSeveral,
            "\(job)CREATE STREAMING TABLE t AS SELECT action, count(*) AS count FROM STREAM e "
                + "GROUP BY action;\n",
            """
            error [USAGE]: the job has 2 streaming tables: s, t
              next: say which: --table NAME, with a checkpoint directory each
            """),
        .run(
            .streamingTableUnknown,
            "\(job)CREATE STREAMING TABLE counts AS SELECT action, count(*) AS count FROM STREAM "
                + "e GROUP BY action;\n",
            """
            error [TABLE_OR_VIEW_NOT_FOUND]: the job has no streaming table 'count'
              next: did you mean counts?
            """, options: ["--table", "count"]),
    ]

    private static let streams: [CommandRefusal] = [
        .run(
            .streamAbsent, "\(e)CREATE STREAMING TABLE s AS SELECT count(*) AS c FROM e",
            """
            error [UNSUPPORTED_STREAMING_OPERATION]: the query reads no stream
              next: write FROM STREAM table for the table to follow
            """),
        .run(
            .lateRowsOfAggregation,
            "\(e)CREATE STREAMING TABLE s AS SELECT DISTINCT count(*) AS c FROM STREAM e GROUP "
                + "BY action",
            """
            error [UNSUPPORTED_STREAMING_OPERATION]: possible correctness issue: an aggregation in output \
            mode 'complete' gives rows older than the watermark, which an aggregation, a join or a \
            de-duplication of its result would drop as late
              next: use 'append' with a watermark, or compute the second step with a query over the \
            streaming table
            """),
        .run(
            .sortOfStream,
            "\(e)CREATE STREAMING TABLE s AS SELECT count(*) AS c FROM (SELECT * FROM STREAM e "
                + "ORDER BY n)",
            """
            error [UNSUPPORTED_STREAMING_OPERATION]: ORDER BY is not supported in a streaming query, \
            unless it is over an aggregation in output mode 'complete': later rows would belong between \
            earlier ones
              next: leave it out and order the result: SELECT .. FROM the streaming table ORDER BY ..
            """),
        .run(
            .limitInUpdate,
            "\(e)CREATE STREAMING TABLE s TBLPROPERTIES (outputMode 'update') AS\nSELECT action FROM "
                + "STREAM e LIMIT 3",
            """
            error [UNSUPPORTED_STREAMING_OPERATION]: LIMIT is not supported in output mode 'update': which \
            rows are the first may change
              next: use 'append' or 'complete', or limit the result with a query over it
            """),
    ]

    private static let sinks: [CommandRefusal] = [
        .run(
            .outputModeUnknown,
            "\(e)CREATE STREAMING TABLE s TBLPROPERTIES (outputMode 'completed') AS SELECT "
                + "action, count(*) FROM STREAM e GROUP BY action",
            """
            error [INVALID_OPTION_VALUE]: output mode 'completed' does not exist
              line 2:41 | CREATE STREAMING TABLE s TBLPROPERTIES (outputMode 'completed') AS SELECT \
            action, count(*) FROM STREAM e...
                                                                  ^^^^^^^^^^^^^^^^^^^^^^
              next: did you mean complete?
            """),
        .run(
            .outputModeUnknown,
            "\(e)CREATE STREAMING TABLE s TBLPROPERTIES (outputMode 'whole') AS SELECT action, "
                + "count(*) FROM STREAM e GROUP BY action",
            """
            error [INVALID_OPTION_VALUE]: output mode 'whole' does not exist
              line 2:41 | CREATE STREAMING TABLE s TBLPROPERTIES (outputMode 'whole') AS SELECT action, \
            count(*) FROM STREAM e GRO...
                                                                  ^^^^^^^^^^^^^^^^^^
              next: the output modes are: append, update, complete
            """),
        .run(
            .appendWithoutWatermark,
            "\(e)CREATE STREAMING TABLE s TBLPROPERTIES (outputMode 'append') AS SELECT action, "
                + "count(*) FROM STREAM e GROUP BY action",
            """
            error [UNSUPPORTED_STREAMING_OPERATION]: output mode 'append' is not supported for streaming \
            aggregations without watermark: any group may still change
              line 2:41 | CREATE STREAMING TABLE s TBLPROPERTIES (outputMode 'append') AS SELECT action, \
            count(*) FROM STREAM e GR...
                                                                  ^^^^^^^^^^^^^^^^^^^
              next: add WATERMARK and group by a window of the event time, or use 'complete'
            """),
        .run(
            .propertyUnknown,
            "\(e)CREATE STREAMING TABLE s TBLPROPERTIES (outputMod 'complete') AS SELECT action, "
                + "count(*) FROM STREAM e GROUP BY action",
            """
            error [UNKNOWN_OPTION]: a streaming table without USING has no property 'outputMod'
              line 2:41 | CREATE STREAMING TABLE s TBLPROPERTIES (outputMod 'complete') AS SELECT action, \
            count(*) FROM STREAM e G...
                                                                  ^^^^^^^^^^^^^^^^^^^^
              next: did you mean outputMode?
            """),
        .run(
            .completeWithoutAggregation,
            "\(e)CREATE STREAMING TABLE s TBLPROPERTIES (outputMode 'complete') AS SELECT action "
                + "FROM STREAM e",
            """
            error [UNSUPPORTED_STREAMING_OPERATION]: output mode 'complete' is not supported for a \
            streaming query without an aggregation: its rows are appended, never written anew
              line 2:41 | CREATE STREAMING TABLE s TBLPROPERTIES (outputMode 'complete') AS SELECT action \
            FROM STREAM e
                                                                  ^^^^^^^^^^^^^^^^^^^^^
              next: use 'append', the default
            """),
    ]

    @Test("a job as a whole", arguments: jobs)
    func jobsRows(_ row: CommandRefusal) throws { try row.check() }

    @Test("a query that cannot stream", arguments: streams)
    func streamsRows(_ row: CommandRefusal) throws { try row.check() }

    @Test("where the rows go, and how", arguments: sinks)
    func sinksRows(_ row: CommandRefusal) throws { try row.check() }
}
