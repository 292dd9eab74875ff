package import TideColumnar
package import TideConnectors
package import TideModel
package import TidePlanning

/// Everything a run needs to know: a checked query, its source, where the checkpoint is, and how to run it.
package struct StreamingJob: Sendable {
    /// The source's table as the job declares it.
    package struct Source: Sendable {
        package var table: String
        package var schema: Schema
        /// Absolute path of the directory or file.
        package var root: String
        package var options: FileSourceOptions
        /// The options as written, by lower-case key.
        package var writtenOptions: [String: String]
        /// The path as the job writes it.
        package var writtenPath: String { options.path }

        package init(
            table: String, schema: Schema, root: String, options: FileSourceOptions,
            writtenOptions: [String: String]
        ) {
            self.table = table
            self.schema = schema
            self.root = root
            self.options = options
            self.writtenOptions = writtenOptions
        }
    }

    /// What the operator should know before the first batch.
    package var notes: [String]
    /// The job's SQL as given.
    package var text: String
    /// The streaming table's name.
    package var table: String
    /// The query's name in progress and status; nil for none.
    package var name: String?
    package var sink: StreamingSink
    /// The whole analysed query.
    package var query: LogicalPlan
    /// nil for the query's own: complete with an aggregation, else append.
    package var mode: OutputMode?
    package var watermarkPolicy = WatermarkPolicy.min
    /// Whether a batch runs when the watermark has moved and there is nothing to read (Spark's
    /// `spark.sql.streaming.noDataMicroBatches.enabled`).
    package var runsBatchesWithoutData = true
    /// How many entries of the state a commit puts at the most, but for what a single record makes: a plan
    /// that would put more is cut.
    package var maxDeltaEntries = StreamingJob.defaultMaxDeltaEntries
    package static let defaultMaxDeltaEntries = 2_000_000
    /// How often all of the state is read beside the run, in microseconds.
    package var scrubIntervalUs = BackgroundScrub.defaultIntervalUs
    /// Whether the checkpoint may be on a network file system, at the user's own risk.
    package var allowsNetworkCheckpoint = false
    /// The streams, in the order in which the query names them.
    package var sources: [Source]
    /// The tables that are read whole, as they are when the run starts.
    package var tables: [Source]
    package var zone: ZoneRules
    /// The checkpoint directory, absolute.
    package var checkpoint: String
    package var trigger: Trigger
    package var threads: Int
    /// End after this many batches; nil for no limit.
    package var maxBatches: Int?
    /// Wait while the disk has no room for the state's next batch.
    package var waitsForSpace = false
    /// Plan anew instead of reusing an uncommitted plan.
    package var replans: Bool
    /// Check the whole state at the start, whatever the record says.
    package var verifiesFullState: Bool
    /// `--source-root OLD=NEW`.
    package var movedRoots: [(old: String, new: String)]

    package init(
        notes: [String] = [], text: String, table: String, name: String?, sink: StreamingSink,
        query: LogicalPlan, mode: OutputMode? = nil, sources: [Source], tables: [Source] = [],
        zone: ZoneRules, checkpoint: String,
        trigger: Trigger = .availableNow, threads: Int = 2, maxBatches: Int? = nil, replans: Bool = false,
        verifiesFullState: Bool = false, movedRoots: [(old: String, new: String)] = []
    ) {
        self.notes = notes
        self.text = text
        self.table = table
        self.name = name
        self.sink = sink
        self.query = query
        self.mode = mode
        self.sources = sources
        self.tables = tables
        self.zone = zone
        self.checkpoint = checkpoint
        self.trigger = trigger
        self.threads = threads
        self.maxBatches = maxBatches
        self.replans = replans
        self.verifiesFullState = verifiesFullState
        self.movedRoots = movedRoots
    }
}

/// What a run tells whoever watches it.
package enum StreamingEvent: Sendable {
    /// The checkpoint is open; `last` is the last committed batch, -1 for none.
    case started(StartReport)
    case batch(BatchProgress)
    /// A trigger that looked at the source at that time (monotonic clock) found nothing to read.
    /// `isComplete` is false when it left out files that are still being written. The progress is nil when
    /// the last one is less than ten seconds old.
    case nothingNew(lookedAtNs: UInt64, isComplete: Bool, StreamingQueryProgress?)
    case status(StreamingQueryStatus)
    /// Something the operator should know that stops nothing.
    case note(String)
}

/// What a run found at its start.
package struct StartReport: Hashable, Sendable {
    /// The last committed batch, -1 for a new checkpoint.
    package var lastBatch: Int64
    /// Whether the run before this one ended without closing the checkpoint.
    package var wasInterrupted: Bool
    /// Whether an uncommitted plan is carried out first.
    package var reusesPlan: Bool
    /// What the source holds that no batch has read.
    package var unreadBytes: Int64
    package var unreadFiles: Int
}

/// One committed batch.
package struct BatchProgress: Hashable, Sendable {
    package var batch: Int64
    package var rows: Int64
    package var badRows: Int64
    package var bytes: Int64
    package var files: Int
    /// The first file's path below the root.
    package var firstFile: String
    /// Microseconds from the batch's beginning to its end.
    package var microseconds: Int64
    /// Rows and bytes of all batches of the checkpoint.
    package var totalRows: Int64
    package var totalBytes: Int64
    /// Bytes and files of this run's listing that are still unread.
    package var unreadBytes: Int64
    package var unreadFiles: Int
    /// Rows dropped because they came after the watermark.
    package var lateRows: Int64
    /// The watermark after the batch, in milliseconds since the epoch; nil without one.
    package var watermarkMs: Int64?
    /// The same as Spark tells it.
    package var query: StreamingQueryProgress
}

/// What a run has done so far.
struct RunTotals {
    var batches = 0
    var rows: Int64 = 0
    var bytes: Int64 = 0
}

/// How a run ended.
package struct RunSummary: Hashable, Sendable {
    package enum Ending: Hashable, Sendable {
        /// Everything the trigger asked for is done.
        case finished
        /// `maxBatches` was reached with data left, or a signal came before the job had finished.
        case stopped(signal: Int32?)
    }

    package var ending: Ending
    package var lastBatch: Int64
    /// Batches, rows and bytes of this run.
    package var batches: Int
    package var rows: Int64
    package var bytes: Int64
    package var unreadFiles: Int
    package var unreadBytes: Int64
}
