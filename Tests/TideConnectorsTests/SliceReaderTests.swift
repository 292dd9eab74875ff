import TestSupport
import Testing
import TideDurableIO
import TideFormats
import TideModel

@testable import TideConnectors

/// Blocks cut anywhere: every line is seen once, whole, and the hash is that of the bytes.
@Suite struct SliceReaderTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func write(_ bytes: [UInt8], _ name: String = "input") throws -> FileIdentity {
        let path = joinPath(directory.path, name)
        try FileSystem.writeAtomically(bytes, to: path, isDurable: false)
        return FileIdentity(try #require(try FileSystem.status(path)))
    }

    private func lines(_ slice: Slice, blocks: [Int]) throws -> (
        text: [Int: [UInt8]], hashes: [Int: ContentHash]
    ) {
        let reader = try SliceReader(SourceFiles(root: directory.path), slice: slice)
        var text: [Int: [UInt8]] = [:]
        var hashes: [Int: ContentHash] = [:]
        for block in blocks {
            let (found, read) = try reader.withBlock(block) { (Int($0.fileOffset), Array($0.bytes)) }
            hashes[block] = found[0]
            if !read.1.isEmpty { text[read.0] = read.1 }
        }
        return (text, hashes)
    }

    /// Lines of very different lengths, some longer than a block.
    private func sample(lastNewline: Bool) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        for index in 0..<60 {
            let length = [0, 1, 30, 90_000, SliceHash.blockBytes - 1, SliceHash.blockBytes * 5 / 2][index % 6]
            let filler = UInt8.random(in: 97...122, using: &generator)
            bytes += Array(repeating: filler, count: length)
            bytes.append(UInt8(ascii: "\n"))
        }
        if !lastNewline { bytes += Array("tail".utf8) }
        return bytes
    }

    @Test("the lines of all blocks, in any order, are the file", arguments: [true, false])
    func coversTheFile(lastNewline: Bool) throws {
        let bytes = sample(lastNewline: lastNewline)
        let identity = try write(bytes)
        let slice = Slice(path: "input", start: 0, end: Int64(bytes.count), identity: identity)
        let count = try #require(SliceReader.blockCount(of: slice))
        let found = try lines(slice, blocks: (0..<count).shuffled())
        var joined: [UInt8] = []
        for (offset, text) in found.text.sorted(by: { $0.key < $1.key }) {
            #expect(offset == joined.count)
            joined += text
        }
        #expect(joined == bytes)
        let combined = SliceHash.combine((0..<count).compactMap { found.hashes[$0] })
        #expect(try SliceReader(SourceFiles(root: directory.path), slice: slice).hash() == combined)
    }

    @Test("a slice in the middle of a file gives its own lines only")
    func middle() throws {
        let bytes = Array("one\ntwo\nthree\nfour".utf8)
        let identity = try write(bytes)
        let slice = Slice(path: "input", start: 4, end: 14, identity: identity)
        #expect(try lines(slice, blocks: [0]).text == [4: Array("two\nthree\n".utf8)])
    }

    @Test("an empty slice has no blocks")
    func empty() throws {
        let slice = Slice(path: "input", start: 0, end: 0, identity: try write([]))
        #expect(SliceReader.blockCount(of: slice) == 0)
        #expect(
            try SliceReader(SourceFiles(root: directory.path), slice: slice).hash() == SliceHash.combine([]))
    }

    @Test("a file that changed since it was listed is refused by name")
    func changed() throws {
        let identity = try write(Array("one\n".utf8))
        _ = try write(Array("one\ntwo\n".utf8))
        let slice = Slice(path: "input", start: 0, end: 4, identity: identity)
        let error = try #require(throws: TidemarkError.self) {
            _ = try SliceReader(SourceFiles(root: directory.path), slice: slice)
        }
        #expect(error.code == .inputChanged)
        #expect(error.message.contains("/input'"))
    }

    @Test("a file that is gone is refused by name")
    func missing() throws {
        let identity = try write([])
        let slice = Slice(path: "absent", start: 0, end: 0, identity: identity)
        let error = try #require(throws: TidemarkError.self) {
            _ = try SliceReader(SourceFiles(root: directory.path), slice: slice)
        }
        #expect(error.code == .inputMissing)
    }
}
