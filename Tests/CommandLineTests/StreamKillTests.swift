import Foundation
import TestSupport
import Testing
import TideDurableIO

/// Jobs with each operator that keeps state, killed at every point of a batch and started again: the same
/// rows in the same batches as without a kill.
@Suite("Stateful streams, killed and started again", .timeLimit(.minutes(15)))
struct StreamKillTests {
    /// A query over the notebook's events, which is also read as the stream `again` and the table `names`.
    enum Query: String, CaseIterable, Sendable {
        case appendWindows, updateWindows, sessions, distinct, countDistinct, innerJoin, outerJoin, union
        case tableJoin, chain, limit, global
        /// Of plans that are cut into some pieces each.
        case cutWindows, cutJoin

        private var mode: String {
            self == .updateWindows || self == .global ? "update" : "append"
        }

        private var select: String {
            let events = "STREAM events WATERMARK time DELAY OF INTERVAL 10 MINUTES"
            let again = "STREAM again WATERMARK time DELAY OF INTERVAL 20 MINUTES"
            let window = "window(time, '10 minutes')"
            switch self {
            case .appendWindows, .updateWindows, .cutWindows:
                return "SELECT \(window) AS w, action, count(*) AS n FROM \(events) GROUP BY 1, action"
            case .sessions:
                return
                    "SELECT session_window(time, '30 seconds') AS s, action, count(*) AS n, max(time) AS last"
                    + " FROM \(events) GROUP BY 1, action"
            case .distinct: return "SELECT DISTINCT date_trunc('MINUTE', time) AS m, time FROM \(events)"
            case .countDistinct:
                return "SELECT \(window) AS w, count(DISTINCT date_trunc('MINUTE', time)) AS n FROM \(events)"
                    + " GROUP BY 1"
            case .innerJoin, .cutJoin:
                return "SELECT a.time, b.action FROM \(events) AS a JOIN \(again) AS b"
                    + " ON a.time = b.time AND a.action <> b.action"
            case .outerJoin:
                return "SELECT a.time AS at, b.time AS bt FROM \(events) AS a LEFT JOIN \(again) AS b"
                    + " ON a.action = b.action AND b.time > a.time AND b.time < a.time + INTERVAL 40 SECONDS"
            case .union:
                return "SELECT \(window) AS w, count(*) AS n FROM (SELECT time FROM \(events) UNION ALL"
                    + " SELECT time FROM \(again)) GROUP BY 1"
            case .tableJoin:
                return "SELECT \(window) AS w, word, count(*) AS n FROM \(events)"
                    + " JOIN names ON action = name GROUP BY 1, word"
            case .chain:
                return
                    "SELECT window(w, '30 minutes') AS h, sum(n) AS n FROM (SELECT \(window) AS w, count(*)"
                    + " AS n FROM \(events) GROUP BY 1) GROUP BY 1"
            case .limit: return "SELECT time, action FROM STREAM events LIMIT 333"
            case .global: return "SELECT count(*) AS n, max(time) AS last FROM STREAM events"
            }
        }

        /// Fewer entries of the state than a plan of this query makes.
        private var mostChanges: Int? {
            switch self {
            case .cutWindows: 5
            case .cutJoin: 200
            default: nil
            }
        }

        var job: String {
            (mostChanges.map { "SET tidemark.maxDeltaEntries = \($0);\n" } ?? "") + """
                CREATE TABLE events (time TIMESTAMP, action STRING)
                USING json OPTIONS (path 'events', maxFilesPerTrigger '1');
                CREATE TABLE again (time TIMESTAMP, action STRING)
                USING json OPTIONS (path 'events', maxFilesPerTrigger '2');
                CREATE TABLE names (name STRING, word STRING) USING json OPTIONS (path 'names');
                CREATE STREAMING TABLE counts TBLPROPERTIES ('outputMode' = '\(mode)')
                AS \(select);
                """
        }

        /// Eight files of events of some minutes each.
        func stream() throws -> NotebookStream {
            let stream = try NotebookStream(files: 8, rows: 100, appends: true, job: job)
            try FileManager.default.createDirectory(
                atPath: stream.path("names"), withIntermediateDirectories: true)
            let names =
                #"{"name":"Open","word":"opened"}"# + "\n" + #"{"name":"Close","word":"closed"}"# + "\n"
            try Data(names.utf8).write(to: URL(fileURLWithPath: stream.path("names/names.json")))
            return stream
        }
    }

    /// What undisturbed runs give, and in how many batches.
    private static let expected: [Query: Result<(rows: [String], lastBatch: Int), any Error>] = {
        var expected: [Query: Result<(rows: [String], lastBatch: Int), any Error>] = [:]
        for query in Query.allCases {
            expected[query] = Result {
                let stream = try query.stream()
                let result = try stream.run()
                try #require(result.status == 0, "\(query): \(result.stderr)")
                return (try stream.rows(), try stream.lastBatch())
            }
        }
        return expected
    }()

    /// The points that a batch passes with a table for its result.
    private static let points = FailPoint.allCases.filter { point in
        ["plan", "compute", "reserve", "commit", "drain", "log"].contains(point.rawValue.prefix { $0 != "." })
    }

    @Test("at every point", arguments: Query.allCases)
    func everyPoint(query: Query) throws {
        let (rows, lastBatch) = try #require(Self.expected[query]).get()
        #expect(!rows.isEmpty)
        for (number, point) in Self.points.enumerated() {
            let stream = try query.stream()
            let place = "\(point.rawValue):\(1 + number % 4)"
            let result = try stream.run(failPoints: "\(place):kill")
            #expect(result.signal == SIGKILL, "\(query), \(place): \(result)")
            let found = try stream.rows()
            // Rows of update mode change; those that are appended are there in their order.
            if ![Query.updateWindows, .global].contains(query) {
                #expect(found == Array(rows.prefix(found.count)), "\(query), \(place)")
            }
            try stream.finishAndCompare(with: rows, fast: number % 4 != 0)
            #expect(try stream.lastBatch() == lastBatch, "\(query), \(point)")
        }
    }

    @Test("verify counts the groups of update mode") func updatedGroups() throws {
        let stream = try Query.global.stream()
        #expect(try stream.run().status == 0)
        #expect(
            try stream.verify(fast: false).lines == [
                "1 group of counts after batch 7, recomputed by the reference from 800 rows in 8 files",
                "verify identical",
            ])
    }
}
