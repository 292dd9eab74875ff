package import TideColumnar
package import TideConnectors
import TideFormats
package import TideModel

/// Reads slices of any number of sources on several threads: hashes and decodes block by block, and hands
/// each batch of rows to a consumer that belongs to the thread.
package struct SliceScanner: Sendable {
    /// By the index of the source.
    package let inputs: [SourceInput]
    package let threads: Int
    /// Whether files must have the size and modification time of their slices.
    package let checksMetadata: Bool

    package init(_ inputs: [SourceInput], threads: Int, checksMetadata: Bool = true) {
        self.inputs = inputs
        self.checksMetadata = checksMetadata
        self.threads = threads
    }

    /// What one thread does with the rows it decoded.
    package protocol Consumer: AnyObject, SendableMetatype {
        /// - Parameters:
        ///   - batch: rows of one block or a part of it, at least one, with the columns that the source's
        ///     format reads.
        ///   - source: the index of the source they come from.
        ///   - block: grows in reading order, through all slices' blocks; parts of one come in
        ///     their order.
        /// - Returns: the rows that came too late, numbered from the batch's first.
        func consume(_ batch: RecordBatch, source: Int, block: Int) throws -> LateSummary
    }

    /// Scans all slices and returns the consumers, one a thread that ran, and what was found, slice by slice.
    ///
    /// Which rows a consumer sees depends on luck; their union does not. The error thrown is that of the
    /// earliest block that failed.
    package func scan<Worker: Consumer>(
        _ slices: [Slice], makeConsumer: @escaping @Sendable () throws -> Worker
    ) throws -> (consumers: [Worker], outcomes: [SliceOutcome]) {
        let scan = BlockScan(inputs.map(\.files), threads: threads, checksMetadata: checksMetadata)
        let inputs = inputs
        let (workers, outcomes) = try scan.run(slices) {
            Decoding(consumer: try makeConsumer(), inputs: inputs)
        }
        return (workers.map(\.consumer), outcomes.map(Self.outcome))
    }

    private struct BlockOutcome {
        var hashes: [ContentHash]
        var rows: Int64 = 0
        var rejects = RejectSummary()
        var late = LateSummary()
    }

    private final class Decoding<Worker: Consumer>: BlockScan.Worker {
        let consumer: Worker
        private let inputs: [SourceInput]
        /// Made when the first block of their source comes.
        private var decoders: [NDJSONDecoder?]
        /// What the path of the reader's file gives.
        private var pathValues: (reader: SliceReader, values: [Value])?

        init(consumer: Worker, inputs: [SourceInput]) {
            self.consumer = consumer
            self.inputs = inputs
            decoders = Array(repeating: nil, count: inputs.count)
        }

        func scan(_ block: Int, of reader: SliceReader, place: Int) throws -> BlockOutcome {
            let source = reader.source
            let decoder = decoders[source] ?? NDJSONDecoder(inputs[source].format)
            decoders[source] = decoder
            if pathValues?.reader !== reader {
                pathValues = (reader, try inputs[source].pathValues(reader.relativePath))
            }
            let pathValues = pathValues?.values ?? []
            var found = BlockOutcome(hashes: [])
            found.hashes = try reader.decode(block, with: decoder) { decoded in
                found.rejects.append(decoded.rejects)
                guard decoded.batch.count > 0 else { return }
                let rows = inputs[source].rows(decoded.batch, pathValues)
                let late = try consumer.consume(rows, source: source, block: place)
                found.late.append(late, behind: found.rows)
                found.rows += Int64(decoded.batch.count)
            }
            return found
        }
    }

    private static func outcome(of blocks: [BlockOutcome]) -> SliceOutcome {
        var outcome = SliceOutcome(
            hash: SliceHash.combine(blocks.flatMap(\.hashes)), rows: 0, rejects: RejectSummary())
        for block in blocks {
            outcome.late.append(block.late, behind: outcome.rows)
            outcome.rows += block.rows
            outcome.rejects.append(block.rejects)
        }
        return outcome
    }
}
