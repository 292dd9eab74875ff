import CTideJSON
import TideColumnar
import TideModel

/// Decodes runs of JSON lines into columns: strict lines by simdjson, every other line by `TolerantReader`.
///
/// A line ends at `\n`, `\r` or `\r\n`; a blank one gives no row. One decoder serves one thread at a time
/// and keeps its buffers between calls.
///
/// Safety: owns the C reader and the column buffers, and frees them; they are not reached from elsewhere.
package final class NDJSONDecoder {
    /// Readable bytes that must follow the bytes to decode (simdjson's padding).
    package static let padding = 64
    /// The most bytes a call takes: offsets of string columns are 32 bits wide.
    package static let maximumBytes = 1 << 30

    /// Bytes of `{}` and its line end: no row of an object has fewer.
    private static let shortestRow = 3
    /// Lines of no more bytes get room for as many as there could be.
    private static let uncountedBytes = 1 << 20

    package let format: NDJSONFormat
    private let output: Schema
    private let tolerant: TolerantReader
    private let reader: OpaquePointer?
    private let buffers: DecodeBuffers

    package init(_ format: NDJSONFormat) {
        precondition(format.output.fields.allSatisfy { NDJSONFormat.canRead($0.type) })
        self.format = format
        output = format.output
        tolerant = TolerantReader(format)
        reader = Self.makeReader(format)
        buffers = DecodeBuffers(output, tolerant)
    }

    deinit { if let reader { tide_json_reader_destroy(reader) } }

    /// Decodes whole lines; the last may lack its line end.
    ///
    /// - Parameter lines: at most `maximumBytes`; another `padding` bytes must be readable behind them.
    /// - Throws: `MalformedLine` at the first rejected line in mode FAILFAST.
    package func decode(_ block: BlockLines) throws -> DecodedLines {
        let bytes = block.bytes
        precondition(bytes.count <= Self.maximumBytes)
        guard let start = bytes.baseAddress, !bytes.isEmpty else {
            return DecodedLines(batch: RecordBatch(schema: output, rows: []), rejects: RejectSummary())
        }
        let isShort = bytes.count <= Self.uncountedBytes
        let lineRoom =
            isShort ? bytes.count / Self.shortestRow : tide_json_count_line_ends(start, bytes.count)
        buffers.reserve(lines: lineRoom + 1, bytes: bytes.count)
        var lines: UnsafePointer<tide_json_line>?
        var lineCount = 0
        var zone = format.zone
        let readText: tide_json_text_reader =
            format.leniency.contains(.nonNumericNumbers) ? readFieldText : readFieldTextOfNumbers
        let rows = withUnsafeMutablePointer(to: &zone) { zone in
            tide_json_read(
                reader, start, bytes.count, buffers.columns.baseAddress, readText, zone, readOtherValue,
                Unmanaged.passUnretained(buffers).toOpaque(), &lines, &lineCount)
        }
        guard reader != nil, rows >= 0 else {
            throw TidemarkError(.memoryShort)
        }
        var rejects = RejectSummary()
        let pieces = try pieces(
            UnsafeBufferPointer(start: lines, count: lineCount), of: block, rows: Int(rows), rejects: &rejects
        )
        let columns = output.fields.indices.map { buffers.column($0, type: output.fields[$0].type, pieces) }
        let batch = RecordBatch(schema: output, columns: columns, count: pieces.reduce(0) { $0 + $1.count })
        return DecodedLines(batch: batch, rejects: rejects)
    }

    /// The rows of the buffers cut where the tolerant reader's rows belong.
    private func pieces(
        _ lines: UnsafeBufferPointer<tide_json_line>, of block: BlockLines, rows: Int,
        rejects: inout RejectSummary
    ) throws -> [DecodeBuffers.Piece] {
        var pieces: [DecodeBuffers.Piece] = []
        var next = 0
        for line in lines {
            let found = try block.withText(of: line.start..<line.end) { text in
                let (found, reject) = tolerant.rows(ofLine: text)
                if let reject {
                    let offset = block.offset(ofLineAt: line.start)
                    if format.mode == .failFast { throw MalformedLine(text, offset: offset, reason: reject) }
                    rejects.add(Reject(offset: offset, reason: reject))
                }
                return found
            }
            pieces.append(DecodeBuffers.Piece(strict: next..<line.row, tolerant: found))
            next = line.row
        }
        pieces.append(DecodeBuffers.Piece(strict: next..<rows, tolerant: []))
        return pieces
    }

    private static func makeReader(_ format: NDJSONFormat) -> OpaquePointer? {
        let schema = format.output
        let names = schema.fields.map { Array($0.name.utf8) }
        let joined = names.flatMap { $0 }
        return joined.withUnsafeBufferPointer { joined in
            var start = 0
            var fields: [tide_json_field] = []
            let corruptOrdinal = format.corruptOrdinal
            for (ordinal, name) in names.enumerated() {
                let place = UnsafeBufferPointer(rebasing: joined[start..<(start + name.count)]).baseAddress
                let isCorruptColumn = ordinal == corruptOrdinal
                let type = isCorruptColumn ? TIDE_JSON_CORRUPT : cType(schema.fields[ordinal].type)
                fields.append(tide_json_field(name: place, name_count: name.count, type: type))
                start += name.count
            }
            return tide_json_reader_create(fields, fields.count)
        }
    }

    /// How the C reader reads a type.
    static func cType(_ type: DataType) -> tide_json_type {
        switch type {
        case .boolean: TIDE_JSON_BOOLEAN
        case .tinyint: TIDE_JSON_TINYINT
        case .smallint: TIDE_JSON_SMALLINT
        case .int: TIDE_JSON_INT
        case .bigint: TIDE_JSON_BIGINT
        case .float: TIDE_JSON_FLOAT
        case .double: TIDE_JSON_DOUBLE
        case .string: TIDE_JSON_STRING
        case .timestamp: TIDE_JSON_TIMESTAMP
        case .date: TIDE_JSON_DATE
        case .void, .decimal, .binary, .timestampNTZ, .interval, .structure, .array, .map: TIDE_JSON_OTHER
        }
    }
}

