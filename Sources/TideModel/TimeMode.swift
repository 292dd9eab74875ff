/// What the timers of a `transformWithState` go by.
public enum TimeMode: String, Sendable, Hashable, CaseIterable {
    /// There are no timers.
    case none
    /// The batch's timestamp, so that a batch that is computed again sees the same time; the wall clock is
    /// never read.
    case processingTime
    /// The watermark: the stream needs one, and rows behind it are dropped.
    case eventTime
}
