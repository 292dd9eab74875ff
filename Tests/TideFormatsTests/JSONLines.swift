import TideColumnar
import TideFormats
import TideModel

/// What the readers of JSON lines are tested with.
enum JSONLines {
    /// The columns of Fixtures/nasty_lines.py.
    static let schema = Schema([
        Field("b", .boolean), Field("i", .int), Field("l", .bigint), Field("d", .double), Field("s", .string),
        Field("t", .timestamp), Field("e", .date),
    ])

    static func format(_ mode: ParseMode = .permissive, required: [Int] = Array(0..<7)) -> NDJSONFormat {
        NDJSONFormat(schema: schema, required: required, mode: mode, zone: .utc)
    }

    /// Decodes a copy of `bytes` that has the padding the decoder asks for.
    static func decode(_ bytes: [UInt8], _ decoder: NDJSONDecoder, fileOffset: Int64 = 0) throws
        -> DecodedLines
    {
        let padded = bytes + [UInt8](repeating: UInt8(ascii: "}"), count: NDJSONDecoder.padding)
        // Safety: the buffer does not leave the closure; the padding is behind the bytes.
        return try padded.withUnsafeBufferPointer {
            try decoder.decode(
                BlockLines(UnsafeBufferPointer(rebasing: $0[..<bytes.count]), fileOffset: fileOffset))
        }
    }

    static func decode(_ text: String, _ format: NDJSONFormat = format()) throws -> DecodedLines {
        try decode(Array(text.utf8), NDJSONDecoder(format))
    }

    /// Values spelt so that NaN equals itself and 0.0 differs from -0.0.
    static func spelt(_ rows: [[Value]]) -> [String] { rows.map { "\($0.map(spelt))" } }

    private static func spelt(_ value: Value) -> String {
        if case .double(let value) = value { return value.isNaN ? "NaN" : "\(value)" }
        if case .string(let text) = value { return "\(text.bytes)" }
        return "\(value)"
    }
}
