import Foundation
import TestSupport
import Testing
import TideDurableIO

/// A program with queries that no job file can say, killed at every point of a batch and started again.
@Suite("Programs, killed and started again", .timeLimit(.minutes(10)))
struct ProgramKillTests {
    enum Query: String, CaseIterable, Sendable {
        case dropDuplicates, dropDuplicatesWithinWatermark, transformWithState, foreachBatch, foreach

        /// The rows go to files of the program's own instead of the checkpoint.
        var delivers: Bool { self == .foreachBatch || self == .foreach }
    }

    private struct Program {
        let query: Query
        /// Six files of events of some minutes each.
        let stream: NotebookStream

        init(_ query: Query) throws {
            self.query = query
            stream = try NotebookStream(files: 6, rows: 100, appends: true)
        }

        func run(_ name: String? = nil, failPoints: String? = nil) throws -> CommandResult {
            let environment = failPoints.map { ["TIDEMARK_FAILPOINT": $0] } ?? [:]
            let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            let path = tests.deletingLastPathComponent().appendingPathComponent("resumable").path
            return try CommandRunner(path, environment: environment, directory: stream.directory.path)
                .run(name ?? query.rawValue)
        }

        /// The rows of the result, or the texts of the program's files batch by batch.
        func output() throws -> [String] {
            guard query.delivers else { return try stream.rows() }
            return try (0..<6).filter { stream.exists("out-\($0)") }.map {
                try String(contentsOfFile: stream.path("out-\($0)"), encoding: .utf8)
            }
        }
    }

    private static let points = FailPoint.allCases.filter { point in
        ["plan", "compute", "reserve", "commit", "drain", "log"].contains(point.rawValue.prefix { $0 != "." })
    }

    @Test("at every point", arguments: Query.allCases) func everyPoint(query: Query) throws {
        let undisturbed = try Program(query)
        let first = try undisturbed.run()
        try #require(first.status == 0, "\(first.stderr)")
        let expected = try undisturbed.output()
        #expect(expected.count >= (query.delivers ? 6 : 10), "\(expected)")
        let lastBatch = try undisturbed.stream.lastBatch()
        for (number, point) in Self.points.enumerated() {
            let program = try Program(query)
            let place = "\(point.rawValue):\(1 + number % 4)"
            let result = try program.run(failPoints: "\(place):kill")
            #expect(result.signal == SIGKILL, "\(query), \(place): \(result)")
            let found = try program.output()
            #expect(found == Array(expected.prefix(found.count)), "\(query), \(place)")
            let resumed = try program.run()
            #expect(resumed.status == 0, "\(query), \(place): \(resumed)")
            #expect(try program.output() == expected, "\(query), \(place)")
            #expect(try program.stream.lastBatch() == lastBatch, "\(query), \(place)")
        }
    }

    @Test("a console is told each batch at least once, in order") func console() throws {
        func batches(_ result: CommandResult) -> [String] {
            let head = "-------------------------------------------\nBatch: "
            return result.stdout.components(separatedBy: head).dropFirst().filter {
                $0.hasSuffix("only showing top 20 rows\n")
            }
        }
        let expected = batches(try Program(.foreach).run("console"))
        #expect(expected.count == 6)
        for point in Self.points {
            let program = try Program(.foreach)
            let killed = try program.run("console", failPoints: "\(point.rawValue):3:kill")
            #expect(killed.signal == SIGKILL, "\(point) \(killed)")
            let (before, after) = (batches(killed), batches(try program.run("console")))
            #expect(before == Array(expected.prefix(before.count)), "\(point)")
            #expect(after == Array(expected.suffix(after.count)), "\(point)")
            #expect(6...7 ~= before.count + after.count, "\(point)")
        }
    }
}
