import TideFormats
import TideModel

/// Turns the records of a slice into lines, block by block: for content that is no lines of UTF-8.
///
/// Blocks are asked for in their order: only from its front can content be cut into records.
struct RecordReader {
    private let text: TextFormat
    private var cutter: RecordCutter
    private var transcoder: Transcoder?
    /// What the byte order mark of the content says, where the encoding has one; nil before it was looked at.
    private var marked: (encoding: TextEncoding, markBytes: Int)?

    init(_ text: TextFormat, from start: Int64, to end: Int64) {
        self.text = text
        cutter = RecordCutter(text, from: start, to: end)
    }

    /// The records that begin before `end`.
    ///
    /// - Throws: `TidemarkError` (`malformedRecord`) for one that is too long.
    mutating func records(
        before end: Int64, path: String, _ read: RecordCutter.Read
    ) throws -> RecordLines {
        var lines = RecordLines()
        while cutter.position < end,
            let (record, isTooLong) = try cutter.next(longest: SliceReader.lineBytesMax, read)
        {
            if isTooLong { throw InputErrors.lineTooLong(path, offset: record.offset) }
            let bytes = cutter.buffer[record.bytes]
            // Without a separator of their own records end at \r too.
            guard text.separator == nil, (text.encoding?.unitBytes ?? 1) == 1 else {
                try append(bytes, offset: record.offset, to: &lines)
                continue
            }
            for piece in bytes.split(separator: UInt8(ascii: "\r")) {
                let skipped = Int64(piece.startIndex - bytes.startIndex)
                try append(piece, offset: record.offset + skipped, to: &lines)
            }
        }
        lines.pad()
        return lines
    }

    /// The content as one record.
    mutating func whole(_ content: [UInt8]) throws -> RecordLines {
        var lines = RecordLines()
        try append(content[...], offset: 0, to: &lines)
        lines.pad()
        return lines
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>, offset: Int64, to lines: inout RecordLines)
        throws
    {
        let (encoding, mark) = encoding(of: bytes, offset: offset)
        let text = bytes.dropFirst(mark)
        if encoding == .utf8 { return lines.append(text, offset: offset) }
        if transcoder == nil { transcoder = Transcoder(from: encoding.name) }
        guard let transcoder else { throw TidemarkError(.memoryShort) }
        if let converted = transcoder.convert(text) { return lines.append(converted, offset: offset) }
        // A byte that no UTF-8 has makes the record one that cannot be read.
        lines.append([0xFF] + text, offset: offset)
    }

    /// The encoding of a record, and the bytes of a mark at its front.
    private mutating func encoding(
        of bytes: ArraySlice<UInt8>, offset: Int64
    ) -> (encoding: TextEncoding, markBytes: Int) {
        guard offset == 0 else { return (marked?.encoding ?? text.encoding ?? .utf8, 0) }
        let detected = TextEncoding.detected(in: bytes)
        guard let declared = text.encoding else {
            marked =
                text.isMultiLine ? detected : (.utf8, detected.encoding == .utf8 ? detected.markBytes : 0)
            return marked ?? detected
        }
        let isOf =
            declared == detected.encoding
            || declared.needsMark && detected.encoding.unitBytes == declared.unitBytes
        let found = isOf && detected.markBytes > 0 ? detected : (declared, 0)
        marked = found
        return found
    }
}
