/// Cuts content into records from front to back, where a record ends in something else than a newline or
/// where the bytes cannot be read in any other order.
struct RecordCutter {
    /// Reads content from an offset until the buffer is full or the content ends; the number of bytes.
    // Safety: the buffer is the cutter's own array, filled before the call returns.
    typealias Read = (_ offset: Int64, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int

    private static let chunkBytes = 256 << 10

    private let separator: [UInt8]
    private let unitBytes: Int
    /// Where the content, or the piece of it that is cut, ends.
    private let limit: Int64
    private(set) var buffer: [UInt8] = []
    /// Where in the content the buffer begins.
    private var bufferOffset: Int64
    /// In the buffer: where the next record begins, and up to where no separator begins.
    private var start = 0
    private var scanned = 0
    private var isAtEnd = false

    /// - Parameter start: where the first record begins.
    init(_ text: TextFormat, from start: Int64, to limit: Int64 = .max) {
        separator = text.separatorBytes
        unitBytes = text.encoding?.unitBytes ?? 1
        self.limit = limit
        bufferOffset = start
    }

    /// A record: its bytes in the buffer, where it starts in the content and where the next one does.
    struct Record {
        var bytes: Range<Int>
        var offset: Int64
        var end: Int64
    }

    /// Where the next record begins.
    var position: Int64 { bufferOffset + Int64(start) }

    /// The next record, valid until the next call; nil at the end. The last one may lack its separator.
    ///
    /// - Parameter longest: a longer record ends the search: the result then has no end and `isTooLong`.
    mutating func next(longest: Int64, _ read: Read) throws -> (record: Record, isTooLong: Bool)? {
        while true {
            if let found = separatorStart() {
                let record = Record(
                    bytes: start..<found, offset: position,
                    end: bufferOffset + Int64(found + separator.count))
                start = found + separator.count
                scanned = start
                return (record, false)
            }
            if isAtEnd {
                guard start < buffer.count else { return nil }
                let record = Record(
                    bytes: start..<buffer.count, offset: position, end: bufferOffset + Int64(buffer.count))
                start = buffer.count
                scanned = start
                return (record, false)
            }
            if Int64(buffer.count - start) > longest {
                return (Record(bytes: start..<start, offset: position, end: position), true)
            }
            try fill(read)
        }
    }

    private mutating func separatorStart() -> Int? {
        let last = buffer.count - separator.count
        while scanned <= last {
            if unitBytes == 1 {
                guard let first = buffer[scanned...last].firstIndex(of: separator[0]) else {
                    scanned = last + 1
                    return nil
                }
                scanned = first
            }
            if buffer[scanned..<(scanned + separator.count)].elementsEqual(separator) { return scanned }
            scanned += unitBytes
        }
        return nil
    }

    private mutating func fill(_ read: Read) throws {
        buffer.removeFirst(start)
        bufferOffset += Int64(start)
        scanned -= start
        start = 0
        let used = buffer.count
        let offset = bufferOffset + Int64(used)
        let count = Int(min(Int64(Self.chunkBytes), limit - offset))
        buffer.append(contentsOf: repeatElement(0, count: count))
        // Safety: the part of the buffer just added.
        let got = try buffer.withUnsafeMutableBytes {
            try read(offset, UnsafeMutableRawBufferPointer(rebasing: $0[used...]))
        }
        buffer.removeLast(count - got)
        isAtEnd = got < count || offset + Int64(got) == limit
    }
}
