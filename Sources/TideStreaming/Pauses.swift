import TideDurableIO

/// How a run waits between its batches.
struct Pauses {
    let clock: any WallClock
    /// Waits at most so many nanoseconds, less when the run is to end.
    let wait: (UInt64) -> Void
    /// By which others end a wait for changes; nil where nobody watches.
    let wakeup: Wakeup?

    /// Waits so long, unless the run is to end.
    func microseconds(_ microseconds: Int64, unless isOver: () -> Bool) {
        // Two centuries at most, so that the nanoseconds fit.
        let deadlineNs = clock.monotonicNanoseconds() + UInt64(min(microseconds, 1 << 52)) * 1_000
        while !isOver() {
            let nowNs = clock.monotonicNanoseconds()
            if nowNs >= deadlineNs { return }
            wait(deadlineNs - nowNs)
        }
    }

    /// Waits until something changes below the sources or somebody wakes the run.
    ///
    /// - Parameters:
    ///   - lookedAtNs: when the last look at the sources began, by the monotonic clock.
    ///   - atLeast: microseconds from the start of the last look to the next one, so that a writer of many
    ///     small pieces does not cause as many looks.
    ///   - atMost: microseconds from now.
    func untilChanged(
        _ watches: [DirectoryWatch], lookedAtNs: UInt64, atLeast: Int64, atMost: Int64, _ wakeup: Wakeup,
        unless isOver: () -> Bool
    ) {
        if isOver() { return }
        let isAwake = wakeup.wait(upToNanoseconds: UInt64(atMost) * 1_000, or: watches)
        let passedNs = clock.monotonicNanoseconds() - lookedAtNs
        let leastNs = UInt64(atLeast) * 1_000
        guard isAwake, passedNs < leastNs, !isOver() else { return }
        wait(leastNs - passedNs)
    }
}
