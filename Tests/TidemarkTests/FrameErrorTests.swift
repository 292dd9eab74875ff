import StreamSupport
import TestSupport
import Testing
import TideColumnar
import TideModel
import Tidemark

/// What a DataFrame says when something is wrong: which call, which name, what to write instead.
@Suite struct FrameErrorTests {
    private let workshop: Workshop
    private let session: Session

    init() throws {
        workshop = try Workshop()
        try workshop.land("a", Workshop.lines("b", [2, 1]), at: 1)
        session = try Session(threads: 1, baseDirectory: workshop.directory.path) { _ in }
    }

    private var events: DataFrame { session.read.schema("action STRING, n INT").json("in") }

    typealias Make = @Sendable (DataFrame) -> DataFrame

    static let names: [(make: Make, text: String)] = [
        (
            { $0.filter("n > 1").groupBy("acton", "n").count().orderBy("n") },
            """
            error [UNRESOLVED_COLUMN]: groupBy(acton, n).count(): the column acton cannot be found
              next: did you mean action?
            """
        ),
        (
            { $0.select("n").filter(.col("action") == "b") },
            """
            error [UNRESOLVED_COLUMN]: filter((action = 'b')): the column action cannot be found
              next: the columns are: n
            """
        ),
        (
            { $0.filter("m > 1") },
            """
            error [UNRESOLVED_COLUMN]: filter((m > 1)): the column m cannot be found
              next: did you mean n?
            """
        ),
        (
            { $0.withColumn("z", .sum("n")) },
            """
            error [INVALID_AGGREGATE]: withColumn(z, sum(n)): the aggregate function sum is not allowed in \
            withColumn
              next: aggregate in a subquery: FROM (SELECT sum(..) ..)
            """
        ),
        (
            { $0.session.table("evnts") },
            "error [TABLE_OR_VIEW_NOT_FOUND]: table(evnts): the table or view evnts cannot be found"
        ),
        (
            { $0.limit(-1) },
            """
            error [INVALID_PARAMETER_VALUE]: limit(-1): LIMIT must not be negative, but is -1
              next: write a constant integer of at least 0
            """
        ),
    ]

    static let others: [(make: Make, text: String)] = [
        (
            { $0.filter("n >") },
            """
            error [PARSE_SYNTAX_ERROR]: filter(..): unexpected end of statement, expected an expression
              line 1:4 | n >
                            ^
            """
        ),
        (
            { $0.session.read.schema("n INT").option("mod", "FAILFAST").json("in") },
            """
            error [UNKNOWN_OPTION]: read.json(in): a json table has no option 'mod'
              next: did you mean mode?
            """
        ),
        (
            { $0.session.readStream.schema("n INT").json("in").groupBy("n").count() },
            """
            error [UNSUPPORTED_STREAMING_OPERATION]: queries with streaming sources must be executed with \
            writeStream.start()
              next: leave STREAM out, or use read instead of readStream, to query the files as they are now
            """
        ),
    ]

    @Test("an error names the call and what it was about", arguments: names + others)
    func errors(make: Make, text: String) async throws {
        let error = await #expect(throws: TidemarkError.self) { _ = try await make(events).collect() }
        let printed = try String(describing: #require(error))
        #expect(printed == text)
    }

    @Test("a view is not made of what is wrong") func views() async throws {
        let error = await #expect(throws: TidemarkError.self) {
            try await events.select("m").createOrReplaceTempView("v")
        }
        #expect(error?.code == .columnNotFound)
        #expect(!session.catalog.tableExists("v"))
    }
}
