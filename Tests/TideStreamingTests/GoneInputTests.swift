import StreamSupport
import Testing
import TideDurableIO
import TideModel
import Tidemark

@testable import TideStreaming

/// Files that are not there, or cannot be read, are never passed over in silence.
@Suite struct GoneInputTests {
    @Test("a file that goes away with a part of it unread stops the run, and goes on when it is back")
    func goneInTheMiddle() throws {
        var workshop = try Workshop()
        workshop.options = ["maxBytesPerTrigger": "45"]
        let text = Workshop.lines("a", [1, 2, 3, 4])
        try workshop.land("big", text)
        _ = try workshop.run { $0.maxBatches = 1 }
        #expect(try workshop.ledger() == ["big 42/84 0-0 partly"])
        let path = FileSystem.join(workshop.input, "big")
        _ = try FileSystem.remove(path)
        let error = try #require(throws: TidemarkError.self) { _ = try workshop.run() }
        #expect(error.code == .inputMissing)
        #expect(
            error.message == "input file '\(path)' is gone: 42 of its 84 bytes were read, the rest was not")
        try workshop.land("big", text)
        _ = try workshop.run()
        #expect(try workshop.rows() == [#"{"action":"a","count":4,"total":10}"#])
    }

    @Test("a file that goes away whole is no matter")
    func goneWhole() throws {
        let workshop = try Workshop()
        try workshop.land("one", Workshop.lines("a", [1]), at: 1)
        _ = try workshop.run()
        _ = try FileSystem.remove(FileSystem.join(workshop.input, "one"))
        try workshop.land("two", Workshop.lines("a", [2]), at: 2)
        _ = try workshop.run()
        #expect(try workshop.rows() == [#"{"action":"a","count":2,"total":3}"#])
    }
}
