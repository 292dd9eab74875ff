import StreamSupport
import TestSupport
import Testing
import TideColumnar
import TideModel
import Tidemark

/// Actions, views and what is lazy about a DataFrame.
@Suite struct DataFrameTests {
    private let workshop: Workshop
    private let session: Session
    private let printed = Printed()

    init() throws {
        workshop = try Workshop()
        try workshop.land("b", Workshop.lines("b", [2, 1]), at: 1)
        try workshop.land("a", "{\"action\":\"a\",\"n\":5}\n{\"action\":\"open\"}", at: 2)
        session = try Session(threads: 2, baseDirectory: workshop.directory.path, output: printed.sink)
    }

    private var events: DataFrame { session.read.schema("action STRING, n INT").json("in") }

    private func rows(_ frame: DataFrame) async throws -> [String] {
        try await frame.collect().map(\.description)
    }

    @Test("rows come in the order of files and lines") func collect() async throws {
        #expect(try await rows(events) == ["[b,2]", "[b,1]", "[a,5]", "[open,null]"])
        #expect(try await events.take(2).map(\.description) == ["[b,2]", "[b,1]"])
        #expect(try await events.head(1).map(\.description) == ["[b,2]"])
        #expect(try await events.first()?.description == "[b,2]")
        #expect(try await events.head()?.description == "[b,2]")
        #expect(try await events.count() == 4)
        #expect(try await events.distinct().count() == 4)
        #expect(try await events.isEmpty == false)
    }

    @Test("no rows are no rows") func nothing() async throws {
        let none = events.where("n > 100")
        #expect(try await rows(none) == [])
        #expect(try await none.first() == nil)
        #expect(try await none.head() == nil)
        #expect(try await none.count() == 0)
        #expect(try await none.isEmpty)
        #expect(try await none.toJSON() == [])
        #expect(try await events.take(0).isEmpty)
    }

