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
