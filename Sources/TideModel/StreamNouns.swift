/// When micro-batches start (Spark's `Trigger`).
public enum Trigger: Hashable, Sendable {
    /// All files present at the start, in as many batches as the limits ask for, then the end.
    case availableNow
    /// One batch, then the end.
    case once
    /// Forever: a batch at each multiple of this many microseconds; 0 means as soon as there is data.
    case processingTime(microseconds: Int64)
}

/// Which rows of the result a batch emits (Spark's `OutputMode`).
public enum OutputMode: String, Hashable, Sendable, CaseIterable {
    /// Only rows that will never change again.
    case append
    /// Rows that changed in the batch.
    case update
    /// The whole result.
    case complete
}

/// Which of several watermarks is the query's (Spark's `spark.sql.streaming.multipleWatermarkPolicy`).
package enum WatermarkPolicy: String, Hashable, Sendable, CaseIterable {
    /// The slowest stream's: no row is dropped that one of them still waits for.
    case min
    /// The fastest stream's.
    case max
}

/// What happens to bytes appended to a file that has been read (`appends` of a file source).
package enum AppendPolicy: String, Hashable, Sendable, CaseIterable {
    /// Stop with exit 3, naming the file.
    case error
    /// Read them, whole lines at a time.
    case follow
    /// Leave them unread.
    case ignore
}

/// What happens when a file is no more what earlier batches read (`onChangedInput` of a file source).
package enum ChangedInputPolicy: String, Hashable, Sendable, CaseIterable {
    /// Stop with exit 3, naming the file.
    case stop
    /// Leave the rest of it unread.
    case skip
    /// Read it from its start, as a new file.
    case asNew = "as-new"
}

/// Reading modes for malformed records (Spark's `mode`).
package enum ParseMode: String, Hashable, Sendable, CaseIterable {
    /// A row of NULLs for a malformed record, counted.
    case permissive = "PERMISSIVE"
    /// No row for a malformed record, counted.
    case dropMalformed = "DROPMALFORMED"
    /// The first malformed record ends the query (exit 3).
    case failFast = "FAILFAST"
}
