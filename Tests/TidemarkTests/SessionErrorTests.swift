import StreamSupport
import TestSupport
import Testing
import TideModel
import Tidemark

/// What sessions, DataFrames and rows refuse, word for word.
@Suite("Errors of sessions")
struct SessionErrorTests {
    private let workshop: Workshop
    private let session: Session

    init() throws {
        workshop = try Workshop()
        try workshop.land("a", "{\"action\":\"a\",\"n\":5}\n")
        session = try Session(baseDirectory: workshop.directory.path) { _ in }
    }

    private var events: DataFrame { session.read.schema("action STRING, n INT").json("in") }

    private func expect(
        _ condition: ErrorCondition, _ text: String, _ location: SourceLocation = #_sourceLocation,
        _ body: () async throws -> Void
    ) async {
        do {
            try await body()
            Issue.record("nothing is refused", sourceLocation: location)
        } catch {
            #expect("\(error)" == text, sourceLocation: location)
            #expect(condition.fits("\(error)"), sourceLocation: location)
        }
    }

    @Test("settings") func settings() async {
        await expect(
            .configurationNotFound,
            """
            error [UNKNOWN_OPTION]: there is no setting 'spark.sql.session.timezon'
              next: did you mean spark.sql.session.timeZone?
            """
        ) { try session.conf.set("spark.sql.session.timezon", "UTC") }
        await expect(
            .configurationValue,
            """
            error [INVALID_OPTION_VALUE]: setting 'spark.sql.session.timeZone' is 'Mars', expected UTC, an \
            offset such as +02:00, or a region such as Europe/Paris
            """
        ) { try session.conf.set("spark.sql.session.timeZone", "Mars") }
        await expect(
            .configurationValue,
            """
            error [INVALID_OPTION_VALUE]: setting 'spark.sql.shuffle.partitions' is '0', expected a number \
            of threads from 1 to 1024
            """
        ) { try session.conf.set("spark.sql.shuffle.partitions", "0") }
        for (key, expected) in [
            ("tidemark.maxDeltaEntries", "a whole number above 0"),
            ("tidemark.scrubInterval", "a time such as 1 day"),
            ("tidemark.allowNetworkCheckpoint", "true or false"),
        ] {
            await expect(
                .configurationValue,
                "error [INVALID_OPTION_VALUE]: setting '\(key)' is '0x', expected \(expected)"
            ) { try session.conf.set(key, "0x") }
        }
    }

    @Test("schemas and columns as text") func texts() async {
        await expect(
            .schemaText,
            """
            error [INVALID_SCHEMA]: read.json(in): the schema 'action STRNG' cannot be read: the type \
            STRNG is not supported
              next: did you mean STRING?
            """
        ) { try await session.read.schema("action STRNG").json("in").show() }
        await expect(
            .typeText,
            """
            error [INVALID_SCHEMA]: select(..): the type 'bigit' cannot be read: the type BIGIT \
            is not supported
              next: did you mean BIGINT?
            """
        ) { try await events.select(.col("n").cast("bigit")).show() }
        await expect(
            .textBesideOperator,
            """
            error [INVALID_PARAMETER_VALUE]: filter(..): 'action' beside an operator may be a column's name \
            or a text
              next: write .col("action") for the column, .lit("action") for the text
            """
        ) { try await events.filter(("action" as Column) == "b").show() }
        await expect(
            .columnName,
            """
            error [PARSE_SYNTAX_ERROR]: select(..): '`a' is no column name
              next: put a name with special characters in backticks
            """
        ) { try await events.select("`a").show() }
        await expect(
            .orderingNotAValue,
            """
            error [INVALID_PARAMETER_VALUE]: select(n): n is a sort order, not a value
              next: asc and desc belong in orderBy
            """
        ) { try await events.select(.col("n").desc()).show() }
        await expect(
            .branchWithoutWhen,
            """
            error [INVALID_PARAMETER_VALUE]: select(..): otherwise follows something that is no open when(..)
              next: write .when(condition, value).when(..).otherwise(value)
            """
        ) { try await events.select(.col("n").otherwise(1)).show() }
    }

    @Test("views and statements") func statements() async throws {
        try await events.createOrReplaceTempView("v")
        await expect(
            .viewAlreadyExists,
            """
            error [TABLE_OR_VIEW_ALREADY_EXISTS]: there is already a view 'v'
              next: use createOrReplaceTempView to replace it
            """
        ) { try await events.createTempView("v") }
        await expect(
            .viewStreamed,
            """
            error [UNSUPPORTED_STREAMING_OPERATION]: STREAM applies to a table, and v is a view
              line 1:22 | SELECT n FROM STREAM v
                                               ^
              next: write FROM v; it streams when its tables do
            """
        ) { try await session.sql("SELECT n FROM STREAM v").show() }
        await expect(
            .statementCount,
            """
            error [USAGE]: sql(..) takes one statement, and this text has 2
              next: call sql(..) once for each statement
            """
        ) { _ = try await session.sql("SELECT 1; SELECT 2") }
        await expect(
            .tableGone,
            """
            error [TABLE_OR_VIEW_NOT_FOUND]: what 'e' was when the query was made is no longer there
              next: make the query again
            """
        ) {
            _ = try await session.sql("CREATE TABLE e (n INT) USING json OPTIONS (path 'in')")
            let before = session.table("e")
            _ = try await session.sql("DROP TABLE e")
            _ = try await session.sql("CREATE TABLE e (m INT) USING json OPTIONS (path 'in')")
            _ = try await before.count()
        }
    }

    @Test("rows") func rows() async throws {
        let row = try #require(try await events.collect().first)
        await expect(
            .rowColumnNotFound,
            """
            error [UNRESOLVED_COLUMN]: the row has no column 'acton'
              next: did you mean action?
            """
        ) { _ = try row.get("acton", as: String.self) }
        await expect(
            .rowOrdinal, "error [INVALID_PARAMETER_VALUE]: the row has the columns 0 to 1, not 2"
        ) { _ = try row.get(2, as: String.self) }
        await expect(
            .rowValueType,
            """
            error [DATATYPE_MISMATCH]: column 'n' holds INT, which is no String
              next: read it as its own type, or cast it in the query
            """
        ) { _ = try row.get("n", as: String.self) }
        let empty = try #require(try await events.select([Column]()).collect().first)
        await expect(.rowIsEmpty, "error [INVALID_PARAMETER_VALUE]: the row has no columns") {
            _ = try empty.get(0, as: String.self)
        }
    }
}
