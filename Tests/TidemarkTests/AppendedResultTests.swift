import StreamSupport
import TestSupport
import Testing
import TideCheckpoint
import TideColumnar
import TideDurableIO
import TideFormats
import TideInspection
import TideLMDB
import TideModel
import Tidemark

/// Streams without an aggregation: rows appended batch by batch.
@Suite struct AppendedResultTests {
    private static let copy = "SELECT action, n FROM STREAM events"

    private func workshop(_ query: String = copy) throws -> Workshop {
        var workshop = try Workshop()
        workshop.query = query
        return workshop
    }

    private func verify(_ workshop: Workshop, isFast: Bool = false) throws -> Verification {
        try Verifier(checkpoint: workshop.checkpoint, isFast: isFast).verify()
    }

    private func numbers(_ workshop: Workshop, _ sql: String = "SELECT n FROM counts") throws -> [Int] {
        let result = try CheckpointQuery(checkpoint: workshop.checkpoint).run(sql)
        return try result.whole().rows.map {
            if case .int(let number) = $0[0] { Int(number) } else { -1 }
        }
    }

    private func pieces(_ workshop: Workshop) throws -> [ResultPiece] {
        try workshop.snapshot { try $0.resultPieces(ofBatches: 0...1_000) }
    }

    @Test("the order is that of files and lines, whatever the threads, and the bytes are the same")
    func order() throws {
        let pad = String(repeating: "p", count: 400)
        func lines(_ numbers: Range<Int>) -> String {
            numbers.map { "{\"action\":\"\(pad)\",\"n\":\($0)}\n" }.joined()
        }
        var expected: [ResultPiece]?
        for threads in [1, 2, 4] {
            let workshop = try workshop()
            // Several blocks of a MiB, beside small files.
            try workshop.land("b", lines(0..<8_000), at: 0)
            try workshop.land("a", lines(8_000..<8_010), at: 1)
            try workshop.land("c", lines(8_010..<12_000), at: 2)
            _ = try workshop.run { $0.threads = threads }
            #expect(try numbers(workshop) == Array(0..<12_000))
            let found = try pieces(workshop)
            #expect(found == expected ?? found)
            expected = found
        }
    }

    @Test("however the files are cut into batches, the rows and their order are the same")
    func cuts() throws {
        for option in [("maxFilesPerTrigger", "1"), ("maxBytesPerTrigger", "100"), ("mode", "PERMISSIVE")] {
            var workshop = try workshop("SELECT n FROM STREAM events WHERE n % 3 <> 0")
            workshop.options[option.0] = option.1
            for place in 0..<5 {
                let numbers = place * 20..<place * 20 + 20
                try workshop.land("\(9 - place)", Workshop.lines("x", numbers), at: Int64(place))
            }
            _ = try workshop.run()
            #expect(try numbers(workshop) == (0..<100).filter { $0 % 3 != 0 })
            #expect(try verify(workshop).isIdentical)
        }
    }

