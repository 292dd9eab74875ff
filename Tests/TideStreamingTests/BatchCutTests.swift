import StreamSupport
import Testing
import TideCheckpoint
import TideModel
import Tidemark

@testable import TideStreaming

/// Which batches a run plans over a directory, and that the result does not depend on them.
@Suite struct BatchCutTests {
    @Test("files are read by time of last change in nanoseconds, then by path in bytes")
    func order() throws {
        var workshop = try Workshop()
        workshop.options = ["maxFilesPerTrigger": "1"]
        let line = Workshop.lines("a", [1])
        for (name, time) in [("z", 5), ("b", 7), ("B", 7), ("\u{e9}", 7), ("late", 8), ("first", -1)] {
            try workshop.land(name, line, at: Int64(time))
        }
        let size = line.utf8.count
        _ = try workshop.run()
        #expect(
            try workshop.batches()
                == ["first", "z", "B", "b", "\u{e9}", "late"].map { ["\($0) 0-\(size)"] })
    }

    @Test("maxFilesPerTrigger counts files")
    func files() throws {
        var workshop = try Workshop()
        workshop.options = ["maxFilesPerTrigger": "2"]
        for index in 0..<5 { try workshop.land("\(index)", "{}\n", at: Int64(index)) }
        let log = try workshop.run()
        #expect(try workshop.batches() == [["0 0-3", "1 0-3"], ["2 0-3", "3 0-3"], ["4 0-3"]])
        #expect(log.progress.map(\.files) == [2, 2, 1])
        #expect(log.progress.map(\.firstFile) == ["0", "2", "4"])
        #expect(log.progress.map(\.unreadFiles) == [3, 1, 0])
        #expect(log.progress.map(\.totalRows) == [2, 4, 5])
        #expect(log.progress.map(\.totalBytes) == [6, 12, 15])
    }

    @Test("maxBytesPerTrigger cuts at line ends, fills a batch up, and gives a long line a batch of its own")
    func bytes() throws {
        var workshop = try Workshop()
        workshop.options = ["maxBytesPerTrigger": "60"]
        let line = Workshop.lines("a", [1])  // 21 bytes
        try workshop.land("big", Workshop.lines("a", [1, 2, 3, 4, 5]), at: 1)
        let long = "{\"action\":\"\(String(repeating: "x", count: 80))\"}\n"
        try workshop.land("long", line + long + line, at: 2)
        try workshop.land("tail", "{\"n\":7}", at: 3)
        #expect(line.utf8.count == 21 && long.utf8.count == 94)
        _ = try workshop.run()
        #expect(
            try workshop.batches() == [
                ["big 0-42"], ["big 42-84"], ["big 84-105", "long 0-21"], ["long 21-115"],
                ["long 115-136", "tail 0-7"],
            ])
        #expect(
            try workshop.ledger() == ["big 105/105 0-2", "long 136/136 2-4", "tail 7/7 4-4"])
    }

    @Test("a file read in part is finished first, also when an older file has landed since")
    func partlyReadFirst() throws {
        var workshop = try Workshop()
        workshop.options = ["maxBytesPerTrigger": "42"]
        try workshop.land("big", Workshop.lines("a", 1...5), at: 10)
        let first = try workshop.run { $0.maxBatches = 1 }
        #expect(first.summary?.ending == .stopped(signal: nil))
        #expect(first.summary?.unreadBytes == 63)
        try workshop.land("older", Workshop.lines("b", 1...2), at: 1)
        _ = try workshop.run()
        #expect(
            try workshop.batches() == [
                ["big 0-42"], ["big 42-84"], ["big 84-105", "older 0-21"], ["older 21-42"],
            ])
    }

    @Test("empty files are taken once and give no rows; blank lines give none either")
    func emptyFiles() throws {
        let workshop = try Workshop()
        try workshop.land("empty", "", at: 1)
        try workshop.land("blank", "\n\n  \n", at: 2)
        try workshop.land("full", Workshop.lines("a", 1...3), at: 3)
        let first = try workshop.run()
        #expect(first.summary?.rows == 3)
        #expect(first.summary?.bytes == 68)
        #expect(try workshop.batches() == [["empty 0-0", "blank 0-5", "full 0-63"]])
        let second = try workshop.run()
        #expect(second.summary?.batches == 0)
        #expect(second.summary?.lastBatch == 0)
    }

    @Test("an empty directory ends a run with no batch, and the next one begins at batch 0")
    func emptyDirectory() throws {
        let workshop = try Workshop()
        #expect(try workshop.run().summary?.lastBatch == -1)
        try workshop.land("a", Workshop.lines("a", [1]))
        #expect(try workshop.run().summary?.lastBatch == 0)
    }

    @Test("a single file is a source")
    func singleFile() throws {
        var workshop = try Workshop()
        workshop.path = "in/only.json"
        workshop.options = ["maxBytesPerTrigger": "50"]
        try workshop.land("only.json", Workshop.lines("a", 1...4))
        try workshop.land("other.json", Workshop.lines("b", 1...4))
        _ = try workshop.run()
        #expect(try workshop.batches() == [[" 0-42"], [" 42-84"]])
        #expect(try workshop.rows() == [#"{"action":"a","count":4,"total":10}"#])
        try workshop.land("only.json", Workshop.lines("a", 1...5), at: 9)
        let error = try #require(throws: TidemarkError.self) { _ = try workshop.run() }
        #expect(error.code == .inputChanged)
        #expect(error.message.contains("in/only.json"))
    }

    /// 600 rows in five files, with every kind of aggregate below.
    private func fill(_ workshop: Workshop) throws {
        var random = UInt64(42)
        func next(_ bound: UInt64) -> UInt64 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (random >> 33) % bound
        }
        for file in 0..<5 {
            var text = ""
            for _ in 0..<120 {
                let fields = [
                    "\"time\":\(1_469_498_400 + Int64(next(20_000)))", "\"action\":\"\(next(7))\"",
                    "\"n\":\(Int64(next(2_000)) - 1_000)", "\"d\":\(Double(next(1_000_000)) / 997)",
                ].filter { _ in next(10) > 0 }
                text += "{\(fields.joined(separator: ","))}\n"
                if next(40) == 0 { text += "broken\n" }
            }
            try workshop.land("\(file).json", text, at: Int64(file))
        }
    }

    private func generated() throws -> Workshop {
        var workshop = try Workshop()
        workshop.schema = "time TIMESTAMP, action STRING, n INT, d DOUBLE"
        workshop.query = """
            SELECT action, window(time, '1 hour', '15 minutes') AS w, count(*) AS c, sum(n) AS s, avg(n) AS a,
              sum(d) AS sd, avg(d) AS ad, min(d) AS low, max(time) AS last, min(action) AS name
            FROM STREAM events GROUP BY action, window(time, '1 hour', '15 minutes')
            """
        try fill(workshop)
        return workshop
    }

    @Test(
        "the state is the same, byte for byte, for any cut into batches, any threads and any split into runs")
    func sameState() throws {
        let reference = try generated()
        _ = try reference.run { $0.threads = 1 }
        let expected = try reference.snapshot { try $0.stateEntries() }
        let totals = try reference.snapshot { try $0.totals() }
        #expect(expected.count > 100)
        #expect(totals.inputRows > 600 && totals.badRows > 5)
        let cuts: [(options: [String: String], threads: Int, batchesARun: Int?)] = [
            (["maxFilesPerTrigger": "1"], 2, nil), (["maxFilesPerTrigger": "2"], 4, 1),
            (["maxBytesPerTrigger": "1000"], 4, nil), (["maxBytesPerTrigger": "5000"], 1, 3),
            (["maxBytesPerTrigger": "17000"], 2, 1), ([:], 4, nil),
        ]
        for cut in cuts {
            var workshop = try generated()
            workshop.options = cut.options
            var batches: Int64 = 0
            while true {
                let summary = try #require(
                    try workshop.run {
                        $0.threads = cut.threads
                        $0.maxBatches = cut.batchesARun
                    }.summary)
                batches += Int64(summary.batches)
                if summary.ending == .finished { break }
            }
            #expect(try workshop.snapshot { try $0.stateEntries() } == expected, "\(cut)")
            let sums = try workshop.snapshot { try $0.totals() }
            #expect(sums.batches == batches)
            #expect(
                [sums.inputRows, sums.badRows, sums.inputBytes, sums.lateRows]
                    == [totals.inputRows, totals.badRows, totals.inputBytes, 0], "\(cut)")
        }
    }
}
