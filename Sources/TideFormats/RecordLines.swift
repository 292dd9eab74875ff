/// Records laid out as lines, where they are not lines of UTF-8 in their file: one a record, whatever ends
/// and encodes it there.
package struct RecordLines: Sendable {
    /// What decoders read: the records as UTF-8, each ended by a newline. Line ends within a record are tabs,
    /// which are as blank between JSON's tokens and as wrong within its strings.
    package private(set) var bytes: [UInt8] = []
    /// The same bytes with the line ends that the records have.
    private(set) var texts: [UInt8] = []
    private var starts: [Int] = []
    private var offsets: [Int64] = []

    package init() {}

    package var isEmpty: Bool { starts.isEmpty }

    /// - Parameters:
    ///   - text: as UTF-8.
    ///   - offset: where the record starts in its file's content.
    package mutating func append(_ text: some Collection<UInt8>, offset: Int64) {
        starts.append(bytes.count)
        offsets.append(offset)
        texts += text
        texts.append(UInt8(ascii: "\n"))
        for byte in text {
            let endsLine = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            bytes.append(endsLine ? UInt8(ascii: "\t") : byte)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Adds bytes that decoders do not look at, so that theirs may be read past the last record.
    package mutating func pad() { bytes += repeatElement(0, count: NDJSONDecoder.padding) }

    /// The length of the lines without the padding.
    package var count: Int { texts.count }

    /// The text of every record.
    package func forEachText(_ body: (ArraySlice<UInt8>) throws -> Void) rethrows {
        for index in starts.indices {
            let end = index + 1 < starts.count ? starts[index + 1] : texts.count
            try body(texts[starts[index]..<(end - 1)])
        }
    }

    /// Where in its file's content the record starts whose line starts at `start`.
    func offset(at start: Int) -> Int64 {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= start { low = middle + 1 } else { high = middle }
        }
        return offsets[low - 1]
    }
}

/// Lines to decode, valid for a call.
///
/// Safety: the buffer is the maker's, with `NDJSONDecoder.padding` readable bytes behind it.
package struct BlockLines {
    private static let partBytes = 64 << 10

    package let bytes: UnsafeBufferPointer<UInt8>
    /// Where the bytes start in their file's content.
    package let fileOffset: Int64
    /// What the lines are in the file, where they are not lines of UTF-8.
    package let records: RecordLines?

    package init(_ bytes: UnsafeBufferPointer<UInt8>, fileOffset: Int64, records: RecordLines? = nil) {
        self.bytes = bytes
        self.fileOffset = fileOffset
        self.records = records
    }

    /// Where in the file's content the line starts that starts at `start`.
    func offset(ofLineAt start: Int) -> Int64 { records?.offset(at: start) ?? fileOffset + Int64(start) }

    /// Hands over the text of a line as its file has it.
    // Safety: a part of the buffer, or of the records' array, for the time of the call.
    func withText<Result>(
        of line: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        guard let records else { return try body(UnsafeBufferPointer(rebasing: bytes[line])) }
        return try records.texts.withUnsafeBufferPointer {
            try body(UnsafeBufferPointer(rebasing: $0[line]))
        }
    }

    /// Hands over runs of whole lines of some `partBytes`, which with their columns stay in a core's cache.
    // Safety: the parts lie in the buffer; behind each there are the lines of the next one or the padding.
    package func forEachPart(_ body: (BlockLines) throws -> Void) rethrows {
        if records != nil { return try body(self) }
        var start = 0
        while start < bytes.count {
            let least = bytes[start...].dropFirst(Self.partBytes - 1)
            let end = least.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
            let part = UnsafeBufferPointer(rebasing: bytes[start..<end])
            try body(BlockLines(part, fileOffset: fileOffset + Int64(start)))
            start = end
        }
    }

    /// Hands over line by line, without line ends: cut at \n, \r and \r\n, between the two bytes of which
    /// stands an empty line, which has no row.
    // Safety: the lines are parts of the buffer, or of the records' array, for the time of the call.
    package func forEachLine(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) rethrows {
        if let records {
            return try records.forEachText { try $0.withUnsafeBufferPointer { try body($0) } }
        }
        var start = 0
        for index in bytes.indices
        where bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") {
            if index > start { try body(UnsafeBufferPointer(rebasing: bytes[start..<index])) }
            start = index + 1
        }
        if start < bytes.count { try body(UnsafeBufferPointer(rebasing: bytes[start...])) }
    }
}
