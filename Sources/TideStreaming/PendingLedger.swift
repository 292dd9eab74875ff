import TideCheckpoint
import TideModel

/// What a batch's commit does to the ledger.
struct LedgerUpdate {
    var written: [FileEntry] = []
    var removed: [FileEntry] = []
    var changed: [InputChange] = []

    mutating func append(_ other: LedgerUpdate) {
        written += other.written
        removed += other.removed
        changed += other.changed
    }
}

/// What looks at a source have found out and no batch has written yet.
struct PendingLedger {
    /// Entries by their paths: refreshed or moved ones, and those of files whose rest is skipped.
    var entries: [String: FileEntry] = [:]
    /// Stored entries under the old names of moved files.
    private var removed: [String: FileEntry] = [:]
    /// Files that changed. Those skipped go with the next batch, the others with the one that begins them.
    private var changed: [String: InputChange] = [:]

    /// Whether the checkpoint's entry of the path is that of another file than the one there now.
    func hides(_ path: String) -> Bool {
        removed[path] != nil || changed[path]?.remedy == .readAsNew
    }

    /// The entry of a path, as the next batch will write it; `stored` is the checkpoint's.
    func entry(_ path: String, stored: @autoclosure () throws -> FileEntry?) rethrows -> FileEntry? {
        try entries[path] ?? (hides(path) ? nil : stored())
    }

    /// Puts an entry under another path.
    mutating func move(_ entry: FileEntry, to path: String) {
        if let pending = entries[entry.path], pending.identity.isSameFile(as: entry.identity) {
            entries[entry.path] = nil
        } else {
            removed[entry.path] = entry
        }
        var moved = entry
        moved.path = path
        entries[path] = moved
    }

    mutating func add(_ change: InputChange) {
        changed[change.path] = change
        if change.remedy == .readAsNew { entries[change.path] = nil }
    }

    /// What a batch writes beside the entries of what it reads; `begun` are files that it reads from their
    /// start.
    func update(batch: Int64, begun: Set<String>) -> LedgerUpdate {
        let changed = changed.values.filter { $0.remedy == .skipped || begun.contains($0.path) }
        return LedgerUpdate(
            removed: removed.values.sorted { $0.path < $1.path },
            changed: changed.sorted { $0.path < $1.path }.map { change in
                var change = change
                change.batch = batch
                return change
            })
    }

    /// Forgets what `update` gave for the batch.
    mutating func written(begun: Set<String>) {
        entries = [:]
        removed = [:]
        changed = changed.filter { $0.value.remedy == .readAsNew && !begun.contains($0.key) }
    }
}

extension SourceLedger.Findings {
    /// Leaves the rest of a changed file unread.
    mutating func skip(_ entry: FileEntry, _ finding: InputChange.Finding) {
        var left = entry
        left.isComplete = true
        add(InputChange(entry, finding, .skipped), "its rest is left unread")
        pending.entries[entry.path] = left
    }

    /// Forgets what was read of a changed file.
    mutating func readAsNew(_ entry: FileEntry, _ finding: InputChange.Finding) {
        add(InputChange(entry, finding, .readAsNew), "it is read from its start, as a new file")
    }

    private mutating func add(_ change: InputChange, _ remedy: String) {
        pending.add(change)
        notes.append("'\(change.path)' \(change.text): \(remedy)")
    }
}

extension InputChange {
    fileprivate init(_ entry: FileEntry, _ finding: Finding, _ remedy: Remedy) {
        self.init(
            batch: -1, source: entry.source, path: entry.path, finding: finding, remedy: remedy,
            position: entry.position, readBy: entry.firstBatch...entry.lastBatch)
    }
}
