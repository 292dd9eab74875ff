import TideDurableIO

extension JobTarget {
    /// Why strace is of no use here; nil when it is.
    func straceProblem() throws -> String? {
        let log = supervisor.scratch.path("strace")
        do throws(IOFailure) {
            let probe = SystemCallFault("openat", nth: 60_000, error: "EIO")
            let arguments = SystemCalls.traced(["true"], log: log, injecting: probe)
            let run = try supervisor.run(arguments, in: supervisor.scratch.root, limitNs: 10_000_000_000)
            if run.end == .exited(0) { return nil }
            return "strace \(run.story)"
        } catch {
            return error.isAbsent ? "strace is not installed" : "strace: \(error.reason)"
        }
    }

    /// How often a command makes each call.
    func callCounts(_ arguments: [String]) throws -> [String: Int] {
        let log = supervisor.scratch.path("strace")
        _ = try command(SystemCalls.traced(arguments, log: log))
        return try SystemCalls.counts(log)
    }
}

/// SIGKILL at the n-th call of each system call that changes what is on disk, until a run ends by itself.
struct SystemCallKills: ModeRunner {
    let job: JobTarget
    let count: Int?

    func run(_ campaign: Campaign) throws {
        if let problem = try job.straceProblem() {
            campaign.notes.append(problem)
            return
        }
        try job.reset()
        let totals = try job.callCounts(job.singleThreaded)
        let calls = SystemCalls.changing.joined().filter { totals[$0, default: 0] > 0 }
        Self.tellAbsent(SystemCalls.changing, calls, campaign)
        for call in calls {
            // With a limit the calls are spread over the run.
            let total = totals[call, default: 1]
            let share = count.map { max(1, $0 / calls.count) }
            let step = share.map { max(1, total / $0) } ?? 1
            var nth = 1
            while true {
                let fault = SystemCallFault(call, nth: nth, error: nil)
                let trial = try campaign.attempt([.systemCall(fault)])
                nth += step
                guard trial.struck == [true], share.map({ nth <= $0 * step }) ?? true else { break }
            }
        }
    }

    /// Notes the calls that the job does not make.
    static func tellAbsent(_ all: [[String]], _ present: [String], _ campaign: Campaign) {
        let absent = all.filter { !$0.contains(where: present.contains) }.map { $0[0] }
        if !absent.isEmpty {
            campaign.notes.append("not called by this job: \(absent.joined(separator: ", "))")
        }
    }
}

/// The n-th call of a system call fails, once or from there on.
struct SystemCallErrors: ModeRunner {
    let job: JobTarget
    let count: Int
    let random: SeededRandom

    func run(_ campaign: Campaign) throws {
        if let problem = try job.straceProblem() {
            campaign.notes.append(problem)
            return
        }
        var random = random
        // What the loader and the start of any command call is none of the engine's.
        let before = try job.callCounts([job.job.tool, "--version"])
        try job.reset()
        let during = try job.callCounts(job.singleThreaded)
        let calls = SystemCalls.failing.joined().filter { during[$0, default: 0] > before[$0, default: 0] }
        SystemCallKills.tellAbsent(SystemCalls.failing, calls, campaign)
        let kinds = calls.flatMap { call in SystemCalls.errors.map { (call, $0) } }.shuffled(using: &random)
        for index in 0..<count where !kinds.isEmpty {
            let (call, error) = kinds[index % kinds.count]
            let range = before[call, default: 0] + 1...during[call, default: 1]
            // A call that is interrupted for ever is made for ever.
            let isOnward = error != "EINTR" && random.number(in: 0...3) == 0
            let fault = SystemCallFault(
                call, nth: random.number(in: range), isOnward: isOnward, error: error)
            try campaign.attempt([.systemCall(fault)])
        }
    }
}
