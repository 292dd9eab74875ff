import TestSupport
import Testing
import TideDurableIO
import TideFormats

/// `tidemark generate access` and `generate keys`, read back by a strict parser.
@Suite("generate access and keys", .timeLimit(.minutes(5)))
struct GenerateSamplesTests {
    /// Generates with the given words and returns each file's text, in order of the file's number.
    private func generate(_ words: String...) throws -> [String] {
        let directory = try TemporaryDirectory("tide-generate")
        let result = try CommandRunner.tidemark().run(
            ["generate", words[0], directory.path("d")] + words[1...])
        #expect(result.status == 0, "\(result.stderr)")
        let names = try FileSystem.list(directory.path("d")).map(\.name)
        return try names.indices.map {
            let bytes = try FileSystem.readFile(FileSystem.join(directory.path("d"), "file-\($0).json"))
            #expect(bytes.last == UInt8(ascii: "\n"))
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    private func lines(_ files: [String]) -> [Substring] {
        files.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: true) }
    }

    /// The keys of the rows, in order, and their times.
    private func rows(_ files: [String]) throws -> [(time: Int64, key: Int64)] {
        try lines(files).map { line in
            let row = try JSONValue(parsing: String(line))
            #expect(row.pairs?.map(\.key) == ["time", "key"])
            return (try #require(row["time"]?.integer), try #require(row["key"]?.integer))
        }
    }

    @Test("an access record holds every kind of value and escape")
    func accessRecord() throws {
        let first = try #require(lines(try generate("access", "--files", "1", "--rows", "2")).first)
        let expected = [
            #"{"time":"2016-07-26T02:45:07.056Z","method":"POST","path":"/s?q=na"#, "\u{ef}",
            #"ve+b&p=48424","status":206,"bytes":182,"took":9.663e-1,"hit":false,"#,
            #""referrer":"app:\/\/com.c","ip":"203.0.248.147","agent":"\"Spider\" C:\\","#,
            #""user":{"id":9167,"name":"Zo\u00eb"},"tags":["eu",null]}"#,
        ].joined()
        #expect(String(first) == expected)
        let text = lines(try generate("access", "--files", "1", "--rows", "2000")).joined(separator: "\n")
        for part in [
            #"\""#, #"\\"#, #"\/"#, #"\b\f\r"#, #"\n\t"#, #"\u00eb"#, #"\ud83d\ude00"#, "\u{1F30A}", "null",
            "true",
            "false", "[]", #"{"depth":2}"#, "e-", "E-", "0.0",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test("access records are valid, of one shape, in order of time, 250 to 270 bytes on average")
    func accessRecords() throws {
        let lines = lines(try generate("access", "--files", "5", "--rows", "4000", "--seed", "3"))
        #expect(lines.count == 20_000)
        let bytes = lines.reduce(0) { $0 + $1.utf8.count + 1 }
        #expect((250...270).contains(bytes / lines.count))
        #expect(lines.allSatisfy { $0.utf8.count < 320 })
        let records = try lines.map { try JSONValue(parsing: String($0)) }
        let names = [
            "time", "method", "path", "status", "bytes", "took", "hit", "referrer", "ip", "agent", "user",
            "tags",
        ]
        #expect(records.allSatisfy { $0.pairs?.map(\.key) == names })
        let times = records.compactMap { $0["time"]?.string }
        #expect(times.count == 20_000 && zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(times[0] < "2016-07-26T02:45:07.100Z" && times[19_999] >= "2016-07-26T03:18:26.900Z")
        let statuses = Dictionary(grouping: records, by: { $0["status"]?.integer ?? 0 }).mapValues(\.count)
        #expect(
            statuses.keys.sorted() == [200, 204, 206, 301, 302, 304, 403, 404, 429, 500, 503])
        #expect(statuses.values.allSatisfy { $0 > 700 })
        #expect((statuses[200] ?? 0) > 8_000)
        #expect(Set(records.compactMap { $0["user"]?["id"]?.integer }).count > 15_000)
        #expect(records.allSatisfy { (0...10).contains($0["took"]?.double ?? -1) })
    }

    @Test("keys at random come equally often, all of them, wherever one looks")
    func randomKeys() throws {
        let rows = try rows(generate("keys", "--files", "4", "--rows", "5000", "--distinct", "4000"))
        #expect(rows.count == 20_000)
        let counts = Dictionary(grouping: rows, by: \.key).mapValues(\.count)
        #expect(counts.count == 4_000 && counts.values.allSatisfy { $0 == 5 })
        #expect(counts.keys.min() == 0 && counts.keys.max() == 3_999)
        // 5,000 draws of 4,000 keys see about 71 percent of them.
        #expect((2_700...3_050).contains(Set(rows.prefix(5_000).map(\.key)).count))
        for (index, row) in rows.enumerated() where row.time != 1_469_500_000 + Int64(index / 1_000) {
            Issue.record("row \(index) is of \(row.time)")
        }
    }

    @Test("keys in order of time are 1,000 current ones that rise")
    func keysInOrderOfTime() throws {
        let rows = try rows(
            generate("keys", "--order", "time", "--files", "3", "--rows", "7000", "--distinct", "4200"))
        let counts = Dictionary(grouping: rows, by: \.key).mapValues(\.count)
        #expect(counts.count == 4_200 && counts.values.allSatisfy { $0 == 5 })
        for (index, row) in rows.enumerated() where row.key / 1_000 != Int64(index / 5_000) {
            Issue.record("row \(index) has key \(row.key)")
        }
        #expect(rows.prefix(5_000).map(\.key) != rows.prefix(5_000).map(\.key).sorted())
    }

    @Test("keys that do not divide the rows, or are more than them", arguments: ["random", "time"])
    func oddKeys(order: String) throws {
        let few = try rows(
            generate("keys", "--order", order, "--files", "1", "--rows", "10", "--distinct", "3"))
        let counts = Dictionary(grouping: few, by: \.key).mapValues(\.count)
        #expect(counts.keys.sorted() == [0, 1, 2] && counts.values.sorted() == [3, 3, 4])
        let many = try rows(
            generate("keys", "--order", order, "--files", "1", "--rows", "10", "--distinct", "1000000"))
        #expect(Set(many.map(\.key)).count == 10)
    }

    @Test("the same arguments give the same bytes, another seed others", arguments: ["access", "keys"])
    func determinism(kind: String) throws {
        let first = try generate(kind, "--files", "3", "--rows", "100")
        #expect(first.count == 3 && Set(first).count == 3)
        #expect(try generate(kind, "--files", "3", "--rows", "100") == first)
        #expect(try generate(kind, "--files", "3", "--rows", "100", "--seed", "2") != first)
    }

    @Test("the keys of a seed stay what they are")
    func keysOfSeed() throws {
        let rows = try rows(generate("keys", "--files", "2", "--rows", "3", "--distinct", "6"))
        #expect(rows.map(\.key) == [0, 5, 1, 2, 3, 4])
    }
}
