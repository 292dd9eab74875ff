import TestSupport
import TideCheckpoint
import TideDurableIO
import TideLMDB

extension FuzzTarget {
    /// The walk over a data file's pages and the reading of its tables without LMDB.
    ///
    /// An input is a byte that says which file is damaged, and what is done to it (``PageImage``).
    static let pages = FuzzTarget(
        name: "pages", maximumBytes: 256, words: [],
        seeds: { repository in
            let count = try PageImage.examples(repository).count
            return (0..<count).flatMap { (image) -> [[UInt8]] in
                let image = UInt8(image)
                return [
                    [image], [image, 1, 3], [image, 2, 2, 5], [image, 3, 4, 2],
                    [image, 0, 0, 0x90, 0, 4, 1, 0, 0, 0], [image, 0, 2, 12, 0, 4, 16, 0, 0, 16],
                    [image, 4, 2, 0x10, 0, 0x7F], [image, 0, 1, 0x68, 0, 2, 31, 0], [image, 5, 3, 7],
                ]
            }
        },
        trial: { repository in
            let examples = try PageImage.examples(repository)
            return { input in
                var reader = InputReader(input)
                let image = examples[Int(reader.byte()) % examples.count].damaged(by: &reader)
                return problem(of: image)
            }
        })

    /// What the check does not find and the reading stumbles over.
    private static func problem(of image: PageImage) -> String? {
        do {
            let findings = try CheckpointCheck.state(of: image).findings
            let state = try PageState(image)
            do {
                try read(state)
                if let older = state.older { try read(older) }
            } catch let failure as LMDBError where findings.isEmpty {
                return "checked and not found: \(failure)"
            } catch {}
        } catch is MetaPageDamage {
        } catch is NewerFormat {
        } catch {
            return "\(error)"
        }
        return nil
    }

    /// Reads all tables.
    private static func read(_ state: PageState) throws {
        try state.snapshot { transaction in
            for tree in [Tree.main, .result] {
                try transaction.withCursor(tree) { cursor in
                    while try cursor.next() != nil {}
                    while try cursor.previous() != nil {}
                }
            }
            let snapshot = try CheckpointSnapshot(transaction)
            _ = try snapshot.entryCounts()
            _ = try snapshot.plans()
            for batch in try snapshot.batches() {
                _ = try snapshot.slices(ofBatch: batch.id)
                _ = try snapshot.outbox(ofBatch: batch.id)
                _ = try snapshot.resultPieces(ofBatches: batch.id...batch.id)
            }
            _ = try snapshot.files(source: 0)
            _ = try snapshot.stateEntries()
            try snapshot.checkDigest()
        }
    }
}

/// A data file in memory.
struct PageImage: PageSource {
    static let pageSize = 4_096
    let path = "state/data.mdb"
    private(set) var bytes: [UInt8]

    func byteCount() -> UInt64 { UInt64(bytes.count) }

    // Safety: copies what both have; the array's storage is valid inside the closure.
    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard offset < bytes.count else { return 0 }
        let count = min(buffer.count, bytes.count - Int(offset))
        bytes.withUnsafeBytes { bytes in
            buffer.copyMemory(
                from: UnsafeRawBufferPointer(rebasing: bytes[Int(offset)..<Int(offset) + count]))
        }
        return count
    }

    /// The image with changes: 0 puts bytes at a place of a page, 1 cuts the file, 2 exchanges two pages, 3
    /// copies one over another, 4 adds to a number of 8 bytes, 5 appends pages, 6 makes pages of bytes.
    func damaged(by reader: inout InputReader) -> PageImage {
        var image = self
        while !reader.isAtEnd, image.bytes.count < 64 * Self.pageSize { image.change(&reader) }
        return image
    }

    private mutating func change(_ reader: inout InputReader) {
        let kind = reader.byte() % 7
        let pages = (bytes.count + Self.pageSize - 1) / Self.pageSize
        if pages == 0 { return }
        let page = Int(reader.byte()) % pages
        switch kind {
        case 0, 4:
            let place = page * Self.pageSize + reader.number() % Self.pageSize
            let new = kind == 0 ? reader.bytes(Int(reader.byte() % 33)) : [reader.byte()]
            for (offset, byte) in new.enumerated() where place + offset < bytes.count {
                bytes[place + offset] = kind == 0 ? byte : bytes[place + offset] &+ byte
            }
        case 1: bytes = Array(bytes.prefix(page * Self.pageSize + reader.number() % Self.pageSize))
        case 2, 3:
            let other = Int(reader.byte()) % pages
            let (first, second) = (self.page(page), self.page(other))
            put(first, other)
            if kind == 2 { put(second, page) }
        case 5: bytes += repeatElement(self.page(page), count: Int(reader.byte() % 8)).joined()
        default: put(reader.bytes(Self.pageSize), page)
        }
    }

    private func page(_ number: Int) -> [UInt8] {
        Array(bytes[number * Self.pageSize..<min(bytes.count, (number + 1) * Self.pageSize)])
    }

    private mutating func put(_ page: [UInt8], _ number: Int) {
        for (offset, byte) in page.enumerated() where number * Self.pageSize + offset < bytes.count {
            bytes[number * Self.pageSize + offset] = byte
        }
    }

    /// The example checkpoint's file, and one with two trees of two levels, overflow pages and free ones.
    static func examples(_ repository: Repository) throws -> [PageImage] {
        let directory = try TemporaryDirectory("fuzz-pages")
        let environment = try LMDBEnvironment(path: directory.path)
        for round in 0..<3 {
            try environment.write { (transaction) throws in
                for number in 0..<120 {
                    let key: [UInt8] = [0xF0, UInt8(number), UInt8(number % 7)]
                    let size = number % 40 == 0 ? 9_000 : 20 * (number % 9)
                    let value = [UInt8](repeating: UInt8(round), count: size)
                    try transaction.put(key, value, in: number % 3 == 0 ? .result : .main)
                }
            }
        }
        let made = try FileSystem.readFile(directory.path("data.mdb"))
        return [
            PageImage(bytes: try repository.bytes("checkpoints-example/checkpoint/state/data.mdb")),
            PageImage(bytes: made),
        ]
    }
}
