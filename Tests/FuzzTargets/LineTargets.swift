import TideColumnar
import TideFormats
import TideModel

extension FuzzTarget {
    private static let words = [
        "{", "}", "[", "]", ":", ",", "\"", "'", "\\", "\\u00", "\\ud83d\\ude00", "true", "false", "null",
        "NaN",
        "-INF", "Infinity", "1e400", "0.1", "-0", "9223372036854775808", "\"l\":", "\"s\":", "\"t\":",
        "\"e\":",
        "\"d\":", "2016-07-26T02:45:07.123Z", "2016-02-30", "\r\n", "\n", "//", "/*", "*/", "\u{FEFF}",
        "\"struct\":{", "\"list\":[", "\"map\":{", "\"amount\":", "\"binary\":\"AA==\"",
    ]

    /// The fast reader of JSON lines and the tolerant one: the same rows, NULLs and rejects.
    ///
    /// An input is a byte of modes, a byte of leniency, and the lines.
    static let lines = FuzzTarget(
        name: "lines", maximumBytes: 4_096, words: words, seeds: { try jsonSeeds($0, head: [0, 20]) },
        trial: { _ in
            var formats: [LineFormat: (NDJSONDecoder, TolerantReader)] = [:]
            return { input in
                var reader = InputReader(input)
                let (format, block) = (LineFormat(&reader), reader.remaining())
                let readers = formats[format] ?? format.readers
                formats[format] = readers
                return difference(block, format, readers.0, readers.1)
            }
        })

    /// Inference of columns, of lines as they are and of lines that all take the tolerant way.
    ///
    /// An input is a byte of options and the lines.
    static let schema = FuzzTarget(
        name: "schema", maximumBytes: 4_096, words: words, seeds: { try jsonSeeds($0, head: [0]) },
        trial: { _ in
            { input in
                var reader = InputReader(input)
                var options = InferenceOptions()
                let choice = reader.byte()
                options.infersTimestamps = choice & 1 != 0
                options.primitivesAsString = choice & 2 != 0
                options.dropsNullFields = choice & 4 != 0
                let lines = reader.remaining().split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
                // Text behind a value is nothing to the columns, and takes the line from the fast way.
                let marked = lines.filter { !isBlank($0) }.map { $0 + " x".utf8 }
                let found = columns(Array(lines.joined(separator: [UInt8(ascii: "\n")])), options)
                let defined = columns(Array(marked.joined(separator: [UInt8(ascii: "\n")])), options)
                return found == defined ? nil : "columns \(found), of the tolerant reader \(defined)"
            }
        })

    /// Whether a line holds no value: a byte order mark counts as nothing.
    private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
        let rest = line.starts(with: [0xEF, 0xBB, 0xBF]) ? line.dropFirst(3) : line
        return rest.allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    private static func jsonSeeds(_ repository: Repository, head: [UInt8]) throws -> [[UInt8]] {
        let spark = try repository.texts("Tests/TideFormatsTests/Fixtures/spark-json.jsonl", key: "line")
        let types = try repository.lines("Tests/TideFormatsTests/Fixtures/spark-types.jsonl")
        let events = try repository.files("checkpoints-example/events")
        return spark.map { head + $0.utf8 } + types.map { head + $0 } + events.map { head + $0.prefix(2_000) }
    }

    private static func columns(_ bytes: [UInt8], _ options: InferenceOptions) -> String {
        let inferrer = SchemaInferrer(options, mode: .permissive, zone: .utc)
        do {
            try withBlock(bytes) { try inferrer.add($0) }
            let columns = inferrer.findings.columns(options, mode: .permissive, corruptColumn: "bad")
            return columns.map { "\(Array($0.name.utf8)) \($0.type.sqlName)" }.joined(separator: ", ")
        } catch let field as RepeatedField {
            return "repeated \(Array(field.name.utf8))"
        } catch {
            return "\(error)"
        }
    }
}

