package import TideCheckpoint
import TideConnectors
package import TideDurableIO
package import TideFormats
import TideModel
import TideStreaming

/// Puts a checkpoint back to the end of an older batch, as a new batch.
///
/// The commit is one transaction with the intent to withdraw the sink's files of the batches that are undone;
/// where the process dies after it, the next start of the job removes what is left of them.
package struct Rollback {
    private let checkpoint: String
    private let target: Int64
    private let isSinkHandled: Bool
    private let clock: any WallClock

    /// - Parameters:
    ///   - checkpoint: its directory, absolute.
    ///   - isSinkHandled: whether somebody has undone, or will, what was made of rows that were handed over.
    package init(
        checkpoint: String, target: Int64, isSinkHandled: Bool = false, clock: any WallClock = SystemClock()
    ) {
        self.checkpoint = checkpoint
        self.target = target
        self.isSinkHandled = isSinkHandled
        self.clock = clock
    }

    /// What it would do; changes nothing and takes no lock.
    ///
    /// - Throws: `TidemarkError` for a batch that cannot be gone back to.
    package func preview() throws -> RollbackReport {
        try report(try CheckpointReader.open(root: checkpoint))
    }

    /// Does it; durable when it returns, the withdrawal included.
    ///
    /// - Throws: `TidemarkError` also when a run holds the checkpoint, input that has to be read again is
    ///   gone, or the rows went where they cannot be taken back from.
    package func apply() throws -> RollbackReport {
        // Nothing is made where there is no checkpoint.
        _ = try CheckpointReader.open(root: checkpoint)
        let run = RunIdentity(engineVersion: TidemarkVersion.text)
        let writer = try CheckpointWriter.open(
            root: checkpoint, run: run, clock: clock, birth: try unborn())
        do {
            var report = try apply(to: writer)
            try writer.close(markClean: true)
            report.isApplied = true
            return report
        } catch {
            try? writer.close(markClean: false)
            throw error
        }
    }

    private func unborn() throws -> BirthRequest {
        throw TidemarkError.batchAbsent(target, last: -1, root: checkpoint)
    }

    private func apply(to writer: CheckpointWriter) throws -> RollbackReport {
        let files = try sink(of: writer)
        // What a rollback before this one has left to do.
        if let files { try writer.finishWithdrawal(files.withdraw) }
        var report = try report(writer.reader)
        if report.batches.isEmpty { return report }
        try requirePossible(report)
        report.newBatch = try writer.rollBack(to: target)?.id
        if let files { try writer.finishWithdrawal(files.withdraw) }
        return report
    }

    /// The sink's directory, taken as a run does; nil without files.
    private func sink(of writer: CheckpointWriter) throws -> FileSink? {
        let (record, durable) = try writer.snapshot {
            (try $0.sink(), $0.record?.drainedBatch ?? -1)
        }
        guard let record, record.hasFiles else { return nil }
        return try FileSink(
            root: try record.place(checkpoint: checkpoint), queryID: writer.queryID, epoch: writer.epoch,
            last: writer.lastBatch?.id ?? -1, durable: durable, clock: clock)
    }

    private func requirePossible(_ report: RollbackReport) throws {
        if let sink = report.handedTo, !isSinkHandled {
            throw TidemarkError(
                .rollbackSinkUnhandled, ["batches": report.batchesInWords, "sink": sink])
        }
        guard let first = report.goneFiles.first else { return }
        throw TidemarkError(
            .rollbackInputGone,
            [
                "batch": "\(target)", "path": first,
                "count": report.goneFiles.count == 1 ? "" : " and \(report.goneFiles.count - 1) more",
            ])
    }

    private func report(_ reader: CheckpointReader) throws -> RollbackReport {
        try reader.snapshot(endOf: target) { older in
            var report = RollbackReport(checkpoint: checkpoint, target: target)
            report.batches = try older.batchesSince()
            let roots = try older.sourceRoots()
            for (then, now) in try older.filesChangedSince() {
                guard let now, now.position > then?.position ?? 0 else { continue }
                report.files.append(.init(path: now.path, start: then?.position ?? 0, end: now.position))
                guard let root = roots.first(where: { $0.source == now.source }),
                    let place = try? root.resolve(checkpoint: checkpoint, moved: [])
                else { continue }
                let path = joinPath(place, now.path)
                if try FileSystem.status(path) == nil { report.goneFiles.append(path) }
            }
            guard let sink = try older.sink(), let first = report.batches.first?.id else { return report }
            if sink.hasFiles {
                let root = try sink.place(checkpoint: checkpoint)
                report.sinkRoot = root
                report.isResultReplaced = sink.mode == OutputMode.complete.rawValue
                let last = report.batches.last?.id ?? first
                report.sinkFiles = try FileSink.files(ofBatches: first...last, below: root)
            } else {
                report.handedTo = sink.format
            }
            return report
        }
    }
}

/// What a rollback undoes.
package struct RollbackReport: Sendable {
    /// A part of an input file that the next run reads again.
    package struct File: Hashable, Sendable {
        package var path: String
        /// What is read again, in the units of the file's slices.
        package var start: Int64
        package var end: Int64
    }

    package let checkpoint: String
    /// The batch to whose end the tables go back.
    package let target: Int64
    /// Batches that are undone, the oldest first; none when the last batch is the target already.
    package fileprivate(set) var batches: [BatchRecord] = []
    package fileprivate(set) var files: [File] = []
    /// Those of them that are not there any more, absolute.
    package fileprivate(set) var goneFiles: [String] = []
    /// Where a sink's files are; nil without files.
    package fileprivate(set) var sinkRoot: String?
    /// Files of the sink that are withdrawn, by their paths below its root.
    package fileprivate(set) var sinkFiles: [String] = []
    /// Whether the sink has one file of the whole result, which the next run replaces.
    package fileprivate(set) var isResultReplaced = false
    /// The sink that rows were handed to; nil for files and for a result in the checkpoint.
    package fileprivate(set) var handedTo: String?
    package fileprivate(set) var isApplied = false
    /// The batch that did it; nil before.
    package fileprivate(set) var newBatch: Int64?

    fileprivate init(checkpoint: String, target: Int64) {
        self.checkpoint = checkpoint
        self.target = target
    }

    /// Input rows of the batches that are undone.
    package var inputRows: Int64 { batches.reduce(0) { $0 + $1.inputRows } }

    /// `batch 7`, `batches 7 to 9`.
    package var batchesInWords: String {
        guard let first = batches.first?.id, let last = batches.last?.id else { return "no batch" }
        return first == last ? "batch \(first)" : "batches \(first) to \(last)"
    }

    /// The report for `--json`; its keys are stable.
    package var json: JSONValue {
        .object([
            ("checkpoint", .string(checkpoint)), ("toBatch", .integer(target)), ("applied", .bool(isApplied)),
            ("newBatch", newBatch.map(JSONValue.integer) ?? .null),
            ("undone", .array(batches.map { .integer($0.id) })), ("inputRows", .integer(inputRows)),
            (
                "files",
                .array(
                    files.map {
                        .object([
                            ("path", .string($0.path)), ("start", .integer($0.start)),
                            ("end", .integer($0.end)),
                        ])
                    })
            ),
            ("goneFiles", .array(goneFiles.map { .string($0) })),
            ("sink", sinkRoot.map(JSONValue.string) ?? .null),
            ("sinkFiles", .array(sinkFiles.map { .string($0) })),
            ("handedTo", handedTo.map(JSONValue.string) ?? .null),
        ])
    }
}
