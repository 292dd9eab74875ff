import TideCheckpoint
import TideColumnar
import TideDurableIO
import TideFormats
import TideModel
import TidePlanning

/// Opens a job's checkpoint and makes sure that the job is the one the checkpoint was made for.
struct JobOpening {
    let job: StreamingJob
    let plan: StreamingPlan
    let run: RunIdentity
    let clock: any WallClock

    struct Opened {
        let checkpoint: CheckpointWriter
        /// The directory or file to read, absolute.
        let root: String
        let notes: [String]
    }

    /// - Throws: `TidemarkError` (`jobDoesNotFit` with the difference, `pathNotFound`, and all of
    ///   recovery's).
    func open() throws -> Opened {
        try requireApart()
        let isNew = try FileSystem.status(CheckpointLayout(root: job.checkpoint).stateData) == nil
        if isNew { try requireSource(job.source.root) }
        let checkpoint = try CheckpointWriter.open(
            root: job.checkpoint, run: run, clock: clock,
            verifyFull: job.verifiesFullState, birth: birth())
        do {
            return try check(checkpoint)
        } catch {
            // A refused job has changed nothing and recovery is complete: the run ends in order.
            try? checkpoint.close(markClean: true)
            throw error
        }
    }

    /// Whether the job may go on over the open checkpoint, and from where.
    private func check(_ checkpoint: CheckpointWriter) throws -> Opened {
        let stored = checkpoint.currentPlan
        try requireFit(stored)
        let (root, newRoots) = try resolveRoot(checkpoint)
        try requireSource(root)
        var notes = checkpoint.warning.map { [$0] } ?? []
        let newPlan = newPlan(beside: stored, next: checkpoint.nextBatch)
        if newPlan != nil {
            notes.append("the job differs from the one stored, in nothing that touches the state: it goes on")
        }
        if newPlan != nil || !newRoots.isEmpty {
            try checkpoint.amend(plan: newPlan, sourceRoots: newRoots)
        }
        return Opened(checkpoint: checkpoint, root: root, notes: notes)
    }

    /// The job's plan as the next version, when anything of it but the input's place differs from the
    /// stored one.
    private func newPlan(beside stored: PlanRecord, next: Int64) -> PlanRecord? {
        var plan = planRecord(version: stored.version, firstBatch: stored.firstBatch)
        for index in plan.sources.indices { plan.sources[index].root = stored.sources[index].root }
        guard plan != stored else { return nil }
        plan.version += 1
        plan.firstBatch = next
        return plan
    }

    private func planRecord(version: UInt32, firstBatch: Int64) -> PlanRecord {
        PlanRecord(
            version: version, firstBatch: firstBatch, jobText: job.text, tableName: job.table,
            timeZone: job.zone.name, fingerprint: plan.fingerprint, planJSON: job.query.json.text,
            sources: [
                PlanSource(
                    table: job.source.table, root: job.source.root, format: "json",
                    schema: job.source.schema.ddl,
                    options: job.source.writtenOptions)
            ])
    }

    private func birth() -> BirthRequest {
        BirthRequest(
            plan: planRecord(version: 1, firstBatch: 0),
            sourceRoots: [SourceRoot(root: job.source.root, checkpoint: job.checkpoint)])
    }

    /// Source and checkpoint must not contain one another: the checkpoint's own files would be read as input.
    private func requireApart() throws {
        guard SourceRoot.overlaps(job.source.root, job.checkpoint) else { return }
        throw TidemarkError(
            .checkpointWithinInput, ["checkpoint": job.checkpoint, "input": job.source.root])
    }

    private func requireSource(_ root: String) throws {
        guard try FileSystem.status(root) == nil else { return }
        throw TidemarkError(.inputAbsent, ["path": root])
    }

    private func requireFit(_ stored: PlanRecord) throws {
        var differences: [String] = []
        if stored.tableName.lowercased() != job.table.lowercased() {
            differences.append(
                "the checkpoint is that of table '\(stored.tableName)', the job's is '\(job.table)'")
        }
        if stored.timeZone != job.zone.name {
            differences.append("time zone: stored \(stored.timeZone), given \(job.zone.name)")
        }
        if stored.fingerprint != plan.fingerprint {
            let old = try StreamingPlan(stored.query())
            if !plan.hasSameState(as: old) { differences += plan.difference(from: old) }
        }
        guard !differences.isEmpty else { return }
        throw TidemarkError(
            .jobChanged,
            ["checkpoint": job.checkpoint, "differences": differences.map { "\n    " + $0 }.joined()])
    }

    /// The directory to read, and the stored root's successor where `--source-root` names one.
    private func resolveRoot(_ checkpoint: CheckpointWriter) throws -> (root: String, newRoots: [SourceRoot])
    {
        guard let stored = try checkpoint.snapshot({ try $0.sourceRoots() }).first else {
            throw TidemarkError(
                .checkpointBroken, ["path": job.checkpoint, "what": "it does not say where its input lies"])
        }
        let root = try stored.resolve(checkpoint: job.checkpoint, moved: job.movedRoots)
        guard try SourceRoot.same(root, job.source.root) else {
            throw TidemarkError(
                .inputElsewhere, ["root": root, "given": job.source.root, "stored": stored.absolute])
        }
        let now = SourceRoot(root: root, checkpoint: job.checkpoint)
        return (root, job.movedRoots.isEmpty || now == stored ? [] : [now])
    }
}
