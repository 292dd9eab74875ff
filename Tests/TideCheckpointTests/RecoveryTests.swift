import Testing
import TideCheckpoint
import TideModel

private typealias LogID = Recovery.LogID

/// How a file of a log may be found.
private enum Condition: CaseIterable {
    case absent, torn, whole
}

@Suite("recovery decision") struct RecoveryDecisionTests {
    private func decide(
        last: Int64, clean: Bool, _ files: [(LogKind, Int64, Condition)]
    ) -> Recovery.Decision {
        Recovery.decide(
            Recovery.Situation(
                lastBatch: last, endedClean: clean,
                whole: Set(files.filter { $0.2 == .whole }.map { LogID($0.0, $0.1) }),
                torn: Set(files.filter { $0.2 == .torn }.map { LogID($0.0, $0.1) })))
    }

    // 2 ends x 3^9 conditions of the three files of the last batch, the next, and the one after, each judged
    // by the rules as the design words them, for each of three last batches.
    @Test("every combination of the logs' last three batches", arguments: [Int64(-1), 0, 5])
    func everyCombination(last: Int64) {
        let ids = LogKind.allCases.flatMap { log in (last...last + 2).map { (log, $0) } }.filter { $0.1 >= 0 }
        let older = last < 1 ? [] : LogKind.allCases.flatMap { log in (0..<last).map { (log, $0) } }
        var combinations: [[Condition]] = [[]]
        for _ in ids { combinations = combinations.flatMap { one in Condition.allCases.map { one + [$0] } } }
        for conditions in combinations {
            let files = zip(ids, conditions).map { ($0.0, $0.1, $1) }
            let found = { (log: LogKind, batch: Int64) in
                files.first { $0.0 == log && $0.1 == batch }?.2 ?? .absent
            }
            for clean in [true, false] {
                let decision = decide(last: last, clean: clean, files + older.map { ($0.0, $0.1, .whole) })
                let isCommitBeyond =
                    found(.commits, last + 1) == .whole || found(.commits, last + 2) == .whole
                let isPlanBeyond =
                    found(.offsets, last + 2) == .whole || found(.slices, last + 2) == .whole
                guard case .resume(let actions) = decision else {
                    #expect(isCommitBeyond || isPlanBeyond)
                    continue
                }
                #expect(!isCommitBeyond && !isPlanBeyond)
                let planWhole = found(.offsets, last + 1) == .whole && found(.slices, last + 1) == .whole
                #expect(actions.pending == (planWhole ? last + 1 : nil))
                let tornBeyond = files.filter { $0.1 > last && $0.2 == .torn }.map { LogID($0.0, $0.1) }
                #expect(actions.remove == Set(tornBeyond))
                let lastWhole = LogKind.allCases.allSatisfy { found($0, last) == .whole }
                let all = Array(0..<max(0, last + 1))
                #expect(actions.mirror == (!clean ? all : last < 0 || lastWhole ? [] : [last]))
            }
        }
    }

    @Test("logs older than a hundred batches are removed, not written again")
    func retention() {
        let whole = Set((0...250).flatMap { batch in LogKind.allCases.map { LogID($0, Int64(batch)) } })
        let situation = Recovery.Situation(lastBatch: 250, endedClean: false, whole: whole)
        guard case .resume(let actions) = Recovery.decide(situation) else {
            Issue.record("refused")
            return
        }
        #expect(actions.mirror == Array(151...250))
        #expect(actions.remove.map(\.batch).max() == 150)
        #expect(actions.remove.count == 151 * 3)
    }

    @Test("the refusal names the file furthest ahead")
    func refusals() {
        #expect(
            decide(last: 3, clean: true, [(.commits, 4, .whole), (.commits, 6, .whole)])
                == .refuse(.committedBeyond(6)))
        #expect(
            decide(last: 3, clean: true, [(.offsets, 4, .whole), (.offsets, 5, .whole)])
                == .refuse(.plannedBeyond(LogID(.offsets, 5))))
        let error = Recovery.Refusal.committedBeyond(6).error(root: "/ck", lastBatch: 3)
        #expect(error.code == .checkpointDamaged)
        #expect(
            error.message
                == "checkpoint '/ck': commits/6 says batch 6 is done, but the state's last batch is 3: "
                + "state/ is older than the logs")
    }

    @Test("a directory is taken only when empty, ours and unborn, or born")
    func directories() {
        let table: [([String]?, Recovery.DirectoryDecision)] = [
            (nil, .birth(removeUnborn: false)),
            ([], .birth(removeUnborn: false)),
            (["lock"], .birth(removeUnborn: false)),
            (["lock", "lost+found"], .birth(removeUnborn: false)),
            (["state.new"], .birth(removeUnborn: true)),
            (["lock", "state.new"], .birth(removeUnborn: true)),
            (["lock", "state"], .resume),
            (["metadata", "offsets", "state", "anything"], .resume),
            (["lock", "metadata"], .lostState(["metadata"])),
            (["commits", "lock", "offsets"], .lostState(["commits", "offsets"])),
            (["notes.txt"], .foreign(["notes.txt"])),
            (["lock", "state.new", "notes.txt"], .foreign(["notes.txt"])),
        ]
        for (names, expected) in table { #expect(Recovery.decide(names: names) == expected) }
    }
}
