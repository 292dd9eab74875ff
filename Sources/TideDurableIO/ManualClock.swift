import Synchronization

/// A clock that moves only when it is told to.
package final class ManualClock: WallClock {
    private let state: Mutex<(wall: Int64, monotonic: UInt64)>

    /// Starts at `microseconds` since 1970-01-01 UTC, and 0 on the monotonic side.
    package init(microseconds: Int64 = 0) {
        state = Mutex((microseconds, 0))
    }

    /// The wall time set last, in microseconds.
    package func nowMicroseconds() -> Int64 { state.withLock { $0.wall } }

    /// The sum of all advances, in nanoseconds.
    package func monotonicNanoseconds() -> UInt64 { state.withLock { $0.monotonic } }

    /// Moves both clocks forward.
    package func advance(microseconds: Int64) {
        precondition(microseconds >= 0, "a monotonic clock does not go back; use set(microseconds:)")
        state.withLock {
            $0.wall += microseconds
            $0.monotonic += UInt64(microseconds) * 1000
        }
    }

    /// Sets the wall time alone, forward or back.
    package func set(microseconds: Int64) { state.withLock { $0.wall = microseconds } }
}
