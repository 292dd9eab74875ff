/// What one trigger wrote (Spark's `SinkProgress`).
public struct SinkProgress: Hashable, Sendable {
    /// `MemorySink`, `ConsoleTable`, or `CheckpointTable[name]`, the table in the checkpoint.
    public var description: String
    /// Rows given to the sink, in complete mode the whole result; -1 where they are not counted: a result
    /// with a condition or a limit above the aggregation is computed only when somebody asks for it.
    public var numOutputRows: Int64

    package init(description: String, numOutputRows: Int64) {
        self.description = description
        self.numOutputRows = numOutputRows
    }
}
