import TideCheckpoint
import TideDurableIO
import TideLMDB
import TideModel

/// The bytes of a data file in memory, to be changed and looked at.
final class PageImage: PageSource {
    static let pageSize = 4096
    let path = "state/data.mdb"
    var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var pageCount: Int { bytes.count / Self.pageSize }

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

    func page(_ number: Int) -> ArraySlice<UInt8> {
        bytes[number * Self.pageSize..<(number + 1) * Self.pageSize]
    }

    /// A digest of everything that can be read, in its order: the commit record and `history` included.
    func contents() throws -> Int { try PageState(self).walk(Contents()).visitor.hasher.finalize() }

    private struct Contents: PageVisitor {
        var hasher = Hasher()

        // Safety: the bytes are hashed within the call.
        mutating func visit(_ entry: PageEntry) {
            hasher.combine(entry.tree)
            hasher.combine(entry.key.count)
            hasher.combine(bytes: entry.key)
            hasher.combine(entry.value.count)
            hasher.combine(bytes: entry.value)
        }

        mutating func report(_ finding: PageFinding) { hasher.combine(finding) }
    }

    /// What became of a change.
    enum Verdict: Hashable {
        case detected
        /// Nothing is found, and everything reads as it did.
        case harmless
        /// Nothing is found, and something reads otherwise; or what is found names no file or page.
        case silent
    }

    /// Checks the image against the contents it had.
    func verdict(_ contents: Int) throws -> Verdict {
        let findings = try CheckpointCheck.state(of: self).findings
        if findings.isEmpty { return try self.contents() == contents ? .harmless : .silent }
        return findings.allSatisfy { $0.page != nil && $0.file == path && $0.consequence == .damaged }
            ? .detected : .silent
    }
}

extension Sample {
    /// A checkpoint of about 20 pages with everything a page can hold: entries of each table that is
    /// written, a tree `result`, values in overflow pages, free pages; and the data file after each batch.
    static func pages() throws -> (sample: Sample, images: [[UInt8]]) {
        let sample = try Sample()
        var images: [[UInt8]] = []
        for id in 0..<Int64(5) {
            let writer = try sample.open()
            var batch = Sample.batch(
                id, delta: (10..<50).map { Sample.entry("word-\($0 * Int(id + 3) % 97)", 1) }.sorted())
            batch.delta.changes = [
                StateChange(key: Array("~long".utf8), value: [UInt8](repeating: UInt8(id), count: 9_000)),
                StateChange(key: Array("~\(id)".utf8), value: [UInt8](repeating: 7, count: 900)),
            ]
            batch.output = ResultOutput(ResultTests.pieces(id * 100..<id * 100 + 60))
            try writer.writePlan(Sample.plan(id))
            try writer.commit(batch, merge: Sample.add)
            try writer.writeCommitLog()
            try writer.close(markClean: true)
            var image = try FileSystem.readFile(sample.layout.stateData)
            // Without the zeros that wait for later commits.
            while image.suffix(PageImage.pageSize).allSatisfy({ $0 == 0 }) {
                image.removeLast(PageImage.pageSize)
            }
            images.append(image)
        }
        return (sample, images)
    }
}

extension [StateEntry] {
    fileprivate func sorted() -> [StateEntry] {
        sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }
}
