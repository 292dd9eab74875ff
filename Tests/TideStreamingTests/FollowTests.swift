import Foundation
import StreamSupport
import Testing
import TideCheckpoint
import TideDurableIO
import TideModel
import Tidemark

@testable import TideStreaming

/// Files that grow, read on from where they ended (`appends` = `follow`).
@Suite struct FollowTests {
    private var workshop: Workshop
    private let one = Workshop.lines("a", [1])

    /// `log` is read; it has one line of 21 bytes.
    init() throws {
        workshop = try Workshop()
        workshop.options = ["appends": "follow"]
        try workshop.land("log", one, at: 1)
        _ = try workshop.run()
    }

    private func path(_ name: String) -> String { FileSystem.join(workshop.input, name) }

    /// Writes behind what is there, as a program that keeps the file open does.
    private func append(_ text: String, to name: String = "log") throws {
        let handle = try #require(FileHandle(forWritingAtPath: path(name)))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    private func rows(_ counts: [(String, Int, Int)]) -> [String] {
        counts.map { #"{"action":"\#($0.0)","count":\#($0.1),"total":\#($0.2)}"# }
    }

    @Test("only the new end of a file is read, also after other files")
    func grown() throws {
        try append(Workshop.lines("a", [2, 3]))
        #expect(try workshop.run().notes == [])
        #expect(try workshop.batches() == [["log 0-21"], ["log 21-63"]])
        #expect(try workshop.ledger() == ["log 63/63 0-1"])
        #expect(try workshop.run().summary?.batches == 0)
        try workshop.land("more", Workshop.lines("m", [5]), at: 9)
        try append(Workshop.lines("a", [4]))
        _ = try workshop.run()
        #expect(try workshop.rows() == rows([("a", 4, 10), ("m", 1, 5)]))
    }

    @Test("whole lines of a file that is being written are taken, the last line waits for its end")
    func tail() throws {
        try append(Workshop.lines("a", [2]) + #"{"action":"a","#)
        try workshop.touch("log", at: 700_000_000_000_000_000)  // as of now
        // The run waits for the line that had begun.
        var waits = 0
        let log = try workshop.run(wait: { _ in
            waits += 1
            if waits == 3 { try append("\"n\":3}\n" + #"{"act"#) }
        })
        #expect(waits == 3)
        #expect(log.summary?.ending == .finished)
        #expect(try workshop.batches() == [["log 0-21"], ["log 21-63"]])
        let ledger = try workshop.ledger()
        #expect(ledger == ["log 63/68 0-1 partly"])
        try append("ion\":\"a\",\"n\":4}\n")
        _ = try workshop.run()
        #expect(try workshop.batches().last == ["log 63-84"])
        #expect(try workshop.rows() == rows([("a", 4, 10)]))
    }

    @Test("an unending run takes whole lines at each look, and the last line when it was left alone")
    func unending() throws {
        var signal: Int32?
        try append(Workshop.lines("a", [2]) + #"{"action":"a","n":3}"#)
        try workshop.touch("log", at: 700_000_000_000_000_000)
        _ = try workshop.run(
            { $0.trigger = .processingTime(microseconds: 0) }, stopSignal: { signal }, wait: { _ in },
            onBatch: { progress in if progress.totalRows == 3 { signal = SIGTERM } })
        #expect(try workshop.batches() == [["log 0-21"], ["log 21-42"], ["log 42-62"]])
        #expect(try workshop.ledger() == ["log 62/62 0-2"])
        // What follows begins with the end of that line, or is another one.
        try append("\n" + Workshop.lines("a", [4]))
        _ = try workshop.run()
        #expect(try workshop.rows() == rows([("a", 4, 10)]))
        #expect(try workshop.snapshot { try $0.totals().badRows } == 0)
    }

    @Test("a line that goes on after it was read as the last one is refused with its byte")
    func lineWentOn() throws {
        try append(#"{"action":"a","n":2}"#)
        try workshop.touch("log", at: 5)
        _ = try workshop.run()
        #expect(try workshop.ledger() == ["log 41/41 0-1"])
        try append(" x\n")
        let error = try #require(throws: TidemarkError.self) { _ = try workshop.run() }
        #expect(
            error.message.hasSuffix(
                "/in/log' changed after it was read: the last line that was read goes on at byte 41"))
        #expect(error.code.exitStatus == .badData)
    }

    @Test("a file whose first bytes changed is refused although it grew")
    func changedAndGrown() throws {
        try workshop.land("log", Workshop.lines("b", [1, 2]), at: 7)
        let error = try #require(throws: TidemarkError.self) { _ = try workshop.run() }
        #expect(error.message.hasSuffix("its first 21 bytes differ"))
    }

    @Test("a log that was rotated: its end is read under its new name, then the new file")
    func rotated() throws {
        try append(Workshop.lines("a", [2]))
        try FileSystem.rename(path("log"), to: path("log.1"))
        try append(Workshop.lines("a", [3]), to: "log.1")
        try workshop.land("log", Workshop.lines("c", [7]), at: 800_000_000_000_000_000)
        let log = try workshop.run()
        #expect(log.notes == ["'log.1' is 'log' under another name: not read again"])
        #expect(try workshop.batches().joined().sorted() == ["log 0-21", "log 0-21", "log.1 21-63"])
        #expect(try workshop.rows() == rows([("a", 3, 6), ("c", 1, 7)]))
        #expect(try workshop.run().summary?.batches == 0)
    }

    @Test("growing files do not keep others from their turn under a limit")
    func turns() throws {
        var workshop = workshop
        workshop.options["maxFilesPerTrigger"] = "1"
        try workshop.land("b", Workshop.lines("b", [5]), at: 3)
        try append(Workshop.lines("a", [2]))
        try workshop.touch("log", at: 20)
        _ = try workshop.run()
        #expect(try workshop.batches() == [["log 0-21"], ["b 0-21"], ["log 21-42"]])
    }
}
