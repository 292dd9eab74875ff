import Synchronization
import TideDurableIO

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
