import Testing

@testable import TideColumnar

@Suite struct SchemaTextTests {
    @Test("DDL text reads as Spark reads it, and what is written reads back")
    func reads() throws {
        let inner = DataType.structure([Field("b", .int), Field("c", .string, isNullable: false)])
        let table: [(String, [Field])] = [
            ("time TIMESTAMP, action STRING", [Field("time", .timestamp), Field("action", .string)]),
            ("time TIMESTAMP_LTZ,a integer", [Field("time", .timestamp), Field("a", .int)]),
            ("a LONG", [Field("a", .bigint)]), ("1a INT", [Field("1a", .int)]),
            ("a void", [Field("a", .void)]),
            ("`a``b` INT COMMENT 'x'", [Field("a`b", .int)]), ("a struct<>", [Field("a", .structure([]))]),
            ("a struct<b int, c string not null>", [Field("a", inner)]),
            ("a STRUCT<b: INT, c:STRING NOT NULL COMMENT \"x\">", [Field("a", inner)]),
            (
                "a STRUCT<b: STRUCT<c:INT>>",
                [Field("a", .structure([Field("b", .structure([Field("c", .int)]))]))]
            ),
            (
                "a int NOT NULL COMMENT 'it\\'s' , b date",
                [Field("a", .int, isNullable: false), Field("b", .date)]
            ),
            ("select int, `from` date", [Field("select", .int), Field("from", .date)]),
            ("a -- c\n int", [Field("a", .int)]), ("a /* c */ boolean", [Field("a", .boolean)]),
            (" `odd name` DOUBLE ", [Field("odd name", .double)]),
        ]
        for (text, fields) in table {
            let schema = try Schema(ddl: text)
            #expect(schema == Schema(fields), "\(text)")
            #expect(try Schema(ddl: schema.ddl) == schema, "\(schema.ddl)")
        }
        #expect(try DataType(ddl: DataType.window.sqlName) == .window)
    }

    @Test("Names are written in backticks where Spark writes them so")
    func quoting() throws {
        let names = [
            ("a", "a"), ("_a1", "_a1"), ("1a", "`1a`"), ("a b", "`a b`"), ("a`b", "`a``b`"),
            ("\u{E9}", "`\u{E9}`"),
        ]
        for (name, text) in names { #expect(quotedIdentifier(name) == text) }
        let schema = Schema([
            Field("a-b", .structure([Field("c d", .int, isNullable: false)]), isNullable: false)
        ])
        #expect(schema.ddl == "`a-b` STRUCT<`c d`: INT NOT NULL> NOT NULL")
        #expect(try Schema(ddl: schema.ddl) == schema)
    }

    @Test("Text that is no schema is refused at the byte where it goes wrong")
    func refused() {
        let table: [(String, TextError.Kind, Int)] = [
            ("", .schema, 0), ("  ", .schema, 0), ("a", .schema, 1), ("a int,", .schema, 6),
            ("a: int", .schema, 1),
            ("a int b int", .schema, 6), ("a-b INT", .schema, 0), ("gr\u{F6}\u{DF}e int", .schema, 0),
            ("12 int", .schema, 0),
            ("a int default 3", .schema, 6), ("a BOOL", .unsupportedType, 2),
            ("a CHAR(3)", .unsupportedType, 2), ("x int, a DECIMAL(39, 2)", .schema, 16),
            ("a DECIMAL(2, 3)", .schema, 9), ("a ARRAY<INT", .schema, 11), ("a MAP<INT>", .schema, 9),
            ("a INTERVAL MONTH TO DAY", .schema, 11), ("a INTERVAL WEEK", .schema, 11),
            ("a struct<b int", .schema, 14),
            ("a struct", .schema, 8),
            ("`a int", .schema, 0), ("`` int", .schema, 0), ("a int comment", .schema, 13),
            ("a int comment 'x", .schema, 14),
            ("a int not", .schema, 9), ("a int(3)", .schema, 5), ("a double precision", .schema, 9),
            ("a int not null not null", .schema, 15), ("a string collate utf8_binary", .schema, 9),
            ("a int,,", .schema, 6),
        ]
        for (text, kind, offset) in table {
            let error = #expect(throws: TextError.self, "\(text)") { try Schema(ddl: text) }
            #expect(error?.kind == kind && error?.offset == offset, "\(text): \(String(describing: error))")
        }
    }

    @Test("Every type reads back from its SQL name, and by Spark's other names")
    func types() throws {
        let types: [(String, DataType)] = [
            ("TINYINT", .tinyint), ("byte", .tinyint), ("SMALLINT", .smallint), ("SHORT", .smallint),
            ("FLOAT", .float), ("REAL", .float), ("BINARY", .binary), ("TIMESTAMP_NTZ", .timestampNTZ),
            ("TIMESTAMP WITHOUT TIME ZONE", .timestampNTZ), ("DECIMAL", .decimal(precision: 10, scale: 0)),
            ("dec(5)", .decimal(precision: 5, scale: 0)),
            ("NUMERIC(38, 38)", .decimal(precision: 38, scale: 38)),
            ("INTERVAL DAY TO SECOND", .interval(.dayToSecond)),
            ("interval year to month", .interval(.yearToMonth)),
            ("ARRAY<ARRAY<INT>>", .array(.array(.int))),
            (
                "MAP<STRING, STRUCT<a: MAP<INT, DATE>>>",
                .map(.string, .structure([Field("a", .map(.int, .date))]))
            ),
        ]
        for (text, type) in types {
            #expect(try DataType(ddl: text) == type)
            #expect(try DataType(ddl: type.sqlName) == type)
        }
    }
}
