import TideDurableIO

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
