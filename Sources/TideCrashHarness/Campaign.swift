import Synchronization
import TideDurableIO
package import TideModel

/// What schedules of faults are tried on; used by one thread at a time.
package protocol FaultTarget: AnyObject, Sendable {
    /// How long a run takes that nothing disturbs.
    var undisturbedMicroseconds: Int { get }
    /// How much of that goes by before it does anything.
    var startMicroseconds: Int { get }
    /// The directory in which a schedule is tried, absolute.
    var world: String { get }
    /// Starts from scratch, lets the faults strike one after the other, one a start, runs to the end and
    /// compares.
    func attempt(_ schedule: [Fault]) throws -> Trial
}

/// What a schedule has led to.
package struct Trial: Sendable {
    /// Whether each of the faults that were tried has struck; the rest came after the end of the work.
    package var struck: [Bool] = []
    /// What was on disk after each fault that has struck, and was recovered from.
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
    /// The directory that shows it.
    package let place: String
}

/// Ended by a signal between two trials.
package struct CrashTestInterrupted: Error {
    /// The signal's number.
    package let signal: Int32

    /// - Throws: itself, after a signal that ends the process.
    static func check() throws {
        if let signal = SignalFlag.received { throw CrashTestInterrupted(signal: signal) }
    }
}

/// Tries the schedules of one mode on one or more targets, each on a thread of its own, and counts.
package final class Campaign<Target: FaultTarget>: Sendable {
    /// Another thread has found something or was interrupted.
    private struct Ended: Error {}

    private struct Course {
        var counts = CampaignCounts()
        /// Whether no other trial is to begin.
        var isEnding = false
        var failure: (any Error)?
        var toldNs: UInt64
    }

    private let targets: [Target]
    private let mode: CrashMode?
    private let clock = SystemClock()
    private let startedNs: UInt64
    private let tell: @Sendable (String) -> Void
    private let course: Mutex<Course>
    private static var nanosecondsBetweenNews: UInt64 { 10_000_000_000 }

    /// Begins to count. `tell` is given a line now and then, from any thread.
    package init(_ targets: [Target], mode: CrashMode? = nil, tell: @escaping @Sendable (String) -> Void) {
        self.targets = targets
        self.mode = mode
        self.tell = tell
        startedNs = clock.monotonicNanoseconds()
        course = Mutex(Course(toldNs: startedNs))
    }

    /// On which the work is planned; no thread but the caller's uses it between trials.
    package var first: Target { targets[0] }
    /// How many trials go on at once.
    var targetCount: Int { targets.count }

    /// Changes the counts.
    func count(_ body: (inout CampaignCounts) -> Void) { course.withLock { body(&$0.counts) } }

    /// Notes what the machine or the job does not have.
    func leaveOut(_ note: String) { count { $0.notes.append(note) } }

    // MARK: Trials

    /// Tries a schedule on the first target.
    ///
    /// - Throws: `CrashFinding` with the smallest schedule that fails; `CrashTestInterrupted`.
    @discardableResult
    package func attempt(_ schedule: [Fault]) throws -> Trial { try attempt(schedule, on: first) }

    /// Tries a schedule on one of the targets, of which the thread has no other in hand.
    ///
    /// - Throws: as above.
    @discardableResult
    func attempt(_ schedule: [Fault], on target: Target) throws -> Trial {
        try CrashTestInterrupted.check()
        if course.withLock({ $0.isEnding }) { throw Ended() }
        let trial = try target.attempt(schedule)
        let line = course.withLock { course in
            course.counts.add(schedule, trial)
            if trial.difference != nil { course.isEnding = true }
            return news(&course)
        }
        if let line { tell(line) }
        if let difference = trial.difference { throw try shrink(schedule, difference, on: target) }
        return trial
    }

    /// Runs `body` for each target, and its number, at once.
    ///
    /// - Throws: what the first of them throws; a finding before anything else.
    func concurrently(_ body: @escaping @Sendable (Target, Int) throws -> Void) throws {
        WorkerThreads.run(count: targets.count) { number in
            do { try body(self.targets[number], number) } catch { self.end(error) }
        }
        if let failure = course.withLock({ $0.failure }) { throw failure }
    }

    /// Tries what `next` gives until it gives nothing. It is called by one thread at a time, with its own
    /// state and what has been counted so far, so that one state gives one sequence of schedules.
    ///
    /// - Throws: as `concurrently`.
    func attemptEach<State: Sendable>(
        from state: State, _ next: @escaping @Sendable (inout State, CampaignCounts) throws -> [Fault]?
    ) throws {
        let source = ScheduleSource(state)
        try concurrently { target, _ in
            while let schedule = try source.state.withLock({ state in
                try next(&state, self.course.withLock { $0.counts })
            }) {
                try self.attempt(schedule, on: target)
            }
        }
    }

    /// - Throws: as `concurrently`.
    func attemptAll(_ schedules: [[Fault]]) throws {
        try attemptEach(from: schedules[...]) { rest, _ in rest.popFirst() }
    }

    private func end(_ error: any Error) {
        if error is Ended { return }
        course.withLock { course in
            course.isEnding = true
            // A finding says more than the end of those beside it.
            if course.failure == nil || error is CrashFinding { course.failure = error }
        }
    }

    private func shrink(_ schedule: [Fault], _ first: String, on target: Target) throws -> CrashFinding {
        var difference = first
        let smallest = try ScheduleShrinker.smallest(schedule) { shorter in
            // A kill at a moment hits another instruction each time.
            for _ in 0..<(shorter.contains(where: \.isTimed) ? 3 : 1) {
                try CrashTestInterrupted.check()
                if let found = try target.attempt(shorter).difference {
                    difference = found
                    return true
                }
            }
            return false
        }
        // What is kept on disk is that of the schedule told of.
        if let found = try target.attempt(smallest).difference { difference = found }
        return CrashFinding(mode: mode, schedule: smallest, difference: difference, place: target.world)
    }

    // MARK: What is told

    /// A line when it is time for one.
    private func news(_ course: inout Course) -> String? {
        let now = clock.monotonicNanoseconds()
        guard now - course.toldNs >= Self.nanosecondsBetweenNews else { return nil }
        course.toldNs = now
        let (strikes, states) = (course.counts.strikes, course.counts.states.count)
        return "\(mode?.rawValue ?? "kills"): \(strikes) strikes, \(states) states, "
            + "\((now - startedNs) / 1_000_000_000) s"
    }

    /// The distinct states so far.
    var states: Set<StateHash> { course.withLock { $0.counts.states } }

    /// The counts so far.
    package func report() -> ModeReport {
        let counts = course.withLock { $0.counts }
        return ModeReport(
            mode: mode, counts: counts, seconds: Double(clock.monotonicNanoseconds() - startedNs) / 1e9)
    }
}

