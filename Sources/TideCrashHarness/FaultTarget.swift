package import TideModel

/// What schedules of faults are tried on; used by one thread at a time.
package protocol FaultTarget: AnyObject, Sendable {
    /// How long a run takes that nothing disturbs.
    var undisturbedMicroseconds: Int { get }
    /// How much of that goes by before it does anything.
    var startMicroseconds: Int { get }
    /// The directory in which a schedule is tried, absolute.
    var world: String { get }
    /// Starts from scratch, lets the faults strike one after the other, one a start, runs to the end and
    /// compares.
    func attempt(_ schedule: [Fault]) throws -> Trial
}

/// What a schedule has led to.
package struct Trial: Sendable {
    /// Whether each of the faults that were tried has struck; the rest came after the end of the work.
    package var struck: [Bool] = []
    /// What was on disk after each fault that has struck, and was recovered from.
    package var states: [StateHash] = []
    /// What is not as it would be undisturbed; nil when all is.
    package var difference: String?
    /// What is worth counting.
    package var outcomes: [String] = []

    /// A trial that nothing has been tried in.
    package init() {}
}

/// What was on disk at one moment.
package struct StateHash: Hashable, Sendable {
    /// Of the files' names and bytes.
    package let content: ContentHash
    /// Of their names and lengths.
    package let shape: ContentHash

    /// Of some files.
    package init(_ tree: FileTree) {
        content = tree.hash
        shape = tree.shape
    }
}
