import TideColumnar
import TideConnectors
import TideExecution
import TideFormats
import TideModel

/// The rows of files in order, block by block, read as they are asked for.
final class FileBatches: RecordBatchSource {
    struct Input {
        let input: SourceInput
        let slices: [Slice]
    }

    private let input: Input
    private let decoder: NDJSONDecoder
    private var slice = 0
    private var block = 0
    private var reader: SliceReader?
    /// What the last block gave and is still to be handed out, the next one last.
    private var batches: [RecordBatch] = []

    init(_ input: Input) {
        self.input = input
        decoder = NDJSONDecoder(input.input.format)
    }

    func next() throws -> RecordBatch? {
        while batches.isEmpty, slice < input.slices.count {
            let current = input.slices[slice]
            let reader = try self.reader ?? SliceReader(input.input.files, slice: current)
            self.reader = reader
            guard try reader.hasBlock(block) else {
                slice += 1
                block = 0
                self.reader = nil
                continue
            }
            let pathValues = try input.input.pathValues(current.path)
            _ = try reader.decode(block, with: decoder) { decoded in
                if decoded.batch.count > 0 { batches.append(input.input.rows(decoded.batch, pathValues)) }
            }
            batches.reverse()
            block += 1
        }
        return batches.popLast()
    }
}
