import Synchronization
package import TideColumnar
import TideDurableIO
import TideLMDB
import TideModel

/// Reads a checkpoint while another process may be writing it.
///
/// Takes a reader slot of LMDB, which needs write permission on `state/lock.mdb`. In the writer's own
/// process, use the writer's reader: LMDB's environment must not be open twice in one process.
package final class CheckpointReader: Sendable {
    /// The checkpoint directory.
    package let root: String
    private let source: Mutex<Source>

    private struct Source {
        var environment: LMDBEnvironment?
        /// Whether an environment opened here stays open between snapshots.
        var keepsOpen = true
        /// Whether pages are read without LMDB.
        var readsPages = false
    }

    /// A reader of an environment that is open, or not there yet.
    init(root: String, environment: LMDBEnvironment?) {
        self.root = root
        source = Mutex(Source(environment: environment))
    }

    /// Lets go of the environment; from now on each snapshot opens one for itself, so that the checkpoint
    /// may be opened for writing again in this process.
    package func detach() { source.withLock { $0 = Source(environment: nil, keepsOpen: false) } }

    /// Opens the checkpoint at `root`. One that is being born reads as one without a batch.
    ///
    /// With `readsPages` LMDB is left out: nothing is written, not even `lock.mdb`, and damage is an error
    /// that names the page; a writer is not hindered and may overtake the reading.
    ///
    /// Throws `TidemarkError`: `checkpointNotFound` when there is none.
    package static func open(root: String, readsPages: Bool = false) throws -> CheckpointReader {
        let layout = CheckpointLayout(root: root)
        return try CheckpointFailure(root: layout.root).translating("opening") {
            let reader = CheckpointReader(root: layout.root, environment: nil)
            guard try isBorn(layout) else { return reader }
            if readsPages {
                reader.source.withLock { $0.readsPages = true }
                return reader
            }
            return CheckpointReader(root: layout.root, environment: try openEnvironment(layout))
        }
    }

    /// Whether the checkpoint has a state; false while it is being born. Throws as opening it does.
    static func isBorn(_ layout: CheckpointLayout) throws -> Bool {
        let failure = CheckpointFailure(root: layout.root)
        guard try FileSystem.status(layout.root)?.kind == .directory else {
            throw notFound(layout.root, "there is no such directory")
        }
        let names = try FileSystem.list(layout.root).map(\.name)
        switch Recovery.decide(names: names) {
        case .resume: return true
        case .birth where !names.contains("lock") && !names.contains("state.new"):
            throw notFound(layout.root, "the directory holds none")
        case .birth: return false
        case .lostState(let found):
            throw failure.damaged("state/ is missing; there is \(found.joined(separator: ", "))")
        case .foreign(let found):
            throw notFound(
                layout.root,
                "the directory holds other things: \(found.prefix(3).joined(separator: ", "))")
        }
    }

    /// What is wrong with the meta pages, which a reader without LMDB goes on in spite of.
    package func metaFindings() throws -> [String] {
        try CheckpointFailure(root: root).translating("reading") {
            try PageState(PageFile(CheckpointLayout(root: root).stateData)).findings.map(\.description)
        }
    }

    /// Runs `body` with a snapshot; without LMDB again when it was overtaken.
    ///
    /// Throws `TidemarkError` for damage and storage, and what `body` throws.
    package func snapshot<Value>(_ body: (borrowing CheckpointSnapshot) throws -> Value) throws -> Value {
        try CheckpointFailure(root: root).translating("reading") {
            if source.withLock({ $0.readsPages }) {
                return try PageState.read(PageFile(CheckpointLayout(root: root).stateData)) { state in
                    try state.snapshot { try body(CheckpointSnapshot($0)) }
                }
            }
            guard let environment = try bornEnvironment() else { return try body(CheckpointSnapshot()) }
            return try environment.read { try body(CheckpointSnapshot($0)) }
        }
    }

    /// As above, with the tables as they were at the end of the batch `batch`; of the last one for nil.
    ///
    /// Throws also `TidemarkError` for a batch that is not there, was rolled back, or is older than the
    /// history.
    package func snapshot<Value>(
        endOf batch: Int64?, _ body: (borrowing CheckpointSnapshot) throws -> Value
    ) throws -> Value {
        guard let batch else { return try snapshot(body) }
        return try CheckpointFailure(root: root).translating("reading") {
            guard let environment = try bornEnvironment() else {
                throw TidemarkError.batchAbsent(batch, last: -1, root: root)
            }
            return try environment.read { try body(CheckpointSnapshot($0, endOf: batch, root: root)) }
        }
    }

    /// Runs `body` with the tables as they were at the end of two batches, nil for the last one, of one
    /// transaction. Throws as above.
    package func snapshots<Value>(
        endOf first: Int64?, and second: Int64?,
        _ body: (borrowing CheckpointSnapshot, borrowing CheckpointSnapshot) throws -> Value
    ) throws -> Value {
        try CheckpointFailure(root: root).translating("reading") {
            guard let environment = try bornEnvironment() else {
                throw TidemarkError.batchAbsent(first ?? 0, last: -1, root: root)
            }
            return try environment.read { transaction in
                let last = try transaction.commitRecord().lastBatch
                return try body(
                    CheckpointSnapshot(transaction, endOf: first ?? last, root: root),
                    CheckpointSnapshot(transaction, endOf: second ?? last, root: root))
            }
        }
    }

    /// The rows of pieces that were read. Throws `TidemarkError` (`checkpointDamaged`).
    package func rows(of pieces: [ResultPiece], _ schema: Schema) throws -> RecordBatch {
        try CheckpointFailure(root: root).translating("reading") {
            try ResultPiece.rows(of: pieces, schema)
        }
    }

    /// Runs `body` with the environment, nil before the birth. Throws `TidemarkError` and what `body` throws.
    func withEnvironment(_ body: (LMDBEnvironment?) throws -> Void) throws {
        try CheckpointFailure(root: root).translating("reading") { try body(try bornEnvironment()) }
    }

    private func bornEnvironment() throws -> LMDBEnvironment? {
        try source.withLock { source in
            if let environment = source.environment { return environment }
            let layout = CheckpointLayout(root: root)
            guard try FileSystem.status(layout.state) != nil else { return nil }
            let environment = try Self.openEnvironment(layout)
            if source.keepsOpen { source.environment = environment }
            return environment
        }
    }

    /// Opens for reading, after a look at the meta pages, which LMDB trusts blindly.
    private static func openEnvironment(_ layout: CheckpointLayout) throws -> LMDBEnvironment {
        var attempts = 0
        while true {
            do {
                try MetaPages.check(dataFile: layout.stateData)
                break
            } catch let damage as MetaPageDamage {
                // A writer may have committed between the two pages: damage stays, a race does not.
                attempts += 1
                if attempts == 3 { throw damage }
            }
        }
        return try LMDBEnvironment(path: layout.state, isReadOnly: true)
    }

    private static func notFound(_ root: String, _ why: String) -> TidemarkError {
        TidemarkError(.checkpointAbsent, ["path": root, "why": why])
    }
}
