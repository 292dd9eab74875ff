import StreamSupport
import Testing
import TideCheckpoint
import TideDurableIO
import TideModel
import Tidemark

@testable import TideStreaming

/// A plan that makes too much of the state for one commit is carried out in pieces.
@Suite struct PlanCutTests {
    /// Two files of eight records, each of a key of its own, in a first batch; one more that lands later.
    private func workshop(_ mostChanges: Int?, mode: String = "") throws -> Workshop {
        var workshop = try Workshop()
        workshop.schema = "time TIMESTAMP, action STRING, n INT"
        workshop.query =
            "SELECT window(time, '1 minute') AS w, n, count(*) AS c"
            + " FROM STREAM events WATERMARK time DELAY OF INTERVAL 1 SECOND GROUP BY 1, n"
        workshop.mode = mode
        workshop.mostChanges = mostChanges
        for (index, name) in ["a", "b"].enumerated() {
            try workshop.land(name, Self.lines((0..<8).map { index * 8 + $0 }), at: Int64(index))
        }
        return workshop
    }

    /// Records of 21 bytes, one for each number: ten to a minute, the second of the number.
    private static func lines(_ numbers: some Sequence<Int>) -> String {
        numbers.map { "{\"time\":\(1_000 + $0),\"n\":\(10 + $0)}\n" }.joined()
    }

    private static let query = "SELECT n, c FROM counts ORDER BY n"

    private func kinds(_ workshop: Workshop) throws -> [String] {
        try workshop.snapshot { try $0.batches() }.map { ($0.isPiece ? "piece of " : "") + $0.kind.name }
    }

    @Test("cut at half the bytes, again where half is still too much; every batch has what it may have")
    func halves() throws {
        let workshop = try workshop(3)
        let log = try workshop.run()
        #expect(log.summary?.ending == .finished)
        #expect(
            try workshop.batches() == [
                ["a 0-42"], ["a 42-84"], ["a 84-126"], ["a 126-168"], ["b 0-42"], ["b 42-84"], ["b 84-126"],
                ["b 126-168"],
            ])
        #expect(try kinds(workshop) == Array(repeating: "piece of data", count: 7) + ["data"])
        #expect(try workshop.ledger() == ["a 168/168 0-3", "b 168/168 4-7"])
        #expect(try workshop.snapshot { try $0.planRemainder() } == nil)
        #expect(try workshop.rows(Self.query) == (10..<26).map { "{\"n\":\($0),\"c\":1}" })
        let texts = try ["0", "7"].map { name in
            String(
                decoding: try FileSystem.readFile(FileSystem.join(workshop.checkpoint, "slices/\(name)")),
                as: UTF8.self)
        }
        #expect(texts[0].contains("\"slices\":1}") && texts[0].contains("\"start\":0,\"end\":42,"))
        #expect(texts[1].contains("\"start\":126,\"end\":168,"))
    }

    @Test("a plan of one record is carried out however much it makes")
    func oneRecord() throws {
        var workshop = try workshop(1)
        workshop.query =
            "SELECT window(time, '1 minute', '10 seconds') AS w, count(*) AS c FROM STREAM events GROUP BY 1"
        _ = try workshop.run()
        #expect(try workshop.batches().count == 16)
        #expect(try workshop.rows("SELECT sum(c) AS c FROM counts") == ["{\"c\":96}"])
    }

    @Test(
        "the pieces share their plan's watermarks: late is what was, complete is what the last one completes")
    func watermarks() throws {
        let workshop = try workshop(3, mode: "append")
        // The second record of b is late by what a holds, if a were a plan of its own.
        try workshop.land("b", Self.lines([200, 2, 201, 202, 203, 204]), at: 1)
        let log = try workshop.run()
        #expect(log.progress.reduce(0) { $0 + $1.lateRows } == 0)
        let batches = try workshop.snapshot { try $0.batches() }
        let pieces = batches.filter(\.isPiece)
        #expect(pieces.count > 2 && pieces.allSatisfy { $0.watermarkMs == 0 && $0.nextWatermarkMs == 0 })
        #expect(batches[pieces.count].nextWatermarkMs == 1_203_000)
        #expect(batches.last?.kind == .noData)
        #expect(
            try workshop.rows(Self.query)
                == (10..<18).map { "{\"n\":\($0),\"c\":\($0 == 12 ? 2 : 1)}" })
        // Whoever comes now comes after the watermark.
        try workshop.land("c", Self.lines([3]), at: 2)
        #expect(try workshop.run().progress.map(\.lateRows) == [1])
    }

    @Test(
        "a run that ends between pieces goes on with the rest; what has landed since waits",
        arguments: [2, 3, 5])
    func restart(mostChanges: Int) throws {
        let whole = try workshop(mostChanges)
        _ = try whole.run()
        let workshop = try workshop(mostChanges)
        _ = try workshop.run { $0.maxBatches = 1 }
        let remainder = try #require(try workshop.snapshot { try $0.planRemainder() })
        #expect(remainder.lateWatermarkMs == 0)
        #expect(remainder.parts.last?.map(\.path) == ["b"])
        try workshop.land("0", Self.lines([77]), at: -5)
        for _ in 0..<20 { _ = try workshop.run { $0.maxBatches = 1 } }
        let batches = try workshop.batches()
        #expect(try batches.dropLast() == whole.batches()[...])
        #expect(batches.last == ["0 0-21"])
    }

    @Test("trigger once carries its plan out to the end")
    func once() throws {
        let workshop = try workshop(5)
        let summary = try #require(try workshop.run { $0.trigger = .once }.summary)
        #expect(summary.ending == .finished && summary.batches == 4)
    }

    @Test("when files of the rest have changed, or with --replan, the rest is planned anew")
    func changed() throws {
        let workshop = try workshop(5)
        _ = try workshop.run { $0.maxBatches = 1 }
        try workshop.land("b", Self.lines([50, 51]), at: 9)
        try workshop.land("0", Self.lines([77]), at: -5)
        _ = try workshop.run { $0.maxBatches = 1 }
        #expect(try workshop.batches() == [["a 0-84"], ["a 84-168"]])
        _ = try workshop.run()
        #expect(try workshop.batches().dropFirst(2) == [["0 0-21", "b 0-42"]])
    }

    @Test("cut or not, the same rows", arguments: ["append", "update", "complete"])
    func sameRows(mode: String) throws {
        var expected: [String]?
        for mostChanges in [nil, 7, 2, 1] {
            let workshop = try workshop(mostChanges, mode: mode)
            try workshop.land("b", Self.lines([90, 2, 91, 92, 93, 94, 1, 0]), at: 1)
            _ = try workshop.run()
            try workshop.land("c", Self.lines((0..<30).map { $0 * 7 }), at: 2)
            _ = try workshop.run()
            let rows = try workshop.rows(Self.query)
            #expect(rows == expected ?? rows)
            expected = rows
        }
        #expect(try #require(expected).count > 8)
    }
}
