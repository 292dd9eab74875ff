import Glibc
import StreamSupport
import TestSupport
import Testing
import TideDurableIO
import TideModel
import Tidemark

@testable import TideStreaming

/// Unending runs whose input is watched. The clock stands still but for the one millisecond after a change,
/// so no listing falls due: what is read was told by the kernel.
@Suite struct WatchedSourceTests {
    private let wakeup = Wakeup()

    private func workshop(_ options: [String: String] = [:]) throws -> Workshop {
        var workshop = try Workshop()
        workshop.options = options
        try workshop.land("0", Workshop.lines("a", [0]))
        return workshop
    }

    /// Runs until the looks that found nothing are as many as the steps and one more; before each wait a step
    /// is done.
    private func run(
        _ workshop: Workshop, microseconds: Int64 = 0, _ steps: [() throws -> Void]
    ) throws -> RunLog {
        var isDone = false
        return try workshop.run(
            { $0.trigger = .processingTime(microseconds: microseconds) },
            stopSignal: { isDone ? 2 : nil }, wait: { _ in }, wakeup: wakeup,
            onIdle: { count in
                if count > steps.count { isDone = true } else { try steps[count - 1]() }
            })
    }

    @Test("a file that lands, is moved in or is written in place wakes an idle stream")
    func lands() throws {
        let workshop = try workshop()
        let other = try TemporaryDirectory("elsewhere")
        let log = try run(
            workshop,
            [
                { try workshop.land("1", Workshop.lines("a", [1])) },
                {
                    let bytes = Array(Workshop.lines("a", [2]).utf8)
                    try FileSystem.writeAtomically(bytes, to: other.path("2"), isDurable: false)
                    let path = FileSystem.join(workshop.input, "2")
                    try FileSystem.rename(other.path("2"), to: path)
                },
            ])
        #expect(log.progress.map(\.firstFile) == ["0", "1", "2"])
        #expect(log.idleLooks == 3)
        #expect(log.waits.allSatisfy { $0 <= 1_000_000 })
        #expect(try workshop.rows() == [#"{"action":"a","count":3,"total":3}"#])
        #expect(try workshop.ledger().count == 3)
    }

    @Test("a directory that comes later is looked into, and watched from then on")
    func subdirectory() throws {
        let workshop = try workshop(["recursiveFileLookup": "true"])
        let log = try run(
            workshop,
            [
                { try workshop.land("inner/1", Workshop.lines("a", [1])) },
                { try workshop.land("inner/2", Workshop.lines("a", [2])) },
                { try workshop.land("inner/deep/3", Workshop.lines("a", [3])) },
            ])
        #expect(log.progress.map(\.firstFile) == ["0", "inner/1", "inner/2", "inner/deep/3"])
    }

