import TideDurableIO

/// SIGKILL at the n-th call of each system call that changes what is on disk, n from 1 to the last; then four
/// such kills in one schedule, drawn.
struct SystemCallKills: ModeRunner {
    /// nil: each call, and none that are drawn.
    let count: Int?
    let random: SeededRandom

    /// Kills of a schedule that is drawn.
    private static let drawn = 4

    func run(_ campaign: Campaign<JobTarget>) throws {
        let job = campaign.first
        if case .none(let problem) = job.interference { return campaign.leaveOut(problem) }
        try job.reset()
        let totals = try job.callCounts(job.singleThreaded)
        let calls = SystemCalls.changing.joined().filter { totals[$0, default: 0] > 0 }
        SystemCallErrors.tellAbsent(SystemCalls.changing, calls, campaign)
        let schedules = calls.flatMap {
            Self.schedules($0, total: totals[$0, default: 1], share: share(calls))
        }
        let wanted = count ?? schedules.count
        try campaign.attemptEach(from: (rest: schedules[...], random, tried: 0)) { state, counts in
            if let schedule = state.rest.popFirst() { return schedule }
            if calls.isEmpty || counts.strikes >= wanted || state.tried > wanted { return nil }
            state.tried += 1
            return (0..<Self.drawn).map { _ in
                let call = calls[state.1.number(in: 0...calls.count - 1)]
                let most = max(1, totals[call, default: 1] / Self.drawn)
                return .systemCall(SystemCallFault(call, nth: state.1.number(in: 1...most)))
            }
        }
    }

    private func share(_ calls: [String]) -> Int? { count.map { max(1, $0 / max(1, calls.count)) } }

    /// With a limit the calls are spread over the run.
    static func schedules(_ call: String, total: Int, share: Int?) -> [[Fault]] {
        let step = share.map { max(1, total / $0) } ?? 1
        let numbers = stride(from: 1, through: total, by: step)
        return numbers.prefix(share.map { max($0, total / step) } ?? .max).map {
            [.systemCall(SystemCallFault(call, nth: $0))]
        }
    }
}

/// The n-th call of a system call fails or does one byte only, once or from there on: every call and error in
/// turn, then three in one schedule.
struct SystemCallErrors: ModeRunner {
    let count: Int
    let random: SeededRandom

    /// Faults of a schedule once each kind has had its turn.
    private static let drawn = 3
    /// How often a kind that has not struck is tried again, with another number.
    private static let rounds = 8

    /// A call, what it is made to do, and which of the calls may meet it.
    private struct Kind: Hashable {
        let call: String
        let effect: String
        let numbers: ClosedRange<Int>

        var name: String { "\(call) \(effect)" }

        func draw(_ random: inout SeededRandom, isEarly: Bool = false) -> Fault {
            // A call that is interrupted for ever is made for ever.
            let isOnward = effect != "EINTR" && random.number(in: 0...3) == 0
            let last =
                isEarly ? numbers.lowerBound + numbers.count / SystemCallErrors.drawn : numbers.upperBound
            let nth = random.number(in: numbers.lowerBound...min(last, numbers.upperBound))
            return .systemCall(SystemCallFault(call, nth: nth, isOnward: isOnward, effect: effect))
        }
    }

    func run(_ campaign: Campaign<JobTarget>) throws {
        let job = campaign.first
        if case .none(let problem) = job.interference { return campaign.leaveOut(problem) }
        var random = random
        // What the loader and the start of any command call is none of the engine's.
        let before = try job.callCounts([job.job.tool, "--version"])
        try job.reset()
        let during = try job.callCounts(job.singleThreaded)
        let possible = job.interference.possible(SystemCalls.failing)
        let calls = possible.joined().filter { during[$0, default: 0] > before[$0, default: 0] }
        Self.tellAbsent(possible, calls, campaign)
        var kinds = calls.flatMap { call in
            let numbers = before[call, default: 0] + 1...during[call, default: 1]
            return job.interference.effects(on: call).map { Kind(call: call, effect: $0, numbers: numbers) }
        }
        kinds.shuffle(using: &random)
        let (all, wanted) = (kinds, count)
        if wanted < all.count {
            campaign.leaveOut("\(all.count - wanted) kinds of faults, for want of --kills")
        }
        try campaign.attemptEach(from: (random, tried: 0, again: 0)) { state, counts in
            defer { state.tried += 1 }
            if state.tried < min(wanted, all.count) { return [all[state.tried].draw(&state.0)] }
            if counts.strikes < wanted, state.tried < wanted {
                return (0..<Self.drawn).map { number in
                    all[(state.tried * Self.drawn + number) % all.count].draw(&state.0, isEarly: true)
                }
            }
            let missed = Set(counts.missed)
            guard state.again < Self.rounds, let kind = all.first(where: { missed.contains($0.name) }) else {
                return nil
            }
            state.again += 1
            return [kind.draw(&state.0, isEarly: true)]
        }
    }

    /// Notes the calls that the job does not make.
    static func tellAbsent(_ all: [[String]], _ present: [String], _ campaign: Campaign<JobTarget>) {
        let absent = SystemCalls.absent(all, present)
        if !absent.isEmpty { campaign.leaveOut("not called by this job: \(absent.joined(separator: ", "))") }
    }
}
