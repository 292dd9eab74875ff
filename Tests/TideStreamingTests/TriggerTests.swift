import StreamSupport
import Testing
import TideCheckpoint
import TideDurableIO
import TideModel
import Tidemark

@testable import TideStreaming

/// When batches start, and when a run ends.
@Suite struct TriggerTests {
    private func workshop(files: Int, options: [String: String] = ["maxFilesPerTrigger": "1"]) throws
        -> Workshop
    {
        var workshop = try Workshop()
        workshop.options = options
        for index in 0..<files { try land(workshop, index) }
        return workshop
    }

    private func land(_ workshop: Workshop, _ index: Int) throws {
        try workshop.land("\(index)", Workshop.lines("a", [index]), at: Int64(index))
    }

    @Test("once is one batch under the limits, and tells what is left")
    func once() throws {
        let workshop = try workshop(files: 3)
        let summary = try #require(try workshop.run { $0.trigger = .once }.summary)
        #expect(summary.ending == .finished)
        #expect([summary.batches, summary.unreadFiles] == [1, 2])
        #expect(summary.unreadBytes == 42)
        _ = try workshop.run { $0.trigger = .once }
        #expect(try workshop.batches().count == 2)
    }

    @Test("under a clock that was put back batches keep the last one's time, which is said once")
    func clockPutBack() throws {
        let workshop = try workshop(files: 1)
        _ = try workshop.run()
        for (jumpUs, notes) in [(-86_400_000_000, 1), (315_360_000_000_000, 0), (-86_400_000_000, 1)] {
            workshop.clock.set(microseconds: workshop.clock.nowMicroseconds() + Int64(jumpUs))
            let nowUs = workshop.clock.nowMicroseconds()
            for name in ["x\(nowUs)", "y\(nowUs)"] {
                try workshop.land(name, Workshop.lines("a", [1]), at: 5)
            }
            let log = try workshop.run()
            #expect(log.notes.filter { $0.hasPrefix("the clock says ") }.count == notes)
        }
        let times = try workshop.snapshot { try $0.batches().map(\.timestampMs) }
        #expect(times == times.sorted())
        #expect(try workshop.rows("SELECT sum(count) AS n FROM counts") == [#"{"n":7}"#])
    }

    @Test("a limit on batches ends a run that has more to read as stopped, one that has not as finished")
    func maxBatches() throws {
        let workshop = try workshop(files: 3)
        let first = try #require(try workshop.run { $0.maxBatches = 2 }.summary)
        #expect(first.ending == .stopped(signal: nil))
        #expect(first.lastBatch == 1)
        let second = try #require(try workshop.run { $0.maxBatches = 1 }.summary)
        #expect(second.ending == .finished)
        #expect(second.lastBatch == 2)
    }

