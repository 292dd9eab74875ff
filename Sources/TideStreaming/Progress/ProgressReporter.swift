import TideCheckpoint
import TideColumnar
import TideDurableIO
import TideModel

/// The steps of a trigger that Spark's `durationMs` tells apart.
enum ProgressStep: String, CaseIterable {
    case addBatch, commitOffsets, getBatch, latestOffset, queryPlanning, walCommit
}

/// Makes Spark's progress objects of what the driver measures, a trigger at a time.
struct ProgressReporter {
    /// Spark's `spark.sql.streaming.noDataProgressEventInterval`.
    static let idleIntervalNs: UInt64 = 10_000_000_000
    /// Sinks whose rows are not counted (Spark's `StreamExecution`).
    static let uncounted: Int64 = -1

    /// What stays the same over a run.
    struct Identity {
        var id: String
        var runID: String
        var name: String?
        var source: String
        var sink: String
        /// Spark's name of the operator with state; nil for a query that has none.
        var operatorName: String?
    }

    /// What a batch did, beside its record.
    struct Outcome {
        var record: BatchRecord
        /// The source's offset before the batch, nil for the first.
        var startOffset: Int64?
        /// Entries of the delta.
        var updated: Int64
        var measure: CommitMeasure
        var outputRows: Int64
    }

    let identity: Identity
    private let clock: any WallClock
    private var startedUs: Int64 = 0
    private var startedNs: UInt64 = 0
    private var previousStartNs: UInt64?
    private var isTriggerOpen = false
    private var spentNs: [ProgressStep: UInt64] = [:]
    /// When the last progress was told, of a batch or of an idle trigger.
    private var toldNs: UInt64?
    private var lastState: StateOperatorProgress?

    init(_ identity: Identity, clock: any WallClock, state: StateSize) {
        self.identity = identity
        self.clock = clock
        lastState = identity.operatorName.map { Self.state($0, state) }
    }

    /// A trigger begins now, unless one has already.
    mutating func startTrigger() {
        if isTriggerOpen { return }
        isTriggerOpen = true
        startedUs = clock.nowMicroseconds()
        startedNs = clock.monotonicNanoseconds()
        spentNs = [:]
    }

    mutating func add(_ step: ProgressStep, nanoseconds: UInt64) {
        spentNs[step, default: 0] += nanoseconds
    }

    /// The trigger ends with a batch committed and logged.
    mutating func finish(_ outcome: Outcome) -> StreamingQueryProgress {
        defer { endTrigger() }
        let record = outcome.record
        var state = identity.operatorName.map { Self.state($0, outcome.measure.state) }
        state?.numRowsUpdated = outcome.updated
        state?.allUpdatesTimeMs = Int64(outcome.measure.mergeNs / 1_000_000)
        state?.commitTimeMs = Int64(outcome.measure.commitNs / 1_000_000)
        state?.numRowsDroppedByWatermark = record.lateRows
        lastState = state?.unchanged
        let counts = [("badRows", record.badRows), ("lateRows", record.lateRows)].filter { $0.1 > 0 }
        return progress(
            batch: record.id, rows: record.inputRows, from: outcome.startOffset, to: record.logOffset,
            state: state, outputRows: outcome.outputRows,
            metrics: Dictionary(uniqueKeysWithValues: counts.map { ($0.0, String($0.1)) }))
    }

    /// The trigger ends without work; nil where the last progress is too young for another.
    mutating func finishIdle(
        nextBatch: Int64, offset: Int64?, counts: Bool
    ) -> StreamingQueryProgress? {
        defer { endTrigger() }
        if let toldNs, clock.monotonicNanoseconds() - toldNs < Self.idleIntervalNs { return nil }
        return progress(
            batch: nextBatch, rows: 0, from: offset, to: offset, state: lastState,
            outputRows: counts ? 0 : Self.uncounted, metrics: [:])
    }

    private mutating func endTrigger() {
        isTriggerOpen = false
        previousStartNs = startedNs
    }

    private mutating func progress(
        batch: Int64, rows: Int64, from start: Int64?, to end: Int64?, state: StateOperatorProgress?,
        outputRows: Int64, metrics: [String: String]
    ) -> StreamingQueryProgress {
        let nowNs = clock.monotonicNanoseconds()
        let tookNs = nowNs - startedNs
        toldNs = nowNs
        var durations = Dictionary(
            uniqueKeysWithValues: spentNs.map { ($0.key.rawValue, Int64($0.value / 1_000_000)) })
        durations["triggerExecution"] = Int64(tookNs / 1_000_000)
        let source = SourceProgress(
            description: identity.source, startOffset: start.map(Self.offset),
            endOffset: end.map(Self.offset),
            numInputRows: rows,
            inputRowsPerSecond: previousStartNs.map { Self.rate(rows, startedNs - $0) } ?? 0,
            processedRowsPerSecond: Self.rate(rows, tookNs), metrics: metrics)
        return StreamingQueryProgress(
            id: identity.id, runId: identity.runID, name: identity.name,
            timestamp: Timestamps.formatISO(startedUs, zone: .utc), batchId: batch,
            batchDuration: Int64(tookNs / 1_000_000), durationMs: durations,
            stateOperators: state.map { [$0] } ?? [], sources: [source],
            sink: SinkProgress(description: identity.sink, numOutputRows: outputRows))
    }

    private static func offset(_ number: Int64) -> String { "{\"logOffset\":\(number)}" }

    /// Rows a second; a time too short to be measured counts as a millisecond, as in Spark.
    private static func rate(_ rows: Int64, _ nanoseconds: UInt64) -> Double {
        Double(rows) / (Double(nanoseconds == 0 ? 1_000_000 : nanoseconds) / 1e9)
    }

    private static func state(_ operatorName: String, _ size: StateSize) -> StateOperatorProgress {
        StateOperatorProgress(
            operatorName: operatorName, numRowsTotal: size.entries, memoryUsedBytes: size.usedBytes,
            customMetrics: ["databaseSizeBytes": size.fileBytes])
    }
}
