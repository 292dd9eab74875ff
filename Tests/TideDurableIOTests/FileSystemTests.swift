import TestSupport
import Testing
import TideDurableIO

@Suite("File system")
struct FileSystemTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("durable") }

    @Test("an atomic write replaces the whole file and leaves nothing beside it", arguments: [false, true])
    func atomicWrite(isDurable: Bool) throws {
        let path = directory.path("a")
        let large = [UInt8](repeating: 7, count: 3 << 20)
        for content in [Array("one".utf8), [], large, Array("two".utf8)] {
            try FileSystem.writeAtomically(content, to: path, isDurable: isDurable)
            #expect(try FileSystem.readFile(path) == content)
        }
        #expect(try FileSystem.list(directory.path).map(\.name) == ["a"])
    }
}
