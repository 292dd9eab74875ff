import CTideCodecs
import TideDurableIO
import TideModel

/// The content of an input file: its bytes, or what they decompress to.
///
/// Compressed content comes front to back. What was read stays at hand from the last ``release(before:)`` on;
/// reading before that place begins again at the front.
///
/// Safety: owns the C stream and frees it; it is not reached from elsewhere. One reader at a time has the
/// content, and it goes from one to the next under the lock of `OpenContents`.
final class FileContent: @unchecked Sendable {
    private static let chunkBytes = 256 << 10

    /// A compressed file, as what it was when it was opened.
    struct Compressed: Hashable {
        var compression: Compression
        var identity: FileIdentity
    }

    private let file: InputFile
    let path: String
    let compressed: Compressed?
    private var stream: OpaquePointer?
    /// Compressed bytes read from the file; those from `inputStart` on are still to be decompressed.
    private var input: [UInt8] = []
    private var inputStart = 0
    /// Where in the file the byte after `input` lies.
    private var filePosition: Int64 = 0
    /// Decompressed bytes at hand, and where in the content the first of them lies.
    private var window: [UInt8] = []
    private var windowStart: Int64 = 0
    private var isAtEnd = false

    /// - Parameter path: the file, as messages name it.
    init(_ file: InputFile, path: String, _ compressed: Compressed? = nil) {
        self.file = file
        self.path = path
        self.compressed = compressed
    }

    deinit { if let stream { tide_decompressor_destroy(stream) } }

    /// Reads from `offset` until `buffer` is full or the content ends; the number of bytes read.
    ///
    /// - Throws: `IOFailure`; `TidemarkError` (`malformedRecord`) naming file and byte where it cannot be
    ///   decompressed.
    // Safety: the buffer is the caller's; the window holds the bytes that are copied.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard compressed != nil else { return try file.read(at: offset, into: buffer) }
        if offset < windowStart { rewind() }
        while windowEnd < offset + Int64(buffer.count), !isAtEnd {
            if offset >= windowEnd { release(before: windowEnd) }
            try decompress()
        }
        let start = Int(min(offset, windowEnd) - windowStart)
        let count = min(buffer.count, window.count - start)
        window.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<(start + count)]))
        }
        return count
    }

    /// Whether the content has a byte at `offset`.
    ///
    /// - Throws: as `read`.
    func hasByte(at offset: Int64) throws -> Bool {
        var byte: UInt8 = 0
        // Safety: the span of a local integer's own byte.
        return try withUnsafeMutableBytes(of: &byte) { try read(at: offset, into: $0) } == 1
    }

    /// Bytes of the content. Compressed content is read to its end.
    ///
    /// - Throws: as `read`.
    func length() throws -> Int64 {
        if compressed == nil { return try file.status().sizeBytes }
        while !isAtEnd {
            release(before: windowEnd)
            try decompress()
        }
        return windowEnd
    }

    /// Says that nothing before `offset` will be read again.
    func release(before offset: Int64) {
        let count = min(max(0, offset - windowStart), Int64(window.count))
        window.removeFirst(Int(count))
        windowStart += count
    }

    /// Where the content begins that is at hand or still to come.
    var start: Int64 { windowStart }

    /// Whether no byte is at hand or still to come.
    var isRead: Bool { isAtEnd && window.isEmpty }

    private var windowEnd: Int64 { windowStart + Int64(window.count) }

    private func rewind() {
        if let stream { tide_decompressor_destroy(stream) }
        stream = nil
        input = []
        inputStart = 0
        filePosition = 0
        window = []
        windowStart = 0
        isAtEnd = false
    }

    /// Adds some bytes to the window, or finds the content's end.
    // Safety: the C stream reads and writes within the arrays it is given, for the call.
    private func decompress() throws {
        if inputStart == input.count { try fillInput() }
        let stream = try openStream()
        let used = window.count
        window.append(contentsOf: repeatElement(0, count: Self.chunkBytes))
        let result = input.withUnsafeBufferPointer { input in
            window.withUnsafeMutableBufferPointer { window in
                let rest = UnsafeBufferPointer(rebasing: input[inputStart...])
                let room = UnsafeMutableBufferPointer(rebasing: window[used...])
                return tide_decompress(stream, rest.baseAddress, rest.count, room.baseAddress, room.count)
            }
        }
        window.removeLast(Self.chunkBytes - result.produced)
        inputStart += result.consumed
        if let error = result.error {
            let what = String(cString: error)
            if what.isEmpty { throw TidemarkError(.memoryShort) }
            let offset = filePosition - Int64(input.count - inputStart)
            throw InputErrors.damaged(path, offset: offset, what)
        }
        guard input.isEmpty, result.produced == 0 else { return }
        guard tide_decompressor_is_between(stream) else {
            throw InputErrors.cutShort(path, size: filePosition)
        }
        isAtEnd = true
    }

    /// Reads the next compressed bytes; none at the file's end.
    private func fillInput() throws {
        input = [UInt8](repeating: 0, count: Self.chunkBytes)
        inputStart = 0
        // Safety: the span of the array just made.
        let count = try input.withUnsafeMutableBytes { try file.read(at: filePosition, into: $0) }
        input.removeLast(input.count - count)
        filePosition += Int64(count)
    }

    private func openStream() throws -> OpaquePointer {
        if let stream { return stream }
        guard let compressed, let made = tide_decompressor_create(compressed.compression.codec) else {
            throw TidemarkError(.memoryShort)
        }
        stream = made
        return made
    }
}
