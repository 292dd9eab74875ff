import TideDurableIO
import TideLMDB
import TideModel

/// The start over a born checkpoint, with the lock held: checks, logs, a new epoch.
struct CheckpointOpening {
    let layout: CheckpointLayout
    let run: RunIdentity

    private var mirror: LogMirror { LogMirror(layout: layout) }

    func perform(verifyFull: Bool) throws -> CheckpointWriter.Opened {
        try MetaPages.check(dataFile: layout.stateData)
        // Before LMDB looks into the pages: it would take damage for what it says, or fault on it.
        if verifyFull { try StateCheck.require(layout) }
        // A meta page that was written and never reached the disk is made dirty again, then durable, before
        // anything that depends on it is shown to anyone.
        try MetaPages.rewrite(dataFile: layout.stateData)
        try FailPoints.hit(.recoveryMetaRewritten)
        let environment = try LMDBEnvironment(path: layout.state)
        try environment.clearDeadReaders()
        try FailPoints.hit(.recoveryOpened)
        let mount = try MountIdentity.of(path: layout.stateData)
        let opened = try environment.read { transaction in
            let snapshot = try CheckpointSnapshot(transaction)
            return try recover(snapshot, environment, mount: mount, verifyFull: verifyFull)
        }
        try FailPoints.hit(.recoveryDrained)
        try environment.write { transaction in
            var tables = TableWriter(try transaction.checkedCommitRecord(lastCommit: transaction.id - 1))
            tables.record.epoch = opened.epoch
            tables.record.isClean = false
            tables.record.mount = mount
            try tables.finish(in: transaction)
        }
        try FailPoints.hit(.recoveryEpoch)
        return opened
    }

    private func recover(
        _ snapshot: borrowing CheckpointSnapshot, _ environment: LMDBEnvironment, mount: MountIdentity,
        verifyFull: Bool
    ) throws -> CheckpointWriter.Opened {
        guard let record = snapshot.record, let id = try snapshot.queryID(),
            let plan = try snapshot.currentPlan()
        else {
            throw CheckpointFailure(root: layout.root).damaged("the query's id or its plan is missing")
        }
        let isSameMount = record.mount == mount
        if !verifyFull, !isSameMount { try snapshot.checkDigest() }
        try FailPoints.hit(.recoveryVerified)
        try mirror.createDirectories()
        let situation = try mirror.situation(
            lastBatch: record.lastBatch, endedClean: record.isClean && isSameMount)
        switch Recovery.decide(situation) {
        case .refuse(let refusal): throw refusal.error(root: layout.root, lastBatch: record.lastBatch)
        case .resume(let actions): try mirror.perform(actions, from: snapshot)
        }
        try writeMirrors(snapshot)
        try FailPoints.hit(.recoveryLogsMirrored)
        return CheckpointWriter.Opened(
            layout: layout, environment: environment, queryID: id, epoch: record.epoch + 1,
            lastBatch: try snapshot.lastBatch(), plan: plan, mount: mount,
            wasInterrupted: !record.isClean && record.epoch > 0,
            stateSize: try snapshot.stateSize(fileBytes: try environment.fileBytes()))
    }

    /// Writes `metadata` and `query.json` unless they are as they should be.
    func writeMirrors(_ snapshot: borrowing CheckpointSnapshot) throws {
        guard let record = snapshot.record, let id = try snapshot.queryID(),
            let plan = try snapshot.currentPlan()
        else { return }
        try mirror.restore(MetadataText(id: id).bytes, to: layout.metadata)
        let query = QueryText.bytes(
            id: id, plan: plan, roots: try snapshot.sourceRoots(), sink: try snapshot.sink(),
            engineVersion: run.engineVersion, format: record.format)
        try mirror.restore(query, to: layout.queryJSON)
    }
}
