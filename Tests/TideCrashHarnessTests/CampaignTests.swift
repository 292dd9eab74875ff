import Foundation
import TestSupport
import Testing
import TideDurableIO

@testable import TideCrashHarness

/// Counting and shrinking, with a target that fails as it is told.
@Suite("A campaign of faults")
struct CampaignTests {
    /// Fails when both fail points are in a schedule; of kills, every other one strikes.
    // Safety: a campaign uses a target from one thread at a time.
    private final class Target: FaultTarget, @unchecked Sendable {
        let undisturbedMicroseconds = 1_000
        let startMicroseconds = 0
        let world: String
        var attempts = 0
        var strikes = 0

        init(_ world: String = "/here") { self.world = world }

        func attempt(_ schedule: [Fault]) throws -> Trial {
            attempts += 1
            var trial = Trial()
            for fault in schedule {
                strikes += 1
                trial.struck.append(strikes.isMultiple(of: 2))
                var tree = FileTree()
                tree.files["a"] = FileTree.Content(
                    bytes: strikes % 3, hash: FileTree.hash([UInt8(strikes % 6)]))
                trial.states.append(StateHash(tree))
                trial.outcomes.append("seen \(fault.kind.prefix(4))")
            }
            let points = schedule.compactMap {
                if case .failPoint(let point, _, _) = $0 { point } else { nil }
            }
            if points.contains(.commitAfter) && points.contains(.sinkRenamed) {
                trial.difference = "a row is lost"
            }
            return trial
        }
    }

    @Test("faults, strikes, schedules and distinct states are counted") func counting() throws {
        let target = Target()
        let campaign = Campaign([target], mode: .sigkill) { _ in }
        for _ in 0..<6 {
            try campaign.attempt([.kill(.any, afterMicroseconds: 1), .kill(.early, afterMicroseconds: 1)])
        }
        let report = campaign.report()
        #expect(report.schedules == 6 && report.states == 6 && report.shapes == 3)
        #expect(report.faults.map(\.kind) == ["kill", "kill-early"])
        #expect(report.faults.map(\.tried) == [6, 6] && report.faults.map(\.struck) == [0, 6])
        #expect(report.missed == ["kill"])
        #expect(report.outcomes == [ModeReport.Outcome(name: "seen kill", count: 12)])
        #expect(
            report.lines.map { $0.replacing(#/, [0-9.]+ s$/#, with: ", S") } == [
                "sigkill: 6 of 12 faults struck in 6 schedules, 6 states (3 by names and lengths), S",
                "  kill        0 of 6", "  kill-early  6 of 6", "  seen kill: 12", "  never struck: kill",
            ])
    }

