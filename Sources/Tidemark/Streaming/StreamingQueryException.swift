public import TideModel

/// What ended a streaming query.
public struct StreamingQueryException: Error, Hashable, Sendable {
    /// The query's id.
    public let id: String
    /// The run that failed.
    public let runId: String
    /// What went wrong, with what to do next.
    public let error: TidemarkError

    /// In Spark's words, with the error's own text.
    public var message: String {
        "Query [id = \(id), runId = \(runId)] terminated with exception: \(error.message)"
    }
}

extension StreamingQueryException: CustomStringConvertible {
    /// The message, then the whole error.
    public var description: String { "[STREAM_FAILED] \(message)\n\(error)" }
}
