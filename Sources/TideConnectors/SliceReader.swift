import TideDurableIO
import TideFormats
package import TideModel

/// Reads a slice block by block: the bytes for the hash, the lines that begin in the block for the decoder.
///
/// A line belongs to the block it begins in, so blocks may be read in any order, by any thread, each line
/// once. One reader serves one thread.
package final class SliceReader {
    /// Bytes readable behind the lines, as the strict JSON parser demands.
    package static let paddingBytes = NDJSONDecoder.padding
    /// A line longer than this is refused: with what precedes it in its block it must fit the decoder.
    package static let lineBytesMax = Int64(NDJSONDecoder.maximumBytes - 2 * SliceHash.blockBytes)
    private static let tailBytes = 64 << 10

    /// The file, as messages name it.
    let path: String
    /// The index of the source whose file it is.
    package var source: Int { slice.source }
    private let file: InputFile
    private let slice: Slice
    private let checksMetadata: Bool
    private var buffer: [UInt8] = []

    /// Opens the slice's file below `root`.
    ///
    /// - Parameter checksMetadata: whether size and modification time must be those of the plan; without it
    ///   only the content hash tells a changed file.
    /// - Throws: `TidemarkError` (`inputMissing`, `inputChanged`, `pathNotReadable`).
    package init(root: String, slice: Slice, checksMetadata: Bool = true) throws {
        self.slice = slice
        path = joinPath(root, slice.path)
        self.checksMetadata = checksMetadata
        do {
            file = try InputFile(path)
        } catch {
            throw InputErrors.cannotOpen(error, path: path)
        }
        try requireUnchanged()
    }

    /// The number of blocks of a slice; an empty slice has none.
    package static func blockCount(of slice: Slice) -> Int {
        Int((slice.sizeBytes + Int64(SliceHash.blockBytes) - 1) / Int64(SliceHash.blockBytes))
    }

    /// Compares the open file with what the plan says of it; call before the first and after the last block.
    ///
    /// - Throws: `TidemarkError` (`inputChanged`) naming the file.
    package func requireUnchanged() throws {
        guard checksMetadata else { return }
        let now = try file.status()
        let planned = slice.identity
        guard now.sizeBytes == planned.sizeBytes, now.mtimeNs == planned.mtimeNs else {
            throw InputErrors.changedWhileReading(path)
        }
    }

    /// Hashes block `index` and hands the lines that begin in it to `body`, with the file offset of the
    /// first.
    ///
    /// The buffer is valid within `body` only and has `paddingBytes` readable bytes behind it; the last
    /// line may lack its newline. `body` also runs for a block in which no line begins, on an empty buffer.
    // Safety: the pointers span `buffer`, which nothing else touches while `body` runs.
    package func withBlock<Result>(
        _ index: Int, _ body: (_ lines: UnsafeBufferPointer<UInt8>, _ fileOffset: Int64) throws -> Result
    ) throws -> (hash: ContentHash, result: Result) {
        let blockStart = slice.start + Int64(index) * Int64(SliceHash.blockBytes)
        let blockEnd = min(blockStart + Int64(SliceHash.blockBytes), slice.end)
        // One byte ahead tells whether the block begins with a new line.
        let ahead = index == 0 ? 0 : 1
        try fill(from: blockStart - Int64(ahead), to: blockEnd)
        let hash = buffer.withUnsafeBytes { bytes in
            SliceHash.block(
                UnsafeRawBufferPointer(rebasing: bytes[ahead..<(ahead + Int(blockEnd - blockStart))]))
        }
        let limit = ahead + Int(blockEnd - blockStart)
        guard let first = firstLineStart(ahead: ahead, limit: limit) else {
            let empty = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
            return (hash, try body(empty, blockEnd))
        }
        let count = try completeLastLine(from: first, limit: limit, fileOffset: blockEnd)
        let offset = blockStart - Int64(ahead) + Int64(first)
        let result = try buffer.withUnsafeBufferPointer { bytes in
            try body(UnsafeBufferPointer(rebasing: bytes[first..<count]), offset)
        }
        return (hash, result)
    }

    /// The slice's hash without looking at lines.
    package func hash() throws -> ContentHash {
        var blocks: [ContentHash] = []
        for index in 0..<Self.blockCount(of: slice) {
            let start = slice.start + Int64(index) * Int64(SliceHash.blockBytes)
            let end = min(start + Int64(SliceHash.blockBytes), slice.end)
            try fill(from: start, to: end)
            // Safety: the span of the bytes just read.
            blocks.append(
                buffer.withUnsafeBytes {
                    SliceHash.block(UnsafeRawBufferPointer(rebasing: $0[0..<Int(end - start)]))
                })
        }
        return SliceHash.combine(blocks)
    }

    /// Reads file bytes `start ..< end` to the front of the buffer.
    private func fill(from start: Int64, to end: Int64) throws {
        let count = Int(end - start)
        reserve(count + Self.paddingBytes)
        try read(at: start, into: 0..<count)
    }

    private func reserve(_ count: Int) {
        if buffer.count < count { buffer.append(contentsOf: repeatElement(0, count: count - buffer.count)) }
    }

    private func read(at offset: Int64, into range: Range<Int>) throws {
        // Safety: the span of a part of `buffer`, which was grown to hold it.
        let got = try buffer.withUnsafeMutableBytes {
            try file.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: $0[range]))
        }
        guard got == range.count else { throw InputErrors.changedWhileReading(path) }
    }

    /// Where in the buffer the first line begins that begins before `limit`.
    private func firstLineStart(ahead: Int, limit: Int) -> Int? {
        if ahead == 0 { return limit > 0 ? 0 : nil }
        guard let newline = buffer[0..<limit].firstIndex(of: UInt8(ascii: "\n")), newline + 1 < limit else {
            return nil
        }
        return newline + 1
    }

    /// Reads on until the line that reaches over `limit` is whole; returns the bytes in use.
    private func completeLastLine(from first: Int, limit: Int, fileOffset: Int64) throws -> Int {
        var used = limit
        var position = fileOffset
        while buffer[used - 1] != UInt8(ascii: "\n"), position < slice.end {
            let count = Int(min(Int64(Self.tailBytes), slice.end - position))
            reserve(used + count + Self.paddingBytes)
            try read(at: position, into: used..<(used + count))
            position += Int64(count)
            if let newline = buffer[used..<(used + count)].firstIndex(of: UInt8(ascii: "\n")) {
                return newline + 1
            }
            used += count
            if Int64(used - first) > Self.lineBytesMax {
                throw InputErrors.lineTooLong(path, offset: fileOffset - Int64(limit - first))
            }
        }
        return used
    }
}

/// `root/path`; `root` itself when the source is a single file and `path` is empty.
package func joinPath(_ root: String, _ path: String) -> String {
    path.isEmpty ? root : FileSystem.join(root, path)
}
