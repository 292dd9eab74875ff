import TideDurableIO

/// A test under faults: modes, one after the other, until one finds something.
package struct CrashTest {
    /// What came of it.
    package struct Outcome: Sendable {
        /// What a mode has found; nil when nothing.
        package var finding: CrashFinding?
        /// What has ended the test before its end; nil when nothing has.
        package var interruption: CrashTestInterrupted?
        /// Distinct states over all modes.
        package var states = 0
        /// Kinds of faults that never struck.
        package var missed: [String] = []

        /// Nothing has come of it so far.
        package init() {}

        /// Whether all is as it would be undisturbed, and every fault has struck.
        package var isPassed: Bool { finding == nil && interruption == nil && missed.isEmpty }
    }

    /// From which faults are drawn.
    package let seed: UInt64
    /// How many faults a mode tries; nil for its own number.
    package let count: Int?

    private let tell: @Sendable (String) -> Void

    /// Makes a test; `tell` is given a line about its course now and then, from any thread.
    package init(seed: UInt64, count: Int?, tell: @escaping @Sendable (String) -> Void = { _ in }) {
        self.seed = seed
        self.count = count
        self.tell = tell
    }

    /// Puts a job through modes and reports on each as it ends. Several targets of one job are at work at
    /// once.
    ///
    /// - Throws: `IOFailure` where the harness itself cannot work.
    package func run(
        _ modes: [CrashMode], on jobs: [JobTarget], report: (ModeReport) throws -> Void
    ) throws -> Outcome {
        try gather(modes, on: jobs) { mode, campaign in
            if let mode { try runner(of: mode).run(campaign) }
        } report: {
            try report($0)
        }
    }

    /// Kills a command at random moments.
    ///
    /// - Throws: as above.
    package func run(
        _ commands: [CommandTarget], report: (ModeReport) throws -> Void
    ) throws -> Outcome {
        try gather([nil], on: commands) { _, campaign in
            try RandomKills(count: count ?? 200, random: random(of: nil)).run(campaign)
        } report: {
            try report($0)
        }
    }

    /// Tries one schedule.
    ///
    /// - Throws: as above.
    package static func run<Target: FaultTarget>(
        _ schedule: [Fault], on target: Target, report: (ModeReport) throws -> Void
    ) throws -> Outcome {
        try CrashTest(seed: 0, count: 1).gather([nil], on: [target]) { _, campaign in
            try campaign.attempt(schedule)
        } report: {
            try report($0)
        }
    }

    /// The way through a mode.
    private func runner(of mode: CrashMode) -> any ModeRunner {
        let random = random(of: mode)
        return switch mode {
        case .sigkill: RandomKills(count: count ?? 200, random: random)
        case .failpoints: FailPointFaults(count: count, random: random)
        case .syscalls: SystemCallKills(count: count, random: random)
        case .powercut: PowerCutFaults(count: count ?? 1_000, random: random)
        case .errors: SystemCallErrors(count: count ?? 200, random: random)
        case .damage: DamagedFiles(count: count ?? 200, random: random)
        }
    }

    private func gather<Target>(
        _ modes: [CrashMode?], on targets: [Target], _ body: (CrashMode?, Campaign<Target>) throws -> Void,
        report: (ModeReport) throws -> Void
    ) throws -> Outcome {
        var outcome = Outcome()
        var states: Set<StateHash> = []
        for mode in modes {
            let campaign = Campaign(targets, mode: mode, tell: tell)
            do {
                try body(mode, campaign)
            } catch let finding as CrashFinding {
                outcome.finding = finding
            } catch let interruption as CrashTestInterrupted {
                outcome.interruption = interruption
            }
            let counts = campaign.report()
            try report(counts)
            states.formUnion(campaign.states)
            // What a finding or a signal has cut short had no time to strike.
            if outcome.finding != nil || outcome.interruption != nil { break }
            outcome.missed += counts.missed
        }
        outcome.states = states.count
        return outcome
    }

    /// Each mode draws its own numbers, whichever others are tried.
    private func random(of mode: CrashMode?) -> SeededRandom {
        let index = mode.flatMap(CrashMode.allCases.firstIndex) ?? 0
        return SeededRandom(seed: seed &+ UInt64(index) &* 0x9e37_79b9)
    }
}
