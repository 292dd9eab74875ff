/// SIGKILL at moments drawn from the length of the undisturbed run.
struct RandomKills: ModeRunner {
    let count: Int
    let random: SeededRandom

    /// Kills of one schedule.
    private static let kills = 5

    func run<Target>(_ campaign: Campaign<Target>) throws {
        let (count, target) = (count, campaign.first)
        // Runs beside each other take longer.
        let times = target.startMicroseconds...target.undisturbedMicroseconds * campaign.targetCount
        try campaign.attemptEach(from: (random, tried: 0)) { state, counts in
            // A run may come to its end before its kill; what ends at once is never struck.
            let isComplete = KillMoment.allCases.allSatisfy { counts.strikes(of: $0.rawValue) > 0 }
            if counts.strikes >= count && isComplete || state.tried > count * 4 + 100 { return nil }
            state.tried += 1
            return Self.schedule(within: times, &state.0)
        }
    }

    /// The kills of one schedule: at any time, of the group, in the first moments, and again in recovery.
    ///
    /// - Parameter times: in microseconds, from when a run begins to work to when it ends.
    static func schedule(within times: ClosedRange<Int>, _ random: inout SeededRandom) -> [Fault] {
        var moments: [KillMoment] = []
        while moments.count < kills {
            let moment = KillMoment.allCases[random.number(in: 0...KillMoment.allCases.count - 1)]
            moments += moment == .again ? [.any, .again] : [moment]
        }
        return moments.map { moment in
            let longest =
                switch moment {
                case .any, .group: times.count - 1
                case .early: max(times.count / 8, 1_000)
                case .again: min(max(times.count / 4, 1_000), 20_000)
                }
            return .kill(moment, afterMicroseconds: times.lowerBound + random.number(in: 0...longest))
        }
    }
}
