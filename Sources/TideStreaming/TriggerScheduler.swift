package import TideModel

/// When the next batch may start.
package struct TriggerScheduler: Hashable, Sendable {
    package let trigger: Trigger

    package init(_ trigger: Trigger) { self.trigger = trigger }

    /// Whether the job goes on when nothing is left to read.
    package var isUnending: Bool {
        if case .processingTime = trigger { return true }
        return false
    }

    /// Microseconds to wait at `nowUs` before the batch after one that started at `startUs`.
    ///
    /// Spark's rule: due times are multiples of the interval since the epoch; one that has passed is due now.
    /// Never more than the interval, also where the clock was put back since the batch started.
    package func wait(startUs: Int64, nowUs: Int64) -> Int64 {
        guard case .processingTime(let interval) = trigger, interval > 0 else { return 0 }
        let rest = startUs % interval
        let floor = startUs - (rest < 0 ? rest + interval : rest)
        return min(interval, max(0, floor + interval - nowUs))
    }
}
