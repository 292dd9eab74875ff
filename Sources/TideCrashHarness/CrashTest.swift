import TideDurableIO

/// A test under faults: modes, one after the other, until one finds something.
package struct CrashTest {
    /// What came of it.
    package struct Outcome: Sendable {
        /// What a mode has found; nil when nothing.
        package var finding: CrashFinding?
        /// Distinct states over all modes.
        package var states = 0
        /// Kinds of faults that never struck.
        package var missed: [String] = []

        /// Nothing has come of it so far.
        package init() {}

        /// Whether all is as it would be undisturbed, and every fault has struck.
        package var isPassed: Bool { finding == nil && missed.isEmpty }
    }

    /// From which faults are drawn.
    package let seed: UInt64
    /// How many faults a mode tries; nil for its own number.
    package let count: Int?

    /// Makes a test.
    package init(seed: UInt64, count: Int?) {
        self.seed = seed
        self.count = count
    }

    /// Puts a job through modes and reports on each as it ends.
    ///
    /// - Throws: `CrashTestInterrupted`; `IOFailure` where the harness itself cannot work.
    package func run(
        _ modes: [CrashMode], on job: JobTarget, report: (ModeReport) throws -> Void
    ) throws -> Outcome {
        try gather(modes, on: job) { mode, campaign in
            try mode.runner(for: job, count: count, random: random(of: mode)).run(campaign)
        } report: {
            try report($0)
        }
    }

    /// Kills a command at random moments.
    ///
    /// - Throws: as above.
    package func run(_ command: CommandTarget, report: (ModeReport) throws -> Void) throws -> Outcome {
        try gather([nil], on: command) { _, campaign in
            try RandomKills(target: command, count: count ?? 200, random: random(of: nil)).run(campaign)
        } report: {
            try report($0)
        }
    }

    /// Tries one schedule.
    ///
    /// - Throws: as above.
    package static func run(
        _ schedule: [Fault], on target: any FaultTarget, report: (ModeReport) throws -> Void
    ) throws -> Outcome {
        try CrashTest(seed: 0, count: 1).gather([nil], on: target) { _, campaign in
            try campaign.attempt(schedule)
        } report: {
            try report($0)
        }
    }

    private func gather<Mode>(
        _ modes: [Mode], on target: any FaultTarget, _ body: (Mode, Campaign) throws -> Void,
        report: (ModeReport) throws -> Void
    ) throws -> Outcome {
        var outcome = Outcome()
        var states: Set<StateHash> = []
        for mode in modes {
            let campaign = Campaign(target)
            do {
                try body(mode, campaign)
            } catch var finding as CrashFinding {
                finding.mode = mode as? CrashMode
                outcome.finding = finding
            }
            let counts = campaign.report(mode: mode as? CrashMode)
            try report(counts)
            states.formUnion(campaign.states)
            // What a finding has cut short had no time to strike.
            if outcome.finding != nil { break }
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