/// Gives a copy of `bytes` that has the padding decoders ask for to `body`.
// Safety: the buffer does not leave the closure; the padding is behind the bytes.
func withBlock<Result>(_ bytes: [UInt8], _ body: (BlockLines) throws -> Result) rethrows -> Result {
    let padded = bytes + [UInt8](repeating: UInt8(ascii: "}"), count: NDJSONDecoder.padding)
    return try padded.withUnsafeBufferPointer {
        try body(BlockLines(UnsafeBufferPointer(rebasing: $0[..<bytes.count]), fileOffset: 0))
    }
}

/// How the lines of an input are read.
private struct LineFormat: Hashable {
    let mode: ParseMode
    let isNested: Bool
    let keepsCorrupt: Bool
    let leniency: JSONLeniency

    private static let flat = [
        Field("b", .boolean), Field("i", .int), Field("l", .bigint), Field("d", .double), Field("s", .string),
        Field("t", .timestamp), Field("e", .date),
    ]
    private static let nested = [
        Field("struct", .structure([Field("a", .int), Field("s", .string)])), Field("list", .array(.double)),
        Field("map", .map(.string, .array(.bigint))), Field("amount", .decimal(precision: 12, scale: 2)),
        Field("binary", .binary), Field("small", .smallint), Field("tiny", .tinyint), Field("real", .float),
        Field("local", .timestampNTZ),
    ]

    init(_ reader: inout InputReader) {
        let choice = reader.byte()
        mode = [.permissive, .dropMalformed, .failFast, .permissive][Int(choice & 3)]
        isNested = choice & 4 != 0
        keepsCorrupt = choice & 8 != 0
        leniency = JSONLeniency(rawValue: reader.byte() & 0x7F)
    }

    var readers: (NDJSONDecoder, TolerantReader) {
        var fields = isNested ? Self.nested : Self.flat
        if keepsCorrupt { fields.append(Field(NDJSONFormat.defaultCorruptColumn, .string)) }
        let format = NDJSONFormat(
            schema: Schema(fields), required: Array(fields.indices), mode: mode, zone: .utc,
            leniency: leniency)
        return (NDJSONDecoder(format), TolerantReader(format))
    }
}

/// What the fast reader makes of a block otherwise than the tolerant one of its lines.
private func difference(
    _ block: [UInt8], _ format: LineFormat, _ decoder: NDJSONDecoder, _ tolerant: TolerantReader
) -> String? {
    var rows: [[Value]] = []
    var rejects = RejectSummary()
    var start = 0
    while start < block.count {
        let end = block[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        let (found, reject) = tolerant.rows(ofLine: Array(block[start..<(end ?? block.count)]))
        rows += found
        if let reject {
            rejects.add(Reject(offset: Int64(start), reason: reject))
            if format.mode == .failFast { break }
        }
        start = (end ?? block.count) + 1
    }
    do {
        let decoded = try withBlock(block) { try decoder.decode($0) }
        guard decoded.rejects == rejects else { return "rejects \(decoded.rejects), not \(rejects)" }
        let (found, expected) = (decoded.batch.rows.map(spelt), rows.map(spelt))
        return found == expected ? nil : "rows \(found), not \(expected)"
    } catch let line as MalformedLine {
        let isFirst = format.mode == .failFast && rejects.positions.first?.offset == line.offset
        return isFirst ? nil : "stopped at \(line.offset), rejects \(rejects)"
    } catch {
        return "\(error)"
    }
}

/// A row spelt so that NaN equals itself and 0.0 differs from -0.0.
func spelt(_ row: [Value]) -> String { row.map(spelt).joined(separator: " ") }

private func spelt(_ value: Value) -> String {
    switch value {
    case .double(let number): number.isNaN ? "NaN" : "\(number)"
    case .float(let number): number.isNaN ? "NaN" : "\(number)"
    case .string(let text): "s\(text.bytes)"
    case .structure(let fields): "(\(spelt(fields)))"
    case .array(let elements): "[\(spelt(elements))]"
    case .map(let pairs): "{\(pairs.map { spelt([$0.key, $0.value]) })}"
    default: "\(value)"
    }
}
