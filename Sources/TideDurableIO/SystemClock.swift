import Glibc

/// The machine's clocks: CLOCK_REALTIME and CLOCK_MONOTONIC (clock_gettime(2)).
package struct SystemClock: WallClock {
    /// Makes the clock.
    package init() {}

    /// CLOCK_REALTIME, in microseconds.
    package func nowMicroseconds() -> Int64 {
        let now = Self.read(CLOCK_REALTIME)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
    }

    /// CLOCK_MONOTONIC, in nanoseconds.
    package func monotonicNanoseconds() -> UInt64 {
        let now = Self.read(CLOCK_MONOTONIC)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }

    private static func read(_ clock: clockid_t) -> timespec {
        var now = timespec()
        // Both clocks exist on every Linux, and the address is ours: the call has no way to fail.
        clock_gettime(clock, &now)
        return now
    }
}
