import Foundation
import Testing
import TideCheckpoint
import TideDurableIO
import TideLMDB

/// A checkpoint of about 20 pages, damaged in memory in every way a disk does it: each is found, with file
/// and page, or nothing reads otherwise than before.
@Suite("damaged pages") struct FlipTests {
    /// The data file after each batch.
    private let images: [[UInt8]]
    private let image: PageImage
    private let contents: Int
    private let sample: Sample

    init() throws {
        (sample, images) = try Sample.pages()
        image = PageImage(images[images.count - 1])
        contents = try image.contents()
    }

    private static let isExhaustive = ProcessInfo.processInfo.environment["TIDEMARK_EXHAUSTIVE"] == "1"

    @Test("the undamaged one is clean and has some 20 pages and more")
    func sound() throws {
        #expect(try image.verdict(contents) == .harmless)
        #expect((18...45).contains(image.pageCount))
    }

    /// Every bit of some bytes turned over, one at a time.
    private func flip(_ places: some Sequence<Int>) throws -> [PageImage.Verdict: Int] {
        var verdicts: [PageImage.Verdict: Int] = [:]
        for place in places {
            for bit in 0..<8 {
                image.bytes[place] ^= 1 << bit
                let verdict = try image.verdict(contents)
                image.bytes[place] ^= 1 << bit
                verdicts[verdict, default: 0] += 1
                if verdict == .silent { Issue.record("bit \(bit) of byte \(place) is changed in silence") }
            }
        }
        return verdicts
    }

    @Test("every bit of the meta pages' fields and of every page's header")
    func headers() throws {
        let metas = (0..<2).flatMap { page in (0..<152).map { page * PageImage.pageSize + $0 } }
        let headers = (2..<image.pageCount).flatMap { page in (0..<16).map { page * PageImage.pageSize + $0 }
        }
        let verdicts = try flip(metas + headers)
        #expect(verdicts[.silent] == nil)
        #expect(verdicts[.detected, default: 0] > 1_000)
    }

    @Test("every bit of bytes drawn by lot; of all bytes with TIDEMARK_EXHAUSTIVE=1")
    func bits() throws {
        var lottery = UInt64(20_26)
        let drawn = (0..<200).map { _ -> Int in
            lottery = lottery &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(lottery >> 33) % image.bytes.count
        }
        let verdicts =
            Self.isExhaustive ? try flip(image.bytes.indices) : try flip(Set(drawn).sorted())
        #expect(verdicts[.silent] == nil)
        #expect(verdicts[.detected, default: 0] > 100)
        if Self.isExhaustive {
            #expect(verdicts.values.reduce(0, +) == 8 * image.bytes.count)
            FileHandle.standardError.write(
                Data("flips of \(image.pageCount) pages: \(verdicts)\n".utf8))
        }
    }

    @Test("LMDB reads the same entries after a flip that counts as harmless")
    func harmlessByLMDB() throws {
        func entries() throws -> [[UInt8]] {
            var found: [[UInt8]] = []
            try sample.withEnvironment { environment in
                try environment.read { transaction throws in
                    for tree in [Tree.main, .result] {
                        try transaction.withCursor(tree) { cursor in
                            while let entry = try cursor.next() {
                                found += [[UInt8](entry.key), [UInt8](entry.value)]
                            }
                        }
                    }
                }
            }
            return found
        }
        let expected = try entries()
        var (lottery, tried) = (UInt64(5), 0)
        while tried < 60 {
            lottery = lottery &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let place = Int(lottery >> 33) % image.bytes.count
            image.bytes[place] ^= UInt8(1) << UInt8(lottery >> 30 & 7)
            if try image.verdict(contents) == .harmless {
                try FileSystem.overwrite(image.bytes, at: 0, of: sample.layout.stateData)
                #expect(try entries() == expected, "byte \(place)")
                tried += 1
            }
            image.bytes = images[images.count - 1]
        }
    }

    @Test("the file cut off a byte before, at and after each page's end")
    func truncated() throws {
        let whole = image.bytes
        var detected = 0
        for page in 0..<image.pageCount {
            for length in [
                page * PageImage.pageSize - 1, page * PageImage.pageSize, page * PageImage.pageSize + 1,
            ]
            where length >= 0 {
                image.bytes = Array(whole[..<length])
                let verdict = try image.verdict(contents)
                #expect(verdict != .silent, "\(length) bytes")
                if verdict == .detected { detected += 1 }
            }
        }
        #expect(detected > 3 * (image.pageCount + 1) / 2)
    }

    @Test("each page zeroed, and filled with ones")
    func overwritten() throws {
        for page in 0..<image.pageCount {
            for byte in [UInt8(0), 0xFF] {
                image.bytes = images[images.count - 1]
                let range = page * PageImage.pageSize..<(page + 1) * PageImage.pageSize
                image.bytes.replaceSubrange(range, with: repeatElement(byte, count: PageImage.pageSize))
                #expect(try image.verdict(contents) != .silent, "page \(page) filled with \(byte)")
            }
        }
    }

    @Test("each two pages swapped")
    func swapped() throws {
        for first in 0..<image.pageCount {
            for second in first + 1..<image.pageCount {
                let (left, right) = (Array(image.page(first)), Array(image.page(second)))
                replace(first, with: right)
                replace(second, with: left)
                #expect(try image.verdict(contents) != .silent, "pages \(first) and \(second)")
                image.bytes = images[images.count - 1]
            }
        }
    }

    @Test("each page as it was after each earlier batch: a write that was lost")
    func stale() throws {
        var detected = 0
        for (batch, old) in images.dropLast().enumerated() {
            let old = PageImage(old)
            for page in 0..<min(old.pageCount, image.pageCount) where old.page(page) != image.page(page) {
                replace(page, with: Array(old.page(page)))
                let verdict = try image.verdict(contents)
                #expect(verdict != .silent, "page \(page) of batch \(batch)")
                if verdict == .detected { detected += 1 }
                image.bytes = images[images.count - 1]
            }
        }
        #expect(detected > 10)
    }

    private func replace(_ page: Int, with bytes: [UInt8]) {
        let range = page * PageImage.pageSize..<(page + 1) * PageImage.pageSize
        image.bytes.replaceSubrange(range, with: bytes)
    }

    @Test("bytes that are no data file at all end in findings, never in a trap", arguments: 0..<40)
    func noise(seed: UInt64) throws {
        var state = seed &+ 99
        for _ in 0..<5 {
            image.bytes = images[images.count - 1]
            // Whole words of noise at some places, in headers and in the pages' offsets above all.
            for _ in 0..<20 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let page = Int(state >> 40) % image.pageCount
                let offset = Int(state >> 33) % (seed % 2 == 0 ? 64 : PageImage.pageSize - 8)
                for byte in 0..<8 {
                    image.bytes[page * PageImage.pageSize + offset + byte] = UInt8(state >> (8 * byte) & 0xFF)
                }
            }
            #expect(try image.verdict(contents) != .silent)
        }
    }
}
