import TideCheckpoint
import TideColumnar
import TideConnectors
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
        let sink: SinkDrain
        /// The directory or file that each source reads, absolute.
        let roots: [String]
        let notes: [String]
    }

    /// - Throws: `TidemarkError` (`jobDoesNotFit` with the difference, `pathNotFound`, and all of
    ///   recovery's).
    func open() throws -> Opened {
        try requireApart()
        let isNew = try FileSystem.status(CheckpointLayout(root: job.checkpoint).stateData) == nil
        if isNew {
            for source in job.sources { try requireSource(source.root) }
            if let files = job.sink.files { try FileSink.requireFree(files.root) }
        }
        let checkpoint = try CheckpointWriter.open(
            root: job.checkpoint, run: run, clock: clock,
            verifyFull: job.verifiesFullState, allowsNetwork: job.allowsNetworkCheckpoint, birth: birth())
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
        let storedSink = try checkpoint.snapshot { try $0.sink() }
        let newSink = try newSink(beside: storedSink, isUsed: checkpoint.lastBatch != nil)
        try requireFit(stored, sinks: newSink == nil ? try sinkDifferences(storedSink) : [])
        let (roots, newRoots) = try resolveRoots(checkpoint)
        for root in roots { try requireSource(root) }
        var notes = checkpoint.warning.map { [$0] } ?? []
        let newPlan = newPlan(beside: stored, next: checkpoint.nextBatch)
        if newPlan != nil {
            notes.append("the job differs from the one stored, in nothing that touches the state: it goes on")
        }
        if newPlan != nil || !newRoots.isEmpty || newSink != nil {
            try checkpoint.amend(plan: newPlan, sourceRoots: newRoots, sink: newSink)
        }
        let sink = try SinkDrain(
            job.sink, checkpoint: checkpoint, result: job.query.schema, zone: job.zone,
            isKept: storedSink != nil || newSink != nil, clock: clock)
        return Opened(checkpoint: checkpoint, sink: sink, roots: roots, notes: notes)
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
            }, outputMode: plan.mode.rawValue,
            watermarkPolicy: plan.watermarkPolicy == .min ? "" : plan.watermarkPolicy.rawValue)
    }

    private func birth() -> BirthRequest {
        BirthRequest(
            plan: planRecord(version: 1, firstBatch: 0),
            sourceRoots: job.sources.enumerated().map { index, source in
                SourceRoot(source: UInt16(index), root: source.root, checkpoint: job.checkpoint)
            }, sink: job.sink.record(checkpoint: job.checkpoint))
    }

    /// The job's sink, where it may take the place of the stored one: no batch has gone there, or it is only
    /// somebody else to hand rows to.
    private func newSink(beside stored: SinkRecord?, isUsed: Bool) throws -> SinkRecord? {
        guard let sink = job.sink.record(checkpoint: job.checkpoint), sink != stored else { return nil }
        if !isUsed { return sink }
        guard let stored, stored.hasFiles == sink.hasFiles else { return nil }
        if !sink.hasFiles { return sink }
        return try sink.differences(from: stored, checkpoint: job.checkpoint).isEmpty ? sink : nil
    }

    private func sinkDifferences(_ stored: SinkRecord?) throws -> [String] {
        switch (stored, job.sink.record(checkpoint: job.checkpoint)) {
        case (nil, nil): return []
        case (let stored?, let sink?):
            return try sink.differences(from: stored, checkpoint: job.checkpoint)
        case (let stored?, nil):
            return ["sink: the checkpoint has \(stored.format), the job keeps its result in the checkpoint"]
        case (nil, let sink?):
            // Rows that the checkpoint keeps can be handed over all the same.
            return sink.hasFiles
                ? ["sink: the checkpoint keeps the result itself, the job has \(sink.format)"] : []
        }
    }

    /// Source, sink and checkpoint must not contain one another: files of our own would be read as input.
    private func requireApart() throws {
        for source in job.sources where SourceRoot.overlaps(source.root, job.checkpoint) {
            throw TidemarkError(
                .checkpointWithinInput, ["checkpoint": job.checkpoint, "input": source.root])
        }
        guard let sink = job.sink.files?.root else { return }
        for source in job.sources where SourceRoot.overlaps(source.root, sink) {
            throw TidemarkError(.sinkWithinInput, ["sink": sink, "input": source.root])
        }
        if SourceRoot.overlaps(job.checkpoint, sink) {
            throw TidemarkError(.sinkWithinCheckpoint, ["sink": sink, "checkpoint": job.checkpoint])
        }
    }

    private func requireSource(_ root: String) throws {
        guard try FileSystem.status(root) == nil else { return }
        throw TidemarkError(.inputAbsent, ["path": root])
    }

    /// - Parameter sinks: what differs between the sinks.
    private func requireFit(_ stored: PlanRecord, sinks: [String]) throws {
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
        differences += sinks
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
