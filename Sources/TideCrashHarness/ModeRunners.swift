import TideDurableIO

/// Finds the schedules of a mode and tries them.
protocol ModeRunner {
    /// Tries what the mode has to try; what it leaves out becomes a note of the campaign.
    ///
    /// - Throws: `CrashFinding`.
    func run(_ campaign: Campaign) throws
}

extension CrashMode {
    /// The way through a mode. `count` is how many faults are
    /// tried; nil for the mode's own number.
    func runner(for job: JobTarget, count: Int?, random: SeededRandom) -> any ModeRunner {
        switch self {
        case .sigkill: RandomKills(target: job, count: count ?? 200, random: random)
        case .failpoints: FailPointFaults(job: job, count: count, random: random)
        case .syscalls: SystemCallKills(job: job, count: count)
        case .powercut: PowerCutFaults(job: job, count: count ?? 1_000, random: random)
        case .errors: SystemCallErrors(job: job, count: count ?? 200, random: random)
        case .damage: DamagedFiles(job: job, count: count ?? 200, random: random)
        }
    }
}

/// SIGKILL at moments drawn from the length of the undisturbed run.
struct RandomKills: ModeRunner {
    let target: any FaultTarget
    let count: Int
    let random: SeededRandom

    /// Kills of one schedule.
    private static let kills = 5

    func run(_ campaign: Campaign) throws {
        var random = random
        // A run may come to its end before its kill; what ends at once is never struck.
        for _ in 0..<(count * 4 + 100) {
            let isComplete = KillMoment.allCases.allSatisfy { campaign.strikes(of: $0.rawValue) > 0 }
            if campaign.strikes >= count && isComplete { return }
            try campaign.attempt(Self.schedule(microseconds: target.undisturbedMicroseconds, &random))
        }
    }

    /// The kills of one schedule: at any time, of the group, in the first moments, and again in recovery.
    static func schedule(microseconds: Int, _ random: inout SeededRandom) -> [Fault] {
        var moments: [KillMoment] = []
        while moments.count < kills {
            let moment = KillMoment.allCases[random.number(in: 0...KillMoment.allCases.count - 1)]
            moments += moment == .again ? [.any, .again] : [moment]
        }
        return moments.map { moment in
            let longest =
                switch moment {
                case .any, .group: microseconds
                case .early: max(microseconds / 8, 1_000)
                case .again: min(max(microseconds / 4, 1_000), 20_000)
                }
            return .kill(moment, afterMicroseconds: random.number(in: 0...longest))
        }
    }
}

/// Each fail point at its first, second and last visit, by a kill, an error and a full disk.
struct FailPointFaults: ModeRunner {
    let job: JobTarget
    let count: Int?
    let random: SeededRandom

    private static let actions: [FailPoints.Action] = [.kill, .error, .nospace]
    /// What leaves work to recovery: a batch that is committed and not drained.
    private static let interrupted = Fault.failPoint(.commitAfter, nth: 2, .kill)

    func run(_ campaign: Campaign) throws {
        let visits = try job.failPointVisits()
        var random = random
        var schedules = FailPoint.allCases.flatMap { Self.schedules($0, visits: visits) }
        if let count, count < schedules.count {
            schedules = Array(schedules.shuffled(using: &random).prefix(count))
        }
        for schedule in schedules { try campaign.attempt(schedule) }
        let absent = FailPoint.allCases.filter { visits.total($0) == 0 }
        if !absent.isEmpty {
            campaign.notes.append(
                "not passed by this job: \(absent.map(\.rawValue).joined(separator: ", "))")
        }
    }

    static func schedules(_ point: FailPoint, visits: FailPointVisits) -> [[Fault]] {
        let (fresh, recovering) = (
            visits.fresh[point.rawValue, default: 0], visits.recovering[point.rawValue, default: 0]
        )
        let own = Set([1, 2, fresh]).filter { (1...max(fresh, 1)).contains($0) && fresh > 0 }.sorted()
        let alone = own.flatMap { nth in actions.map { [Fault.failPoint(point, nth: nth, $0)] } }
        guard recovering > 0 else { return alone }
        return alone + actions.map { [interrupted, .failPoint(point, nth: 1, $0)] }
    }
}

/// How often each fail point is passed.
struct FailPointVisits {
    /// By an undisturbed run from the start.
    var fresh: [String: Int]
    /// By the run after one that was killed behind its second commit.
    var recovering: [String: Int]

    func total(_ point: FailPoint) -> Int {
        fresh[point.rawValue, default: 0] + recovering[point.rawValue, default: 0]
    }
}

extension JobTarget {
    /// Counts the visits of runs without faults.
    func failPointVisits() throws -> FailPointVisits {
        let log = supervisor.scratch.path("log")
        func counted(_ run: () throws -> Void) throws -> [String: Int] {
            _ = try FileSystem.remove(log)
            try run()
            return try failPointVisits(log)
        }
        try reset()
        let fresh = try counted {
            _ = try command(runArguments, environment: ["TIDEMARK_FAILPOINT_LOG": log])
        }
        try reset()
        _ = try command(runArguments, environment: ["TIDEMARK_FAILPOINT": "commit.after:2:kill"])
        let recovering = try counted {
            _ = try command(runArguments, environment: ["TIDEMARK_FAILPOINT_LOG": log])
        }
        return FailPointVisits(fresh: fresh, recovering: recovering)
    }
}
