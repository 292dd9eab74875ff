import Foundation
import StreamSupport
import Testing
import TideCheckpoint
import TideDurableIO
import TideModel
import Tidemark

@testable import TideStreaming

/// What becomes of a file after it was read, and what the next start makes of it.
@Suite struct LedgerTests {
    private var workshop: Workshop
    private let one = Workshop.lines("a", [1])
    private let two = Workshop.lines("a", [1, 2])

    /// `old` is read; it has one line of 21 bytes.
    init() throws {
        workshop = try Workshop()
        try workshop.land("old", one, at: 1)
        _ = try workshop.run()
    }

    private func move(_ from: String, _ to: String) throws {
        try FileSystem.rename(
            FileSystem.join(workshop.input, from), to: FileSystem.join(workshop.input, to))
    }

    /// Writes into the file as it is, without making a new one.
    private func append(_ text: String, to name: String) throws {
        let handle = try #require(FileHandle(forWritingAtPath: FileSystem.join(workshop.input, name)))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    private func refusal(_ workshop: Workshop? = nil) throws -> TidemarkError {
        let error = try #require(throws: TidemarkError.self) { _ = try (workshop ?? self.workshop).run() }
        #expect(error.code == .inputChanged)
        #expect(error.code.exitStatus == .badData)
        return error
    }

    /// Runs after one more file has landed, so that the ledger is written again.
    private func runWithMore(_ workshop: Workshop? = nil) throws -> RunLog {
        let workshop = workshop ?? self.workshop
        try workshop.land("more", Workshop.lines("m", [5]), at: 9)
        return try workshop.run()
    }

    @Test("a touched file and one written anew with the same bytes are the file that was read")
    func touched() throws {
        try workshop.touch("old", at: 77)
        #expect(try workshop.run().summary?.batches == 0)
        try workshop.land("old", one, at: 78)
        let log = try runWithMore()
        #expect(log.progress.map(\.rows) == [1])
        #expect(try workshop.ledger() == ["more 21/21 1-1", "old 21/21 0-0"])
        let mtimes = try workshop.snapshot { try $0.files(source: 0) }.map(\.identity.mtimeNs)
        #expect(mtimes == [1_000_000_000_000_000_009, 1_000_000_000_000_000_078])
        #expect(try workshop.run().notes == [])
    }

