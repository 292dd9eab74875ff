package import TideCheckpoint
import TideColumnar
import TideConnectors
package import TideDurableIO
import TideExecution
import TideFormats
import TideModel
import TidePlanning

/// Drives a job batch by batch: performs what the state machine says, in its order.
///
/// One instance is one run. It is synchronous; other threads are used only while a batch is computed.
package final class MicroBatchExecution {
    private let job: StreamingJob
    private let plan: StreamingPlan
    private let clock: any WallClock
    /// The signal that asks for the end, nil while there is none.
    private let stopSignal: () -> Int32?
    private let pauses: Pauses
    private let report: (StreamingEvent) -> Void

    /// The run's id, a UUID: new with each start.
    package let runID: String
    private let checkpoint: CheckpointWriter
    private let computation: BatchComputation
    private let tables: StaticTables
    private let scheduler: TriggerScheduler
    private let sink: SinkDrain
    private let scrub: BackgroundScrub
    private var sources: SourceQueues
    private var machine = MicroBatchStateMachine()
    private var batch: BatchInHand?
    /// What is left of the plan of which the last batch was a piece.
    private var remainder: PlanRemainder?
    private var totals = RunTotals()
    private var progress: ProgressReporter
    private var isClockNoted = false
    /// When the run began, microseconds since the epoch; not before the last batch.
    private let startedUs: Int64

    /// Opens the checkpoint (creating it when there is none), recovers it, and checks that the job fits it.
    ///
    /// - Parameters:
    ///   - wait: waits at most so many nanoseconds, less when a signal comes.
    ///   - wakeup: wakes an unending run that waits for files to land, which then has its sources watched;
    ///     without it they are listed again and again.
    /// - Throws: `TidemarkError`.
    package init(
        _ job: StreamingJob, clock: any WallClock = SystemClock(),
        stopSignal: @escaping () -> Int32? = { nil },
        wait: @escaping (UInt64) -> Void, wakeup: Wakeup? = nil,
        report: @escaping (StreamingEvent) -> Void
    ) throws {
        self.job = job
        self.clock = clock
        self.stopSignal = stopSignal
        pauses = Pauses(clock: clock, wait: wait, wakeup: wakeup)
        self.report = report
        plan = try StreamingPlan(job.query, mode: job.mode, watermarkPolicy: job.watermarkPolicy)
        computation = BatchComputation(plan)
        scheduler = TriggerScheduler(job.trigger)
        let run = RunIdentity(engineVersion: TidemarkVersion.text)
        runID = run.runID
        tables = try StaticTables(
            plan, tables: job.tables, zone: job.zone, threads: job.threads, clock: clock)
        let opened = try JobOpening(job: job, plan: plan, run: run, clock: clock, tables: tables).open()
        checkpoint = opened.checkpoint
        startedUs = max(clock.nowMicroseconds(), (checkpoint.lastBatch?.timestampMs ?? 0) * 1_000)
        sink = opened.sink
        scrub = BackgroundScrub(checkpoint, clock: clock, intervalUs: job.scrubIntervalUs) { wakeup?.wake() }
        progress = ProgressReporter(
            ProgressReporter.Identity(
                id: checkpoint.queryID, runID: run.runID, name: job.name,
                sources: opened.roots.map { "FileStreamSource[file:\($0)]" }, sink: job.sink.description,
                operators: plan.operatorNames, hasEventTime: !plan.watermarks.isEmpty),
            clock: clock, state: checkpoint.stateSize)
        (job.notes + opened.notes).forEach { report(.note($0)) }
        let isFrozen = !scheduler.isUnending
        let queues = try zip(opened.roots, job.sources).enumerated().map { [checkpoint] index, source in
            SourceQueue(
                source: index, files: try source.1.options.files(root: source.0), options: source.1.options,
                checkpoint: checkpoint, clock: clock, isFrozen: isFrozen, isWatched: wakeup != nil)
        }
        sources = SourceQueues(queues, checkpoint: checkpoint)
    }

    /// The query's id, a UUID: the same as long as there is the checkpoint.
    package var queryID: String { checkpoint.queryID }

    /// Reads the checkpoint, also when the run has ended.
    package var reader: CheckpointReader { checkpoint.reader }

    /// Runs until the trigger's work is done or a stop is asked for.
    ///
    /// - Throws: `TidemarkError`; the checkpoint then stays as the last committed batch left it.
    package func run() throws -> RunSummary {
        do {
            var action = try recover()
            while true {
                switch action {
                case .close:
                    try scrub.finish()
                    try checkpoint.close(markClean: true, sink: try sink.finish())
                    return summary()
                case .abandon:
                    preconditionFailure("a run is abandoned by throwing")
                case .wait(let next):
                    action = try waitForData(next)
                default:
                    action = try perform(action)
                }
            }
        } catch {
            _ = machine.handle(.failed)
            scrub.stop()
            // Frees the lock and the environment; the record keeps saying that nobody closed it.
            try? checkpoint.close(markClean: false)
            throw error
        }
    }

    private func perform(_ action: MicroBatchStateMachine.Action) throws -> MicroBatchStateMachine.Action {
        switch action {
        case .plan(let id):
            if shouldStop { return machine.handle(.stopRequested) }
            try scrub.tend()
            progress.startTrigger()
            return machine.handle(try planBatch(id) ? .planned : .nothingNew)
        case .compute:
            try compute()
            return machine.handle(.computed)
        case .commit:
            try commit()
            return machine.handle(.committed)
        case .drain:
            try FailPoints.hit(.drainBefore)
            if let id = batch?.record?.id { batch?.outputRows = try timed(.addBatch) { try sink.drain(id) } }
            try FailPoints.hit(.drainAfter)
            return machine.handle(.drained)
        case .log:
            try timed(.commitOffsets) {
                try waitingForSpace {
                    if let plan = batch?.plan, plan.remainder != nil { try checkpoint.rewritePlan(plan) }
                    try checkpoint.writeCommitLog()
                }
            }
            clean(after: batch?.plan.slices ?? [])
            try reportBatch()
            try sink.settle(isIdle: false)
            try waitForTrigger()
            return machine.handle(.logged)
        case .wait, .close, .abandon:
            preconditionFailure("\(action) is no step of a batch")
        }
    }

    // MARK: Recovery

    private func recover() throws -> MicroBatchStateMachine.Action {
        let last = checkpoint.lastBatch
        remainder = try checkpoint.snapshot { try $0.planRemainder() }
        try sink.recover()
        if let last {
            clean(after: try checkpoint.snapshot { try $0.slices(ofBatch: last.id) }.map(\.slice))
        }
        progress.startTrigger()
        try refreshSource()
        let pending = job.replans ? nil : try reusablePlan()
        if let pending {
            let nowNs = clock.monotonicNanoseconds()
            batch = BatchInHand(
                plan: pending, startedUs: clock.nowMicroseconds(), startedNs: nowNs, planNs: 0,
                startOffsets: last?.logOffsets ?? [])
        }
        report(
            .started(
                StartReport(
                    lastBatch: last?.id ?? -1, wasInterrupted: checkpoint.wasInterrupted,
                    reusesPlan: pending != nil, unreadBytes: sources.unreadBytes,
                    unreadFiles: sources.unreadFiles)))
        return machine.handle(.recovered(last: last?.id ?? -1, hasPlan: pending != nil))
    }

    /// The plan a run before this one wrote but did not commit, when it was made under the same options and
    /// every slice of it is still what it was.
    private func reusablePlan() throws -> PlannedBatch? {
        guard var pending = try checkpoint.pendingPlan(),
            pending.planVersion == checkpoint.currentPlan.version
        else { return nil }
        pending.remainder = remainder?.parts.first == pending.slices ? remainder?.next : nil
        return try sources.matches(pending.slices) ? pending : nil
    }

    // MARK: Steps

    private func timed<Result>(_ step: ProgressStep, _ body: () throws -> Result) rethrows -> Result {
        let startedNs = clock.monotonicNanoseconds()
        defer { progress.add(step, nanoseconds: clock.monotonicNanoseconds() - startedNs) }
        return try body()
    }

    private func show(_ message: String, isDataAvailable: Bool, isTriggerActive: Bool = true) {
        report(
            .status(
                StreamingQueryStatus(
                    message, isDataAvailable: isDataAvailable, isTriggerActive: isTriggerActive)))
    }

    private func refreshSource() throws {
        show(
            "Getting offsets from \(progress.identity.sources.joined(separator: ", "))",
            isDataAvailable: false)
        try timed(.latestOffset) {
            try sources.refresh {
                pauses.wait(10_000_000)
                return stopSignal() == nil
            }
        }
        sources.takeNotes().forEach { report(.note($0)) }
    }

    /// Has the files that a committed batch read to their end archived or deleted.
    private func clean(after slices: [Slice]) {
        sources.clean(after: slices)
        sources.takeNotes().forEach { report(.note($0)) }
    }

    /// Step 1. False when there is nothing to read.
    private func planBatch(_ id: Int64) throws -> Bool {
        let startedNs = clock.monotonicNanoseconds()
        try refreshSource()
        let cutNs = clock.monotonicNanoseconds()
        let (slices, rest) = try nextSlices()
        let last = checkpoint.lastBatch
        guard try !slices.isEmpty || needsBatchWithoutData(after: last) || isTimerDue() else { return false }
        progress.add(.getBatch, nanoseconds: clock.monotonicNanoseconds() - cutNs)
        let nowUs = clock.nowMicroseconds()
        if !isClockNoted, let note = last?.clockNote(nowUs: nowUs) {
            isClockNoted = true
            report(.note(note))
        }
        let isNewPlan = id > 0 && id == checkpoint.currentPlan.firstBatch
        var planned = PlannedBatch(
            id: id, kind: isNewPlan ? .planChange : slices.isEmpty ? .noData : .data,
            timestampMs: max(nowUs / 1_000, last?.timestampMs ?? 0),
            watermarkMs: last?.nextWatermarkMs ?? 0, planVersion: checkpoint.currentPlan.version,
            logOffsets: logOffsets(reading: slices), slices: slices)
        planned.remainder = rest
        show("Writing offsets to log", isDataAvailable: !slices.isEmpty)
        try timed(.walCommit) { try waitingForSpace { try checkpoint.writePlan(planned) } }
        batch = BatchInHand(
            plan: planned, startedUs: nowUs, startedNs: startedNs,
            planNs: clock.monotonicNanoseconds() - startedNs, startOffsets: last?.logOffsets ?? [])
        return true
    }

    /// The sources' offsets after a batch that reads the slices.
    private func logOffsets(reading slices: [Slice]) -> [Int64] {
        let read = Set(slices.map(\.source))
        return job.sources.indices.map { source in
            (checkpoint.lastBatch?.logOffsets[source] ?? -1) + (read.contains(source) ? 1 : 0)
        }
    }

    /// What the next batch reads: the rest of a plan that was cut, unless its files are not what they were.
    private func nextSlices() throws -> (slices: [Slice], rest: PlanRemainder?) {
        if let remainder, !job.replans || totals.batches > 0, try sources.matches(remainder.parts[0]) {
            return (remainder.parts[0], remainder.next)
        }
        return (try sources.next(), nil)
    }

    /// The watermark by which the next batch tells what is late.
    private var lateWatermarkMs: Int64 {
        remainder?.lateWatermarkMs ?? checkpoint.lastBatch?.watermarkMs ?? 0
    }

    /// Whether the watermark has moved since the last batch and something may expire by it.
    private func needsBatchWithoutData(after last: BatchRecord?) -> Bool {
        guard let last, plan.isDrivenByWatermark, job.trigger != .once, job.runsBatchesWithoutData else {
            return false
        }
        return last.nextWatermarkMs > lateWatermarkMs
    }

    /// Whether a processing-time timer asks for a batch; of a run that ends by itself only one that was due
    /// when it began, so that a timer that sets itself anew does not keep it going.
    private func isTimerDue() throws -> Bool {
        guard job.trigger != .once else { return false }
        let ranges = plan.dueTimers(
            atMs: scheduler.isUnending
                ? max(clock.nowMicroseconds() / 1_000, checkpoint.lastBatch?.timestampMs ?? 0)
                : startedUs / 1_000)
        guard !ranges.isEmpty else { return false }
        return try checkpoint.snapshot { snapshot in
            try ranges.contains { try snapshot.state.hasEntry($0) }
        }
    }

    /// Step 2. A plan that makes too much for one commit is cut, as often as it takes.
    private func compute() throws {
        guard var current = batch else { preconditionFailure("no batch in hand") }
        try FailPoints.hit(.computeBefore)
        let hasData = !current.plan.slices.isEmpty
        show(hasData ? "Processing new data" : "No new data but cleaning up state", isDataAvailable: hasData)
        let startedNs = clock.monotonicNanoseconds()
        var limit: Int? = job.maxDeltaEntries
        while current.computed == nil {
            do { current.computed = try computed(current.plan, mostChanges: limit) } catch is TooManyChanges {
                guard let (first, rest) = try sources.halves(of: current.plan.slices) else {
                    limit = nil
                    continue
                }
                current.plan.slices = first
                current.plan.remainder = PlanRemainder(
                    lateWatermarkMs: lateWatermarkMs, parts: [rest] + (current.plan.remainder?.parts ?? []))
                current.plan.logOffsets = logOffsets(reading: first)
            }
        }
        current.computeNs = clock.monotonicNanoseconds() - startedNs
        batch = current
        try FailPoints.hit(.computeAfter)
    }

    private func computed(
        _ planned: PlannedBatch, mostChanges: Int?
    ) throws -> BatchComputation.Computed {
        let context = EvaluationContext(zone: job.zone, timestampUs: planned.timestampMs * 1_000)
        let inputs = sources.files.indices.map { index in
            SourceInput(
                sources.files[index],
                format: job.sources[index].options.format(of: plan.sources[index], zone: job.zone))
        }
        let scanner = SliceScanner(inputs, threads: job.threads)
        let watermarks = StreamGraph.Watermarks(
            lateMs: lateWatermarkMs,
            completeMs: planned.remainder == nil ? planned.watermarkMs : lateWatermarkMs)
        let graph = try timed(.queryPlanning) { try computation.graph(watermarks, context, tables: tables) }
        return try timed(.addBatch) {
            try checkpoint.snapshot { snapshot in
                try computation.run(
                    scanner, planned.slices, through: graph, state: snapshot.state,
                    watermarks: try snapshot.watermarks(), watermarkMs: planned.watermarkMs,
                    isPiece: planned.remainder != nil, mostChanges: mostChanges)
            }
        }
    }

    /// Step 3: the commit.
    private func commit() throws {
        guard var current = batch, let computed = current.computed else {
            preconditionFailure("no batch computed")
        }
        let planned = current.plan
        let record = computed.record(
            of: planned, stepMicroseconds: [current.planNs, current.computeNs].map { Int64($0 / 1_000) })
        let slices = zip(planned.slices, computed.outcomes).enumerated().map { seq, pair in
            SliceRecord(batch: planned.id, seq: UInt32(seq), slice: pair.0, outcome: pair.1)
        }
        let ledger = try sources.entries(after: planned)
        let table =
            sink.storesRows ? sink.isDelivery && plan.mode != .complete ? .appending : plan.shape : nil
        current.measure = try timed(.addBatch) {
            // What the output reads of the state is as the batch before left it, also while this one is
            // written.
            try checkpoint.snapshot { snapshot in
                let state = snapshot.state
                let committed = CommittedBatch(
                    record: record, slices: slices, files: ledger.written, removedFiles: ledger.removed,
                    changedInputs: ledger.changed, delta: computed.delta,
                    output: table == .appending ? computed.output(state) : nil,
                    updates: table == .updating ? computed.updates : nil, watermarks: computed.watermarks,
                    remainder: planned.remainder,
                    sink: try sink.prepare(computed.rows, state, batch: planned.id))
                try waitingForSpace { try checkpoint.reserveSpace(for: committed) }
                return try checkpoint.commit(committed, merge: computation.merge)
            }
        }
        sources.committed(planned)
        remainder = planned.remainder
        current.record = record
        batch = current
        totals.batches += 1
        totals.rows += record.inputRows
        totals.bytes += record.inputBytes
    }

    /// A step that a full disk leaves undone, to be done again: when asked to, waits until there is space.
    private func waitingForSpace(_ step: () throws -> Void) throws {
        var isTold = false
        while true {
            do {
                return try step()
            } catch let error as TidemarkError
                where job.waitsForSpace && error.code == .storageFull && stopSignal() == nil
            {
                if !isTold { report(.note("\(error.message); waiting until there is space")) }
                isTold = true
                pauses.microseconds(500_000) { shouldStop }
            }
        }
    }

    // MARK: Between batches

    private var shouldStop: Bool {
        if stopSignal() != nil { return true }
        if let limit = job.maxBatches, totals.batches >= limit { return true }
        return job.trigger == .once && totals.batches >= 1 && remainder == nil
    }

    /// Nothing is unread: the end, or a wait for files to land.
    private func waitForData(_ next: Int64) throws -> MicroBatchStateMachine.Action {
        let idle = progress.finishIdle(
            nextBatch: next, offsets: checkpoint.lastBatch?.logOffsets ?? [],
            watermarkMs: checkpoint.lastBatch?.nextWatermarkMs ?? 0,
            counts: job.sink.deliver != nil || plan.countsRows)
        report(.nothingNew(lookedAtNs: sources.lookedAtNs, isComplete: sources.unsettledFiles == 0, idle))
        guard scheduler.isUnending else { return machine.handle(.stopRequested) }
        sources.forget()
        try sink.settle(isIdle: true)
        show("Waiting for data to arrive", isDataAvailable: false, isTriggerActive: false)
        let nowUs = clock.nowMicroseconds()
        let triggerUs = scheduler.wait(startUs: nowUs, nowUs: nowUs)
        if let wakeup = pauses.wakeup, triggerUs == 0 {
            pauses.untilChanged(
                sources.watches, lookedAtNs: sources.lookedAtNs, atLeast: sources.restMicroseconds,
                atMost: plan.hasTimers ? sources.pollMicroseconds : sources.patienceMicroseconds, wakeup
            ) { shouldStop }
        } else {
            pauses.microseconds(max(sources.pollMicroseconds, triggerUs)) { shouldStop }
        }
        return .plan(next)
    }

    private func reportBatch() throws {
        guard let current = batch, let record = current.record else { return }
        let slices = current.plan.slices
        let totals = try checkpoint.snapshot { try $0.totals() }
        let queryProgress = progress.finish(
            ProgressReporter.Outcome(
                record: record, startOffsets: current.startOffsets,
                rows: current.computed?.rows(of: slices, sources: job.sources.count) ?? [],
                eventTimes: current.computed?.eventTimes.first,
                updated: current.computed?.delta.written ?? [:],
                counts: current.computed?.counts ?? [], measure: current.measure,
                outputRows: current.outputRows ?? outputRows(current)))
        report(
            .batch(
                BatchProgress(
                    batch: record.id, rows: record.inputRows, badRows: record.badRows,
                    bytes: record.inputBytes,
                    files: slices.count, firstFile: slices.first?.path ?? "",
                    microseconds: Int64((clock.monotonicNanoseconds() - current.startedNs) / 1_000),
                    totalRows: totals.inputRows, totalBytes: totals.inputBytes,
                    unreadBytes: sources.unreadBytes,
                    unreadFiles: sources.unreadFiles, lateRows: record.lateRows,
                    watermarkMs: record.nextWatermarkMs > 0 ? record.nextWatermarkMs : nil,
                    query: queryProgress)))
    }

    private func outputRows(_ batch: BatchInHand) -> Int64 {
        if plan.mode != .complete {
            return batch.measure.appendedRows ?? Int64(batch.computed?.rows.mostRows ?? 0)
        }
        return plan.resultRows(groups: batch.measure.state.entries) ?? ProgressReporter.uncounted
    }

    /// Lets the interval of the batch that has ended run out.
    private func waitForTrigger() throws {
        guard let startedUs = batch?.startedUs else { return }
        batch = nil
        let waitUs = scheduler.wait(startUs: startedUs, nowUs: clock.nowMicroseconds())
        guard waitUs > 0 else { return }
        if waitUs >= 1_000_000 { try sink.settle(isIdle: true) }
        show("Waiting for next trigger", isDataAvailable: true, isTriggerActive: false)
        pauses.microseconds(waitUs) { shouldStop }
    }

    private func summary() -> RunSummary {
        let isEverythingRead =
            sources.unreadFiles == 0 && sources.unsettledFiles == 0
            && !needsBatchWithoutData(after: checkpoint.lastBatch)
        let isDone = isEverythingRead || job.trigger == .once && totals.batches > 0
        return RunSummary(
            ending: isDone && !scheduler.isUnending ? .finished : .stopped(signal: stopSignal()),
            lastBatch: checkpoint.lastBatch?.id ?? -1, batches: totals.batches, rows: totals.rows,
            bytes: totals.bytes, unreadFiles: sources.unreadFiles, unreadBytes: sources.unreadBytes)
    }
}