/// Reads a value's text for the C reader, by the tolerant reader's rules.
///
/// Safety: `context` is the decoder's buffers, which outlive the call; `text` points to `count` bytes.
func readOtherValue(
    context: UnsafeMutableRawPointer?, field: Int, row: Int, text: UnsafePointer<UInt8>?, count: Int
) -> Bool {
    guard let context else { return false }
    let buffers = Unmanaged<DecodeBuffers>.fromOpaque(context).takeUnretainedValue()
    return buffers.readOther(field, row: row, UnsafeBufferPointer(start: text, count: count))
}

/// As `readFieldText`, with no number in quotes.
///
/// Safety: as there.
func readFieldTextOfNumbers(
    context: UnsafeMutableRawPointer?, type: tide_json_type, text: UnsafePointer<UInt8>?, count: Int,
    value: UnsafeMutableRawPointer?
) -> Bool {
    type != TIDE_JSON_DOUBLE && type != TIDE_JSON_FLOAT
        && readFieldText(context: context, type: type, text: text, count: count, value: value)
}

/// Reads a JSON string for the C reader, by the tolerant reader's rules.
///
/// Safety: `context` points to the decoder's `ZoneRules`, `value` to the slot of the type that
/// `tide_json.h` names, `text` to `count` bytes, all for the call.
func readFieldText(
    context: UnsafeMutableRawPointer?, type: tide_json_type, text: UnsafePointer<UInt8>?, count: Int,
    value: UnsafeMutableRawPointer?
) -> Bool {
    guard let context, let value else { return false }
    let text = UnsafeBufferPointer(start: text, count: count)
    switch type {
    case TIDE_JSON_DOUBLE, TIDE_JSON_FLOAT:
        guard let found = FieldText.double(text) else { return false }
        value.storeBytes(of: found, as: Double.self)
    case TIDE_JSON_TIMESTAMP:
        let zone = context.assumingMemoryBound(to: ZoneRules.self)
        guard let found = FieldText.timestamp(text, zone: zone.pointee) else { return false }
        value.storeBytes(of: found, as: Int64.self)
    case TIDE_JSON_DATE:
        guard let found = FieldText.date(text) else { return false }
        value.storeBytes(of: found, as: Int32.self)
    default: return false
    }
    return true
}
