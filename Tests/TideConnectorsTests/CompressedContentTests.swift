import TestSupport
import Testing
import TideDurableIO
import TideFormats
import TideModel

@testable import TideConnectors

/// Compressed files are read as what they decompress to.
@Suite struct CompressedContentTests {
    private let directory: TemporaryDirectory
    private var files: SourceFiles { SourceFiles(root: directory.path) }

    init() throws { directory = try TemporaryDirectory() }

    private func listed(_ name: String, _ bytes: [UInt8]) throws -> ListedFile {
        try FileSystem.writeAtomically(bytes, to: directory.path(name), isDurable: false)
        let status = try #require(try FileSystem.status(directory.path(name)))
        return ListedFile(path: name, identity: FileIdentity(status))
    }

    private func slice(_ file: ListedFile, _ start: Int64, _ end: Int64) -> Slice {
        Slice(path: file.path, start: start, end: end, identity: file.identity, unit: .decompressedBytes)
    }

    private func read(_ slice: Slice, of files: SourceFiles? = nil) throws -> (
        text: [UInt8], hash: ContentHash
    ) {
        let reader = try SliceReader(files ?? self.files, slice: slice)
        var text: [UInt8] = []
        var hashes: [ContentHash] = []
        var block = 0
        while try reader.hasBlock(block) {
            let (found, lines) = try reader.withBlock(block) { Array($0.bytes) }
            hashes += found
            text += lines
            block += 1
        }
        return (text, SliceHash.combine(hashes))
    }

    private static let samples: [(name: String, bytes: [UInt8], text: String)] = [
        ("a.gz", CompressedSamples.linesGzip, CompressedSamples.lines),
        ("a.zst", CompressedSamples.linesZstandard, CompressedSamples.lines),
        ("members.gz", CompressedSamples.linesGzipMembers, CompressedSamples.lines),
        ("frames.zst", CompressedSamples.linesZstandardFrames, CompressedSamples.lines),
        ("big.gz", CompressedSamples.bigGzip, CompressedSamples.big),
        ("big.zst", CompressedSamples.bigZstandard, CompressedSamples.big),
        ("empty.gz", CompressedSamples.emptyGzip, ""), ("empty.zst", CompressedSamples.emptyZstandard, ""),
        ("nothing.gz", [], ""),
    ]

    @Test("the lines are those of the file that was compressed, and so is the hash", arguments: samples)
    func whole(name: String, bytes: [UInt8], text: String) throws {
        let file = try listed(name, bytes)
        let plain = try listed("plain", Array(text.utf8))
        let open = try read(slice(file, 0, Slice.openEnd))
        #expect(open.text == Array(text.utf8))
        let hash = try SliceReader(
            files,
            slice: Slice(path: "plain", start: 0, end: Int64(text.utf8.count), identity: plain.identity)
        ).hash()
        #expect(open.hash == hash)
        let closed = slice(file, 0, Int64(text.utf8.count))
        #expect(try read(closed).hash == hash)
        #expect(try SliceReader(files, slice: closed).hash() == hash)
        #expect(try !SliceReader(files, slice: closed).goesOn())
    }

    @Test(
        "cut at the ends of lines, the pieces are the file", arguments: samples.dropLast(3),
        [1, 22, 500, 700_000])
    func pieces(sample: (name: String, bytes: [UInt8], text: String), limit: Int64) throws {
        if sample.text.utf8.count > 10_000 && limit < 700_000 { return }
        let file = try listed(sample.name, sample.bytes)
        var text: [UInt8] = []
        var start: Int64 = 0
        var isLast = false
        while !isLast {
            let cut = try FileCutter.cut(
                files, file, unit: .decompressedBytes, start: start, bytes: limit)
            let piece = try read(slice(file, start, cut.end))
            #expect(piece.text.count <= max(Int(limit), 23))
            #expect(piece.text.last == UInt8(ascii: "\n"))
            text += piece.text
            start = cut.end
            isLast = cut.isLast
        }
        #expect(text == Array(sample.text.utf8))
    }