    @Test("a change of a file that was read stops the run as it does at the start")
    func changed() throws {
        let workshop = try workshop()
        let error = #expect(throws: TidemarkError.self) {
            try run(workshop, [{ try workshop.land("0", Workshop.lines("a", [7]), at: 9) }])
        }
        #expect(error?.code == .inputChanged)
    }

    @Test("a renamed file is not read again")
    func renamed() throws {
        let workshop = try workshop()
        let log = try run(
            workshop,
            [
                {
                    try FileSystem.rename(
                        FileSystem.join(workshop.input, "0"), to: FileSystem.join(workshop.input, "9"))
                    wakeup?.wake()
                }
            ])
        #expect(log.progress.map(\.firstFile) == ["0"])
        #expect(log.notes == ["'9' is '0' under another name: not read again"])
    }

    @Test("a followed file is read on while its writer keeps it open")
    func followed() throws {
        let workshop = try workshop(["appends": "follow"])
        let descriptor = creat(FileSystem.join(workshop.input, "log"), 0o644)
        defer { close(descriptor) }
        func append(_ number: Int) {
            let bytes = Array(Workshop.lines("a", [number]).utf8)
            #expect(write(descriptor, bytes, bytes.count) == bytes.count)
        }
        append(1)
        let log = try run(workshop, [{ append(2) }, { append(3) }])
        #expect(log.progress.map(\.rows) == [2, 1, 1])
        #expect(try workshop.rows() == [#"{"action":"a","count":4,"total":6}"#])
    }

    @Test("a file without a closing newline is read when it has settled, and not before")
    func settles() throws {
        let workshop = try workshop()
        var steps = [
            {
                try workshop.land("1", #"{"action":"a","n":1}"#)
                // As of now.
                try workshop.touch("1", at: 700_000_000_000_000_000)
            }
        ]
        steps += Array(repeating: { workshop.clock.advance(microseconds: 250_000) }, count: 4)
        let log = try run(workshop, steps)
        #expect(log.progress.map(\.firstFile) == ["0", "1"])
        #expect(workshop.clock.nowMicroseconds() >= 1_700_000_001_000_000)
    }

    @Test("an interval keeps its times, whatever lands")
    func interval() throws {
        let workshop = try workshop()
        let second: Int64 = 1_000_000
        var isDone = false
        var starts: [Int64] = []
        let log = try workshop.run(
            { $0.trigger = .processingTime(microseconds: 10 * second) },
            stopSignal: { isDone ? 2 : nil }, wait: { _ in },
            onBatch: { batch in
                starts.append(workshop.clock.nowMicroseconds() / second - 1_700_000_000)
                workshop.clock.advance(microseconds: second)
                isDone = starts.count == 3
            }, wakeup: wakeup,
            onIdle: { try workshop.land("\($0)", Workshop.lines("a", [$0]), at: Int64($0)) })
        #expect(starts.allSatisfy { $0 % 10 == 0 }, "\(starts)")
        #expect(log.progress.map(\.firstFile) == ["0", "1", "2"])
    }

    @Test("where a link may change unseen the source is listed each time")
    func link() throws {
        let workshop = try workshop()
        try FileSystem.writeAtomically(
            Array(Workshop.lines("b", [1]).utf8), to: workshop.directory.path("other"), isDurable: false)
        #expect(symlink("../later", FileSystem.join(workshop.input, "link")) == 0)
        try FileSystem.rename(workshop.directory.path("other"), to: workshop.directory.path("later"))
        let log = try run(
            workshop,
            [
                {
                    let path = workshop.directory.path("new")
                    let bytes = Array(Workshop.lines("b", [5]).utf8)
                    try FileSystem.writeAtomically(bytes, to: path, isDurable: false)
                    try FileSystem.rename(path, to: workshop.directory.path("0"))
                    let link = FileSystem.join(workshop.input, "link")
                    _ = try FileSystem.remove(link)
                    #expect(symlink("../0", FileSystem.join(workshop.input, "second")) == 0)
                }
            ])
        #expect(log.progress.map(\.batch) == [0, 1])
        #expect(try workshop.rows("SELECT total FROM counts WHERE action = 'b'") == [#"{"total":6}"#])
    }
}

/// What an unending run does with more unread files than a batch takes.
@Suite struct BacklogTests {
    private func workshop() throws -> Workshop {
        var workshop = try Workshop()
        workshop.options = ["maxFilesPerTrigger": "1"]
        for index in 1...4 { try workshop.land("\(index)", Workshop.lines("a", [index]), at: Int64(index)) }
        return workshop
    }

    /// What was read, batch by batch, until nothing was left; `onFirst` is done when the first batch is.
    private func files(
        _ workshop: Workshop, wakeup: Wakeup? = nil, onFirst: @escaping () throws -> Void
    ) throws -> [String] {
        var isDone = false
        let log = try workshop.run(
            { $0.trigger = .processingTime(microseconds: 0) }, stopSignal: { isDone ? 2 : nil },
            wait: { _ in },
            onBatch: { batch in
                if batch.batch == 0 { #expect(throws: Never.self) { try onFirst() } }
            }, wakeup: wakeup, onIdle: { _ in isDone = true })
        return log.progress.map(\.firstFile)
    }

    @Test("a listing is kept until it fills no batch any more; or a second", arguments: [false, true])
    func isKept(passesSecond: Bool) throws {
        let workshop = try workshop()
        let read = try files(workshop) {
            try workshop.land("0", Workshop.lines("a", [0]), at: 0)
            if passesSecond { workshop.clock.advance(microseconds: 1_000_000) }
        }
        #expect(read == (passesSecond ? ["1", "0", "2", "3", "4"] : ["1", "2", "3", "4", "0"]))
    }

    @Test(
        "a file that changes or goes before its turn is read as it then is, or not at all",
        arguments: [false, true])
    func changesMeanwhile(isWatched: Bool) throws {
        let workshop = try workshop()
        let read = try files(workshop, wakeup: isWatched ? Wakeup() : nil) {
            try workshop.land("2", Workshop.lines("a", [20, 20]), at: 2)
            _ = try FileSystem.remove(FileSystem.join(workshop.input, "3"))
        }
        #expect(read == ["1", "2", "4"])
        #expect(try workshop.rows() == [#"{"action":"a","count":4,"total":45}"#])
    }

    @Test("the newest files first means also those that land meanwhile", arguments: [false, true])
    func latestFirst(isWatched: Bool) throws {
        var workshop = try workshop()
        workshop.options["latestFirst"] = "true"
        let read = try files(workshop, wakeup: isWatched ? Wakeup() : nil) { [workshop] in
            try workshop.land("5", Workshop.lines("a", [5]), at: 5)
        }
        #expect(read == ["4", "5", "3", "2", "1"])
    }
}
