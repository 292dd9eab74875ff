import TideDurableIO

/// Who opens a checkpoint for writing.
package struct RunIdentity: Hashable, Sendable {
    /// A UUID, new with each start.
    package var runID: String
    /// The engine's version, for `query.json`.
    package var engineVersion: String

    package init(runID: String = Randomness.uuid(), engineVersion: String = "unknown") {
        self.runID = runID
        self.engineVersion = engineVersion
    }
}

/// What a checkpoint is born with.
package struct BirthRequest: Hashable, Sendable {
    /// A UUID in lower case.
    package var queryID: String
    /// The first plan: version 1, from batch 0.
    package var plan: PlanRecord
    package var sourceRoots: [SourceRoot]

    package init(queryID: String = Randomness.uuid(), plan: PlanRecord, sourceRoots: [SourceRoot] = []) {
        self.queryID = queryID
        self.plan = plan
        self.sourceRoots = sourceRoots
    }
}
