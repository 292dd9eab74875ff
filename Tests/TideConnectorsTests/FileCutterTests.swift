import TestSupport
import Testing
import TideDurableIO
import TideModel

@testable import TideConnectors

@Suite struct FileCutterTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test("a cut falls on the last line end within the bytes, or on the end of a line that is longer")
    func cuts() throws {
        let long = String(repeating: "z", count: 200_000)
        let text = "aaaa\nbbbb\n\(long)\ncc"
        let path = joinPath(directory.path, "input")
        try FileSystem.writeAtomically(Array(text.utf8), to: path, isDurable: false)
        let status = try #require(try FileSystem.status(path))
        let file = ListedFile(path: "input", identity: FileIdentity(status))
        let cases: [(start: Int64, bytes: Int64, end: Int64)] = [
            (0, 4, 5), (0, 5, 5), (0, 9, 5), (0, 10, 10), (0, 150_000, 10), (10, 100, 200_011),
            (10, 200_001, 200_011), (200_011, 1, 200_013), (0, 1_000_000, 200_013),
        ]
        for entry in cases {
            let cut = try FileCutter.cut(
                SourceFiles(root: directory.path), file, unit: .bytes, start: entry.start, bytes: entry.bytes)
            #expect(
                cut == FileCutter.Cut(end: entry.end, isLast: entry.end == 200_013),
                "from \(entry.start), \(entry.bytes) bytes")
        }
    }
}
