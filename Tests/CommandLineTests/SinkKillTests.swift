import Foundation
import TestSupport
import Testing
import TideDurableIO
import TideFormats

/// Jobs with a sink of files, killed at every fail point and started again: what is visible is always a
/// prefix of the final output, byte for byte, and at the end all of it.
@Suite("File sinks, killed and started again", .timeLimit(.minutes(10)))
struct SinkKillTests {
    /// The shapes of output that differ in how they reach the disk.
    enum Shape: String, CaseIterable, Sendable {
        case lines, directories, staged, complete

        static let source = """
            CREATE TABLE events (time TIMESTAMP, action STRING)
            USING json OPTIONS (path 'events', maxFilesPerTrigger '1');

            """

        var job: String {
            switch self {
            case .lines:
                return Self.source
                    + """
                    CREATE STREAMING TABLE counts USING json TBLPROPERTIES ('path' = 'out')
                    AS SELECT time, action FROM STREAM events;
                    """
            case .directories:
                return Self.source
                    + """
                    CREATE STREAMING TABLE counts USING csv PARTITIONED BY (action)
                    TBLPROPERTIES ('path' = 'out', 'header' = 'true', 'outputMode' = 'update')
                    AS SELECT time, action FROM STREAM events;
                    """
            case .staged:
                return Self.source
                    + """
                    CREATE STREAMING TABLE counts USING text TBLPROPERTIES ('path' = 'out')
                    AS SELECT repeat(concat(action, ' '), 6000) AS line FROM STREAM events;
                    """
            case .complete:
                return Self.source
                    + """
                    CREATE STREAMING TABLE counts USING json
                    TBLPROPERTIES ('path' = 'out', 'outputMode' = 'complete')
                    AS SELECT action, count(*) AS n FROM STREAM events GROUP BY action;
                    """
            }
        }

        var files: Int { self == .staged ? 4 : 12 }
        var rows: Int { self == .staged ? 400 : 20 }
    }

    /// A stream with its sink.
    struct Sink {
        let stream: NotebookStream
        let shape: Shape

        init(_ shape: Shape) throws {
            self.shape = shape
            stream = try NotebookStream(files: shape.files, rows: shape.rows, appends: true, job: shape.job)
        }

        /// The visible files by their paths, and whether anything hidden but the mark and an empty staging
        /// directory is there.
        func listing() throws -> (visible: [String: Data], hidden: [String]) {
            let root = URL(fileURLWithPath: stream.path("out"))
            guard let names = FileManager.default.enumerator(atPath: root.path) else { return ([:], []) }
            var visible: [String: Data] = [:]
            var hidden: [String] = []
            for case let name as String in names {
                var isDirectory: ObjCBool = false
                let path = root.appendingPathComponent(name)
                _ = FileManager.default.fileExists(atPath: path.path, isDirectory: &isDirectory)
                if isDirectory.boolValue || name == ".tidemark" { continue }
                if name.contains("/.") || name.hasPrefix(".") {
                    hidden.append(name)
                } else {
                    visible[name] = try Data(contentsOf: path)
                }
            }
            return (visible, hidden)
        }
    }

    private static let undisturbed = Result {
        try Dictionary(
            uniqueKeysWithValues: Shape.allCases.map { shape in
                let sink = try Sink(shape)
                let result = try sink.stream.run()
                try #require(result.status == 0, "\(result.stderr)")
                let (visible, hidden) = try sink.listing()
                #expect(hidden.isEmpty)
                #expect(visible.count == [.lines: 12, .directories: 24, .staged: 4, .complete: 1][shape])
                return (shape, visible)
            })
    }

    /// Checks that what is visible is that of the batches up to one that is committed.
    private func expectPrefix(_ sink: Sink, _ place: Comment) throws {
        let expected = try #require(try Self.undisturbed.get()[sink.shape])
        let visible = try sink.listing().visible
        let last = try sink.stream.exists("ck/state") ? sink.stream.lastBatch() : -1
        guard sink.shape != .complete else {
            #expect(visible.count <= 1, place)
            return
        }
        var batches: Set<Int> = []
        for (name, bytes) in visible {
            #expect(bytes == expected[name], place)
            let parts = name.split(separator: "-")
            batches.insert(Int(parts[parts.count - 2]) ?? -1)
        }
        #expect(batches.max() ?? -1 <= last, place)
        #expect(batches.count == (batches.max() ?? -1) + 1, place)
        #expect(last - (batches.max() ?? -1) <= 1, place)
    }

    private func strike(_ sink: Sink, _ point: FailPoint, nth: Int, _ more: [String] = []) throws {
        let place = "\(sink.shape) \(point.rawValue):\(nth)"
        let result = try sink.stream.tidemark(failPoints: "\(place.split(separator: " ")[1]):kill")
            .run(NotebookStream.arguments("ck", more))
        #expect(result.signal == SIGKILL, "\(place): \(result)")
        try expectPrefix(sink, "\(place)")
    }

