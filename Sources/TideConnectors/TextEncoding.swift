import CTideCodecs
import TideModel

/// A character encoding by its name, as iconv of the C library knows it.
package struct TextEncoding: Hashable, Sendable {
    package static let utf8 = TextEncoding("UTF-8", unitBytes: 1)

    /// The name that iconv takes.
    package let name: String
    /// Bytes of the smallest code unit: where in the content a separator may begin.
    package let unitBytes: Int

    private init(_ name: String, unitBytes: Int) {
        self.name = name
        self.unitBytes = unitBytes
    }

    /// The encodings with code units of more than one byte, and those whose byte order a mark tells.
    private static let wide: [String: Int] = [
        "UTF-16": 2, "UTF-16LE": 2, "UTF-16BE": 2, "UTF-32": 4, "UTF-32LE": 4, "UTF-32BE": 4,
    ]

    /// nil when the C library knows no encoding of that name.
    package init?(named name: String) {
        let upper = name.uppercased()
        guard upper.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "/") && $0 != 0 }), !upper.isEmpty,
            Transcoder(from: upper) != nil
        else { return nil }
        self.init(upper, unitBytes: Self.wide[upper] ?? 1)
    }

    /// Whether a byte order mark has to tell the order of the bytes.
    package var needsMark: Bool { name == "UTF-16" || name == "UTF-32" }

    /// A text in the encoding; nil where it has characters the encoding has not.
    func bytes(of text: String) -> [UInt8]? {
        self == .utf8 ? Array(text.utf8) : Transcoder(from: "UTF-8", to: name)?.convert(Array(text.utf8))
    }

    /// The encoding of JSON text without a name, and the bytes of its mark: what its first bytes show, as
    /// Jackson tells it.
    static func detected(in text: some Collection<UInt8>) -> (encoding: TextEncoding, markBytes: Int) {
        let first = Array(text.prefix(4))
        let marks: [([UInt8], String, Int)] = [
            ([0xEF, 0xBB, 0xBF], "UTF-8", 1), ([0x00, 0x00, 0xFE, 0xFF], "UTF-32BE", 4),
            ([0xFF, 0xFE, 0x00, 0x00], "UTF-32LE", 4), ([0xFE, 0xFF], "UTF-16BE", 2),
            ([0xFF, 0xFE], "UTF-16LE", 2),
        ]
        for (mark, name, unit) in marks where first.starts(with: mark) {
            return (TextEncoding(name, unitBytes: unit), mark.count)
        }
        // Text begins with a character below U+0100: its zeros tell the unit and the order.
        let zeros = first.map { $0 == 0 }
        switch zeros {
        case [true, true, true, false]: return (TextEncoding("UTF-32BE", unitBytes: 4), 0)
        case [false, true, true, true]: return (TextEncoding("UTF-32LE", unitBytes: 4), 0)
        default: break
        }
        if zeros.starts(with: [true, false]) { return (TextEncoding("UTF-16BE", unitBytes: 2), 0) }
        if zeros.starts(with: [false, true]) { return (TextEncoding("UTF-16LE", unitBytes: 2), 0) }
        return (.utf8, 0)
    }
}

/// Converts text between encodings.
///
/// Safety: owns the C transcoder and frees it; it is not reached from elsewhere.
final class Transcoder {
    private let transcoder: OpaquePointer

    /// nil when the C library does not know one of the encodings.
    init?(from: String, to: String = "UTF-8") {
        guard let made = tide_transcoder_create(from, to) else { return nil }
        transcoder = made
    }

    deinit { tide_transcoder_destroy(transcoder) }

    /// The text in the other encoding; nil where the bytes are no text.
    // Safety: the transcoder writes at most four bytes a byte of input, for which there is room.
    func convert(_ text: some Collection<UInt8>) -> [UInt8]? {
        let input = Array(text)
        var written: Int64 = -1
        let output = [UInt8](unsafeUninitializedCapacity: max(1, 4 * input.count)) { output, count in
            written = tide_transcode(transcoder, input, input.count, output.baseAddress)
            count = max(0, Int(written))
        }
        return written < 0 ? nil : output
    }
}
