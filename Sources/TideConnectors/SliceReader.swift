import TideDurableIO
package import TideFormats
package import TideModel

/// Reads a slice block by block: the bytes for the hash, the records that begin in the block for the decoder.
///
/// A record belongs to the block it begins in. Blocks of lines of a file as it is may be read in any order,
/// by any thread; those of all other slices one reader reads in their order. One reader serves one thread.
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
    /// The file's path below the source's root.
    package var relativePath: String { slice.path }
    private let file: InputFile
    private let content: FileContent
    private let openContents: OpenContents
    private let slice: Slice
    private let checksMetadata: Bool
    private let mayGrow: Bool
    private var buffer: [UInt8] = []
    /// nil for lines of UTF-8.
    private var records: RecordReader?

    /// Opens the slice's file.
    ///
    /// - Parameter checksMetadata: whether size and modification time must be those of the plan; without it
    ///   only the content hash tells a changed file.
    /// - Throws: `TidemarkError` (`inputMissing`, `inputChanged`, `pathNotReadable`).
    package init(_ files: SourceFiles, slice: Slice, checksMetadata: Bool = true) throws {
        self.slice = slice
        path = files.path(of: slice.path)
        self.checksMetadata = checksMetadata
        mayGrow = files.mayGrow && slice.unit == .bytes
        openContents = files.openContents
        do {
            file = try InputFile(files.locate(slice.path) ?? path)
            content = try openContents.take(file, path: path, unit: slice.unit, from: slice.start)
        } catch let failure as IOFailure {
            throw InputErrors.cannotOpen(failure, path: path)
        }
        if !files.text.isPlain || slice.unit == .wholeFile {
            records = RecordReader(files.text, from: slice.start, to: slice.end)
        }
        try requireUnchanged()
    }

    deinit { openContents.giveBack(content, from: slice.end) }

    /// The number of blocks of a slice whose blocks may be read in any order; nil for another one. An empty
    /// slice has none.
    package static func blockCount(of slice: Slice, _ text: TextFormat = .lines) -> Int? {
        guard slice.unit == .bytes, text.isPlain else { return nil }
        return Int((slice.sizeBytes + Int64(SliceHash.blockBytes) - 1) / Int64(SliceHash.blockBytes))
    }

    /// Whether the slice has a block of that number.
    package func hasBlock(_ index: Int) throws -> Bool {
        if slice.unit == .wholeFile, index > 0 { return false }
        let start = slice.start + Int64(index) * Int64(SliceHash.blockBytes)
        if slice.end != Slice.openEnd { return start < slice.end }
        return try content.hasByte(at: start)
    }

    /// Compares the open file with what the plan says of it; call before the first and after the last block.
    ///
    /// - Throws: `TidemarkError` (`inputChanged`) naming the file.
    package func requireUnchanged() throws {
        guard checksMetadata else { return }
        let now = FileIdentity(try file.status())
        guard now == slice.identity || mayGrow && now.isGrown(from: slice.identity) else {
            throw InputErrors.changedWhileReading(path)
        }
    }

    /// Whether the content goes on behind the slice.
    package func goesOn() throws -> Bool { try content.hasByte(at: slice.end) }

    /// Hashes block `index` and hands the lines that begin in it to `body`.
    ///
    /// The last line may lack its newline. `body` also runs for a block in which no line begins, on no
    /// bytes. A file of one record is one block, with a hash for each `SliceHash.blockBytes` of it.
    // Safety: the pointers span `buffer`, or the records' array, which nothing else touches meanwhile.
    package func withBlock<Result>(
        _ index: Int, _ body: (BlockLines) throws -> Result
    ) throws -> (hashes: [ContentHash], result: Result) {
        if slice.unit == .wholeFile { return try withWholeFile(body) }
        let blockStart = slice.start + Int64(index) * Int64(SliceHash.blockBytes)
        // One byte ahead tells whether the block begins with a new line.
        let ahead = index == 0 || records != nil ? 0 : 1
        let wanted = min(blockStart + Int64(SliceHash.blockBytes), slice.end)
        let limit = try fill(from: blockStart - Int64(ahead), to: wanted)
        let blockEnd = blockStart + Int64(limit - ahead)
        let hash = buffer.withUnsafeBytes {
            SliceHash.block(UnsafeRawBufferPointer(rebasing: $0[ahead..<limit]))
        }
        if records != nil { return ([hash], try withRecords(before: blockEnd, body)) }
        guard let first = firstLineStart(ahead: ahead, limit: limit) else {
            let empty = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
            return ([hash], try body(BlockLines(empty, fileOffset: blockEnd)))
        }
        let count = try completeLastLine(from: first, limit: limit, fileOffset: blockEnd)
        let offset = blockStart - Int64(ahead) + Int64(first)
        let result = try buffer.withUnsafeBufferPointer { bytes in
            try body(BlockLines(UnsafeBufferPointer(rebasing: bytes[first..<count]), fileOffset: offset))
        }
        return ([hash], result)
    }

    // Safety: the pointers span the records' array while `body` runs.
    private func withRecords<Result>(before end: Int64, _ body: (BlockLines) throws -> Result) throws
        -> Result
    {
        let lines = try records?.records(before: end, path: path) { [content] in
            try content.read(at: $0, into: $1)
        }
        return try Self.withLines(lines ?? RecordLines(), fileOffset: end, body)
    }

    // Safety: the pointers span the records' array while `body` runs.
    private func withWholeFile<Result>(
        _ body: (BlockLines) throws -> Result
    ) throws -> (hashes: [ContentHash], result: Result) {
        let size = slice.end == Slice.openEnd ? try content.length() : slice.end
        guard size <= Self.lineBytesMax else { throw InputErrors.lineTooLong(path, offset: 0) }
        let count = try fill(from: 0, to: size)
        let hashes = stride(from: 0, to: count, by: SliceHash.blockBytes).map { start in
            buffer.withUnsafeBytes {
                SliceHash.block(
                    UnsafeRawBufferPointer(rebasing: $0[start..<min(start + SliceHash.blockBytes, count)]))
            }
        }
        let lines = try records?.whole(Array(buffer[..<count]))
        return (hashes, try Self.withLines(lines ?? RecordLines(), fileOffset: 0, body))
    }

    // Safety: the pointers span the records' array while `body` runs.
    private static func withLines<Result>(
        _ lines: RecordLines, fileOffset: Int64, _ body: (BlockLines) throws -> Result
    ) throws -> Result {
        try lines.bytes.withUnsafeBufferPointer { bytes in
            let buffer = UnsafeBufferPointer(rebasing: bytes[..<lines.count])
            return try body(BlockLines(buffer, fileOffset: fileOffset, records: lines))
        }
    }

    /// The slice's hash without looking at lines; that of what is left of it, where the content has become
    /// shorter.
    package func hash() throws -> ContentHash {
        var blocks: [ContentHash] = []
        var start = slice.start
        while start < slice.end {
            let wanted = min(start + Int64(SliceHash.blockBytes), slice.end)
            reserve(Int(wanted - start))
            let count = try read(at: start, into: 0..<Int(wanted - start))
            if count == 0 { break }
            // Safety: the span of the bytes just read.
            blocks.append(
                buffer.withUnsafeBytes { SliceHash.block(UnsafeRawBufferPointer(rebasing: $0[0..<count])) })
            start += Int64(count)
        }
        return SliceHash.combine(blocks)
    }

    /// Reads content bytes `start ..< end` to the front of the buffer; fewer only where an open slice ends.
    private func fill(from start: Int64, to end: Int64) throws -> Int {
        let count = Int(end - start)
        reserve(count + Self.paddingBytes)
        content.release(before: start)
        let got = try read(at: start, into: 0..<count)
        guard got == count || slice.end == Slice.openEnd else { throw InputErrors.changedWhileReading(path) }
        return got
    }

    private func reserve(_ count: Int) {
        if buffer.count < count { buffer.append(contentsOf: repeatElement(0, count: count - buffer.count)) }
    }

    private func read(at offset: Int64, into range: Range<Int>) throws -> Int {
        // Safety: the span of a part of `buffer`, which was grown to hold it.
        try buffer.withUnsafeMutableBytes {
            try content.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: $0[range]))
        }
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
            let wanted = Int(min(Int64(Self.tailBytes), slice.end - position))
            reserve(used + wanted + Self.paddingBytes)
            let count = try read(at: position, into: used..<(used + wanted))
            if count < wanted, slice.end != Slice.openEnd { throw InputErrors.changedWhileReading(path) }
            if count == 0 { break }
            position += Int64(count)
            if let newline = buffer[used..<(used + count)].firstIndex(of: UInt8(ascii: "\n")) {
                return newline + 1
            }
            used += count
            if Int64(used - first) > Self.lineBytesMax {
                let before = buffer[first..<limit].lastIndex(of: UInt8(ascii: "\n")) ?? first - 1
                throw InputErrors.lineTooLong(path, offset: fileOffset - Int64(limit - before - 1))
            }
        }
        return used
    }
}
