package import TideColumnar
import TideConnectors
package import TideFormats
package import TideModel

/// Reads slices on several threads: hashes and decodes block by block, and hands each batch of rows to a
/// consumer that belongs to the thread.
package struct SliceScanner: Sendable {
    package let root: String
    package let format: NDJSONFormat
    package let threads: Int
    /// Whether files must have the size and modification time of their slices.
    package let checksMetadata: Bool

    package init(root: String, format: NDJSONFormat, threads: Int, checksMetadata: Bool = true) {
        self.root = root
        self.checksMetadata = checksMetadata
        self.format = format
        self.threads = threads
    }

    /// What one thread does with the rows it decoded.
    package protocol Consumer: AnyObject, SendableMetatype {
        /// - Parameter block: its number in reading order, all slices' blocks counted on.
        func consume(_ batch: RecordBatch, block: Int) throws
    }

    /// Scans all slices and returns the consumers, one a thread that ran, and what was found, slice by slice.
    ///
    /// Which rows a consumer sees depends on luck; their union does not. The error thrown is that of the
    /// earliest block that failed.
    package func scan<Worker: Consumer>(
        _ slices: [Slice], makeConsumer: @escaping @Sendable () throws -> Worker
    ) throws -> (consumers: [Worker], outcomes: [SliceOutcome]) {
        let scan = BlockScan(root: root, threads: threads, checksMetadata: checksMetadata)
        let format = format
        let (workers, outcomes) = try scan.run(slices) {
            Decoding(consumer: try makeConsumer(), decoder: NDJSONDecoder(format))
        }
        return (workers.map(\.consumer), outcomes.map(Self.outcome))
    }

    private struct BlockOutcome {
        let hash: ContentHash
        let rows: Int64
        let rejects: RejectSummary
    }

    private final class Decoding<Worker: Consumer>: BlockScan.Worker {
        let consumer: Worker
        private let decoder: NDJSONDecoder

        init(consumer: Worker, decoder: NDJSONDecoder) {
            self.consumer = consumer
            self.decoder = decoder
        }

        func scan(_ block: Int, of reader: SliceReader, place: Int) throws -> BlockOutcome {
            let (hash, decoded) = try reader.decode(block, with: decoder)
            // Rows of a file that has changed meanwhile are not handed on.
            try reader.requireUnchanged()
            if decoded.batch.count > 0 { try consumer.consume(decoded.batch, block: place) }
            return BlockOutcome(hash: hash, rows: Int64(decoded.batch.count), rejects: decoded.rejects)
        }
    }

    private static func outcome(of blocks: [BlockOutcome]) -> SliceOutcome {
        var outcome = SliceOutcome(
            hash: SliceHash.combine(blocks.map(\.hash)), rows: 0, rejects: RejectSummary())
        for block in blocks {
            outcome.rows += block.rows
            outcome.rejects.append(block.rejects)
        }
        return outcome
    }
}