    @Test("other bytes are refused by name, before anything is read")
    func changed() throws {
        try workshop.land("old", Workshop.lines("b", [1]), at: 1)
        try workshop.touch("old", at: 2)
        try workshop.land("more", one, at: 3)
        #expect(
            try refusal().message.hasSuffix("/in/old' changed after it was read: its first 21 bytes differ"))
        #expect(try workshop.batches().count == 1)
        try workshop.land("old", one, at: 5)
        #expect(try workshop.run().progress.map(\.firstFile) == ["more"])
    }

    @Test("a file that shrank is refused with both sizes")
    func truncated() throws {
        try workshop.land("old", "{}\n", at: 2)
        #expect(
            try refusal().message.hasSuffix(
                "/in/old' changed after it was read: 21 bytes were read, it has 3 now"))
    }

    @Test("a file that grew is refused, or with appends 'ignore' its end stays unread")
    func grown() throws {
        try workshop.land("old", two, at: 2)
        let error = try refusal()
        #expect(
            error.message.hasSuffix("/in/old' grew after it was read: 21 bytes were read, it has 42 now"))
        #expect(error.remedy?.contains("appends 'follow'") == true)
        var ignoring = workshop
        ignoring.options = ["appends": "ignore"]
        let log = try runWithMore(ignoring)
        #expect(log.notes.contains("'old' grew: 21 bytes at its end stay unread"))
        #expect(log.progress.map(\.firstFile) == ["more"])
        #expect(try ignoring.ledger() == ["more 21/21 1-1", "old 21/42 0-0"])
        #expect(try ignoring.run().notes == [])
        #expect(
            try ignoring.rows()
                == [#"{"action":"a","count":1,"total":1}"#, #"{"action":"m","count":1,"total":5}"#])
    }

    @Test("a file that grew in other bytes is changed, whatever appends says")
    func grownAndChanged() throws {
        var ignoring = workshop
        ignoring.options = ["appends": "ignore"]
        try workshop.land("old", Workshop.lines("b", [1, 2]), at: 2)
        #expect(try refusal(ignoring).message.hasSuffix("its first 21 bytes differ"))
    }

    @Test("a file that was read and is gone is noted at the start, and nothing else")
    func vanished() throws {
        try FileSystem.remove(FileSystem.join(workshop.input, "old"))
        let log = try runWithMore()
        #expect(log.progress.map(\.firstFile) == ["more"])
        #expect(
            log.notes == [
                "1 file that earlier batches read is not there any more: the result stands, but "
                    + "tidemark verify cannot recompute it without it"
            ])
        #expect(try workshop.ledger() == ["more 21/21 1-1", "old 21/21 0-0"])
        #expect(try workshop.snapshot { try $0.totals().files } == 2)
    }

    @Test("a file under another name is the same file and not read again")
    func moved() throws {
        try move("old", "new")
        let log = try runWithMore()
        #expect(log.notes == ["'new' is 'old' under another name: not read again"])
        #expect(log.progress.map(\.firstFile) == ["more"])
        #expect(try workshop.ledger() == ["more 21/21 1-1", "new 21/21 0-0"])
        #expect(try workshop.run().notes == [])
        // Moved once more: its slices still stand under the first name.
        try move("new", "newest")
        #expect(try workshop.run().notes == ["'newest' is 'new' under another name: not read again"])
    }

    @Test("a new file with the inode and the bytes of one that is gone is read: its time tells them apart")
    func inodeOfGone() throws {
        try move("old", "new")
        try workshop.touch("new", at: 50)
        #expect(try workshop.run().progress.map(\.firstFile) == ["new"])
    }

    @Test("a moved file is known by its bytes also when it is written anew under its new name")
    func movedAndCopied() throws {
        try move("old", "new")
        _ = try runWithMore()
        try workshop.land("new", one, at: 60)
        try workshop.land("again", Workshop.lines("z", [6]), at: 61)
        #expect(try workshop.run().progress.map(\.firstFile) == ["again"])
        try workshop.touch("new", at: 62)
        #expect(try workshop.run().summary?.batches == 0)
        try workshop.land("new", Workshop.lines("b", [1]), at: 63)
        #expect(try refusal().message.hasSuffix("its first 21 bytes differ"))
    }

    @Test("a new file with the bytes and the inode of one that was written anew is read")
    func inodeOfRewritten() throws {
        try move("old", "new")
        try workshop.touch("new", at: 5)
        try workshop.land("old", one, at: 6)
        #expect(try workshop.run().progress.map(\.firstFile) == ["new"])
    }

    @Test("a file that moved and grew is refused, or its end ignored")
    func movedAndGrown() throws {
        try move("old", "new")
        try append(Workshop.lines("a", [2]), to: "new")
        #expect(try refusal().message.contains("/in/new' grew after it was read"))
        var ignoring = workshop
        ignoring.options = ["appends": "ignore"]
        let log = try runWithMore(ignoring)
        #expect(log.notes.contains("'new' is 'old' under another name: not read again"))
        #expect(log.notes.contains("'new' grew: 21 bytes at its end stay unread"))
        #expect(try ignoring.ledger() == ["more 21/21 1-1", "new 21/42 0-0"])
    }

    @Test("a new file under the old name of a moved one is a new file")
    func rotated() throws {
        try move("old", "new")
        try workshop.land("old", Workshop.lines("c", [7]), at: 3)
        let log = try workshop.run()
        #expect(log.notes == ["'new' is 'old' under another name: not read again"])
        #expect(try workshop.batches() == [["old 0-21"], ["old 0-21"]])
        #expect(try workshop.ledger() == ["new 21/21 0-0", "old 21/21 1-1"])
        #expect(
            try workshop.rows()
                == [#"{"action":"a","count":1,"total":1}"#, #"{"action":"c","count":1,"total":7}"#])
        #expect(try workshop.snapshot { try $0.totals().files } == 2)
        #expect(try workshop.run().notes == [])
    }

    @Test("another file under the name of one that is gone is refused: the name is known with other bytes")
    func replaced() throws {
        try workshop.land("old", Workshop.lines("c", [7]), at: 3)
        #expect(try refusal().message.contains("/in/old' changed after it was read"))
    }

    @Test("names that go round by one are followed, whichever file is listed first", arguments: [1, 9])
    func roundabout(time: Int64) throws {
        try workshop.land("old.1", Workshop.lines("b", [2]), at: 5)
        _ = try workshop.run()
        try move("old.1", "old.2")
        try move("old", "old.1")
        try workshop.land("old", Workshop.lines("c", [7]), at: time)
        #expect(try workshop.run().progress.map(\.rows) == [1])
        #expect(try workshop.ledger() == ["old 21/21 2-2", "old.1 21/21 0-0", "old.2 21/21 1-1"])
        #expect(try workshop.snapshot { try $0.totals().files } == 3)
        #expect(try workshop.run().notes == [])
    }

    @Test("the same size and the same time with other bytes: the time of last change tells at the start")
    func editedInSecret() throws {
        let path = FileSystem.join(workshop.input, "old")
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.write(contentsOf: Data(Workshop.lines("b", [1]).utf8))
        try handle.close()
        try workshop.touch("old", at: 1)
        #expect(
            try refusal().message.hasSuffix("/in/old' changed after it was read: its first 21 bytes differ"))
    }

    @Test("a copy under another name, beside the first, is a file of its own")
    func copied() throws {
        try workshop.land("copy", one, at: 4)
        #expect(try workshop.run().progress.map(\.firstFile) == ["copy"])
        #expect(try workshop.rows() == [#"{"action":"a","count":2,"total":2}"#])
    }

    @Test("a file read in part is read on under its new name")
    func movedInPart() throws {
        var workshop = try Workshop()
        workshop.options = ["maxBytesPerTrigger": "21"]
        try workshop.land("old", Workshop.lines("a", 1...3), at: 1)
        _ = try workshop.run { $0.maxBatches = 1 }
        try FileSystem.rename(
            FileSystem.join(workshop.input, "old"), to: FileSystem.join(workshop.input, "new"))
        _ = try workshop.run()
        #expect(try workshop.batches() == [["old 0-21"], ["new 21-42"], ["new 42-63"]])
        #expect(try workshop.ledger() == ["new 63/63 0-2"])
        #expect(try workshop.rows() == [#"{"action":"a","count":3,"total":6}"#])
        try workshop.touch("new", at: 30)
        #expect(try workshop.run().summary?.batches == 0)
    }

    @Test("an inode that an empty file had does not make another file a known one")
    func reusedInode() throws {
        try workshop.land("empty", "", at: 2)
        _ = try workshop.run()
        try move("empty", "full")
        try append(two, to: "full")
        try workshop.touch("full", at: 5)
        #expect(try workshop.run().progress.map(\.firstFile) == ["full"])
        #expect(try workshop.rows() == [#"{"action":"a","count":3,"total":4}"#])
    }
}
