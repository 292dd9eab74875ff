import TideCheckpoint
import TideColumnar
import TideDurableIO
import TideExecution
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
        var sources: [String]
        var sink: String
        /// The operators with state, by Spark's names, the topmost first.
        var operators: [(id: Int, name: String)]
        /// Whether the query marks event times.
        var hasEventTime: Bool
    }

    /// What a batch did, beside its record.
    struct Outcome {
        var record: BatchRecord
        /// The sources' offsets before the batch, none for the first.
        var startOffsets: [Int64]
        /// Rows that were read, by source.
        var rows: [Int64]
        /// What the query's first mark saw; nil without one.
        var eventTimes: EventTimeStatistics?
        /// Entries that the batch wrote, by the operators' ids.
        var updated: [Int: Int64]
        /// By the operators' ids.
        var counts: [OperatorCounts]
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
    private var lastState: [StateOperatorProgress]

    init(_ identity: Identity, clock: any WallClock, state: StateSize) {
        self.identity = identity
        self.clock = clock
        lastState = identity.operators.map { Self.state($0.name, $0.id, state) }
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
        let state = identity.operators.map { id, name in
            var state = Self.state(name, id, outcome.measure.state)
            state.numRowsUpdated = outcome.updated[id] ?? 0
            state.allUpdatesTimeMs = Int64(outcome.measure.mergeNs / 1_000_000)
            state.commitTimeMs = Int64(outcome.measure.commitNs / 1_000_000)
            if outcome.counts.indices.contains(id) {
                state.numRowsDroppedByWatermark = outcome.counts[id].rowsDroppedByWatermark
                state.numRowsRemoved = outcome.counts[id].rowsExpired
            }
            return state
        }
        lastState = state.map(\.unchanged)
        let counts = [("badRows", record.badRows), ("lateRows", record.lateRows)].filter { $0.1 > 0 }
        return progress(
            batch: record.id, rows: outcome.rows, from: outcome.startOffsets, to: record.logOffsets,
            state: state, outputRows: outcome.outputRows,
            eventTime: eventTime(outcome.eventTimes, watermarkMs: record.watermarkMs),
            metrics: Dictionary(uniqueKeysWithValues: counts.map { ($0.0, String($0.1)) }))
    }

    /// The trigger ends without work; nil where the last progress is too young for another.
    mutating func finishIdle(
        nextBatch: Int64, offsets: [Int64], watermarkMs: Int64, counts: Bool
    ) -> StreamingQueryProgress? {
        defer { endTrigger() }
        if let toldNs, clock.monotonicNanoseconds() - toldNs < Self.idleIntervalNs { return nil }
        return progress(
            batch: nextBatch, rows: identity.sources.map { _ in 0 }, from: offsets, to: offsets,
            state: lastState, outputRows: counts ? 0 : Self.uncounted,
            eventTime: eventTime(nil, watermarkMs: watermarkMs), metrics: [:])
    }

    private func eventTime(_ times: EventTimeStatistics?, watermarkMs: Int64) -> [String: String] {
        guard identity.hasEventTime else { return [:] }
        func text(_ milliseconds: Int64) -> String {
            Timestamps.formatISO(milliseconds &* 1_000, zone: .utc)
        }
        var facts = ["watermark": text(watermarkMs)]
        if let times, let average = times.average {
            facts["min"] = text(times.min)
            facts["max"] = text(times.max)
            facts["avg"] = text(average)
        }
        return facts
    }

    private mutating func endTrigger() {
        isTriggerOpen = false
        previousStartNs = startedNs
    }

    private mutating func progress(
        batch: Int64, rows: [Int64], from start: [Int64], to end: [Int64], state: [StateOperatorProgress],
        outputRows: Int64, eventTime: [String: String], metrics: [String: String]
    ) -> StreamingQueryProgress {
        let nowNs = clock.monotonicNanoseconds()
        let tookNs = nowNs - startedNs
        toldNs = nowNs
        var durations = Dictionary(
            uniqueKeysWithValues: spentNs.map { ($0.key.rawValue, Int64($0.value / 1_000_000)) })
        durations["triggerExecution"] = Int64(tookNs / 1_000_000)
        let sources = identity.sources.enumerated().map { index, description in
            SourceProgress(
                description: description, startOffset: Self.offset(start, index),
                endOffset: Self.offset(end, index),
                numInputRows: rows[index],
                inputRowsPerSecond: previousStartNs.map { Self.rate(rows[index], startedNs - $0) } ?? 0,
                processedRowsPerSecond: Self.rate(rows[index], tookNs), metrics: index == 0 ? metrics : [:])
        }
        return StreamingQueryProgress(
            id: identity.id, runId: identity.runID, name: identity.name,
            timestamp: Timestamps.formatISO(startedUs, zone: .utc), batchId: batch,
            batchDuration: Int64(tookNs / 1_000_000), durationMs: durations,
            eventTime: eventTime, stateOperators: state, sources: sources,
            sink: SinkProgress(description: identity.sink, numOutputRows: outputRows))
    }

    /// A source's offset; nil before its first file.
    private static func offset(_ offsets: [Int64], _ source: Int) -> String? {
        guard offsets.indices.contains(source), offsets[source] >= 0 else { return nil }
        return "{\"logOffset\":\(offsets[source])}"
    }

    /// Rows a second; a time too short to be measured counts as a millisecond, as in Spark.
    private static func rate(_ rows: Int64, _ nanoseconds: UInt64) -> Double {
        Double(rows) / (Double(nanoseconds == 0 ? 1_000_000 : nanoseconds) / 1e9)
    }

    private static func state(_ operatorName: String, _ id: Int, _ size: StateSize) -> StateOperatorProgress {
        StateOperatorProgress(
            operatorName: operatorName, numRowsTotal: size.operators[UInt8(id)] ?? 0,
            memoryUsedBytes: size.usedBytes,
            customMetrics: ["databaseSizeBytes": size.fileBytes])
    }
}
