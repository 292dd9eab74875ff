import Testing
import TideCheckpoint
import TideColumnar

/// The rows of the result as bytes.
@Suite("pieces of the result") struct ResultPieceTests {
    private static let window = DataType.structure([Field("s", .timestamp), Field("k", .string)])
    private static let schema = Schema([
        Field("a", .string), Field("n", .int), Field("t", .timestamp), Field("d", .double),
        Field("f", .boolean), Field("v", .void), Field("w", window), Field("day", .date),
    ])
    private static let rows: [[Value]] = [
        [
            .string("x"), .int(1), .timestamp(1_000_000), .double(0.5), .boolean(true), .null,
            .structure([.timestamp(1), .string("\u{e9}")]), .null,
        ],
        [.null, .int(-2), .timestamp(2_000_000), .double(-0.0), .null, .null, .null, .null],
        [
            .string("yy"), .null, .timestamp(-3), .double(.nan), .boolean(false), .null,
            .structure([.null, .string("z")]), .null,
        ],
    ]

    private func pack(_ batches: [RecordBatch], limit: Int = ResultPiece.targetSize) -> [ResultPiece] {
        var packer = ResultPacker(limit: limit)
        for batch in batches { packer.append(batch) }
        return packer.finish()
    }

    // Expected bytes: Python's struct.pack by the table of docs/checkpoint-format.md, and a bitwise CRC32C.
    @Test("a piece has the bytes of the format's description, and gives its rows back")
    func bytes() throws {
        let pieces = pack([RecordBatch(schema: Self.schema, rows: Self.rows)])
        #expect(pieces.map(\.firstRow) == [0] && pieces.map(\.rows) == [3])
        let key = StoredKey(.result, ResultPiece.key(batch: 7, firstRow: 0)).bytes
        #expect(hex(key) == "5000000000000000070000000000000000")
        #expect(
            hex(Seal.seal(pieces[0].payload, key: key)) == """
                01030000000102010002787979010401000000feffffff000000000040420f000000000080841e0000000000\
                fdffffffffffffff00000000000000e03f0000000000000080000000000000f87f0102010000020102010601\
                00000000000000000000000000000000000000000000000102020001c3a97a02b655c168
                """)
        let found = try ResultPiece.rows(of: pieces, Self.schema)
        #expect(found.schema == Self.schema)
        #expect(found.rows.map { "\($0)" } == Self.rows.map { "\($0)" })
    }

    @Test("a NULL writes nothing of what its slot happens to hold")
    func nullSlots() throws {
        let validity = [true, false]
        let schema = Schema([Field("a", .string), Field("n", .bigint)])
        func batch(_ hidden: [UInt8], _ number: Int64) -> RecordBatch {
            let text = StringValues(offsets: [0, 1, Int32(1 + hidden.count)], bytes: [120] + hidden)
            return RecordBatch(
                schema: schema,
                columns: [
                    ColumnVector(type: .string, count: 2, values: .string(text), validity: validity),
                    ColumnVector(type: .bigint, count: 2, values: .int64([5, number]), validity: validity),
                ], count: 2)
        }
        #expect(pack([batch([], 0)]) == pack([batch([1, 2, 3], 99)]))
    }

    /// Rows of all types, with NULLs and texts of up to some hundred bytes.
    private func random(_ count: Int, seed: UInt64) -> [[Value]] {
        var state = seed
        func next(_ bound: UInt64) -> Int64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64((state >> 33) % bound)
        }
        func text() -> Value {
            .string(UTF8String(bytes: (0..<next(next(20) == 0 ? 400 : 9)).map { UInt8(97 + $0 % 26) }))
        }
        return (0..<count).map { _ in
            let row: [Value] = [
                text(), .int(Int32(next(1 << 30))), .timestamp(next(1 << 31)), .double(Double(next(1 << 20))),
                .boolean(next(2) == 0), .null,
                .structure([next(4) == 0 ? .null : .timestamp(next(9)), text()]), .date(Int32(next(40_000))),
            ]
            return row.map { next(10) == 0 ? .null : $0 }
        }
    }

    @Test("pieces do not depend on how the rows were cut, hold a page each, and follow one another")
    func cuts() throws {
        let rows = random(3_000, seed: 1)
        let whole = pack([RecordBatch(schema: Self.schema, rows: rows)])
        #expect(whole.count > 20)
        for size in [1, 7, 1_000] {
            let batches = stride(from: 0, to: rows.count, by: size).map { start in
                RecordBatch(schema: Self.schema, rows: Array(rows[start..<min(start + size, rows.count)]))
            }
            #expect(pack(batches) == whole)
        }
        var next: Int64 = 0
        for piece in whole {
            #expect(piece.firstRow == next && piece.payload.count <= 4_076)
            next += Int64(piece.rows)
        }
        #expect(next == 3_000)
        // With the longest row, of some 900 bytes, no piece but the last is less than three quarters full.
        #expect(whole.dropLast().allSatisfy { $0.payload.count > 3_000 })
        #expect(try ResultPiece.rows(of: whole, Self.schema).rows == rows)
    }

    @Test("a row longer than a page has a piece of its own; no rows have none")
    func longRows() throws {
        let schema = Schema([Field("a", .string)])
        let texts = [3, 5_000, 2, 16_384, 70_000, 1].map { String(repeating: "t", count: $0) }
        let rows = texts.map { [Value.string(UTF8String($0))] }
        let pieces = pack([RecordBatch(schema: schema, rows: rows)])
        #expect(pieces.map(\.rows) == [1, 1, 1, 1, 1, 1])
        #expect(pieces.map(\.payload.count) == [10, 5_008, 9, 16_393, 70_009, 8])
        #expect(try ResultPiece.rows(of: pieces, schema).rows == rows)
        #expect(pack([RecordBatch(schema: schema, rows: [])]).isEmpty)
    }

    @Test("rows without columns are counted")
    func noColumns() throws {
        let pieces = pack([RecordBatch(schema: Schema([]), columns: [], count: 70_000)])
        #expect(pieces.map(\.rows) == [70_000])
        #expect(try ResultPiece.rows(of: pieces, Schema([])).count == 70_000)
    }
}