    @Test("available-now leaves a file that lands during the run for the next start")
    func frozenListing() throws {
        let workshop = try workshop(files: 2)
        let log = try workshop.run(
            wait: { _ in },
            onBatch: { _ in #expect(throws: Never.self) { try land(workshop, 7) } })
        #expect(log.summary?.ending == .finished)
        #expect(log.progress.map(\.firstFile) == ["0", "1"])
        let next = try workshop.run()
        #expect(next.start?.unreadFiles == 1)
        #expect(next.progress.map(\.firstFile) == ["7"])
    }

    @Test("an interval fires at its multiples, with data or without")
    func interval() throws {
        let workshop = try workshop(files: 0)
        let second: Int64 = 1_000_000
        var starts: [Int64] = []
        let log = try workshop.run(
            { $0.trigger = .processingTime(microseconds: 10 * second) },
            stopSignal: { starts.count == 3 ? 2 : nil },
            wait: { count in
                if count == 1 { try land(workshop, 0) }
                if count == 3 { try land(workshop, 1) }
            },
            onBatch: { _ in
                starts.append(workshop.clock.nowMicroseconds() / second - 1_700_000_000)
                if starts.count < 3 { workshop.clock.advance(microseconds: 3 * second) }
                if starts.count == 2 { #expect(throws: Never.self) { try land(workshop, 2) } }
            })
        #expect(starts.allSatisfy { $0 % 10 == 0 }, "\(starts)")
        #expect(log.summary?.ending == .stopped(signal: 2))
        #expect(try workshop.batches().count == 3)
    }

    @Test("the interval 0 polls until data lands, and goes on at once while there is some")
    func unending() throws {
        let workshop = try workshop(files: 2)
        var waits = 0
        let log = try workshop.run(
            { $0.trigger = .processingTime(microseconds: 0) },
            stopSignal: { waits == 5 ? 2 : nil },
            wait: { count in
                waits = count
                if count == 3 { try land(workshop, 2) }
            })
        #expect(log.progress.map(\.firstFile) == ["0", "1", "2"])
        #expect(log.waits == Array(repeating: 10_000_000, count: 5))
        #expect(log.summary?.ending == .stopped(signal: 2))
    }

    @Test("a signal finishes the batch in hand; the next start goes on")
    func signal() throws {
        let workshop = try workshop(files: 3)
        var batches = 0
        let log = try workshop.run(
            stopSignal: { batches == 2 ? 15 : nil }, wait: { _ in }, onBatch: { _ in batches += 1 })
        #expect(log.summary?.ending == .stopped(signal: 15))
        #expect(log.summary?.unreadFiles == 1)
        let next = try workshop.run()
        #expect(next.start?.wasInterrupted == false)
        #expect(next.start?.lastBatch == 1)
        #expect(next.progress.map(\.batch) == [2])
    }

    @Test("a signal during the last batch finds a job that has finished")
    func lateSignal() throws {
        let workshop = try workshop(files: 2)
        var batches = 0
        let log = try workshop.run(
            stopSignal: { batches == 2 ? 15 : nil }, wait: { _ in }, onBatch: { _ in batches += 1 })
        #expect(log.summary?.ending == .finished)
    }

    @Test("available-now waits for a file without a closing newline, and takes it whole")
    func unsettled() throws {
        let workshop = try workshop(files: 1)
        try workshop.land("open", "{\"action\":\"b\"}", at: 2)
        // Last modified half a second before the clock's now.
        try workshop.touch("open", at: 699_999_999_500_000_000)
        let log = try workshop.run(
            wait: { count in
                if count == 3 {
                    try workshop.land("open", "{\"action\":\"b\"}\n{\"action\":\"c\"}")
                    try workshop.touch("open", at: 700_000_000_020_000_000)
                }
            })
        #expect(log.waits.count == 102)
        #expect(log.waits.allSatisfy { $0 == 10_000_000 })
        #expect(try workshop.rows("SELECT action FROM counts ORDER BY action").count == 3)
    }

    @Test("what lands while available-now waits for a file is left for the next start, however much it is")
    func landsMeanwhile() throws {
        let workshop = try workshop(files: 1)
        try workshop.land("open", "{\"action\":\"b\"}", at: 2)
        try workshop.touch("open", at: 699_999_999_500_000_000)
        let log = try workshop.run(
            wait: { count in
                // Always one more, never settled: nothing to wait for.
                try workshop.land("late-\(count)", "{", at: 700_000_000_000_000_000 + Int64(count))
            })
        #expect(log.waits.count == 50)
        #expect(log.progress.flatMap { [$0.firstFile] }.contains { $0.hasPrefix("late") } == false)
        #expect(log.summary?.ending == .finished)
        #expect(try workshop.ledger().count == 2)
    }

    @Test("a file being written when its name is not yet long on disk is not taken as empty")
    func emptyWhileWritten() throws {
        let workshop = try workshop(files: 1)
        try workshop.land("open", "")
        try workshop.touch("open", at: 699_999_999_900_000_000)
        _ = try workshop.run(
            wait: { count in
                if count == 2 { try workshop.land("open", Workshop.lines("b", [1])) }
            })
        #expect(try workshop.rows("SELECT action FROM counts ORDER BY action").count == 2)
    }

    @Test("a signal ends the wait for unsettled files; the settled ones stay for the next start")
    func signalWhileUnsettled() throws {
        let workshop = try workshop(files: 1)
        try workshop.land("open", "{}", at: 2)
        try workshop.touch("open", at: 700_000_000_000_000_000)
        var waits = 0
        let log = try workshop.run(stopSignal: { waits > 0 ? 2 : nil }, wait: { waits = $0 })
        #expect(waits == 1)
        #expect(log.summary?.ending == .stopped(signal: 2))
        #expect(log.summary?.lastBatch == -1)
    }
}
