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
