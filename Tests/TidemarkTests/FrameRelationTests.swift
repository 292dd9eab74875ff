import StreamSupport
import TestSupport
import Testing
import TideColumnar
import TideModel
import Tidemark

/// Joins, unions, duplicates, sessions and watermarks of DataFrames, over files.
@Suite struct FrameRelationTests {
    private let workshop: Workshop
    private let session: Session

    init() throws {
        workshop = try Workshop()
        try workshop.land("a", Self.events, at: 1)
        session = try Session(threads: 2, baseDirectory: workshop.directory.path) { _ in }
    }

    private static let events: String = """
        {"time":"2024-01-01T00:00:00Z","user":"a","n":1}
        {"time":"2024-01-01T00:04:00Z","user":"a","n":2}
        {"time":"2024-01-01T00:09:00Z","user":"b","n":3}
        {"time":"2024-01-01T00:30:00Z","user":"a","n":2}
        {"user":"c","n":4}

        """

    private var events: DataFrame { session.read.schema("time TIMESTAMP, user STRING, n INT").json("in") }

    private func sql(_ text: String) async throws -> DataFrame { try await session.sql(text) }

    private func names() async throws -> DataFrame {
        try await sql("SELECT * FROM VALUES ('a', 'Ann'), ('b', 'Bob'), ('d', 'Dan') AS v(user, name)")
    }

    private func rows(_ frame: DataFrame) async throws -> [String] {
        try await frame.collect().map(\.description)
    }

