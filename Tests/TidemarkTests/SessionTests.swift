import StreamSupport
import TestSupport
import Testing
import TideColumnar
import TideModel
import Tidemark

/// Settings, names and statements of a session.
@Suite struct SessionTests {
    private let workshop: Workshop
    private let session: Session
    private let printed = Printed()

    init() throws {
        workshop = try Workshop()
        try workshop.land("a", "{\"t\":\"2020-01-01T23:30:00\",\"n\":1}\n", at: 1)
        session = try Session(
            timeZone: "Europe/Paris", threads: 3, baseDirectory: workshop.directory.path, output: printed.sink
        )
    }

    @Test("settings are read, changed and used") func settings() async throws {
        #expect(try session.conf.get("spark.sql.session.timeZone") == "Europe/Paris")
        #expect(try session.conf.get("spark.sql.shuffle.partitions") == "3")
        let times = session.read.schema("t TIMESTAMP").json("in")
        #expect(try await times.toJSON() == [#"{"t":"2020-01-01T23:30:00.000+01:00"}"#])
        try session.conf.set("spark.sql.session.timeZone", "UTC")
        try session.conf.set("spark.sql.shuffle.partitions", "2")
        #expect(try await times.toJSON() == [#"{"t":"2020-01-01T23:30:00.000Z"}"#])
        #expect(session.threads == 2)
    }

    @Test("the settings of streaming queries are read and changed") func streamingSettings() throws {
        for (key, value, changed) in [
            ("spark.sql.streaming.multipleWatermarkPolicy", "min", "max"),
            ("spark.sql.streaming.noDataMicroBatches.enabled", "true", "false"),
            ("tidemark.maxDeltaEntries", "2000000", "5"), ("tidemark.scrubInterval", "1 day", "2 hours"),
            ("tidemark.allowNetworkCheckpoint", "false", "true"),
        ] {
            #expect(try session.conf.get(key) == value)
            try session.conf.set(key, changed)
            #expect(try session.conf.get(key) == changed)
        }
    }

    @Test("tables, views and DataFrames share their names") func names() async throws {
        let created = try await session.sql("CREATE TABLE Events (n INT) USING json OPTIONS (path 'in')")
        #expect(try await created.collect().isEmpty)
        #expect(try await created.columns == [])
        try await session.table("events").select(.col("n") * 10).createTempView("tens")
        #expect(
            session.catalog.listTables().map { "\($0.name) \($0.isTemporary)" } == [
                "Events false", "tens true",
            ])
        #expect(session.catalog.tableExists("EVENTS") && !session.catalog.tableExists("event"))
        #expect(try await session.sql("SELECT * FROM tens").collect().map(\.description) == ["[10]"])
        #expect(try await session.readStream.table("events").isStreaming)
        try await session.readStream.table("events").createTempView("followed")
        #expect(try await session.readStream.table("followed").isStreaming)
        #expect(try await session.table("followed").isStreaming)
    }

    @Test("a view hides the table of its name, and the table comes back with the view's end")
    func shadows() async throws {
        _ = try await session.sql("CREATE TABLE events (n INT) USING json OPTIONS (path 'in')")
        try await session.table("events").limit(0).createTempView("events")
        #expect(try await session.table("events").count() == 0)
        session.catalog.dropTempView("events")
        #expect(try await session.table("events").count() == 1)
    }

    @Test("the same files with other options are another relation") func options() async throws {
        try workshop.land("bad", "{\"n\":2}\nnone\n", at: 2)
        let all = session.read.schema("n INT").json("in")
        let strict = session.read.schema("n INT").option("MODE", "FAILFAST").option("mode", "dropMalformed")
            .json("in")
        #expect(try await all.count() == 3)
        #expect(try await strict.count() == 2)
        #expect(try await all.count() == 3)
    }

    private func refusal(_ body: () async throws -> Void) async throws -> String {
        try String(describing: #require(await #expect(throws: TidemarkError.self) { try await body() }))
    }

    @Test("wrong settings are refused when a session is made") func wrongSettings() throws {
        let zone = #expect(throws: TidemarkError.self) { try Session(timeZone: "Europe/Pariis") }
        #expect(zone?.message.hasPrefix("setting 'spark.sql.session.timeZone' is 'Europe/Pariis'") == true)
        let threads = #expect(throws: TidemarkError.self) { try Session(threads: 0) }
        #expect(threads?.message.hasPrefix("setting 'spark.sql.shuffle.partitions' is '0'") == true)
    }

    @Test("what is wrong in SQL has a caret under it") func caret() async throws {
        let error = await #expect(throws: TidemarkError.self) {
            _ = try await session.sql("SELECT m FROM (SELECT 1 AS n)")
        }
        let printed = try String(describing: #require(error))
        #expect(
            printed == """
                error [UNRESOLVED_COLUMN]: the column m cannot be found
                  line 1:8 | SELECT m FROM (SELECT 1 AS n)
                                    ^
                  next: did you mean n?
                """)
    }
}