/// Where the threads of a campaign get their schedules from.
private final class ScheduleSource<State: Sendable>: Sendable {
    let state: Mutex<State>

    init(_ state: State) { self.state = Mutex(state) }
}

/// What a campaign has counted.
struct CampaignCounts: Sendable {
    private(set) var tallies: [String: FaultTally] = [:]
    private(set) var outcomes: [String: Int] = [:]
    private(set) var schedules = 0
    private(set) var states: Set<StateHash> = []
    /// What the machine or the job does not have.
    var notes: [String] = []
    /// What should have been passed, and was not.
    var unreached: [String] = []

    /// How often faults have struck.
    private(set) var strikes = 0

    /// How often those of a kind have.
    func strikes(of kind: String) -> Int { tallies[kind]?.struck ?? 0 }

    /// Kinds that were tried and have not struck.
    var missed: [String] { tallies.values.filter { $0.struck == 0 }.map(\.kind).sorted() }

    mutating func add(_ schedule: [Fault], _ trial: Trial) {
        schedules += 1
        for (fault, struck) in zip(schedule, trial.struck) {
            tallies[fault.kind, default: FaultTally(kind: fault.kind)].add(struck)
            if struck { strikes += 1 }
        }
        for outcome in trial.outcomes { add(outcome: outcome) }
        states.formUnion(trial.states)
    }

    /// Counts what came of a trial that is not one of the schedules.
    mutating func add(outcome: String, count: Int = 1) { outcomes[outcome, default: 0] += count }
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
