import TideDurableIO

/// What a checkpoint is born with.
package struct BirthRequest: Hashable, Sendable {
    /// A UUID in lower case.
    package var queryID: String
    /// The first plan: version 1, from batch 0.
    package var plan: PlanRecord
    package var sourceRoots: [SourceRoot]
    /// nil for a result in the checkpoint.
    package var sink: SinkRecord?

    package init(
        queryID: String = Randomness.uuid(), plan: PlanRecord, sourceRoots: [SourceRoot] = [],
        sink: SinkRecord? = nil
    ) {
        self.queryID = queryID
        self.plan = plan
        self.sourceRoots = sourceRoots
        self.sink = sink
    }
}
