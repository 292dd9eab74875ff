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
    let tables: StaticTables

    struct Opened {
        let checkpoint: CheckpointWriter
        /// The directory or file that each source reads, absolute.
        let roots: [String]
        let notes: [String]
    }

    /// - Throws: `TidemarkError` (`jobDoesNotFit` with the difference, `pathNotFound`, and all of
    ///   recovery's).
    func open() throws -> Opened {
        try requireApart()
        let isNew = try FileSystem.status(CheckpointLayout(root: job.checkpoint).stateData) == nil
        if isNew { for source in job.sources { try requireSource(source.root) } }
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
        let (roots, newRoots) = try resolveRoots(checkpoint)
        for root in roots { try requireSource(root) }
        var notes = checkpoint.warning.map { [$0] } ?? []
        let newPlan = newPlan(beside: stored, next: checkpoint.nextBatch)
        if newPlan != nil {
            notes.append("the job differs from the one stored, in nothing that touches the state: it goes on")
        }
        if newPlan != nil || !newRoots.isEmpty {
            try checkpoint.amend(plan: newPlan, sourceRoots: newRoots)
        }
        return Opened(checkpoint: checkpoint, roots: roots, notes: notes)
    }

    /// The job's plan as the next version, when anything of it but the input's place differs from the
    /// stored one.
    private func newPlan(beside stored: PlanRecord, next: Int64) -> PlanRecord? {
        var plan = planRecord(version: stored.version, firstBatch: stored.firstBatch)
        for index in job.sources.indices { plan.sources[index].root = stored.sources[index].root }
        if stored.outputMode.isEmpty { plan.outputMode = "" }
        guard plan != stored else { return nil }
        plan.version += 1
        plan.firstBatch = next
        return plan
    }

    private func planRecord(version: UInt32, firstBatch: Int64) -> PlanRecord {
        PlanRecord(
            version: version, firstBatch: firstBatch, jobText: job.text, tableName: job.table,
            timeZone: job.zone.name, fingerprint: plan.fingerprint, planJSON: job.query.json.text,
            sources: (job.sources + job.tables).enumerated().map { index, source in
                PlanSource(
                    table: source.table, root: source.root, format: "json", schema: source.schema.ddl,
                    options: source.writtenOptions,
                    hash: index < job.sources.count ? "" : tables.hashes[source.table] ?? "")
            }, outputMode: plan.mode.rawValue)
    }

    private func birth() -> BirthRequest {
        BirthRequest(
            plan: planRecord(version: 1, firstBatch: 0),
            sourceRoots: job.sources.enumerated().map { index, source in
                SourceRoot(source: UInt16(index), root: source.root, checkpoint: job.checkpoint)
            })
    }

    /// Source and checkpoint must not contain one another: the checkpoint's own files would be read as input.
    private func requireApart() throws {
        for source in job.sources where SourceRoot.overlaps(source.root, job.checkpoint) {
            throw TidemarkError(
                .checkpointWithinInput, ["checkpoint": job.checkpoint, "input": source.root])
        }
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
        if try stored.fingerprint != plan.fingerprint || stored.mode() != plan.mode {
            let old = try stored.streamingPlan()
            if !plan.hasSameState(as: old) { differences += plan.difference(from: old) }
        }
        guard !differences.isEmpty else { return }
        throw TidemarkError(
            .jobChanged,
            ["checkpoint": job.checkpoint, "differences": differences.map { "\n    " + $0 }.joined()])
    }

    /// What each source reads, and the stored roots' successors where `--source-root` names one.
    private func resolveRoots(
        _ checkpoint: CheckpointWriter
    ) throws -> (roots: [String], newRoots: [SourceRoot]) {
        let stored = try checkpoint.snapshot { try $0.sourceRoots() }.sorted { $0.source < $1.source }
        guard stored.count >= job.sources.count else {
            throw TidemarkError(
                .checkpointBroken, ["path": job.checkpoint, "what": "it does not say where its input lies"])
        }
        var roots: [String] = []
        var newRoots: [SourceRoot] = []
        for (stored, source) in zip(stored, job.sources) {
            let root = try stored.resolve(checkpoint: job.checkpoint, moved: job.movedRoots)
            guard try SourceRoot.same(root, source.root) else {
                throw TidemarkError(
                    .inputElsewhere, ["root": root, "given": source.root, "stored": stored.absolute])
            }
            let now = SourceRoot(source: stored.source, root: root, checkpoint: job.checkpoint)
            roots.append(root)
            if !job.movedRoots.isEmpty, now != stored { newRoots.append(now) }
        }
        return (roots, newRoots)
    }
}
