import StreamSupport
import TestSupport
import TideStreaming
import Tidemark

/// A session over a directory of files that come one a batch.
struct SessionStream {
    let workshop: Workshop
    let session: Session
    private let text: Monitor<String>

    init(workshop: Workshop? = nil, output: (@Sendable (String) throws -> Void)? = nil) throws {
        let workshop = try workshop ?? Workshop()
        let text = Monitor("")
        self.workshop = workshop
        self.text = text
        session = try Session(
            threads: 2, baseDirectory: workshop.directory.path,
            output: output ?? { new in text.update { $0 += new } })
    }

    /// What the session printed.
    var printed: String { text.read { $0 } }

    func events(maxFiles: Int = 1, mode: String = "PERMISSIVE") -> DataFrame {
        session.readStream.schema("action STRING, n INT").option("maxFilesPerTrigger", maxFiles)
            .option("mode", mode).json("in")
    }

    var counts: DataFrame { events().groupBy("action").count() }

    /// Lands a file, the later the greater its name.
    func land(_ name: String, _ action: String, _ numbers: ClosedRange<Int>) throws {
        try workshop.land(name, Workshop.lines(action, numbers), at: Int64(name) ?? 0)
    }

    func rows(_ sql: String = "SELECT * FROM counts ORDER BY action") async throws -> [String] {
        try await session.sql(sql).collect().map(\.description)
    }
}

/// Holds up whoever passes until it is opened.
final class Gate: Sendable {
    private let state = Monitor((arrived: false, isOpen: false))

    func pass() {
        state.update { $0.arrived = true }
        _ = state.wait { $0.isOpen ? true : nil }
    }

    func waitForFirst() { _ = state.wait { $0.arrived ? true : nil } }

    func open() { state.update { $0.isOpen = true } }
}

/// A listener that writes down what it is told.
final class EventLog: StreamingQueryListener {
    private let log = Monitor([String]())

    var lines: [String] { log.read { $0 } }

    /// Blocks until the lines are such.
    func wait(_ isReady: ([String]) -> Bool) { _ = log.wait { isReady($0) ? true : nil } }

    func onQueryStarted(_ event: QueryStartedEvent) { add("started \(event.name ?? "-")") }
    func onQueryProgress(_ event: QueryProgressEvent) { add("progress \(event.progress.batchId)") }
    func onQueryIdle(_ event: QueryIdleEvent) { add("idle") }
    func onQueryTerminated(_ event: QueryTerminatedEvent) {
        add("terminated \(event.errorClassOnException ?? "-")")
    }

    private func add(_ line: String) { log.update { $0.append(line) } }
}
