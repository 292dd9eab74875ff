import TideCheckpoint
import TideColumnar
import TideConnectors
import TideDurableIO
import TideExecution
import TideFormats
import TideModel
import TidePlanning
import TideReference
import TideStreaming
import Tidemark

/// The slow, plain way: every line through the tolerant reader, every row through the reference evaluator.
struct ReferenceRecomputation {
    let stored: VerificationInput
    /// nil for a checkpoint without a sink of files.
    let sink: SinkComparison?

    func run() throws -> Recomputation {
        let plan = stored.result.plan
        var result = Recomputation(sink: sink)
        switch plan.shape {
        case .aggregating(let aggregation, _):
            let stream = ReferenceStream(
                plan: .aggregate(aggregation, plan.input), mode: .complete,
                watermarkPolicy: plan.watermarkPolicy)
            for batch in stored.batches {
                try run(batch, of: stream, &result) { _ in }
            }
            // The aggregation is the highest step.
            result.groups = try stream.groups()[0]
        case .updating where stored.sink == nil: try update(plan, &result)
        case .appending, .updating:
            let stream = ReferenceStream(
                plan: plan.query, mode: plan.mode, watermarkPolicy: plan.watermarkPolicy)
            for batch in stored.batches {
                var comparison = try RowComparison(batch, stored)
                if stream.isOrdered {
                    try run(batch, of: stream, &result) { try comparison.expect($0) }
                } else {
                    var rows: [[Value]] = []
                    try run(batch, of: stream, &result) { rows.append($0) }
                    try comparison.expectInAnyOrder(rows)
                }
                try result.add(comparison, batch.id)
            }
        }
        return result
    }

    /// The last row of each group, found by the groupings that are carried up to the output for it.
    private func update(_ plan: StreamingPlan, _ result: inout Recomputation) throws {
        guard let (query, keys) = plan.query.carryingGroupings, let codec = plan.updateKeys else { return }
        let width = plan.query.schema.count
        let stream = ReferenceStream(plan: query, mode: .update, watermarkPolicy: plan.watermarkPolicy)
        for batch in stored.batches {
            var updates: [[UInt8]: [Value]] = [:]
            try run(batch, of: stream, &result) { row in
                updates[codec.encode(keys.map { row[$0] })] = Array(row.prefix(width))
            }
            result.updates.merge(updates) { $1 }
        }
    }

    /// Evaluates a batch, and notes the watermark and the late rows that come of it.
    private func run(
        _ batch: BatchRecord, of stream: ReferenceStream, _ result: inout Recomputation,
        _ emit: @escaping ([Value]) throws -> Void
    ) throws {
        var counts = Recomputation.Counts()
        let outcome = try stream.run(
            stored.context(of: batch),
            rows: { source, _, emit in
                try forEachRow(of: batch, source: source) { rows, isBad in
                    counts.rows += Int64(rows.count)
                    counts.bad += isBad ? 1 : 0
                    for row in rows { try emit(row) }
                }
            }, tables: { try stored.tables[batch.id]?.forEachRow($0, $1) }, wantsResult: false,
            isPiece: batch.isPiece, emit: emit)
        counts.nextWatermarkMs = outcome.nextWatermarkMs
        counts.late = outcome.lateRows
        result.batches[batch.id] = counts
    }

    /// Reads a batch's lines in their order, and hands over the rows of each and whether it is bad.
    private func forEachRow(
        of batch: BatchRecord, source: Int, _ body: (_ rows: [[Value]], _ isBad: Bool) throws -> Void
    ) throws {
        guard let inputs = stored.inputs[batch.id] else { return }
        let readers = inputs.map { TolerantReader($0.format) }
        for record in stored.slices[batch.id] ?? [] {
            guard record.slice.source == source else { continue }
            let reader = readers[source]
            let input = inputs[source]
            let pathValues = try input.pathValues(record.slice.path)
            try VerifiedSlice(input, record).forEachLine { line in
                let (rows, reject) = reader.rows(ofLine: line)
                try body(rows.map { input.row($0, pathValues) }, reject != nil)
            }
        }
    }
}

extension LogicalPlan {
    /// The plan with the groupings of the aggregation below passed on behind its columns, and where they are;
    /// nil where more than conditions and projections is above it.
    fileprivate var carryingGroupings: (plan: LogicalPlan, ordinals: [Int])? {
        switch self {
        case .aggregate(let aggregation, _): return (self, Array(aggregation.groupings.indices))
        case .filter(let condition, let child):
            return child.carryingGroupings.map { (.filter(condition, $0.plan), $0.ordinals) }
        case .project(let outputs, let child):
            guard let (below, ordinals) = child.carryingGroupings else { return nil }
            let keys = ordinals.map { ordinal in
                let field = below.schema.fields[ordinal]
                return NamedExpression(field.name, .column(ordinal: ordinal, name: field.name, field.type))
            }
            return (.project(outputs + keys, below), keys.indices.map { outputs.count + $0 })
        default: return nil
        }
    }
}

/// A slice whose bytes must be the ones that were read when its batch was committed.
struct VerifiedSlice {
    private let files: SourceFiles
    private let record: SliceRecord

    init(_ input: SourceInput, _ record: SliceRecord) {
        files = input.files
        self.record = record
    }

    private var path: String { files.path(of: record.slice.path) }

    /// Checks the content hash, then hands over line by line, without line ends, as `BlockLines` cuts them.
    ///
    /// - Throws: `TidemarkError` (`inputMissing`, `inputChanged`) naming the file and the batch.
    // Safety: the lines are parts of the reader's buffer, lent for the time of the call.
    func forEachLine(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        try requireWhole()
        let reader = try SliceReader(files, slice: record.slice, checksMetadata: false)
        if record.slice.unit == .bytes { try requireContent(try reader.hash()) }
        var block = 0
        while try reader.hasBlock(block) {
            _ = try reader.withBlock(block) { try $0.forEachLine(body) }
            block += 1
        }
    }

    /// Whether the recorded hash is the one found.
    func requireContent(_ hash: ContentHash) throws {
        if hash != record.outcome.hash { throw otherBytes() }
    }

    /// Whether the file is there and long enough to hold what was read.
    ///
    /// - Throws: as `forEachLine`.
    func requireWhole() throws {
        guard let place = try files.locate(record.slice.path), let status = try FileSystem.status(place)
        else {
            throw TidemarkError(.verifyInputGone, ["path": path, "batch": "\(record.batch)"])
        }
        guard record.slice.unit != .bytes else {
            if status.sizeBytes < record.slice.end { throw otherBytes() }
            return
        }
        // How long the content is that a file decompresses to shows only in reading it.
        try requireContent(try SliceReader(files, slice: record.slice, checksMetadata: false).hash())
    }

    private func otherBytes() -> TidemarkError {
        TidemarkError(
            .verifyInputChanged,
            [
                "path": path, "start": "\(record.slice.start)", "end": "\(record.slice.end)",
                "batch": "\(record.batch)",
            ])
    }
}
