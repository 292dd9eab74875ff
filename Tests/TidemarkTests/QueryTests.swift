import StreamSupport
import TestSupport
import Testing
import TideColumnar
import TideDurableIO
import TideFormats
import TideModel
import TideStreaming
import Tidemark

/// SQL over a checkpoint's result.
@Suite struct CheckpointQueryTests {
    private var workshop: Workshop

    init() throws {
        workshop = try Workshop()
        workshop.query = """
            SELECT action, window(time, '1 hour') AS window, count(*) AS count FROM STREAM events
            GROUP BY action, window(time, '1 hour') ORDER BY action DESC
            """
        workshop.options = ["maxFilesPerTrigger": "1"]
        let times = [("Open", 5), ("Open", 45), ("Close", 50), ("Open", 60), ("Close", 130)]
        for (index, (action, minute)) in times.enumerated() {
            try workshop.land(
                "\(index)", "{\"time\":\(1_469_498_400 + minute * 60),\"action\":\"\(action)\"}\n",
                at: Int64(index))
        }
    }

    private func error(_ sql: String) throws -> TidemarkError {
        try #require(throws: TidemarkError.self) { _ = try workshop.rows(sql) }
    }

    @Test(
        "before the first commit there are no rows, and a note; names are checked once there is a plan"
    )
    func beforeTheFirst() throws {
        _ = try FileSystem.createDirectory(workshop.checkpoint)
        try FileSystem.writeAtomically([], to: workshop.checkpoint + "/lock", isDurable: false)
        let unborn = try CheckpointQuery(checkpoint: workshop.checkpoint).run("SELECT * FROM counts")
        #expect(unborn.note == "no batch is committed yet: no rows")
        for index in 0..<5 { try FileSystem.remove("\(workshop.input)/\(index)") }
        _ = try workshop.run()
        let fresh = try CheckpointQuery(checkpoint: workshop.checkpoint).run("SELECT count FROM counts")
        #expect(fresh.note == "no batch is committed yet: no rows")
        #expect(fresh.batches.isEmpty)
        #expect(fresh.schema.fields.map(\.name) == ["count"])
        #expect(try error("SELECT cuont FROM counts").code == .columnNotFound)
    }

    @Test("rows come in the streaming table's own order, or in the query's")
    func rows() throws {
        _ = try workshop.run()
        #expect(
            try workshop.rows("SELECT action, count FROM counts").map { $0.contains("Open") }
                == [true, true, false, false])
        #expect(
            try workshop.rows(
                "select action, date_format(window.end, \"MMM-dd HH:mm\") as time, count from counts "
                    + "order by time, action") == [
                    #"{"action":"Close","time":"Jul-26 03:00","count":1}"#,
                    #"{"action":"Open","time":"Jul-26 03:00","count":2}"#,
                    #"{"action":"Open","time":"Jul-26 04:00","count":1}"#,
                    #"{"action":"Close","time":"Jul-26 05:00","count":1}"#,
                ])
        #expect(
            try workshop.rows(
                "select action, sum(count) as total_count from counts group by action order by action")
                == [#"{"action":"Close","total_count":2}"#, #"{"action":"Open","total_count":3}"#])
        #expect(
            try workshop.rows("SELECT * FROM counts WHERE action = 'Close' LIMIT 1") == [
                #"{"action":"Close","window":{"start":"2016-07-26T02:00:00.000Z","#
                    + #""end":"2016-07-26T03:00:00.000Z"},"count":1}"#
            ])
        #expect(try workshop.rows("SELECT count(*) AS n FROM COUNTS WHERE count > 5") == [#"{"n":0}"#])
        #expect(try workshop.rows("SELECT 1 AS one") == [#"{"one":1}"#])
    }

    @Test("every query sees the end of a batch, also one that began while a run goes on")
    func snapshots() throws {
        var counts: [String] = []
        _ = try workshop.run(
            wait: { _ in },
            onBatch: { _ in
                let sql = "SELECT sum(count) AS n FROM counts"
                let result = try? CommandRunner.tidemark().run(
                    "query", workshop.checkpoint, sql, "--format", "json")
                counts += result?.lines ?? ["failed"]
            })
        #expect(counts == (1...5).map { "{\"n\":\($0)}" })
    }

    @Test("errors point into the query, and know near names")
    func errors() throws {
        _ = try workshop.run { $0.maxBatches = 1 }
        let column = try error("SELECT action,\n  cuont FROM counts")
        #expect(column.code == .columnNotFound)
        #expect(column.description.contains("  line 2:3 |   cuont FROM counts\n               ^^^^^"))
        #expect(column.description.contains("count"))
        #expect(column.remedy?.contains("did you mean") == true, "\(column)")
        let table = try error("SELECT * FROM count")
        #expect(table.code == .tableNotFound)
        #expect(table.description.contains("counts"), "\(table)")
        #expect(table.description.contains("^^^^^"))
        let field = try error("SELECT window.ende FROM counts")
        #expect(field.code == .fieldNotFound)
        #expect(field.description.contains("^"), "\(field)")
        let function = try error("SELECT summ(count) FROM counts")
        #expect(function.code == .functionNotFound)
        #expect(function.description.contains("sum"))
        #expect(try error("SELECT action FROM").code == .syntax)
        #expect(try error("SELECT action FROM").description.contains("^"))
        #expect(try error("SELECT action, count(*) FROM counts").code == .grouping)
    }

    @Test("only one SELECT is taken, and the result is no stream")
    func refusals() throws {
        _ = try workshop.run { $0.maxBatches = 1 }
        #expect(try error("SELECT 1; SELECT 2").code == .usage)
        #expect(try error("CREATE TABLE t (a INT) USING json OPTIONS (path 'x')").code == .usage)
        #expect(try error("").exitsAsBadRequest)
        let stream = try error("SELECT * FROM STREAM counts")
        #expect(stream.code == .streamingQuery, "\(stream)")
        #expect(stream.description.contains("^"))
    }

    @Test("no checkpoint is exit status 2")
    func none() throws {
        let absent = try error("SELECT 1")
        #expect(absent.code == .checkpointNotFound)
        #expect(absent.exitsAsBadRequest)
    }
}

