import TideCheckpoint
import TideColumnar

/// What a stateful operator makes of a batch.
struct OperatorOutput {
    var rows = RowStream()
    /// In update mode the key of each row's group; `rows` is then one batch at most.
    var keys: [[UInt8]]?
    /// In update mode the new value of each of these groups.
    var changed: [[UInt8]: [UInt8]] = [:]
    var delta = StateDelta()
    /// Stored entries that were read in order to emit or forget them.
    var expired = 0
}

/// The counters of one stateful operator over one batch, in the terms of Spark's progress.
package struct OperatorCounts: Hashable, Sendable {
    package var rowsDroppedByWatermark: Int64 = 0
    /// Stored entries that were read in order to emit or forget them.
    package var rowsExpired: Int64 = 0
}