    @Test("cut into many slices, a file is decompressed once to cut and once to read it")
    func decompressedOnce() throws {
        let file = try listed("big.gz", CompressedSamples.bigGzip)
        let (cutting, reading) = (files, files)
        var text: [UInt8] = []
        var cut = FileCutter.Cut(end: 0, isLast: false)
        while !cut.isLast {
            let start = cut.end
            cut = try FileCutter.cut(
                cutting, file, unit: .decompressedBytes, start: start, bytes: 10_000)
            text += try read(slice(file, start, cut.end), of: reading).text
        }
        #expect(text == Array(CompressedSamples.big.utf8))
        #expect(cutting.openContents.opened == 1)
        #expect(reading.openContents.opened == 1)
        // Another file of the name is begun anew, and so is a place before the last.
        let other = try listed("big.gz", CompressedSamples.bigGzip)
        #expect(try read(slice(other, 0, 23), of: reading).text.count == 23)
        #expect(reading.openContents.opened == 2)
        #expect(try read(slice(other, 0, 23), of: reading).text.count == 23)
        #expect(reading.openContents.opened == 3)
    }

    @Test("damage, a missing end and what is not compressed at all are told with file and byte")
    func damage() throws {
        func refusal(_ name: String, _ bytes: [UInt8]) throws -> String {
            let file = try listed(name, bytes)
            let error = try #require(throws: TidemarkError.self) {
                _ = try read(slice(file, 0, Slice.openEnd))
            }
            #expect(error.code == .inputChanged)
            return "\(error)".replacing(directory.path, with: "")
        }
        let next =
            "\n  next: replace it by a whole one and run the same command again; what was committed stays "
            + "as it is"
        let gzip = CompressedSamples.linesGzip
        #expect(
            try refusal("short.gz", gzip.dropLast(9))
                == "error [INPUT_CHANGED]: compressed input file '/short.gz' ends at byte \(gzip.count - 9) "
                + "in the middle of its content: it is cut short" + next)
        #expect(
            try refusal("short.zst", CompressedSamples.linesZstandard.dropLast(9)).contains("it is cut short")
        )
        #expect(ErrorCondition.inputCutShort.fits(try refusal("again.gz", gzip.dropLast(9))))
        #expect(ErrorCondition.inputDamaged.fits(try refusal("odd.gz", gzip + [1, 2, 3])))
        var wrong = gzip
        wrong[gzip.count - 6] ^= 1
        #expect(
            try refusal("crc.gz", wrong)
                == "error [INPUT_CHANGED]: compressed input file '/crc.gz' is damaged at byte "
                + "\(gzip.count - 4): incorrect data check" + next)
        #expect(
            try refusal("plain.gz", Array("{}\n".utf8)).contains(
                "'/plain.gz' is damaged at byte 2: incorrect "))
        #expect(try refusal("more.gz", gzip + Array("garbage".utf8)).contains("incorrect header check"))
        #expect(try refusal("plain.zst", Array("{\"a\":1}\n".utf8)).contains("Unknown frame descriptor"))
        var torn = CompressedSamples.linesZstandard
        torn[torn.count / 2] ^= 0xFF
        #expect(try refusal("torn.zst", torn).contains("is damaged at byte"))
    }

    @Test(
        "a compression that is not read is refused by name",
        arguments: [
            ("a.bz2", "bzip2"), ("b.deflate", "deflate"), ("c.snappy", "Snappy"), ("d.lz4", "LZ4"),
            ("e.xz", "xz"),
        ])
    func refused(name: String, compression: String) throws {
        let error = try #require(throws: TidemarkError.self) { _ = try Compression(path: "/in/\(name)") }
        #expect(
            "\(error)"
                == "error [UNSUPPORTED_FEATURE]: input file '/in/\(name)' is compressed with \(compression), "
                + "which is not read\n  next: compress it with gzip (.gz) or zstd (.zst), or leave it out "
                + "with OPTIONS (pathGlobFilter ..)")
        #expect(ErrorCondition.inputCompression.code == error.code)
    }

    @Test("names tell the compression, with regard to case")
    func names() throws {
        #expect(try Compression(path: "/in/a.json.gz") == .gzip)
        #expect(try Compression(path: "/in/a.zst") == .zstandard)
        for plain in ["/in/a.GZ", "/in/a.json", "/in/gz", "/in/a.gz.json"] {
            #expect(try Compression(path: plain) == nil)
        }
    }
}
