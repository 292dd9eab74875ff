import Testing
import TideDurableIO

@testable import TideCrashHarness

/// Schedules: drawn from a seed, written and read, and made smaller.
@Suite("Schedules of faults")
struct ScheduleTests {
    @Test("one seed draws one sequence of schedules, another seed another") func seeds() {
        func schedules(_ seed: UInt64) -> [[Fault]] {
            var random = SeededRandom(seed: seed)
            return (0..<20).map { _ in RandomKills.schedule(within: 1_000...50_999, &random) }
        }
        #expect(schedules(1) == schedules(1))
        #expect(schedules(1) != schedules(2))
        let faults = schedules(1).flatMap { $0 }
        #expect(Set(faults.map(\.kind)) == ["kill", "kill-early", "kill-again", "kill-group"])
        for case .kill(let moment, let time) in faults {
            let limit = [.early: 6_250, .again: 12_500][moment] ?? 50_000
            #expect((1_000...1_000 + limit).contains(time), "\(moment) \(time)")
        }
        // A run that recovers is one that was killed before.
        for schedule in schedules(1) { #expect(schedule.first?.kind != "kill-again") }
    }

    @Test(
        "a fault is read as it is written",
        arguments: [
            ("kill@1500us", "kill"), ("kill-group@0us", "kill-group"),
            ("commit.after:2:kill", "commit.after kill"),
            ("sink.renamed:1:nospace", "sink.renamed nospace"), ("pwrite64#3=KILL", "pwrite64 KILL"),
            ("openat#17+=EMFILE", "openat EMFILE"), ("pwrite64#3=SHORT", "pwrite64 SHORT"),
            ("rollback-to-1/rollback.committed:1:kill", "rollback rollback.committed kill"),
            ("backup/backup.renamed:1:error", "backup backup.renamed error"),
            ("restore/birth.built:1:nospace", "restore birth.built nospace"),
            ("finished/ck/state/data.mdb=flip:12345", "finished flip"),
            ("half/ck/metadata=missing", "half missing"), ("half/out/.tidemark=cut:0", "half cut"),
            ("finished/ck/state/data.mdb=swap:2:3", "finished swap"),
            ("powercut#137:32:18446744073709551615", "power cut"),
            ("powercut#137.4:32:1", "power cut in recovery"),
        ])
    func text(text: String, kind: String) throws {
        let fault = try #require(Fault(parsing: text))
        #expect(fault.description == text)
        #expect(fault.kind == kind)
        #expect(Fault.schedule(parsing: "kill@1us,\(text)") == [.kill(.any, afterMicroseconds: 1), fault])
    }

    @Test(
        "what is no fault is refused",
        arguments: [
            "", "kill", "kill@5", "kill@-1us", "stop@1us", "commit.after", "nowhere:1:kill",
            "commit.after:0:kill",
            "pwrite64#0=KILL", "pwrite64#x=EIO", "#1=EIO", "half/ck/metadata=flip",
            "quarter/ck/metadata=missing",
            "half/ck/metadata=melt:1", "kill@1us,", "powercut#1", "powercut#-1:2:3", "powercut#1.2.3:4:5",
            "powercut#1:0:3", "rollback-to-x/rollback.committed:1:kill", "backup/", "restore/nowhere:1:kill",
        ])
    func refused(text: String) { #expect(Fault.schedule(parsing: text) == nil) }

    @Test("the smallest schedule that fails, and no part of it can be left out") func shrinking() {
        var tries = 0
        func fails(_ parts: [Int]) -> Bool {
            tries += 1
            return parts.contains(3) && parts.contains(7)
                && parts.firstIndex(of: 3)! < parts.firstIndex(of: 7)!
        }
        #expect(ScheduleShrinker.smallest(Array(0..<10), fails: fails) == [3, 7])
        #expect(ScheduleShrinker.smallest([7, 3, 7], fails: fails) == [3, 7])
        #expect(ScheduleShrinker.smallest([1, 2, 3]) { _ in true } == [])
        #expect(ScheduleShrinker.smallest([1, 2, 3]) { $0.count == 3 } == [1, 2, 3])
        #expect(tries < 60)
    }

    @Test("each fail point at its first, second and last visit, and after a kill") func failPoints() {
        let visits = FailPointVisits(
            fresh: ["commit.after": 12, "birth.begin": 1, "plan.after": 2],
            recovering: ["commit.after": 10, "recovery.locked": 1])
        func schedules(_ point: FailPoint) -> [String] {
            FailPointFaults.schedules(point, visits: visits, interruptedAt: 2).map {
                $0.map(\.description).joined(separator: ",")
            }
        }
        let actions = ["kill", "error", "nospace"]
        #expect(
            schedules(.commitAfter)
                == [1, 2, 12].flatMap { nth in actions.map { "commit.after:\(nth):\($0)" } }
                + actions.map { "commit.after:2:kill,commit.after:1:\($0)" })
        #expect(schedules(.birthBegin) == actions.map { "birth.begin:1:\($0)" })
        #expect(schedules(.planAfter) == [1, 2].flatMap { nth in actions.map { "plan.after:\(nth):\($0)" } })
        #expect(schedules(.recoveryLocked) == actions.map { "commit.after:2:kill,recovery.locked:1:\($0)" })
        #expect(schedules(.sinkRenamed).isEmpty)
    }

    @Test("each call is killed at, or with a limit some of them, spread over the run") func calls() {
        func numbers(_ total: Int, share: Int?) -> [String] {
            SystemCallKills.schedules("fsync", total: total, share: share).map { $0[0].description }
        }
        #expect(numbers(3, share: nil) == ["fsync#1=KILL", "fsync#2=KILL", "fsync#3=KILL"])
        #expect(numbers(9, share: 3) == ["fsync#1=KILL", "fsync#4=KILL", "fsync#7=KILL"])
        #expect(numbers(2, share: 5) == ["fsync#1=KILL", "fsync#2=KILL"])
    }

    @Test("what each call is made to do, and what interferes with it") func interference() {
        let recorder = CallInterference.recorder("/lib.so")
        #expect(recorder.effects(on: "pwrite64").suffix(2) == ["EINTR", "SHORT"])
        #expect(recorder.effects(on: "mmap") == ["ENOMEM"])
        #expect(
            recorder.effects(on: "fsync") == ["EIO", "ENOSPC", "EDQUOT", "EMFILE", "ENOMEM", "EINTR"])
        #expect(CallInterference.strace.effects(on: "pwrite64").last == "EINTR")
        #expect(recorder.possible(SystemCalls.failing).joined().contains("mmap"))
        #expect(!CallInterference.strace.possible(SystemCalls.failing).joined().contains("mmap"))
        let fault = SystemCallFault("fsync", nth: 2, isOnward: true, effect: "EIO")
        let (words, environment) = recorder.injecting(fault, into: ["true"], log: "log")
        #expect(words == ["true"])
        #expect(
            environment == [
                "LD_PRELOAD": "/lib.so", "TIDEMARK_FAULT": "fsync#2+=EIO", "TIDEMARK_FAULT_LOG": "log",
            ])
        let traced = CallInterference.strace.injecting(fault, into: ["true"], log: "log").arguments
        #expect(
            traced == [
                "strace", "-f", "-qq", "--seccomp-bpf", "-o", "log", "-e", "trace=fsync", "-e",
                "inject=fsync:error=EIO:when=2+", "true",
            ])
        let kill = CallInterference.strace.injecting(
            SystemCallFault("fsync", nth: 2), into: ["true"], log: "log")
        #expect(!kill.arguments.contains("--seccomp-bpf"))
        #expect(kill.arguments.contains("inject=fsync:signal=KILL:when=2"))
    }

    private static let page = 4_096

    @Test("what each damage does to bytes") func damage() {
        let bytes = (0..<3).flatMap { [UInt8](repeating: UInt8($0), count: Self.page) }
        let old = [UInt8](repeating: 9, count: 2 * Self.page)
        func changed(_ change: Damage.Change) -> [UInt8]? {
            Damage(.finished, "f", change).apply(to: bytes, old: old, foreign: [4])
        }
        func pages(_ values: UInt8...) -> [UInt8] {
            values.flatMap { [UInt8](repeating: $0, count: Self.page) }
        }
        #expect(changed(.flip(bit: 8 * Self.page + 3))?[Self.page] == 9)
        #expect(changed(.cut(bytes: 5)) == [0, 0, 0, 0, 0])
        #expect(changed(.cut(bytes: 1 << 20)) == bytes)
        #expect(changed(.grow(bytes: 2)) == bytes + [0xA5, 0xA5])
        #expect(changed(.zero(page: 2)) == pages(0, 1, 0))
        #expect(changed(.swap(page: 0, with: 2)) == pages(2, 1, 0))
        #expect(changed(.oldPage(1)) == pages(0, 9, 2))
        #expect(changed(.oldPage(2)) == bytes)
        #expect(changed(.old) == old && changed(.foreign) == [4])
        #expect(changed(.missing) == nil && changed(.directory) == nil)
    }

    @Test("a moved page and a page number in a branch page lead astray, a bit of a leaf does not")
    func leadsAstray() {
        let branch: [UInt8] = [UInt8](repeating: 0, count: 10) + [1]
        let leaf: [UInt8] = [UInt8](repeating: 0, count: 10) + [2]
        let bytes = [branch, leaf].flatMap { $0 + [UInt8](repeating: 0, count: Self.page - $0.count) }
        func leads(_ change: Damage.Change, in file: String = "ck/state/data.mdb") -> Bool {
            Damage(.finished, file, change).leadsAstray(in: bytes)
        }
        #expect(leads(.swap(page: 0, with: 1)) && leads(.oldPage(1)))
        #expect(leads(.flip(bit: 8 * 200)))
        #expect(!leads(.flip(bit: 8 * 200), in: "ck/metadata"))
        #expect(!leads(.flip(bit: 8 * (Self.page + 200))))
        #expect(!leads(.flip(bit: 8 * 3 * Self.page)) && !leads(.zero(page: 0)))
    }

    @Test("damages are drawn from all kinds, of files that are there") func damages() {
        let files = [(name: "ck/metadata", bytes: 45), (name: "ck/state/data.mdb", bytes: 20 * Self.page)]
        func drawn(_ stage: Damage.Stage) -> [Damage] {
            var random = SeededRandom(seed: 3)
            return (0..<200).compactMap { DamagedFiles.damage(stage, files, kind: $0, &random) }
        }
        #expect(drawn(.half) == drawn(.half))
        #expect(Set(drawn(.finished).map(\.change.name)).count == 10)
        #expect(Set(drawn(.half).map(\.change.name)).count == 8)
        #expect(Set(drawn(.half).map(\.file)) == ["ck/metadata", "ck/state/data.mdb"])
    }
}
