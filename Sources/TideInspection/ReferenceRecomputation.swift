import TideCheckpoint
import TideColumnar
import TideConnectors
import TideDurableIO
import TideFormats
import TideModel
import TidePlanning
import TideReference
import TideStreaming
import Tidemark

/// The slow, plain way: every line through the tolerant reader, every row through the reference evaluator.
struct ReferenceRecomputation {
    let stored: VerificationInput

    func run() throws -> Recomputation {
        let plan = stored.result.plan
        switch plan.shape {
        case .aggregating(let aggregation, _): return try groups(aggregation, plan.input)
        case .appending, .updating: return try rows(plan.query)
        }
    }

    private func groups(_ aggregation: Aggregation, _ input: LogicalPlan) throws -> Recomputation {
        var result = Recomputation()
        var aggregator = ReferenceAggregator(
            aggregation: aggregation, input: input, context: stored.result.context)
        for batch in stored.batches {
            aggregator.context = stored.context(of: batch)
            try forEachRow(of: batch, &result) { try aggregator.add(row: $0) }
        }
        result.groups = try aggregator.rows()
        return result
    }

    private func rows(_ plan: LogicalPlan) throws -> Recomputation {
        var result = Recomputation()
        for batch in stored.batches {
            var comparison = try RowComparison(batch, stored)
            let evaluator = ReferenceEvaluator(plan: plan, context: stored.context(of: batch))
            try forEachRow(of: batch, &result) { row in
                for found in try evaluator.evaluate({ _, emit in try emit(row) }) {
                    try comparison.expect(found)
                }
            }
            try result.add(comparison)
        }
        return result
    }

    /// Reads a batch's lines in their order, counts, and hands over the rows.
    private func forEachRow(
        of batch: BatchRecord, _ result: inout Recomputation, _ body: ([Value]) throws -> Void
    ) throws {
        guard let inputs = stored.inputs[batch.id] else { return }
        let readers = inputs.map { TolerantReader($0.format) }
        for record in stored.slices[batch.id] ?? [] {
            var rows: Int64 = 0
            var bad: Int64 = 0
            let source = record.slice.source
            try VerifiedSlice(inputs[source], record).forEachLine { line in
                let (found, reject) = readers[source].rows(ofLine: line)
                rows += Int64(found.count)
                bad += reject == nil ? 0 : 1
                for row in found { try body(row) }
            }
            result.count(batch.id, rows: rows, bad: bad)
        }
    }
}

/// A slice whose bytes must be the ones that were read when its batch was committed.
struct VerifiedSlice {
    private let root: String
    private let record: SliceRecord

    init(_ input: SourceInput, _ record: SliceRecord) {
        root = input.root
        self.record = record
    }

    private var path: String { joinPath(root, record.slice.path) }

    /// Checks the content hash, then hands over line by line, without line ends.
    ///
    /// - Throws: `TidemarkError` (`inputMissing`, `inputChanged`) naming the file and the batch.
    func forEachLine(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        try requireWhole()
        let reader = try SliceReader(root: root, slice: record.slice, checksMetadata: false)
        try requireContent(try reader.hash())
        for block in 0..<SliceReader.blockCount(of: record.slice) {
            // Safety: the lines are parts of the reader's buffer, used only while it is lent to the closure.
            _ = try reader.withBlock(block) { bytes, _ in
                try Self.forEachLine(of: bytes, body)
            }
        }
    }

    /// Cuts at `\n`, `\r` and `\r\n`; between the two bytes of the latter stands an empty line, which has
    /// no row.
    // Safety: the lines are parts of the buffer, for the time of the call.
    private static func forEachLine(
        of bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws {
        var start = 0
        for index in bytes.indices
        where bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") {
            if index > start { try body(UnsafeBufferPointer(rebasing: bytes[start..<index])) }
            start = index + 1
        }
        if start < bytes.count { try body(UnsafeBufferPointer(rebasing: bytes[start...])) }
    }

    /// Whether the recorded hash is the one found.
    func requireContent(_ hash: ContentHash) throws {
        if hash != record.outcome.hash { throw otherBytes() }
    }

    /// Whether the file is there and long enough to hold what was read.
    ///
    /// - Throws: as `forEachLine`.
    func requireWhole() throws {
        guard let status = try FileSystem.status(path) else {
            throw TidemarkError(.verifyInputGone, ["path": path, "batch": "\(record.batch)"])
        }
        if status.sizeBytes < record.slice.end { throw otherBytes() }
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