extension TidemarkError {
    fileprivate var exitsAsBadRequest: Bool { code.exitStatus == .badRequest }
}

/// SELECTs in batch over files.
@Suite struct BatchQueryTests {
    private let workshop: Workshop
    private static let table = "CREATE TABLE events (action STRING, n INT) USING json OPTIONS (path 'in');\n"

    init() throws {
        workshop = try Workshop()
        try workshop.land("b", Workshop.lines("b", [2, 1]), at: 1)
        try workshop.land("a", "{\"action\":\"a\",\"n\":5}\nbad\n{\"action\":\"open\"}", at: 2)
        try workshop.land("empty", "", at: 3)
    }

    private func rows(_ select: String, text: String = table, threads: Int = 2) throws -> [[String]] {
        let session = try Session(threads: threads, baseDirectory: workshop.directory.path) { _ in }
        return try session.execute(script: text + select).map { select in
            let result = try select.run()
            var bytes: [UInt8] = []
            for batch in result.batches { JSONRowWriter(zone: result.zone).append(batch, to: &bytes) }
            return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    private func error(_ select: String, text: String = table) throws -> TidemarkError {
        try #require(throws: TidemarkError.self) { _ = try rows(select, text: text) }
    }

    @Test("rows come in the order of files and lines, unsettled files too")
    func plain() throws {
        #expect(
            try rows("SELECT * FROM events") == [
                [
                    #"{"action":"b","n":2}"#, #"{"action":"b","n":1}"#, #"{"action":"a","n":5}"#, "{}",
                    #"{"action":"open"}"#,
                ]
            ])
    }

    @Test("aggregates are the same with any threads", arguments: [1, 2, 4])
    func aggregate(threads: Int) throws {
        #expect(
            try rows(
                "SELECT action, count(*) AS c, sum(n) AS s FROM events GROUP BY action ORDER BY action",
                threads: threads) == [
                    [
                        #"{"c":1}"#, #"{"action":"a","c":1,"s":5}"#, #"{"action":"b","c":2,"s":3}"#,
                        #"{"action":"open","c":1}"#,
                    ]
                ])
    }

    @Test("a statement each gives its rows; a subquery and a query without FROM too")
    func several() throws {
        #expect(
            try rows(
                "SELECT 1 + 1 AS two; SELECT max(m) AS m FROM (SELECT n * 2 AS m FROM events WHERE n < 5);"
                    + "SELECT n FROM events WHERE n IS NOT NULL ORDER BY n LIMIT 2")
                == [[#"{"two":2}"#], [#"{"m":4}"#], [#"{"n":1}"#, #"{"n":2}"#]])
    }

    @Test("a stream is refused with a hint, a column with a caret and a near name")
    func refusals() throws {
        let stream = try error("SELECT * FROM STREAM events")
        #expect(stream.code == .streamingQuery)
        #expect(stream.remedy?.contains("leave STREAM out") == true)
        let grouped = try error("SELECT action, count(*) FROM STREAM events GROUP BY action")
        #expect(grouped.code == .streamingQuery)
        let column = try error("SELECT actoin FROM events")
        #expect(column.code == .columnNotFound)
        #expect(column.description.contains("SELECT actoin FROM events\n"))
        #expect(column.description.contains("did you mean"), "\(column)")
        #expect(try error("SELECT * FROM event").code == .tableNotFound)
    }

    @Test("a streaming table cannot be read by a SELECT beside it")
    func streamingTable() throws {
        let text =
            Self.table + "CREATE STREAMING TABLE counts AS SELECT action, count(*) AS c FROM STREAM events "
            + "GROUP BY action;\n"
        let table = try error("SELECT * FROM counts", text: text)
        #expect(table.code.exitStatus == .badRequest)
        let job = try JobFile(text: text + "SELECT 1", baseDirectory: workshop.directory.path)
        let mixed = try #require(throws: TidemarkError.self) {
            _ = try job.streamingJob(RunSettings(checkpoint: workshop.checkpoint))
        }
        #expect(mixed.code == .usage)
    }

    @Test("a directory that is not there, and a bad line in mode FAILFAST, are told")
    func badInput() throws {
        let absent = try error(
            "SELECT * FROM t", text: "CREATE TABLE t (a INT) USING json OPTIONS (path 'absent');")
        #expect(absent.code == .pathNotFound)
        let text =
            "CREATE TABLE t (action STRING) USING json OPTIONS (path 'in', mode 'FAILFAST');"
        for select in ["SELECT * FROM t", "SELECT count(action) FROM t"] {
            let bad = try error(select, text: text)
            #expect(bad.code == .malformedRecord)
            #expect(bad.message.contains("\(workshop.input)/a"))
        }
    }
}
