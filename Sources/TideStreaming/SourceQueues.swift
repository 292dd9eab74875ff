import TideCheckpoint
import TideConnectors
import TideDurableIO
import TideModel

/// The queues of all sources of a job, by the sources' indices; a batch reads of each that has something.
///
/// Limits such as `maxFilesPerTrigger` hold for each source by itself.
struct SourceQueues {
    private var queues: [SourceQueue]
    private let checkpoint: CheckpointWriter
    private var hasLooked = false
    private var notes: [String] = []

    /// - Parameter queues: the queue of source 0 first, at least one.
    init(_ queues: [SourceQueue], checkpoint: CheckpointWriter) {
        self.queues = queues
        self.checkpoint = checkpoint
    }

    /// Where the sources' files lie, by the sources' indices.
    var files: [SourceFiles] { queues.map(\.files) }

    var unreadFiles: Int { queues.reduce(0) { $0 + $1.unreadFiles } }
    var unreadBytes: Int64 { queues.reduce(0) { $0 + $1.unreadBytes } }
    /// Files that the last look left out because they were still being written.
    var unsettledFiles: Int { queues.reduce(0) { $0 + $1.unsettledFiles } }
    /// How long to wait before looking again: what the slowest source asks for.
    var pollMicroseconds: Int64 { queues.map(\.pollMicroseconds).max() ?? 0 }
    /// How long changes may be waited for before looking again: what the least patient source asks for.
    var patienceMicroseconds: Int64 { queues.map(\.patienceMicroseconds).min() ?? 0 }
    /// How long after the start of a look the next one may follow, whatever changes: what the slowest source
    /// asks for.
    var restMicroseconds: Int64 { queues.map(\.restMicroseconds).max() ?? 0 }
    /// What tells that something has changed.
    var watches: [DirectoryWatch] { queues.compactMap(\.watch) }
    /// When the oldest of the last looks began, by the monotonic clock: what landed before it has been seen.
    var lookedAtNs: UInt64 { queues.map(\.lookedAtNs).min() ?? 0 }

    /// Looks at the sources whose queues need it.
    ///
    /// - Parameter waitUntilSettled: waits a little for files still being written; false gives up.
    mutating func refresh(waitUntilSettled: () -> Bool) throws {
        for index in queues.indices { try queues[index].refresh(waitUntilSettled: waitUntilSettled) }
        if hasLooked { return }
        hasLooked = true
        let known = queues.reduce(0) { $0 + ($1.knownFiles ?? 0) }
        let gone = try checkpoint.snapshot { try $0.totals().files } - known
        // What is cleaned is gone by our own doing.
        if gone > 0, queues.allSatisfy({ $0.cleaner.mode == .off }) { notes.append(Self.vanished(gone)) }
    }

    /// What the operator should be told since the last call.
    mutating func takeNotes() -> [String] {
        defer { notes = [] }
        for index in queues.indices {
            notes += queues[index].notes
            queues[index].notes = []
        }
        return notes
    }

    /// The slices of the next batch, source by source; empty when nothing is unread.
    mutating func next() throws -> [Slice] { try queues.indices.flatMap { try queues[$0].next() } }

    /// Whether every slice of an uncommitted plan could still be planned: same file, same place.
    func matches(_ slices: [Slice]) throws -> Bool {
        guard slices.allSatisfy({ queues.indices.contains($0.source) }) else { return false }
        return try queues.allSatisfy { try $0.matches(slices) }
    }

    /// What the batch's commit does to the ledger.
    func entries(after batch: PlannedBatch) throws -> LedgerUpdate {
        try queues.map { try $0.entries(after: batch) }.reduce(into: LedgerUpdate()) { $0.append($1) }
    }

    /// Takes what the batch read off the queues.
    mutating func committed(_ batch: PlannedBatch) {
        for index in queues.indices { queues[index].committed(batch) }
    }

    /// Archives or deletes the files that a committed batch has read to their end, where `cleanSource` says
    /// so; again after a restart.
    mutating func clean(after slices: [Slice]) {
        for queue in queues {
            notes += queue.cleaner.clean(slices.filter { $0.source == queue.source })
        }
    }

    /// Has the next refresh look again.
    mutating func forget() {
        for index in queues.indices { queues[index].forget() }
    }

    private static func vanished(_ count: Int64) -> String {
        "\(count) \(count == 1 ? "file" : "files") that earlier batches read "
            + "\(count == 1 ? "is" : "are") not there any more: the result stands, but "
            + "tidemark verify cannot recompute it without \(count == 1 ? "it" : "them")"
    }
}