    private func finish(_ sink: Sink, fast: Bool = true) throws {
        let result = try sink.stream.run()
        #expect(result.status == 0, "\(result)")
        let (visible, hidden) = try sink.listing()
        #expect(visible == (try Self.undisturbed.get()[sink.shape]) && hidden.isEmpty, "\(hidden)")
        let verified = try sink.stream.verify(fast: fast)
        #expect(verified.status == 0 && verified.lines.last == "verify identical", "\(verified)")
        let checked = try sink.stream.run("ck", "--verify-state", "full")
        #expect(checked.status == 0, "\(checked)")
        let report = try sink.stream.inspect()
        #expect(report["sink"]?["outboxFiles"]?.integer == 0 && report["entries"]?["outbox"] == nil)
    }

    /// The points that a run of a shape passes.
    private static func passes(_ shape: Shape, _ point: FailPoint) -> Bool {
        switch point {
        case .sinkStaging, .sinkStaged: shape == .staged
        case .sinkWritten: shape != .staged
        default: true
        }
    }

    @Test("at every point of the sink and of a batch", arguments: Shape.allCases)
    func everyPoint(shape: Shape) throws {
        let steps = FailPoint.allCases.filter { point in
            ["sink.", "commit.", "drain.", "log.", "compute."].contains { point.rawValue.hasPrefix($0) }
        }
        for point in steps where Self.passes(shape, point) {
            let sink = try Sink(shape)
            switch point {
            case .sinkOpened:
                try strike(sink, point, nth: 1)
                try strike(sink, .commitAfter, nth: 2)
                try strike(sink, point, nth: 1)
            case .sinkRecovering, .sinkRecovered:
                try strike(sink, .commitAfter, nth: 2)
                try strike(sink, point, nth: 1)
                try strike(sink, point, nth: 1)
            case .sinkSyncing, .sinkSynced:
                // Every 16 batches and at the end.
                try strike(sink, point, nth: 1)
            default:
                let nths = shape == .complete && point.rawValue.hasPrefix("sink.") ? [1] : [1, 2]
                for nth in nths { try strike(sink, point, nth: nth) }
            }
            try finish(sink, fast: shape == .staged || point != .sinkRenamed)
        }
    }

    @Test("names made durable with each batch", arguments: [Shape.lines, .staged])
    func each(shape: Shape) throws {
        let sink = try Sink(shape)
        for (point, nth) in [(FailPoint.sinkSyncing, 2), (.sinkSynced, 2), (.sinkRenamed, 1)] {
            try strike(sink, point, nth: nth, ["--sink-durability", "each"])
        }
        try finish(sink)
    }

    @Test("killed while names that are not durable yet wait, then in another mount: drained from the outbox")
    func otherMount() throws {
        let sink = try Sink(.lines)
        try strike(sink, .drainAfter, nth: 9)
        let mark = URL(fileURLWithPath: sink.stream.path("out/.tidemark"))
        let text = try String(contentsOf: mark, encoding: .utf8)
        #expect(text.utf8.count == 512)
        #expect(try json(text)["drained"]?.integer == 8)
        // As after a power cut: the mark is of another boot, and names that were not synced are gone.
        let changed = text.replacing(#/"mount":"./#, with: "\"mount\":\"x")
        try Data(changed.utf8).write(to: mark)
        let names = try sink.listing().visible.keys.sorted()
        for name in names.suffix(4) {
            try FileManager.default.removeItem(atPath: sink.stream.path("out/" + name))
        }
        #expect(try sink.stream.inspect()["sink"]?["outboxFiles"]?.integer == 9)
        try finish(sink)
    }

    @Test("a full disk or a failing one: exit 4, the batch stays committed, the next start drains it first")
    func failing() throws {
        let sink = try Sink(.lines)
        var reached = -1
        for point in ["sink.written:3", "sink.renamed:2", "sink.marked:2", "sink.syncing:1", "sink.synced:1"]
        {
            for (action, code) in [("nospace", "STORAGE_FULL"), ("error", "STORAGE_FAILED")] {
                let result = try sink.stream.run("ck", failPoints: "\(point):\(action)")
                #expect(result.status == 4, "\(point) \(result)")
                #expect(result.stderr.contains("error [\(code)]: the sink '"), "\(result.stderr)")
                #expect(result.stderr.contains("committed batches are safe, and the next start writes out"))
                let last = try sink.stream.lastBatch()
                #expect(last >= reached, "\(point)")
                reached = last
                try expectPrefix(sink, "\(point)")
                if last == 11 { break }
            }
        }
        try finish(sink)
    }
}
