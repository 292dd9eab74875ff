/// What a streaming query is doing at this moment (Spark's `StreamingQueryStatus`).
public struct StreamingQueryStatus: Hashable, Sendable {
    /// In words, Spark's: `Processing new data`, `Waiting for data to arrive`, `Stopped`..
    public var message: String
    /// Whether the source had something new when it was last looked at.
    public var isDataAvailable: Bool
    /// Whether a trigger is at work, as opposed to the query waiting for the next.
    public var isTriggerActive: Bool

    package init(_ message: String, isDataAvailable: Bool = false, isTriggerActive: Bool = false) {
        self.message = message
        self.isDataAvailable = isDataAvailable
        self.isTriggerActive = isTriggerActive
    }
}
