package import TideCheckpoint

/// Where the rows of a committed batch go.
///
/// The checkpoint holds the result in any case: what fails here is delivered again at the next start.
package struct StreamingSink: Sendable {
    /// What progress calls it.
    package var description: String
    /// Hands over the rows of a committed batch and counts them; nil where the commit has made them visible.
    ///
    /// It is called again for the last batch when the run before did not end by itself: at least once.
    package var deliver: (@Sendable (_ batch: Int64, _ reader: CheckpointReader) throws -> Int64)?

    package init(
        _ description: String,
        deliver: (@Sendable (_ batch: Int64, _ reader: CheckpointReader) throws -> Int64)? = nil
    ) {
        self.description = description
        self.deliver = deliver
    }

    /// The table in the checkpoint alone.
    package static func table(_ name: String) -> StreamingSink { StreamingSink("CheckpointTable[\(name)]") }
}
