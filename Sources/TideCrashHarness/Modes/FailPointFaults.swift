import TideDurableIO

/// Each fail point of runs, backups, restores and rollbacks at its first, second and last visit, by a kill,
/// an error and a full disk; then several in one schedule, drawn.
struct FailPointFaults: ModeRunner {
    /// nil: each, and none that are drawn.
    let count: Int?
    let random: SeededRandom

    private static let actions: [FailPoints.Action] = [.kill, .error, .nospace]
    /// Faults of a schedule that is drawn.
    private static let drawn = 4

    func run(_ campaign: Campaign<JobTarget>) throws {
        let job = campaign.first
        let visits = try job.failPointVisits()
        var random = random
        let last = min(2, job.batchCount)
        let runs = FailPoint.allCases.flatMap { Self.schedules($0, visits: visits, interruptedAt: last) }
        let (others, problems) = try job.adminSchedules()
        problems.forEach(campaign.leaveOut)
        var schedules = Self.eachPointFirst((runs + others).shuffled(using: &random))
        let wanted = count ?? schedules.count
        if wanted < schedules.count {
            let left = Set(schedules[wanted...].compactMap(\.last?.kind))
                .subtracting(schedules[..<wanted].compactMap(\.last?.kind))
            if !left.isEmpty { campaign.leaveOut("\(left.count) kinds of faults, for want of --kills") }
            schedules = Array(schedules[..<wanted])
        }
        try campaign.attemptEach(from: (rest: schedules[...], random, tried: 0)) { state, counts in
            if let schedule = state.rest.popFirst() { return schedule }
            if counts.strikes >= wanted || state.tried > wanted { return nil }
            state.tried += 1
            return Self.draw(visits, &state.1)
        }
        try tellAbsent(visits, others, campaign)
    }