    @Test("schema, columns and dtypes") func columns() async throws {
        let counted = events.groupBy("action").count()
        #expect(
            try await counted.schema
                == Schema([Field("action", .string), Field("count", .bigint, isNullable: false)]))
        #expect(try await counted.columns == ["action", "count"])
        let window = events.select(.window(.lit("2020-01-01").cast("timestamp"), "1 day"), "n")
        #expect(
            try await window.dtypes.map { "\($0.name) \($0.type)" } == [
                "window struct<start:timestamp,end:timestamp>", "n int",
            ])
        #expect(try await events.isStreaming == false)
        let stream = session.readStream.schema("action STRING").option("maxFilesPerTrigger", 1).json("in")
        #expect(try await stream.groupBy("action").count().isStreaming)
    }

    @Test("without a schema the columns are those of the files") func inferred() async throws {
        #expect(try await session.read.json("in").schema.ddl == "action STRING, n BIGINT")
    }

    @Test("constants beside columns are values, texts in the place of columns are names") func literals()
        async throws
    {
        #expect(try await rows(events.where(.col("action") == "b").select("n")) == ["[2]", "[1]"])
        #expect(try await rows(events.where("b" == events["action"]).select("n")) == ["[2]", "[1]"])
        #expect(try await rows(events.where(.col("action") != .col("action"))) == [])
        #expect(
            try await rows(events.where(.col("action") > "a" && 2 >= .col("n")).select("n")) == [
                "[2]", "[1]",
            ])
        #expect(try await rows(events.where(!(.col("n") < 5) || "a" >= .col("action"))) == ["[a,5]"])
        #expect(
            try await rows(
                events.limit(1).select(
                    2 + .col("n"), .col("n") - 1, 9 - .col("n"), 2 * .col("n"), .col("n") * .col("n"),
                    1 / .col("n"), .col("n") / 4, 7 % .col("n"), .col("n") % 2, -.col("n"), 2 != .col("n"),
                    1 < .col("n"), 3 <= .col("n"), 2 > .col("n")))
                == ["[4,1,7,4,4,0.5,0.5,1,0,-2,false,true,false,false]"])
        #expect(
            try await rows(
                events.limit(1).select(
                    .lit(Int32(1)), .lit(Int64(2)), .lit(0.5), .lit(false), .lit("x"), .col("n") <= 2,
                    .col("n") >= .lit(2.5)))
                == ["[1,2,0.5,false,x,true,false]"])
    }

    @Test("a name with a dot stands in backticks, fields behind dots") func names() async throws {
        let dotted = events.limit(1).withColumnRenamed("n", "a.b`c")
        #expect(try await rows(dotted.select("`a.b``c`")) == ["[2]"])
        let windows = events.limit(1).select(
            .window(.lit("2020-01-01 12:00:00").cast(.timestamp), "1 day").alias("w"))
        #expect(try await rows(windows.select("w.end")) == ["[2020-01-02 00:00:00]"])
        #expect(try await rows(windows.select(windows["w"].getField("start"))) == ["[2020-01-01 00:00:00]"])
        #expect(try await windows.select("w.*").columns == ["start", "end"])
    }

    @Test("a view is the query it was made of, whatever its name comes to mean") func views() async throws {
        try await events.groupBy("action").count().createOrReplaceTempView("counts")
        #expect(try await rows(session.sql("SELECT sum(count) FROM Counts")) == ["[4]"])
        try await session.table("counts").orderBy("action").show(2)
        #expect(
            printed.text == """
                +------+-----+
                |action|count|
                +------+-----+
                |     a|    1|
                |     b|    2|
                +------+-----+
                only showing top 2 rows

                """)
        let before = session.table("counts")
        let written = try await session.sql("SELECT count(*) FROM counts")
        try await before.where("count > 1").createOrReplaceTempView("COUNTS")
        #expect(try await before.count() == 3)
        #expect(try await rows(written) == ["[3]"])
        #expect(try await session.table("counts").count() == 1)
        try await events.createTempView("other")
        #expect(try await session.read.table("other").count() == 4)
        #expect(session.catalog.dropTempView("Other"))
        #expect(!session.catalog.dropTempView("other"))
    }

    @Test("a query reads the files that are there when it runs") func lazy() async throws {
        let frame = events
        try workshop.land("c", Workshop.lines("c", [7]), at: 3)
        #expect(try await frame.count() == 5)
    }

    @Test("other functions go by their names in SQL") func functions() async throws {
        let frame = events.agg(
            .countDistinct("action"), .count(.callFunction("Upper", "action")).alias("all"),
            .max(.callFunction("concat", "action", .lit("-"), "action")).alias("longest"))
        #expect(try await frame.columns == ["count(DISTINCT action)", "all", "longest"])
        #expect(try await rows(frame) == ["[3,4,open-open]"])
        #expect(try await rows(events.where(.col("action").like("%pe_")).select("action")) == ["[open]"])
    }

    @Test(
        "aggregate functions have Spark's names; a filter, and every subset of the groupings"
    )
    func aggregates() async throws {
        let statistics = events.agg(
            .first("action"), .last("n", ignoreNulls: true), .maxBy("action", "n"), .minBy("action", "n"),
            .median("n"), .percentile("n", 0.25), .varPop("n"), .collectList("n"),
            .count("*").filter(where: .col("n") > 1), .countIf(.col("n") > 2), .boolOr(.col("n") > 2))
        #expect(
            try await statistics.columns == [
                "first(action)", "last(n)", "max_by(action, n)", "min_by(action, n)", "median(n)",
                "percentile(n, 0.25, 1)", "var_pop(n)", "collect_list(n)", "count(1) FILTER (WHERE (n > 1))",
                "count_if((n > 2))", "bool_or((n > 2))",
            ])
        let names = events.agg(
            .every(.col("n") > 0), .some(.col("n") > 0), .boolAnd(.col("n") > 0), .anyValue("n"),
            .variance("n"), .varSamp("n"), .stddev("n"), .stddevSamp("n"), .stddevPop("n"), .collectSet("n"),
            .approxCountDistinct("n"), .mode("n"))
        #expect(
            try await names.columns == [
                "every((n > 0))", "some((n > 0))", "bool_and((n > 0))", "any_value(n)", "variance(n)",
                "var_samp(n)", "stddev(n)", "stddev_samp(n)", "stddev_pop(n)", "collect_set(n)",
                "approx_count_distinct(n)", "mode(n)",
            ])
        #expect(try await names.collect().count == 1)
        let counts = try await events.groupBy("action").count().count()
        let rollup = events.rollup("action").agg(.count("*").alias("count"), .grouping("action").alias("g"))
        #expect(try await rollup.count() == counts + 1)
        #expect(try await rollup.where(.col("g") == 1).select("count").first()?["count"] == .bigint(4))
        let cube = events.cube("action", "n").agg(.groupingID("action", "n").alias("id"))
        #expect(try await cube.where(.col("id") == 3).count() == 1)
        #expect(try await cube.where(.col("id") == 1).count() == counts)
    }

    @Test("explain prints the steps, the last one first") func explain() async throws {
        let frame = events.where(.col("n") > 1).groupBy("action").agg(.max("n").alias("most"))
        try await frame.explain()
        let plan = """
            Project [action, max(n) AS most]
              Aggregate by [action] compute [max(n)]
                Filter (n > 1)
                  Scan json.`in` (action STRING, n INT) [action STRING, n INT]
            """
        #expect(printed.take() == "== Physical Plan ==\n\(plan)\n\n")
        try await frame.explain(true)
        #expect(
            printed.take() == """
                == Parsed Logical Plan ==
                Aggregate by [action] compute [action, max(n) AS most]
                  Filter (n > 1)
                    UnresolvedRelation json.`in`

                == Analyzed Logical Plan ==
                action: string, most: int
                \(plan)

                == Physical Plan ==
                \(plan)


                """)
    }
}
