import Foundation
import TestSupport
import Testing
import TideDurableIO

/// A job that appends rows, killed at every fail point and started again: every row once, in its place.
@Suite("Appending, killed and started again", .timeLimit(.minutes(10)))
struct AppendKillTests {
    private static func stream() throws -> NotebookStream {
        try NotebookStream(files: 12, rows: 700, appends: true)
    }

    /// What an undisturbed run appends.
    private static let expected = Result {
        let stream = try AppendKillTests.stream()
        try #require(try stream.run().status == 0)
        let rows = try stream.rows()
        #expect(rows.count == 8_400)
        #expect(rows.first == #"{"time":"2016-07-26T02:45:07.000Z","action":"Open","minute":"02:45"}"#)
        return rows
    }

    /// Kills a run at a fail point; what is there then are whole batches.
    private func strike(_ stream: NotebookStream, _ point: FailPoint, nth: Int = 1, _ more: String...) throws
    {
        let place = "\(point.rawValue):\(nth)"
        let result = try stream.tidemark(failPoints: "\(place):kill")
            .run(NotebookStream.arguments("ck", more))
        #expect(result.signal == SIGKILL, "\(place): \(result)")
        let last = try stream.lastBatch()
        #expect(try stream.total() ?? 0 == (last + 1) * stream.rowsPerFile, "\(place)")
        let rows = try stream.rows()
        #expect(try rows == Array(Self.expected.get().prefix(rows.count)), "\(place)")
    }

    @Test(
        "at every point",
        arguments: FailPoint.allCases.filter {
            !(FailPoint.ofFileSinks + FailPoint.ofOtherCommands).contains($0)
        })
    func everyPoint(point: FailPoint) throws {
        let stream = try AppendKillTests.stream()
        switch point.rawValue.prefix(while: { $0 != "." }) {
        case "birth": try strike(stream, point)
        case "recovery":
            try strike(stream, .commitMerged, nth: 4)
            try strike(stream, point)
            #expect(try stream.run("ck", "--max-batches", "3").status == 0)
            try strike(stream, point)
        case "close": for _ in 0..<2 { try strike(stream, point, "--max-batches", "3") }
        default: for nth in [1, 4, 2] { try strike(stream, point, nth: nth) }
        }
        try stream.finishAndCompare(with: try Self.expected.get())
        let checked = try stream.run("ck", "--verify-state", "full")
        #expect(checked.status == 0, "\(checked)")
        if point == .commitMerged || point == .computeAfter {
            #expect(try stream.verify(fast: false).status == 0)
        }
    }

    @Test("a byte turned over in the result is found, or lies in a page that is free: never another answer")
    func flipped() throws {
        let stream = try AppendKillTests.stream()
        #expect(try stream.run().status == 0)
        let file = URL(fileURLWithPath: stream.path("ck/state/data.mdb"))
        let original = try Data(contentsOf: file)
        let commands = [
            ["query", "ck", "select * from counts", "--format", "json"], ["verify", "ck", "--fast"],
            NotebookStream.arguments("ck", ["--verify-state", "full"]),
        ]
        var found = 0
        var from = original.startIndex
        while found < 3, let place = original.range(of: Data("OpenOpen".utf8), in: from..<original.endIndex) {
            from = min(place.upperBound + 20_000, original.endIndex)
            var damaged = original
            damaged[place.lowerBound] ^= 0x01
            try damaged.write(to: file)
            let results = try commands.map { try stream.tidemark().run($0) }
            for result in results where result.status != 0 {
                #expect(result.status == 3, "\(result)")
                #expect(result.stderr.contains("table result, key 50 00 00 00 00 00 00 00"), "\(result)")
            }
            let damages = results.count { $0.status != 0 }
            #expect(damages == 3 || damages == 0, "\(results)")
            if damages == 3 { found += 1 } else { #expect(try results[0].lines == Self.expected.get()) }
        }
        #expect(found == 3)
    }
}