    @Test("any SELECT over the rows; LIMIT takes the first")
    func queries() throws {
        let workshop = try workshop()
        try workshop.land("a", Workshop.lines("x", 0..<20_000) + Workshop.lines("y", 20_000..<20_010))
        _ = try workshop.run()
        #expect(
            try workshop.rows(
                "SELECT action, count(*) AS c, max(n) AS m FROM counts GROUP BY action ORDER BY action")
                == [
                    #"{"action":"x","c":20000,"m":19999}"#, #"{"action":"y","c":10,"m":20009}"#,
                ])
        #expect(
            try numbers(workshop, "SELECT n FROM counts WHERE n > 17000 LIMIT 3") == [17_001, 17_002, 17_003])
        #expect(try numbers(workshop, "SELECT n FROM counts ORDER BY n DESC LIMIT 2") == [20_009, 20_008])
        #expect(
            try workshop.rows("SELECT count(*) AS c FROM (SELECT DISTINCT n % 10 AS d FROM counts)")
                == [#"{"c":10}"#])
        #expect(try workshop.rows("SELECT 1 AS one FROM counts WHERE n = 5") == [#"{"one":1}"#])
    }

    @Test("rows are pulled some thousand at a time, and come from the batches that were there")
    func pulled() throws {
        let workshop = try workshop()
        try workshop.land("a", Workshop.lines("x", 0..<30_000))
        _ = try workshop.run()
        let query = try CheckpointQuery(checkpoint: workshop.checkpoint)
        let counts = try query.run("SELECT n FROM counts WHERE n < 20000") { rows in
            var counts: [Int] = []
            while let batch = try rows.next() { counts.append(batch.count) }
            return counts
        }
        #expect(counts.reduce(0, +) == 20_000)
        #expect(counts.count > 2 && counts.allSatisfy { $0 < 9_000 })
    }

    @Test("batches without output are batches: no rows, and the query knows its columns")
    func empty() throws {
        let workshop = try workshop("SELECT action, n FROM STREAM events WHERE n > 1000")
        try workshop.land("a", Workshop.lines("x", 0..<10))
        _ = try workshop.run()
        let result = try CheckpointQuery(checkpoint: workshop.checkpoint).run("SELECT * FROM counts")
        #expect(result.schema.fields.map(\.name) == ["action", "n"])
        #expect(result.batches.isEmpty && result.note == nil)
        #expect(try workshop.snapshot { try $0.resultRows() } == 0)
        #expect(try verify(workshop).resultRows == 0)
        try workshop.land("b", Workshop.lines("x", 999..<1_003), at: 1)
        _ = try workshop.run()
        #expect(try numbers(workshop) == [1_001, 1_002])
    }

    @Test("a changed query does not fit; another option goes on")
    func changed() throws {
        var workshop = try workshop()
        try workshop.land("a", Workshop.lines("x", 0..<3))
        _ = try workshop.run()
        for (query, difference) in [
            (
                "SELECT action, n + 1 AS n FROM STREAM events",
                "steps: the checkpoint has Project [action, n], the job has Project [action, (n + 1) AS n]"
            ),
            (
                "SELECT action, count(*) AS n FROM STREAM events GROUP BY action",
                "aggregates: the checkpoint has none, the job has count(*)"
            ),
        ] {
            workshop.query = query
            let error = #expect(throws: TidemarkError.self) { try workshop.run() }
            #expect(error?.code == .jobDoesNotFit && error?.message.contains(difference) == true)
        }
        workshop.query = Self.copy
        workshop.options = ["maxFilesPerTrigger": "1", "mode": "DROPMALFORMED"]
        try workshop.land("b", "bad\n" + Workshop.lines("x", 3..<5), at: 1)
        _ = try workshop.run()
        #expect(try numbers(workshop) == [0, 1, 2, 3, 4])
        #expect(try verify(workshop).isIdentical)
    }

    @Test("the clock is that of each batch, also when verified")
    func clock() throws {
        var workshop = try workshop("SELECT CAST(at AS TIMESTAMP) AS at FROM STREAM events")
        workshop.schema = "at STRING"
        // The clock stands at 2023-11-14T22:13:20Z.
        try workshop.land("1", "{\"at\":\"08:00:00\"}\n", at: 1)
        _ = try workshop.run()
        workshop.clock.advance(microseconds: 86_400_000_000)
        try workshop.land("2", "{\"at\":\"09:00:00\"}\n", at: 2)
        _ = try workshop.run()
        #expect(
            try workshop.rows("SELECT * FROM counts") == [
                #"{"at":"2023-11-14T08:00:00.000Z"}"#, #"{"at":"2023-11-15T09:00:00.000Z"}"#,
            ])
        for isFast in [false, true] { #expect(try verify(workshop, isFast: isFast).isIdentical) }
    }

    // MARK: Verification

    /// Puts something else into the result, with counts and digest that fit.
    private func plant(
        _ workshop: Workshop, _ change: (borrowing WriteTransaction, inout TableWriter) throws -> Void
    ) throws {
        let state = CheckpointLayout(root: workshop.checkpoint).state
        try LMDBEnvironment(path: state).write { transaction in
            var tables = TableWriter(try transaction.commitRecord())
            try change(transaction, &tables)
            try tables.finish(in: transaction)
        }
    }

    private func packed(_ rows: [(String, Int)]) -> ResultPiece {
        var packer = ResultPacker()
        packer.append(
            RecordBatch(
                schema: Schema([Field("action", .string), Field("n", .int)]),
                rows: rows.map { [.string(UTF8String($0.0)), .int(Int32($0.1))] }))
        return packer.finish()[0]
    }

    /// Two batches, 0 ..< 30 and 30 ..< 33, the second of which appended these rows instead.
    private func tampered(_ rows: [(String, Int)]) throws -> Workshop {
        var workshop = try workshop()
        workshop.options["maxFilesPerTrigger"] = "1"
        try workshop.land("a", Workshop.lines("x", 0..<30), at: 0)
        try workshop.land("b", Workshop.lines("x", 30..<33), at: 1)
        _ = try workshop.run()
        let key = StoredKey(.result, ResultPiece.key(batch: 1, firstRow: 0)).bytes
        let value = Seal.seal(packed(rows).payload, key: key)
        try plant(workshop) { transaction, tables in
            try transaction.put(key, value, in: .result)
            try tables.put(ResultTotals(rows: Int64(30 + rows.count)), in: transaction)
        }
        return workshop
    }

    @Test("a row that is another, missing or too many is named by batch and row")
    func differences() throws {
        let cases: [(rows: [(String, Int)], told: [String])] = [
            ([("x", 30), ("x", 31), ("x", 32)], []),
            (
                [("x", 30), ("X", 31), ("x", 32)],
                ["batch 1, row 1: stored action=X, n=31, recomputed action=x, n=31"]
            ),
            (
                [("x", 30), ("x", 31)],
                [
                    "batch 1, row 2: stored nothing, recomputed action=x, n=32",
                    "rows of the result: counted 32, recomputed 33",
                ]
            ),
            (
                [("x", 30), ("x", 31), ("x", 32), ("y", 0)],
                [
                    "batch 1, row 3: stored action=y, n=0, recomputed nothing",
                    "rows of the result: counted 34, recomputed 33",
                ]
            ),
        ]
        for (rows, told) in cases {
            let workshop = try tampered(rows)
            for isFast in [false, true] {
                #expect(try verify(workshop, isFast: isFast).differences.map(\.description) == told)
            }
        }
    }

    @Test("of many rows that differ, the first ten of a batch are told")
    func many() throws {
        let workshop = try tampered((100..<125).map { ("x", $0) })
        let told = try verify(workshop).differences.map(\.description)
        #expect(told.count == 12)
        #expect(told[9] == "batch 1, row 9: stored action=x, n=109, recomputed nothing")
        #expect(told[10] == "batch 1: 15 more rows differ")
    }

    @Test("what verify says as JSON")
    func json() throws {
        let workshop = try tampered([("x", 30), ("x", 31), ("x", 32)])
        #expect(
            try verify(workshop).json.text
                == #"{"identical":true,"table":"counts","evaluator":"reference","lastBatch":1,"files":2,"#
                + #""rows":33,"bytes":716,"groups":0,"resultRows":33,"differences":[]}"#)
    }

    @Test("inspect has the rows, their count, and those of each batch")
    func report() throws {
        let workshop = try tampered([("x", 30), ("x", 31), ("x", 32)])
        func report(_ parts: CheckpointReport.Parts) throws -> CheckpointReport {
            try CheckpointReport(root: workshop.checkpoint, parts: parts)
        }
        let json = try report(CheckpointReport.Parts(batch: 1, state: true)).json
        #expect(json["resultRows"]?.integer == 33)
        #expect(json["entries"]?["result"]?.integer == 2)
        #expect(json["batches"]?.elements?.map { $0["outputRows"]?.integer } == [30, 3])
        #expect(json["batch"]?["outputRows"]?.integer == 3)
        #expect(
            json["result"]?.text
                == #"[{"action":"x","n":30},{"action":"x","n":31},{"action":"x","n":32}]"#)
        #expect(json["state"] == nil)
        #expect(try report(CheckpointReport.Parts(state: true)).json["result"]?.elements?.count == 33)
        #expect(try report(CheckpointReport.Parts()).json["result"] == nil)
    }
}
