import Foundation
import StreamSupport
import Testing
import TideCheckpoint
import TideDurableIO
import TideModel
import Tidemark

import TideInspection
import TideStreaming

/// Files that are no more what was read, by what `onChangedInput` says.
@Suite struct ChangedInputPolicyTests {
    /// What becomes of `log`, of whose three lines the first was read, or all.
    enum Change: CaseIterable {
        case truncated, truncatedAndGrown, edited, replaced, secretlyEdited, gone
    }

    private let all = Workshop.lines("a", [1, 2, 3])

    private func path(_ workshop: Workshop) -> String { FileSystem.join(workshop.input, "log") }

    /// Writes bytes into the file itself, from `offset` on.
    private func write(_ text: String, at offset: UInt64, _ workshop: Workshop) throws {
        let handle = try #require(FileHandle(forUpdatingAtPath: path(workshop)))
        try handle.seek(toOffset: offset)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    private func apply(_ change: Change, _ workshop: Workshop) throws {
        switch change {
        case .truncated, .truncatedAndGrown:
            let handle = try #require(FileHandle(forUpdatingAtPath: path(workshop)))
            try handle.truncate(atOffset: 0)
            let numbers = change == .truncated ? 7...7 : 7...10
            try handle.write(contentsOf: Data(Workshop.lines("z", numbers).utf8))
            try handle.close()
            try workshop.touch("log", at: 50)
        case .edited:
            try write("{\"action\":\"z\"", at: 0, workshop)
            try workshop.touch("log", at: 50)
        case .secretlyEdited:
            try write("{\"action\":\"z\"", at: 0, workshop)
            try workshop.touch("log", at: 1)
        case .replaced: try workshop.land("log", Workshop.lines("z", [7, 8, 9]), at: 50)
        case .gone: try FileSystem.remove(path(workshop))
        }
    }

    /// A file of three lines, all read, or with a limit the first of them; then the change, and another file.
    private func changed(_ change: Change, _ policy: String, isPartly: Bool) throws -> Workshop {
        var workshop = try Workshop()
        workshop.options = ["onChangedInput": policy]
        if isPartly { workshop.options["maxBytesPerTrigger"] = "21" }
        try workshop.land("log", all, at: 1)
        _ = try workshop.run { $0.maxBatches = 1 }
        try apply(change, workshop)
        try workshop.land("more", Workshop.lines("m", [5]), at: 90)
        return workshop
    }

    private func verify(_ workshop: Workshop) throws -> TidemarkError {
        try #require(throws: TidemarkError.self) {
            _ = try Verifier(checkpoint: workshop.checkpoint, isFast: false).verify()
        }
    }

    private func changes(_ workshop: Workshop) throws -> [String] {
        try workshop.snapshot { try $0.changes() }.map {
            "\($0.batch) \($0.path) \($0.finding) \($0.remedy) \($0.position) \($0.readBy)"
        }
    }

    @Test(
        "stop: exit status 3, nothing more is read", arguments: Change.allCases, [false, true])
    func stop(change: Change, isPartly: Bool) throws {
        if change == .gone && !isPartly { return }
        let workshop = try changed(change, "stop", isPartly: isPartly)
        for _ in 0..<2 {
            let error = try #require(throws: TidemarkError.self) { _ = try workshop.run() }
            #expect(error.code == (change == .gone ? .inputMissing : .inputChanged))
            #expect(error.code.exitStatus == .badData)
            #expect(error.remedy?.contains("onChangedInput") == true)
            #expect(error.message.contains("/in/log'"))
        }
        #expect(try workshop.batches().count == 1)
    }

    @Test(
        "skip: the rest is left, the batch records it, the next start says nothing of it",
        arguments: Change.allCases, [false, true])
    func skip(change: Change, isPartly: Bool) throws {
        if change == .gone && !isPartly { return }
        let workshop = try changed(change, "skip", isPartly: isPartly)
        let log = try workshop.run()
        #expect(log.notes.contains { $0.hasPrefix("'log' ") && $0.hasSuffix(": its rest is left unread") })
        #expect(try workshop.batches().dropFirst() == [["more 0-21"]])
        let read = isPartly ? 21 : 63
        let finding =
            change == .gone
            ? "gone" : change == .truncated && !isPartly ? "shorter" : "otherBytes"
        #expect(try changes(workshop) == ["1 log \(finding) skipped \(read) 0...0"])
        let again = try workshop.run()
        #expect(again.summary?.batches == 0)
        #expect(!again.notes.contains { $0.hasPrefix("'log' ") })
        let (count, total) = isPartly ? (1, 1) : (3, 6)
        #expect(
            try workshop.rows() == [
                #"{"action":"a","count":\#(count),"total":\#(total)}"#,
                #"{"action":"m","count":1,"total":5}"#,
            ])
        let error = try verify(workshop)
        #expect(error.code.exitStatus == .badData)
        #expect(error.message.contains("/in/log', which batch 0 read, changed: batch 1 found that it "))
        #expect(error.message.contains(", and left its rest unread"))
    }

    @Test(
        "as-new: the file is read from its start in the batch that records it",
        arguments: Change.allCases.filter { $0 != .gone }, [false, true])
    func asNew(change: Change, isPartly: Bool) throws {
        let workshop = try changed(change, "as-new", isPartly: isPartly)
        let size = try #require(try FileSystem.status(path(workshop))).sizeBytes
        _ = try workshop.run()
        let slices = try workshop.batches().dropFirst().joined().filter { $0.hasPrefix("log ") }
        #expect(slices.first?.hasPrefix("log 0-") == true)
        #expect(slices.last?.hasSuffix("-\(size)") == true)
        #expect(try changes(workshop).count == 1)
        #expect(try changes(workshop)[0].contains(" readAsNew "))
        #expect(try workshop.ledger().contains { $0.hasPrefix("log \(size)/\(size) 1-") })
        let total = try workshop.rows("SELECT sum(count) AS n FROM counts")
        let expected = (isPartly ? 1 : 3) + Int(size) / 21 + 1
        #expect(total == [#"{"n":\#(expected)}"#])
        #expect(try workshop.run().summary?.batches == 0)
        #expect(try verify(workshop).message.contains("read it from its start as a new file"))
    }

    @Test("a file that comes back as it was is the one that was read, and verify agrees again")
    func restored() throws {
        let workshop = try changed(.edited, "skip", isPartly: false)
        _ = try workshop.run()
        _ = try verify(workshop)
        try workshop.land("log", all, at: 70)
        #expect(try workshop.run().summary?.batches == 0)
        let verification = try Verifier(checkpoint: workshop.checkpoint, isFast: false).verify()
        #expect(verification.differences.isEmpty)
    }

    @Test("the end of a run that skips nothing but a file leaves it to the next start")
    func nothingElse() throws {
        let workshop = try changed(.edited, "skip", isPartly: false)
        try FileSystem.remove(FileSystem.join(workshop.input, "more"))
        for _ in 0..<2 { #expect(try workshop.run().notes.count == 1) }
        #expect(try changes(workshop) == [])
    }
}