    @Test("a schedule that fails is made as small as it can be") func finding() throws {
        let target = Target()
        let schedule = try #require(
            Fault.schedule(
                parsing: "kill@5us,commit.after:1:kill,plan.after:1:kill,sink.renamed:2:kill,kill@7us"))
        let finding = try #require(throws: CrashFinding.self) {
            try Campaign([target]) { _ in }.attempt(schedule)
        }
        #expect(finding.schedule.map(\.description) == ["commit.after:1:kill", "sink.renamed:2:kill"])
        #expect(finding.difference == "a row is lost" && finding.place == "/here")
    }

    @Test("several targets share one sequence of schedules, which ends with a finding on any of them")
    func threads() throws {
        let targets = (1...3).map { Target("/\($0)") }
        let campaign = Campaign(targets, mode: .failpoints) { _ in }
        let schedules = (1...60).map { [Fault.failPoint(.planAfter, nth: $0, .kill)] }
        try campaign.attemptAll(schedules)
        #expect(campaign.report().schedules == 60 && targets.map(\.attempts).reduce(0, +) == 60)
        #expect(campaign.report().faults.map(\.tried) == [60])
        let wrong: [Fault] = [
            .failPoint(.commitAfter, nth: 1, .kill), .failPoint(.sinkRenamed, nth: 1, .kill),
        ]
        let finding = try #require(throws: CrashFinding.self) {
            try campaign.attemptAll(schedules + [wrong] + schedules)
        }
        #expect(finding.schedule == wrong && finding.mode == .failpoints)
        #expect(targets.map(\.world).contains(finding.place))
        // Nobody begins another one after that.
        #expect(campaign.report().schedules < 60 + 61 + 60)
    }

    @Test("what is drawn from what was counted ends with its number") func drawing() throws {
        let campaign = Campaign([Target(), Target()]) { _ in }
        try RandomKills(count: 40, random: SeededRandom(seed: 2)).run(campaign)
        let report = campaign.report()
        #expect(report.faults.count == 4 && report.missed.isEmpty)
        #expect(report.faults.map(\.struck).reduce(0, +) >= 40)
        #expect(report.states <= 6)
    }

    @Test("a step that was not passed fails a mode like a fault that never struck") func unreached() throws {
        let campaign = Campaign([Target()]) { _ in }
        campaign.count { $0.unreached.append("recovery.drained") }
        campaign.leaveOut("sink.staged: small")
        let report = campaign.report()
        #expect(report.missed == ["recovery.drained"] && report.notes == ["sink.staged: small"])
        #expect(
            report.lines.dropFirst() == [
                "  left out: sink.staged: small", "  never struck: recovery.drained",
            ])
    }

    @Test("a mode tells what it has found, what never struck, and what came before stays counted")
    func outcome() throws {
        let schedule = [Fault.kill(.any, afterMicroseconds: 3)]
        var reports: [ModeReport] = []
        let passed = try CrashTest.run(schedule + schedule, on: Target()) { reports.append($0) }
        #expect(passed.isPassed && passed.states == 2 && reports.count == 1)
        let missed = try CrashTest.run(schedule, on: Target()) { _ in }
        #expect(!missed.isPassed && missed.missed == ["kill"] && missed.finding == nil)
        let failed = try CrashTest.run(
            [.failPoint(.commitAfter, nth: 1, .kill), .failPoint(.sinkRenamed, nth: 1, .kill)], on: Target()
        ) { _ in }
        #expect(failed.finding?.schedule.count == 2 && !failed.isPassed)
    }

    @Test("a tree of files tells the first name that differs") func trees() throws {
        let place = try TemporaryDirectory("tide-tree")
        for (name, text) in [("a/x", "1"), ("a/.hidden", "2"), ("b.log", "3")] {
            let file = URL(fileURLWithPath: place.path(name))
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        let whole = try FileTree(place.path)
        #expect(whole.files.keys.sorted() == ["a/.hidden", "a/x", "b.log"])
        let pattern = IgnoredPath("*.log")
        #expect(try FileTree(place.path) { !pattern.matches($0) }.files.count == 2)
        #expect(
            try FileTree(place.path, includes: FileTree.isVisible).files.keys.sorted() == ["a/x", "b.log"])
        try Data("12".utf8).write(to: URL(fileURLWithPath: place.path("a/x")))
        let longer = try FileTree(place.path)
        #expect(longer.difference(from: whole) == "'a/x' has 2 bytes, undisturbed 1")
        #expect(whole.difference(from: whole) == nil && whole.hash != longer.hash)
        try Data("9".utf8).write(to: URL(fileURLWithPath: place.path("a/x")))
        let other = try FileTree(place.path)
        #expect(other.difference(from: whole) == "'a/x' has other bytes" && other.shape == whole.shape)
        #expect(FileTree().difference(from: whole) == "'a/.hidden' is not there")
        #expect(whole.difference(from: FileTree()) == "'a/.hidden' is there, undisturbed it is not")
    }

    @Test("rows that are lost and rows that are too many are counted") func rows() {
        let text = RowDifference(Array("a\nb\nb\n".utf8), Array("a\nc\nb\n".utf8)).text
        #expect(text == "1 rows are lost, 1 are too many; the first, row 2, is b, undisturbed c")
        let short = RowDifference(Array("a\n".utf8), Array("a\nc\n".utf8)).text
        #expect(short == "1 rows are lost, 0 are too many; the first, row 2, is nothing, undisturbed c")
    }
}
