import Testing
import TideConnectors
import TideModel

@testable import TideStreaming

@Suite struct BatchPlannerTests {
    private func file(_ path: String, _ size: Int64, position: Int64 = 0) -> UnreadFile {
        UnreadFile(
            path: path, identity: FileIdentity(sizeBytes: size, mtimeNs: 0, inode: 1, device: 1),
            position: position)
    }

    /// Lines of ten bytes: a cut falls on the last multiple of ten, one line at least.
    private func cut(_ file: UnreadFile, _ bytes: Int64) -> FileCutter.Cut {
        let end = min(file.identity.sizeBytes, max(file.position + bytes / 10 * 10, file.position + 10))
        return FileCutter.Cut(end: end, isLast: end == file.identity.sizeBytes)
    }

    private func plan(_ files: [UnreadFile], maxFiles: Int? = nil, maxBytes: Int64 = 1_000) -> [String] {
        BatchPlanner(maxFiles: maxFiles, maxBytes: maxBytes).slices(of: files, cut: cut)
            .map { "\($0.path) \($0.start)-\($0.end)" }
    }

    @Test("files are taken in order until the file limit")
    func fileLimit() {
        #expect(
            plan([file("a", 100), file("b", 100), file("c", 100)], maxFiles: 2) == ["a 0-100", "b 0-100"])
    }

    @Test("a file over the byte limit is cut at a line end and finished before another is begun")
    func byteLimit() {
        #expect(plan([file("a", 2_500), file("b", 10)]) == ["a 0-1000"])
        #expect(plan([file("a", 2_500, position: 1_000), file("b", 10)]) == ["a 1000-2000"])
        #expect(plan([file("a", 2_500, position: 2_000), file("b", 10)]) == ["a 2000-2500", "b 0-10"])
    }

    @Test("the bytes left after a whole file are filled with a part of the next one")
    func fillsUp() {
        #expect(plan([file("a", 600), file("b", 600)]) == ["a 0-600", "b 0-400"])
    }

    @Test("a line longer than the limit is a batch of its own")
    func longLine() {
        #expect(plan([file("a", 50)], maxBytes: 5) == ["a 0-10"])
        #expect(plan([file("a", 4), file("b", 50)], maxBytes: 5) == ["a 0-4"])
    }

    @Test("a partly read file counts as one file")
    func partlyReadCounts() {
        let files = [file("a", 30, position: 20), file("b", 10)]
        #expect(plan(files, maxFiles: 1) == ["a 20-30"])
    }

    @Test("an empty file is taken and costs no bytes")
    func emptyFile() {
        #expect(plan([file("a", 0), file("b", 10)], maxFiles: 2, maxBytes: 10) == ["a 0-0", "b 0-10"])
    }

    @Test("cutting a file into many batches gives every byte once, in order")
    func covers() {
        var position: Int64 = 0
        var ends: [Int64] = []
        while position < 995 {
            let slices = BatchPlanner(maxFiles: nil, maxBytes: 87).slices(
                of: [file("a", 995, position: position)], cut: cut)
            #expect(slices.count == 1 && slices[0].start == position)
            position = slices[0].end
            ends.append(position)
        }
        #expect(ends == [80, 160, 240, 320, 400, 480, 560, 640, 720, 800, 880, 960, 995])
    }
}
