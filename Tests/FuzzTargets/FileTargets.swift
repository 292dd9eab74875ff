import TestSupport
import TideColumnar
import TideConnectors
import TideDurableIO
import TideFormats
import TideModel

extension FuzzTarget {
    /// Files of any encoding, separator and compression: the same rows in one slice and cut into several.
    ///
    /// An input is a byte of formats, a byte of the slices' length, and the file.
    static let files = FuzzTarget(
        name: "files", maximumBytes: 4_096,
        words: ["\n", "\r\n", "\u{FEFF}", "||", "{\"a\":1}", "{\"s\":\"x\"}"],
        seeds: { repository in
            let events = try repository.files("checkpoints-example/events").map { Array($0.prefix(700)) }
            let wide: [UInt8] = "{\"a\":1}\n{\"s\":\"\u{e9}\"}\n".utf8.flatMap { [$0, 0] }
            // An empty gzip member and a Zstandard frame of "{}".
            let gzip: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            let zstandard: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 2, 0x11, 0, 0, 0x7B, 0x7D]
            var seeds: [[UInt8]] = [
                [2, 9] + wide, [3, 9, 0xFF, 0xFE] as [UInt8] + wide, [0x40, 9] + gzip, [0x80, 9] + zstandard,
            ]
            for format in 0..<UInt8(8) { seeds += events.map { (event: [UInt8]) in [format, 40] + event } }
            return seeds
        },
        trial: { _ in
            let directory = try TemporaryDirectory("fuzz-files")
            let schema = Schema([Field("a", .bigint), Field("s", .string), Field("_corrupt_record", .string)])
            let format = NDJSONFormat(schema: schema, required: [0, 1, 2], mode: .permissive, zone: .utc)
            let decoder = NDJSONDecoder(format)
            return { input in
                var reader = InputReader(input)
                let (choice, length) = (reader.byte(), reader.byte())
                let file = InputFileOfFuzz(directory, choice, reader.remaining())
                let whole = file.rows(decoder, bytes: .max)
                let cut = file.rows(decoder, bytes: Int64(length) + 1)
                if case (.success(let whole), .success(let cut)) = (whole, cut), whole != cut {
                    return "rows \(whole), cut \(cut)"
                }
                return nil
            }
        })
}

/// A file to be read whole and in pieces.
private struct InputFileOfFuzz {
    private let files: SourceFiles
    private let name: String
    private let failure: (any Error)?

    private static let formats: [TextFormat] = [
        .lines, TextFormat(separator: "||"), TextFormat(encoding: TextEncoding(named: "UTF-16LE")),
        TextFormat(encoding: TextEncoding(named: "UTF-16")),
        TextFormat(separator: "\u{e9}", encoding: TextEncoding(named: "UTF-32BE")),
        TextFormat(encoding: TextEncoding(named: "ISO-8859-1")), TextFormat(isMultiLine: true),
        TextFormat(encoding: TextEncoding(named: "SHIFT_JIS")),
    ]

    init(_ directory: TemporaryDirectory, _ choice: UInt8, _ bytes: [UInt8]) {
        files = SourceFiles(root: directory.path, text: Self.formats[Int(choice & 7)])
        name = ["a.json", "a.json.gz", "a.json.zst", "a.json"][Int(choice >> 6)]
        do throws(IOFailure) {
            try FileSystem.writeAtomically(bytes, to: directory.path(name), isDurable: false)
            failure = nil
        } catch {
            failure = error
        }
    }

    /// The rows of the file in slices of so many bytes.
    func rows(_ decoder: NDJSONDecoder, bytes: Int64) -> Result<[String], any Error> {
        Result {
            if let failure { throw failure }
            let path = files.path(of: name)
            guard let status = try FileSystem.status(path) else { return [] }
            let file = ListedFile(path: name, identity: FileIdentity(status))
            let unit = try files.text.unit(of: path)
            var (rows, start): ([String], Int64) = ([], 0)
            while true {
                let cut = try FileCutter.cut(files, file, unit: unit, start: start, bytes: bytes)
                let slice = Slice(
                    path: name, start: start, end: cut.end, identity: file.identity, unit: unit,
                    isLast: cut.isLast)
                let reader = try SliceReader(files, slice: slice)
                var block = 0
                while try reader.hasBlock(block) {
                    _ = try reader.decode(block, with: decoder) { rows += $0.batch.rows.map(spelt) }
                    block += 1
                }
                if cut.isLast || cut.end == start { return rows }
                start = cut.end
            }
        }
    }
}
