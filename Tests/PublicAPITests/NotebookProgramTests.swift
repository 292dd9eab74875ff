import Testing
import Tidemark

/// A user's program: it imports Tidemark and nothing else, and is not part of the package.
@Suite struct PublicAPITests {
    @Test("a program spells everything it needs") func program() async throws {
        let session = try Session(timeZone: "UTC", threads: 2)
        try session.conf.set("spark.sql.shuffle.partitions", "2")
        #expect(try session.conf.get("spark.sql.shuffle.partitions") == "2")
        let schema = Schema([Field("time", .timestamp), Field("action", .string)])
        let events = session.read.schema(schema).option("mode", "DROPMALFORMED").json("/nowhere")
        let counts = events.where(.col("action").isin("Open", "Close") && .col("time").isNotNull())
            .groupBy(events["action"], .window("time", "1 hour", "30 minutes"))
            .agg(.count("*").alias("count"), .max("time").as("latest"))
            .withColumn("half", .col("count") / 2)
            .select(
                "action", .col("window.end").alias("end"), .when(.col("count") > 3, "many").otherwise("few")
            )
            .orderBy(.col("end").desc(), "action")
            .limit(10)
        #expect(try await counts.columns.prefix(2) == ["action", "end"])
        let types: [DataType] = try await counts.schema.fields.map(\.type)
        #expect(types == [.string, .timestamp, .string])
        #expect(try await session.readStream.schema(schema).json("/nowhere").isStreaming)

        let row = try await session.sql("SELECT 3L AS n, 'a' AS s, NULL AS z").first()
        let value: Value? = row?["n"]
        #expect(value == .bigint(3))
        #expect(try row?.get("n", as: Int.self) == 3)
        let text: String? = try row?.get("s")
        #expect(text == "a")

        let trigger = Trigger.processingTime(microseconds: 1_000_000)
        #expect(trigger != .availableNow && OutputMode.complete.rawValue == "complete")
        do {
            _ = try await session.table("nope").count()
            Issue.record("there is no such table")
        } catch let error as TidemarkError {
            #expect(error.code == ErrorCode.tableNotFound && error.code.exitStatus == .badRequest)
        }
    }
}