    /// In an order in which every point comes before any comes again.
    private static func eachPointFirst(_ schedules: [[Fault]]) -> [[Fault]] {
        var seen: [String: Int] = [:]
        return schedules.map { schedule in
            let point = schedule.last?.point?.rawValue ?? ""
            defer { seen[point, default: 0] += 1 }
            return (schedule, seen[point, default: 0])
        }
        .enumerated().sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }.map(\.element.0)
    }

    /// Points that no command has passed: why, or that they should have been.
    private func tellAbsent(
        _ visits: FailPointVisits, _ others: [[Fault]], _ campaign: Campaign<JobTarget>
    ) throws {
        let driven = Set(others.flatMap { $0.compactMap(\.point) })
        let absent = FailPoint.allCases.filter { visits.total($0) == 0 && !driven.contains($0) }
        var reasons: [String: [String]] = [:]
        for point in absent {
            if let reason = try campaign.first.reasonToMiss(point) {
                reasons[reason, default: []].append(point.rawValue)
            } else {
                campaign.count { $0.unreached.append(point.rawValue) }
            }
        }
        for (reason, points) in reasons.sorted(by: { $0.key < $1.key }) {
            campaign.leaveOut("\(points.joined(separator: ", ")): \(reason)")
        }
    }

    /// What leaves work to recovery: a batch that is committed and not drained.
    static func interruption(at batch: Int) -> Fault { .failPoint(.commitAfter, nth: batch, .kill) }

    static func schedules(
        _ point: FailPoint, visits: FailPointVisits, interruptedAt batch: Int
    ) -> [[Fault]] {
        let (fresh, recovering) = (
            visits.fresh[point.rawValue, default: 0], visits.recovering[point.rawValue, default: 0]
        )
        let own = Set([1, 2, fresh]).filter { (1...max(fresh, 1)).contains($0) && fresh > 0 }.sorted()
        let alone = own.flatMap { nth in actions.map { [Fault.failPoint(point, nth: nth, $0)] } }
        guard recovering > 0 else { return alone }
        return alone + actions.map { [interruption(at: batch), .failPoint(point, nth: 1, $0)] }
    }

    /// Faults at visits that are far enough apart for all of them to strike.
    private static func draw(_ visits: FailPointVisits, _ random: inout SeededRandom) -> [Fault] {
        let points = FailPoint.allCases.filter { visits.total($0) > 0 }
        return (0..<drawn).map { _ in
            let point = points[random.number(in: 0...points.count - 1)]
            let most = max(1, visits.fresh[point.rawValue, default: 1] / drawn)
            let action = actions[random.number(in: 0...actions.count - 1)]
            return .failPoint(point, nth: random.number(in: 1...most), action)
        }
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
    /// Output of a batch above which it is staged beside the sink, in bytes.
    private static let stagedBytes = 8 << 20

    /// Counts the visits of runs without faults.
    func failPointVisits() throws -> FailPointVisits {
        try reset()
        let fresh = try countVisits(runArguments)
        try reset()
        let kill = FailPointFaults.interruption(at: min(2, batchCount))
        _ = try command(runArguments, environment: ["TIDEMARK_FAILPOINT": kill.description])
        return FailPointVisits(fresh: fresh, recovering: try countVisits(runArguments))
    }

    private func countVisits(_ arguments: [String]) throws -> [String: Int] {
        let log = supervisor.scratch.path("log")
        _ = try FileSystem.remove(log)
        _ = try command(arguments, environment: ["TIDEMARK_FAILPOINT_LOG": log])
        return try failPointVisits(log)
    }

    /// Why no command of this job passes a point; nil when one should.
    func reasonToMiss(_ point: FailPoint) throws -> String? {
        let name = point.rawValue
        if name.hasPrefix("backup."), batchCount < 1 { return "the job has no batch to back up" }
        let isWithdrawal = [.rollbackRemoved, .rollbackWithdrawn, .rollbackFinished].contains(point)
        if name.hasPrefix("sink.") || isWithdrawal {
            guard job.sink != nil else { return "the job has no file sink" }
        }
        if name.hasPrefix("rollback."), batchCount < 4 { return "the job has too few batches to go back in" }
        if isWithdrawal, job.isSinkReplaced { return "the sink's one file is replaced, not withdrawn" }
        let largest = undisturbed.batches.last?.sink.files.values.map(\.bytes).max() ?? 0
        if [.sinkStaging, .sinkStaged].contains(point), largest <= Self.stagedBytes {
            return "no batch has more than 8 MiB of output"
        }
        return nil
    }

    /// Kills and errors in `backup`, `restore` and `rollback` after a run that was cut off half-way, each at
    /// the first and the last visit of each of their points; and why some of it is not there.
    func adminSchedules() throws -> (schedules: [[Fault]], problems: [String]) {
        let stop = max(1, batchCount * 3 / 4)
        let cut = FailPointFaults.interruption(at: stop)
        var commands: [AdminCommand] = [.backup, .restore]
        if stop >= 3 { commands.append(.rollback(to: (stop - 2) / 2)) }
        var schedules: [[Fault]] = []
        var problems: [String] = []
        for admin in commands {
            try reset()
            _ = try command(runArguments, environment: ["TIDEMARK_FAILPOINT": cut.description])
            try prepare(admin)
            let log = supervisor.scratch.path("log")
            _ = try FileSystem.remove(log)
            let run = try command(arguments(of: admin), environment: ["TIDEMARK_FAILPOINT_LOG": log])
            guard run.end == .exited(0) else {
                problems.append("\(admin.name): it \(run.story)")
                continue
            }
            for (name, visits) in try failPointVisits(log).sorted(by: { $0.key < $1.key }) {
                guard let point = FailPoint(rawValue: name) else { continue }
                for nth in Set([1, visits]).sorted() {
                    for action in [FailPoints.Action.kill, .error, .nospace] {
                        schedules.append([cut, .admin(admin, point, nth: nth, action)])
                    }
                }
            }
        }
        return (schedules, problems)
    }
}
