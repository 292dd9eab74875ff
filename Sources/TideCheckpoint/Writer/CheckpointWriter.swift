package import TideDurableIO
import TideLMDB
import TideModel

/// The one writer of a checkpoint: holds its lock, commits batches, keeps the mirrors.
///
/// Used by one thread at a time. Every method throws `TidemarkError`. After a commit that failed in the
/// storage it does nothing any more: the process ends and the next start recovers.
package final class CheckpointWriter {
    /// Where everything is.
    package let layout: CheckpointLayout
    /// The query's id.
    package let queryID: String
    /// Number of this start; grows with each.
    package let epoch: UInt64
    /// The last committed batch.
    package private(set) var lastBatch: BatchRecord?
    /// The newest version of the plan.
    package private(set) var currentPlan: PlanRecord
    /// Whether the run before this one ended without closing the checkpoint.
    package let wasInterrupted: Bool
    /// A smaller address space than wanted, in words for the user.
    package let warning: String?
    /// Reads this checkpoint from any thread of this process, also after the writer is closed.
    package let reader: CheckpointReader

    /// The size of the state after the last commit.
    package private(set) var stateSize: StateSize

    private let clock: any WallClock
    /// Nil once closed, as is the lock.
    private var environment: LMDBEnvironment?
    private var lock: DirectoryLock?
    private let run: RunIdentity
    private var mount: MountIdentity
    /// Why nothing may be written any more.
    private var poison: TidemarkError?

    private var mirror: LogMirror { LogMirror(layout: layout) }
    private var failure: CheckpointFailure { CheckpointFailure(root: layout.root) }

    private init(_ opened: Opened, lock: DirectoryLock, run: RunIdentity, clock: any WallClock) {
        self.clock = clock
        stateSize = opened.stateSize
        layout = opened.layout
        queryID = opened.queryID
        epoch = opened.epoch
        lastBatch = opened.lastBatch
        currentPlan = opened.plan
        mount = opened.mount
        wasInterrupted = opened.wasInterrupted
        environment = opened.environment
        warning = opened.environment.mapWarning
        reader = CheckpointReader(root: opened.layout.root, environment: opened.environment)
        self.lock = lock
        self.run = run
    }

    /// Opens the checkpoint at `root` for writing: takes the lock, gives birth or recovers, and begins a new
    /// epoch.
    ///
    /// `birth` is asked for only when there is no checkpoint yet, with the lock held. `verifyFull` reads
    /// every entry; without it that is done only when the file system was mounted again since the last
    /// commit. `allowsNetwork` takes a directory on a network file system too. Throws `TidemarkError`: in
    /// use, damaged, a directory with other things, or what the storage says.
    package static func open(
        root: String, run: RunIdentity = RunIdentity(), clock: any WallClock = SystemClock(),
        verifyFull: Bool = false, allowsNetwork: Bool = false, birth: @autoclosure () throws -> BirthRequest
    ) throws -> CheckpointWriter {
        let layout = CheckpointLayout(root: root)
        return try CheckpointFailure(root: layout.root).translating("opening") {
            let directory = CheckpointDirectory(layout: layout)
            try directory.prepare(allowsNetwork: allowsNetwork)
            let lock = try directory.lock(run: run, clock: clock)
            try FailPoints.hit(.recoveryLocked)
            if case .birth(let removeUnborn) = try directory.decide() {
                try directory.giveBirth(try birth(), removeUnborn: removeUnborn)
            }
            let opened = try CheckpointOpening(layout: layout, run: run).perform(verifyFull: verifyFull)
            return CheckpointWriter(opened, lock: lock, run: run, clock: clock)
        }
    }

    /// What the last recovery or the opening found. Values, for the initializer.
    struct Opened {
        let layout: CheckpointLayout
        let environment: LMDBEnvironment
        let queryID: String
        let epoch: UInt64
        let lastBatch: BatchRecord?
        let plan: PlanRecord
        let mount: MountIdentity
        let wasInterrupted: Bool
        let stateSize: StateSize
    }

    /// The id of the batch to plan next.
    package var nextBatch: Int64 { (lastBatch?.id ?? -1) + 1 }

    /// Runs `body` with a snapshot of the last commit.
    package func snapshot<Value>(_ body: (borrowing CheckpointSnapshot) throws -> Value) throws -> Value {
        try reader.snapshot(body)
    }

    /// The plan that was written and not committed, if both of its files are whole.
    package func pendingPlan() throws -> PlannedBatch? {
        try failure.translating("reading the plan") { try mirror.plan(nextBatch) }
    }

    /// Stores a new version of the plan, from the next batch on, new places of sources, and another sink, in
    /// a transaction of its own between batches.
    package func amend(
        plan: PlanRecord?, sourceRoots: [SourceRoot] = [], sink: SinkRecord? = nil
    ) throws {
        try checkPoison()
        try poisoning("storing the changed job") {
            try ownedEnvironment().write { transaction in
                var tables = TableWriter(try checkedRecord(transaction))
                for root in sourceRoots { try tables.put(root, in: transaction) }
                if let plan { try tables.put(plan, in: transaction) }
                if let sink { try tables.put(sink, in: transaction) }
                try tables.finish(in: transaction)
            }
        }
        if let plan { currentPlan = plan }
        try failure.translating("writing query.json") {
            try snapshot { try CheckpointOpening(layout: layout, run: run).writeMirrors($0) }
        }
    }

    /// Notes that the state was read and found whole, in a transaction of its own between batches.
    package func note(_ scrub: ScrubRecord) throws {
        try checkPoison()
        try poisoning("noting a scrub") {
            try ownedEnvironment().write { transaction in
                var tables = TableWriter(try checkedRecord(transaction))
                try tables.put(scrub, in: transaction)
                try tables.finish(in: transaction)
            }
        }
    }

    /// Step 1: writes `slices/N`, then `offsets/N`. In the page cache only.
    package func writePlan(_ plan: PlannedBatch) throws {
        precondition(plan.id == nextBatch, "batches are planned in order")
        try checkPoison()
        try failure.translating("writing the plan of batch \(plan.id)") {
            try FailPoints.hit(.planBefore)
            // A plan that is replaced must not lend its offsets to the new slices.
            try mirror.remove(.offsets, plan.id)
            try mirror.write(plan.sliceText, .slices, plan.id)
            try FailPoints.hit(.planSlicesWritten)
            try mirror.write(plan.offsetText, .offsets, plan.id)
            try FailPoints.hit(.planAfter)
        }
    }

    /// Writes the logs of the plan of the last batch again, which read a part of what was planned only.
    package func rewritePlan(_ plan: PlannedBatch) throws {
        precondition(plan.id == lastBatch?.id, "the plan is that of the last batch")
        try checkPoison()
        try failure.translating("writing the plan of batch \(plan.id)") {
            try mirror.write(plan.sliceText, .slices, plan.id)
            try mirror.write(plan.offsetText, .offsets, plan.id)
        }
    }

    /// Before step 3: sees to it that the state's file has room for what the batch is about to write, by an
    /// estimate. What it throws leaves the writer as it was: it may be tried again.
    package func reserveSpace(for batch: CommittedBatch) throws {
        try checkPoison()
        try failure.translating("reserving space for batch \(batch.record.id)") {
            try FailPoints.hit(.reserveBefore)
            try ownedEnvironment().reserve(atLeast: batch.estimatedBytes)
        }
    }

    /// Step 3: commits the batch in one transaction; it is durable when this returns.
    ///
    /// `merge` gives the new value of each entry of the delta. What it throws abandons the batch: nothing is
    /// written and the writer may be used on.
    @discardableResult
    package func commit(_ batch: CommittedBatch, merge: StateMerge) throws -> CommitMeasure {
        precondition(batch.record.id == nextBatch, "batches are committed in order")
        try checkPoison()
        var measure = CommitMeasure()
        try poisoning("committing batch \(batch.record.id)") {
            try FailPoints.hit(.commitBefore)
            try ownedEnvironment().write { transaction in
                var tables = TableWriter(try checkedRecord(transaction))
                let commit = BatchCommit(batch: batch, clock: clock)
                try commit.write(to: &tables, in: transaction, merge: merge, measure: &measure)
                try FailPoints.hit(.commitMerged)
                try tables.finish(in: transaction)
                measure.state.usedBytes = try transaction.bytesWithoutHistory()
                measure.commitNs = clock.monotonicNanoseconds()
            }
            measure.commitNs = clock.monotonicNanoseconds() - measure.commitNs
            lastBatch = batch.record
            try FailPoints.hit(.commitAfter)
            measure.state.fileBytes = try ownedEnvironment().fileBytes()
        }
        stateSize = measure.state
        return measure
    }

    /// Commits a rollback to the end of the batch `target`, as a new batch, and writes its logs; nil when
    /// there is nothing to undo. Files of a sink are to be withdrawn then, see ``finishWithdrawal(_:)``.
    ///
    /// Throws also for a batch that is not there, was rolled back, or is older than the history.
    package func rollBack(to target: Int64) throws -> BatchRecord? {
        try checkPoison()
        try FailPoints.hit(.rollbackBefore)
        let path = try failure.translating("reading the history") {
            try snapshot { try $0.pathBack(to: target, root: layout.root) }
        }
        guard let last = lastBatch, !path.isEmpty else { return nil }
        var rollback: BatchRecord?
        try poisoning("rolling back to batch \(target)") {
            try ownedEnvironment().write { transaction in
                var tables = TableWriter(try checkedRecord(transaction))
                let commit = RollbackCommit(
                    last: last, target: target, planVersion: currentPlan.version, path: path)
                rollback = try commit.write(to: &tables, in: transaction)
                try FailPoints.hit(.rollbackRestored)
                try tables.finish(in: transaction)
            }
            lastBatch = rollback
            try FailPoints.hit(.rollbackCommitted)
        }
        guard let rollback else { return nil }
        try failure.translating("writing the logs of batch \(rollback.id)") {
            let plan = PlannedBatch(rollback, slices: [])
            try mirror.write(plan.sliceText, .slices, rollback.id)
            try mirror.write(plan.offsetText, .offsets, rollback.id)
        }
        try writeCommitLog()
        try FailPoints.hit(.rollbackLogged)
        return rollback
    }

    /// Has `remove` take back the files of a sink that a rollback has withdrawn, for good, and notes that it
    /// is done. No effect when there are none.
    package func finishWithdrawal(_ remove: (_ batches: ClosedRange<Int64>) throws -> Void) throws {
        guard let withdrawal = try snapshot({ try $0.withdrawal() }) else { return }
        try remove(withdrawal.batches)
        try checkPoison()
        try poisoning("noting the withdrawal") {
            try ownedEnvironment().write { transaction in
                var tables = TableWriter(try checkedRecord(transaction))
                try tables.delete(.meta, withdrawal.key, in: transaction)
                try tables.finish(in: transaction)
            }
            try FailPoints.hit(.rollbackFinished)
        }
    }

    /// Step 5: writes `commits/N` of the last batch, and drops the logs of the batch that is a hundred older.
    package func writeCommitLog() throws {
        guard let batch = lastBatch else { return }
        try checkPoison()
        try failure.translating("writing commits/\(batch.id)") {
            try FailPoints.hit(.logBefore)
            try mirror.write(batch.commitText, .commits, batch.id)
            let old = batch.id - CheckpointLayout.batchesRetained
            if old >= 0 { for log in LogKind.allCases { try mirror.remove(log, old) } }
            try FailPoints.hit(.logAfter)
        }
    }

    /// The last call: frees the environment and the lock, in this order, whatever it throws.
    ///
    /// With `markClean` the record says that this run ended with everything mirrored; `sink` says what its
    /// sink holds by then.
    package func close(markClean: Bool, sink: SinkCommit? = nil) throws {
        defer {
            reader.detach()
            environment = nil
            lock = nil
        }
        guard markClean else { return }
        try checkPoison()
        try poisoning("marking the end") {
            try FailPoints.hit(.closeBefore)
            try ownedEnvironment().write { transaction in
                var tables = TableWriter(try checkedRecord(transaction))
                if let sink {
                    try tables.drop(
                        through: sink.drainedThrough, dropsResult: sink.dropsResult, in: transaction)
                }
                tables.record.isClean = true
                try tables.finish(in: transaction)
            }
            try FailPoints.hit(.closeAfter)
        }
    }

    /// The record of the last commit, which has to be ours.
    private func checkedRecord(_ transaction: borrowing WriteTransaction) throws -> CommitRecord {
        var record = try transaction.checkedCommitRecord(lastCommit: transaction.id - 1)
        guard record.epoch == epoch, record.lastBatch == lastBatch?.id ?? -1 else {
            throw overtaken(
                "its record has epoch \(record.epoch) and batch \(record.lastBatch), this run has epoch "
                    + "\(epoch) and batch \(lastBatch?.id ?? -1)")
        }
        record.isClean = false
        record.mount = mount
        return record
    }

    /// The environment, unless somebody removed or replaced a lock: another process may be writing then.
    private func ownedEnvironment() throws -> LMDBEnvironment {
        guard let environment, let lock else {
            throw TidemarkError(.checkpointClosed, ["path": layout.root])
        }
        guard try lock.isStillHeld() else { throw overtaken("its lock file was removed or replaced") }
        guard try environment.isStillInPlace() else {
            throw overtaken("its data or lock file in state/ was removed or replaced")
        }
        return environment
    }

    private func overtaken(_ why: String) -> TidemarkError {
        TidemarkError(.checkpointTakenOver, ["path": layout.root, "why": why])
    }

    private func checkPoison() throws { if let poison { throw poison } }

    /// Runs a commit. A failure of storage or state, as opposed to one of the query, ends this writer's use.
    private func poisoning(_ action: String, _ body: () throws -> Void) throws {
        do { try body() } catch {
            let shown = failure.error(error, during: action)
            let isQuery = error is TidemarkError && (error as? TidemarkError)?.code != .checkpointInUse
            if !isQuery, let shown = shown as? TidemarkError { poison = shown }
            throw shown
        }
    }
}