    @Test("joins by columns") func using() async throws {
        let names = try await names()
        let users = events.select("user", "n").where("n < 4")
        #expect(
            try await rows(users.join(names, "user").orderBy("n", "user"))
                == ["[a,1,Ann]", "[a,2,Ann]", "[a,2,Ann]", "[b,3,Bob]"])
        #expect(try await rows(users.join(names, ["user"], "left_semi").agg(.sum("n"))) == ["[8]"])
        #expect(try await rows(names.join(users, "user", "LeftAnti")) == ["[d,Dan]"])
        #expect(
            try await rows(names.join(users, "user", "left").where("n IS NULL")) == ["[d,Dan,null]"])
        #expect(try await users.join(names, "user", "right_outer").count() == 5)
        #expect(try await events.join(names, "user", "full").count() == 6)
        #expect(try await events.join(names, "user", "outer").columns == ["user", "time", "n", "name"])
    }

    @Test("joins by a condition, of qualified columns") func condition() async throws {
        let (left, right) = (events.alias("l"), events.alias("r"))
        let pairs = left.join(right, on: .col("l.user") == .col("r.user") && .col("l.n") < .col("r.n"))
        #expect(try await rows(pairs.select("l.n", "r.n").orderBy("r.time")) == ["[1,2]", "[1,2]"])
        #expect(try await pairs.columns == ["time", "user", "n", "time", "user", "n"])
        #expect(try await rows(pairs.where("l.n = 2")) == [])
        #expect(try await left.join(right, joinExprs: "l.n = r.n", joinType: "semi").count() == 5)
        #expect(try await left.join(right).count() == 25)
        #expect(try await left.crossJoin(right).count() == 25)
        #expect(try await left.join(right, on: .expr("l.n = r.n AND l.n = 4"), "left").count() == 5)
    }

    @Test("unions by position and by name") func unions() async throws {
        let numbers = events.select("n", "user").where("n > 2")
        #expect(
            try await rows(numbers.union(numbers).orderBy("n")) == ["[3,b]", "[3,b]", "[4,c]", "[4,c]"])
        #expect(try await numbers.unionAll(numbers).distinct().count() == 2)
        let other = try await sql("SELECT 'z' AS user, 9L AS n")
        #expect(try await rows(numbers.unionByName(other)) == ["[3,b]", "[4,c]", "[9,z]"])
        #expect(try await numbers.unionByName(other).dtypes.map(\.type) == ["bigint", "string"])
        let wider = try await sql("SELECT 9 AS n, true AS f")
        #expect(
            try await rows(numbers.unionByName(wider, allowMissingColumns: true))
                == ["[3,b,null]", "[4,c,null]", "[9,null,true]"])
        #expect(try await numbers.unionByName(wider, true).columns == ["n", "user", "f"])
    }

    @Test("the first of equal rows is kept") func duplicates() async throws {
        #expect(
            try await rows(events.dropDuplicates("user").select("user", "n")) == ["[a,1]", "[b,3]", "[c,4]"])
        #expect(try await rows(events.select("user", "n").dropDuplicates()).count == 4)
        #expect(try await events.dropDuplicates(["user", "n"]).count() == 4)
        #expect(try await rows(events.dropDuplicates("n").select("n")) == ["[1]", "[2]", "[3]", "[4]"])
    }

    @Test("sessions, of one gap or each row's own") func sessions() async throws {
        let counted = events.withWatermark("time", "1 minute")
            .groupBy(.sessionWindow("time", "5 minutes"), "user").count()
            .select("user", "session_window.start", "session_window.end", "count").orderBy("user", "start")
        let answer = [
            "[a,2024-01-01 00:00:00,2024-01-01 00:09:00,2]",
            "[a,2024-01-01 00:30:00,2024-01-01 00:35:00,1]",
            "[b,2024-01-01 00:09:00,2024-01-01 00:14:00,1]",
        ]
        let found = try await rows(counted)
        #expect(found == answer)
        let own = events.groupBy(
            .sessionWindow("time", .expr("CASE WHEN n > 2 THEN '30 minutes' ELSE '1 minute' END"))
        ).count()
        #expect(try await rows(own.select("count").orderBy("session_window.start")) == ["[1]", "[1]", "[2]"])
    }

    @Test("windows of windows") func windows() async throws {
        let hours = events.groupBy(.window("time", "10 minutes")).count()
        let last = try await rows(hours.select(.windowTime("window").alias("t")).orderBy("t"))
        #expect(last == ["[2024-01-01 00:09:59.999999]", "[2024-01-01 00:39:59.999999]"])
        let days = hours.groupBy(.window("window", "1 day")).sum("count")
        let starts = try await rows(days.select("window.start", "sum(count)"))
        #expect(starts == ["[2024-01-01 00:00:00,4]"])
    }

    typealias Make = @Sendable (DataFrame) -> DataFrame

    static let refusals: [(condition: ErrorCondition, make: Make, text: String)] = [
        (
            .joinTypeUnknown, { $0.join($0, "n", "lefft") },
            """
            error [INVALID_PARAMETER_VALUE]: join(n, lefft): there is no join type lefft
              next: the types are: inner, cross, left, right, full, semi, anti
            """
        ),
        (
            .usingColumnUnknown, { $0.join($0.select("n"), "user") },
            """
            error [UNRESOLVED_USING_COLUMN_FOR_JOIN]: join(user, inner): the right side of the join has no \
            column user for USING
              next: its columns are: n
            """
        ),
        (
            .unionNameExtra, { $0.select("n").unionByName($0) },
            """
            error [NUM_COLUMNS_MISMATCH]: unionByName(): the first relation has no column time
              next: drop the column, or allow missing columns: they are NULL then
            """
        ),
        (
            .unionNameTwice, { $0.select("n", "n").unionByName($0.select("n")) },
            """
            error [AMBIGUOUS_REFERENCE]: unionByName(): several columns are called n
              next: give one of them another name, or use union, which goes by position
            """
        ),
        (
            .columnUnknown, { $0.dropDuplicates("m") },
            """
            error [UNRESOLVED_COLUMN]: dropDuplicates(m): the column m cannot be found
              next: did you mean n?
            """
        ),
        (
            .deduplicationInBatch, { $0.dropDuplicatesWithinWatermark("n") },
            """
            error [UNSUPPORTED_FEATURE]: dropDuplicatesWithinWatermark(n): dropDuplicatesWithinWatermark is \
            not supported for a query that reads no stream
              next: use dropDuplicates
            """
        ),
        (
            .watermarkDelayNegative, { $0.withWatermark("time", "-1 minute") },
            """
            error [INVALID_PARAMETER_VALUE]: withWatermark(time, -1 minute): the delay of a watermark must \
            not \
            be negative, but is '-1 minute'
              next: write how late a row may be, for example INTERVAL 10 MINUTES
            """
        ),
    ]

    @Test("errors name the call", arguments: refusals)
    func refusal(condition: ErrorCondition, make: Make, text: String) async throws {
        let frame = make(events)
        let error = await #expect(throws: TidemarkError.self) { try await frame.count() }
        #expect(error?.description == text)
        #expect(error?.code == condition.code)
    }
}
