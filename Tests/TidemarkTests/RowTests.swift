import Testing
import TideColumnar
import TideModel
import Tidemark

/// Rows by ordinal, by name, as Swift's types.
@Suite struct RowTests {
    private let row: Row

    init() async throws {
        let session = try Session(threads: 1) { _ in }
        let rows = try await session.sql(
            """
            SELECT true AS flag, 7 AS small, 8L AS Big, 0.5D AS half, 'text' AS text,
              DATE '1970-01-03' AS day,
              TIMESTAMP '1970-01-01 00:00:01.5' AS time, NULL AS nothing,
              window(TIMESTAMP '1970-01-01 00:00:01', '1 hour') AS window
            """
        ).collect()
        row = try #require(rows.first)
    }

    @Test("values by ordinal and by name") func values() {
        #expect(row.count == 9)
        #expect(row[1] == .int(7))
        #expect(row["BIG"] == .bigint(8))
        #expect(row["nothing"] == .null)
        #expect(row[9] == nil && row[-1] == nil && row["none"] == nil)
        #expect(row.schema.fields.map(\.name).prefix(2) == ["flag", "small"])
        #expect(row.values[4] == .string("text"))
    }

    @Test("values as Swift's types") func typed() throws {
        #expect(try row.get("flag", as: Bool.self))
        #expect(try row.get(1, as: Int32.self) == 7)
        #expect(try row.get("small", as: Int.self) == 7)
        #expect(try row.get("small", as: Double.self) == 7)
        #expect(try row.get("big", as: Int64.self) == 8)
        #expect(try row.get("half", as: Double.self) == 0.5)
        #expect(try row.get("text", as: String.self) == "text")
        #expect(try row.get("day", as: Int32.self) == 2)
        #expect(try row.get("time", as: Int64.self) == 1_500_000)
        let window: Row = try row.get("window")
        #expect(try window.get("end", as: Int.self) == 3_600_000_000)
        let nothing: String? = try row.get("nothing")
        #expect(nothing == nil)
        let text: String? = try row.get("text")
        #expect(text == "text")
    }

    @Test("a row is printed as Spark's") func description() {
        #expect(
            row.description == "[true,7,8,0.5,text,1970-01-03,1970-01-01 00:00:01.5,null,"
                + "[1970-01-01 00:00:00,1970-01-01 01:00:00]]")
    }

    @Test("a value of another type is refused, also as an optional") func otherTypes() {
        let number = #expect(throws: TidemarkError.self) { try row.get("text", as: Int.self) }
        #expect(number?.code == .typeMismatch)
        let null = #expect(throws: TidemarkError.self) { try row.get("nothing", as: Int.self) }
        #expect(null?.message == "column 'nothing' holds NULL, which is no Int")
        let optional = #expect(throws: TidemarkError.self) { try row.get("flag", as: String?.self) }
        #expect(optional?.message == "column 'flag' holds BOOLEAN, which is no Optional<String>")
    }
}
