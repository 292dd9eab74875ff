import TideDurableIO
package import TideModel

/// What schedules of faults are tried on.
package protocol FaultTarget: AnyObject {
    /// How long a run takes that nothing disturbs.
    var undisturbedMicroseconds: Int { get }
    /// Starts from scratch, lets the faults strike one after the other, one a start, runs to the end and
    /// compares.
    func attempt(_ schedule: [Fault]) throws -> Trial
}

/// What a schedule has led to.
package struct Trial: Sendable {
    /// Whether each of the faults that were tried has struck; the rest came after the end of the work.
    package var struck: [Bool] = []
    /// What was on disk after each fault.
    package var states: [StateHash] = []
    /// What is not as it would be undisturbed; nil when all is.
    package var difference: String?
    /// What is worth counting.
    package var outcomes: [String] = []

    /// A trial that nothing has been tried in.
    package init() {}
}

/// What was on disk at one moment.
package struct StateHash: Hashable, Sendable {
    /// Of the files' names and bytes.
    package let content: ContentHash
    /// Of their names and lengths.
    package let shape: ContentHash

    /// Of some files.
    package init(_ tree: FileTree) {
        content = tree.hash
        shape = tree.shape
    }
}

/// What was found: a schedule of which no fault can be left out, and what it leads to.
package struct CrashFinding: Error, Hashable, Sendable {
    /// The mode that found it; nil for a command or a schedule that was given.
    package var mode: CrashMode?
    package let schedule: [Fault]
    package let difference: String
}

/// Ended by a signal between two trials.
package struct CrashTestInterrupted: Error {
    /// The signal's number.
    package let signal: Int32
}

/// Tries the schedules of one mode and counts.
package final class Campaign {
    private let target: any FaultTarget
    private let clock = SystemClock()
    private let startedNs: UInt64
    private var tallies: [String: FaultTally] = [:]
    private var outcomes: [String: Int] = [:]
    private var schedules = 0
    private(set) var states: Set<StateHash> = []
    /// What the machine or the job does not have.
    package var notes: [String] = []

    /// Begins to count.
    package init(_ target: any FaultTarget) {
        self.target = target
        startedNs = clock.monotonicNanoseconds()
    }

    /// How often faults have struck.
    var strikes: Int { tallies.values.reduce(0) { $0 + $1.struck } }

    /// How often those of a kind have.
    func strikes(of kind: String) -> Int { tallies[kind]?.struck ?? 0 }

    /// Counts what came of a trial that is not one of the schedules.
    func add(outcome: String, count: Int = 1) { outcomes[outcome, default: 0] += count }

    /// Takes a kind off the count: one the job has no use for.
    func forget(_ kind: String) { tallies[kind] = nil }

    /// Tries a schedule.
    ///
    /// - Throws: `CrashFinding` with the smallest schedule that fails; `CrashTestInterrupted`.
    @discardableResult
    package func attempt(_ schedule: [Fault]) throws -> Trial {
        if let signal = SignalFlag.received { throw CrashTestInterrupted(signal: signal) }
        let trial = try target.attempt(schedule)
        schedules += 1
        for (fault, struck) in zip(schedule, trial.struck) {
            tallies[fault.kind, default: FaultTally(kind: fault.kind)].add(struck)
        }
        for outcome in trial.outcomes { outcomes[outcome, default: 0] += 1 }
        states.formUnion(trial.states)
        if let difference = trial.difference { throw try shrink(schedule, difference) }
        return trial
    }

    private func shrink(_ schedule: [Fault], _ first: String) throws -> CrashFinding {
        var difference = first
        let smallest = try ScheduleShrinker.smallest(schedule) { shorter in
            // A kill at a moment hits another instruction each time.
            for _ in 0..<(shorter.contains(where: \.isTimed) ? 3 : 1) {
                if let signal = SignalFlag.received { throw CrashTestInterrupted(signal: signal) }
                if let found = try target.attempt(shorter).difference {
                    difference = found
                    return true
                }
            }
            return false
        }
        // What is kept on disk is that of the schedule told of.
        if let found = try target.attempt(smallest).difference { difference = found }
        return CrashFinding(schedule: smallest, difference: difference)
    }

    /// The counts so far.
    package func report(mode: CrashMode?) -> ModeReport {
        ModeReport(
            mode: mode, faults: tallies.values.sorted { $0.kind < $1.kind }, schedules: schedules,
            states: states.count, shapes: Set(states.map(\.shape)).count,
            outcomes: outcomes.sorted { $0.key < $1.key }.map {
                ModeReport.Outcome(name: $0.key, count: $0.value)
            },
            seconds: Double(clock.monotonicNanoseconds() - startedNs) / 1e9, notes: notes)
    }
}

/// How often a kind of fault was tried and has struck.
package struct FaultTally: Hashable, Sendable {
    package let kind: String
    package private(set) var tried = 0
    package private(set) var struck = 0

    init(kind: String) { self.kind = kind }

    mutating func add(_ hasStruck: Bool) {
        tried += 1
        if hasStruck { struck += 1 }
    }
}
