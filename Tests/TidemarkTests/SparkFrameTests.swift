import Foundation
import TestSupport
import Testing
import Tidemark

/// DataFrames over the same file as Spark's, whose printed schemas and rows stand in Fixtures/frames.txt
/// (frames.py makes it).
@Suite struct SparkFrameTests {
    private let session: Session
    private let printed = Printed()
    private let directory: TemporaryDirectory
    private let expected: [String: String]

    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures")

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.copyItem(
            atPath: Self.fixtures.appendingPathComponent("frames.json").path,
            toPath: directory.path + "/a.json")
        session = try Session(threads: 2, output: printed.sink)
        let text = try String(contentsOf: Self.fixtures.appendingPathComponent("frames.txt"), encoding: .utf8)
        var sections: [String: String] = [:]
        for section in text.components(separatedBy: "### ").dropFirst() {
            let parts = section.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            sections[String(parts[0])] = String(parts[1])
        }
        expected = sections
    }

    private var frame: DataFrame {
        session.read
            .schema("time TIMESTAMP, action STRING, n INT, big BIGINT, x DOUBLE, b BOOLEAN, d DATE")
            .json(directory.path)
    }

    typealias Make = @Sendable (DataFrame) -> DataFrame

    static let groups: [(name: String, make: Make)] = [
        ("all", { $0 }),
        ("group count", { $0.groupBy("action").count().orderBy("action") }),
        (
            "group window",
            { $0.groupBy("action", .window("time", "1 hour")).count().orderBy("action", "window") }
        ),
        (
            "sliding window",
            {
                $0.groupBy(.window("time", "1 hour", "30 minutes")).count().select("window.*", "count")
                    .orderBy("start")
            }
        ),
        (
            "window start",
            {
                $0.select(
                    .window("time", "1 hour", "1 hour", start: "15 minutes").getField("start").alias("s"))
            }
        ),
        ("with window", { $0.select("time").withColumn("w", .window("time", "1 hour")) }),
        (
            "aggregates",
            {
                $0.groupBy("b").agg(
                    .sum("n"), .min("x"), .max("time"), .avg("big"), .mean("n").alias("mean"), .count("n"),
                    .count("*").as("rows"), .min("action")
                ).orderBy("b")
            }
        ),
        ("aggregates of all", { $0.agg(.sum("n"), .count("n"), .max("d")) }),
        ("select aggregates", { $0.select(.max("time"), .min("n")) }),
        ("group sum", { $0.groupBy("action").sum().orderBy("action") }),
        ("group sum of two", { $0.groupBy().sum("n", "x") }),
        ("group max", { $0.groupBy("action").max().orderBy("action") }),
        ("group avg", { $0.groupBy("b").avg("n").orderBy("b") }),
        ("group avg", { $0.groupBy("b").mean("n").orderBy("b") }),
        ("group min", { $0.groupBy("n").min().orderBy("n") }),
    ]

    static let expressions: [(name: String, make: Make)] = [
        (
            "arithmetic",
            {
                $0.select(
                    .col("n") + 1, .col("n") - 1, .col("n") * 2, .col("n") / 2, .col("n") % 2, 1 - .col("n"),
                    .lit(1), .lit("a"), .lit(1.5), .lit(true), .lit(10_000_000_000))
            }
        ),
        (
            "conditions",
            {
                $0.select(
                    !.col("b"), .col("n") > 1 && .col("x") < 2, .col("n") == 3 || .col("x") != 2,
                    .col("n") >= 3, .col("n") <= 3, 3 == .col("n"), .col("n").eqNullSafe(3),
                    .col("n").isNull(), .col("n").isNotNull(), .col("n").isin(1, 3),
                    .col("n").between(1, 3))
            }
        ),
        (
            "functions",
            {
                $0.select(
                    .col("n").cast("bigint"), .col("x").cast(.string), .coalesce("n", .lit(0)),
                    .when(.col("n") > 3, "a").when(.col("n") > 1, "b").otherwise("c"),
                    .when(.col("n") > 1, "a"), .dateFormat("time", "MMM-dd HH:mm"), .expr("n + 1 AS k"),
                    .expr("big div 2"))
            }
        ),
    ]

    static let steps: [(name: String, make: Make)] = [
        (
            "columns changed",
            {
                $0.select("n", "action").withColumn("m", .col("n") + 1).withColumn("N", .lit("z"))
                    .withColumnRenamed("ACTION", "act").drop("zzz")
            }
        ),
        ("dropped", { $0.drop("TIME", "x", "b", "d") }),
        ("distinct", { $0.select("b").distinct().orderBy("b") }),
        ("descending", { $0.select("n").orderBy(.col("n").desc()) }),
        ("descending", { $0.select("n").orderBy(.col("n").descNullsLast()) }),
        ("descending nulls first", { $0.select("n").orderBy(.col("n").descNullsFirst()) }),
        ("ascending nulls last", { $0.select("n").orderBy(.col("n").ascNullsLast()) }),
        ("two keys", { $0.select("n", "big").sort("n", .col("big").desc()) }),
        ("two keys", { $0.select("n", "big").sort(.col("n").asc(), .col("big").desc()) }),
        ("two keys", { $0.select(["n", "big"]).sort(.col("n").ascNullsFirst(), .col("big").desc()) }),
        ("hidden key", { $0.select("action").orderBy(.col("n").desc(), "big") }),
        ("alias", { $0.alias("t").select("t.n", .col("t.action").alias("q")) }),
        ("alias star", { $0.alias("t").select("t.*").where("n > 3") }),
        ("filter text", { $0.filter("n > 1 AND action = 'Open'").select("n") }),
        ("filter column", { $0.where(.col("action") == "Open" && .col("b")).select("n", "big") }),
        ("filter column", { $0.filter($0["action"] == "Open" && $0["b"]).select($0["n"], $0["big"]) }),
        ("select text", { $0.selectExpr("n + 1 AS m", "action", "n IN (3, 12)") }),
        ("limit", { $0.limit(2).select("n") }),
        ("empty", { $0.select("time").limit(0) }),
    ]

    @Test("schemas and rows are printed as Spark prints them", arguments: groups + expressions + steps)
    func frames(name: String, make: Make) async throws {
        let frame = make(frame)
        try await frame.printSchema()
        try await frame.show()
        #expect(printed.text == expected[name])
    }

    @Test("every frame of Spark's is compared") func allCompared() {
        let compared = Set((Self.groups + Self.expressions + Self.steps).map(\.name))
        #expect(Set(expected.keys.filter { !$0.hasPrefix("show ") && $0 != "json" }) == compared)
    }

    @Test(
        "rows are counted and cut as Spark does",
        arguments: [
            ("show 2", 2, true), ("show 1", 1, true), ("show 0", 0, true), ("show whole", 20, false),
            ("show at 2", 20, 2), ("show at 3", 20, 3), ("show at 6", 20, 6), ("show whole", 20, .at(0)),
        ] as [(String, Int, Truncation)])
    func shows(name: String, count: Int, truncate: Truncation) async throws {
        try await frame.show(count, truncate: truncate)
        #expect(printed.text == expected[name])
    }

    @Test("rows as JSON are Spark's") func json() async throws {
        let lines = try #require(expected["json"]).split(separator: "\n").map(String.init)
        #expect(try await frame.toJSON() == lines)
    }
}
