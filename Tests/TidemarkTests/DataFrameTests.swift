import StreamSupport
import TestSupport
import Testing
import TideColumnar
import TideModel
import Tidemark

/// Transformations and actions over files.
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

    @Test("select, filter, order") func basics() async throws {
        #expect(try await rows(events) == ["[b,2]", "[b,1]", "[a,5]", "[open,null]"])
        #expect(try await rows(events.where(.col("action") == "b")) == ["[b,2]", "[b,1]"])
        #expect(try await rows(events.filter("n > 1").select("n", .col("n") + 1)) == ["[2,3]", "[5,6]"])
        #expect(
            try await rows(events.orderBy(.col("n").desc()).select("n")) == ["[5]", "[2]", "[1]", "[null]"])
        #expect(
            try await rows(events.groupBy("action").count().orderBy("action")) == [
                "[a,1]", "[b,2]", "[open,1]",
            ])
        #expect(try await events.count() == 4)
        #expect(try await events.withColumn("m", .col("n") * 2).drop("n").columns == ["action", "m"])
    }

    @Test("views and SQL meet") func views() async throws {
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
    }

    @Test("an error names the call") func errors() async throws {
        let error = await #expect(throws: TidemarkError.self) {
            try await events.filter("n > 1").groupBy("acton").count().show()
        }
        #expect(
            error.map(String.init(describing:)) == """
                error [UNRESOLVED_COLUMN]: groupBy(acton).count(): the column acton cannot be found
                  next: did you mean action?
                """)
    }
}
