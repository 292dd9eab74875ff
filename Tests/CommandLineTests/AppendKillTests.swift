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

    @Test("at every point", arguments: FailPoint.allCases) func everyPoint(point: FailPoint) throws {
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

    @Test("a byte turned over in the result is found: never another answer")
    func flipped() throws {
        let stream = try AppendKillTests.stream()
        #expect(try stream.run().status == 0)
        let file = URL(fileURLWithPath: stream.path("ck/state/data.mdb"))
        var data = try Data(contentsOf: file)
        let place = try #require(data.range(of: Data("OpenOpen".utf8)))
        data[place.lowerBound] ^= 0x01
        try data.write(to: file)
        for command in [
            ["query", "ck", "select * from counts", "--format", "csv"], ["verify", "ck"],
            NotebookStream.arguments("ck", ["--verify-state", "full"]),
        ] {
            let result = try stream.tidemark().run(command)
            #expect(result.status == 3, "\(command): \(result)")
            #expect(
                result.stderr.contains("table result, key 50 00 00 00 00 00 00 00"), "\(command): \(result)")
        }
    }
}
