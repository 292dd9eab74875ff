import TideCheckpoint
import TideColumnar
import TideConnectors
import TideDurableIO
import TideExecution
import TideModel

/// Brings the output of committed batches to the sink: step 4 of a batch, what precedes it in the commit, and
/// what makes it durable afterwards.
///
/// Rows for files go through the outbox of the commit, so that a batch is in the sink if and only if it is
/// committed; rows that are handed over stay in the table `result` until they are.
final class SinkDrain {
    /// Output of so many bytes is staged in the sink instead of the outbox.
    static let stagedFrom: Int64 = 8 << 20
    /// The file of complete mode is written at most so often.
    private static let nanosecondsPerResult: UInt64 = 1_000_000_000

    private let sink: StreamingSink
    private let checkpoint: CheckpointWriter
    private let clock: any WallClock
    /// Whether the checkpoint keeps rows for the sink until they are there, and then drops them.
    private let isKept: Bool
    private let files: FileSink?
    private let renderer: FileRenderer?
    /// The newest batch that is in the sink for good.
    private var durable: Int64
    /// The files of the batch in hand.
    private var prepared: [OutputFile] = []
    private var resultWrittenNs: UInt64?

    /// Takes the sink's directory, if it has one, for this run.
    ///
    /// - Parameter isKept: whether the checkpoint names the sink.
    init(
        _ sink: StreamingSink, checkpoint: CheckpointWriter, result: Schema, zone: ZoneRules, isKept: Bool,
        clock: any WallClock
    ) throws {
        self.sink = sink
        self.checkpoint = checkpoint
        self.clock = clock
        self.isKept = isKept
        let durable = try checkpoint.snapshot { $0.record?.drainedBatch ?? -1 }
        self.durable = durable
        renderer = try sink.files.map { try FileRenderer($0, result: result, zone: zone) }
        files = try sink.files.map {
            try FileSink(
                root: $0.root, queryID: checkpoint.queryID, epoch: checkpoint.epoch,
                last: checkpoint.lastBatch?.id ?? -1, durable: durable, clock: clock)
        }
    }

    /// Whether the rows of a batch belong into the table `result`.
    var storesRows: Bool { files == nil }
    /// Whether that table holds them only until they are handed over, each batch's by itself.
    var isDelivery: Bool { isKept && files == nil }

    private var isComplete: Bool { sink.files?.mode == .complete }

    // MARK: Start

    /// Brings to the sink what the run before has committed and not brought there.
    func recover() throws {
        if let files { try checkpoint.finishWithdrawal(files.withdraw) }
        guard let last = checkpoint.lastBatch?.id else { return }
        if let deliver = sink.deliver {
            guard isKept ? last > durable : checkpoint.wasInterrupted else { return }
            _ = try deliver(last, checkpoint.reader)
            durable = last
        }
        guard let files else { return }
        try FailPoints.hit(.sinkRecovering)
        if isComplete {
            if checkpoint.wasInterrupted || files.drained < last { try writeResult(last) }
        } else {
            for batch in stride(from: durable + 1, through: last, by: 1) {
                let output = try checkpoint.snapshot { try $0.outbox(ofBatch: batch) }
                // Names that a run before this one gave may not be synced.
                files.distrust(output)
                if batch > files.drained { try files.drain(output, batch: batch) }
            }
            if checkpoint.wasInterrupted { try files.removeStaged(keeping: []) }
            try sync()
        }
        try FailPoints.hit(.sinkRecovered)
    }

    // MARK: Steps of a batch

    /// What the commit of a batch does for the sink; nil without one. Large output is on disk when it
    /// returns.
    ///
    /// - Parameter state: as the batch before left it.
    func prepare(_ rows: RowStream, _ state: any StateView, batch: Int64) throws -> SinkCommit? {
        guard isKept else { return nil }
        guard let files, let renderer, !isComplete else {
            return SinkCommit(drainedThrough: durable, dropsResult: files == nil)
        }
        var output = RenderedBatch(renderer, batch: batch)
        try rows.forEach(state) { rows in
            try output.append(rows)
            if output.heldBytes > Self.stagedFrom { try output.stage(in: files) }
        }
        prepared = try output.finish(in: files)
        return SinkCommit(files: prepared, drainedThrough: durable)
    }

    /// Step 4: brings a committed batch to the sink; how many rows that were, nil where the commit has made
    /// them visible or the result is written as a whole.
    func drain(_ batch: Int64) throws -> Int64? {
        if let deliver = sink.deliver {
            let rows = try deliver(batch, checkpoint.reader)
            durable = batch
            return rows
        }
        guard let files else { return nil }
        if isComplete {
            if isResultDue { try writeResult(batch) }
            return nil
        }
        try files.drain(prepared, batch: batch)
        defer { prepared = [] }
        if sink.files?.syncsEachBatch == true { try sync() }
        return prepared.reduce(0) { $0 + $1.rows }
    }

    /// After step 5: makes names durable when it is time. `isIdle` when nothing else is to be done for a
    /// second.
    func settle(isIdle: Bool) throws {
        guard let files else { return }
        if isComplete {
            let last = checkpoint.lastBatch?.id ?? -1
            if isIdle, files.drained < last { try writeResult(last) }
        } else if files.isSynced || files.isSyncDue || isIdle {
            try sync()
        }
    }

    /// Makes the sink whole and durable; what the closing commit does for it.
    func finish() throws -> SinkCommit? {
        guard isKept else { return nil }
        try settle(isIdle: true)
        return SinkCommit(drainedThrough: durable, dropsResult: files == nil)
    }

    // MARK: Files

    private func sync() throws {
        guard let files else { return }
        do { try files.sync() } catch {
            files.retreat(to: durable)
            throw error
        }
        durable = max(durable, files.drained)
    }

    private var isResultDue: Bool {
        resultWrittenNs.map { clock.monotonicNanoseconds() - $0 >= Self.nanosecondsPerResult } ?? true
    }

    private func writeResult(_ batch: Int64) throws {
        guard let files, let renderer, let wholeResult = sink.wholeResult else { return }
        let output = try renderer.files(of: try wholeResult(checkpoint.reader), batch: batch)
        guard let file = output.first else { return }
        do { try files.replace(with: file, batch: batch) } catch {
            files.retreat(to: durable)
            throw error
        }
        resultWrittenNs = clock.monotonicNanoseconds()
        durable = batch
    }
}
